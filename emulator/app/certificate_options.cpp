#include "app/certificate_options.h"

#include <algorithm>
#include <array>
#include <sstream>

#include "app/options.h"
#include "base/encoding.h"
#include "model/identifiers.h"

namespace emulator::app {
namespace {

namespace po = boost::program_options;

constexpr std::size_t longest_name = 59;  // with " TEST" the 64 letters that X.509 allows
constexpr auto default_password = "changeit";

template <class T>
struct Word {
    std::string_view word;
    T meaning;
};
constexpr std::array authorities{Word{"buypass", IssuedBy::buypass}, Word{"commfides", IssuedBy::commfides},
                                 Word{"prod", IssuedBy::prod}, Word{"self-signed", IssuedBy::self_signed}};
constexpr std::array kinds{Word{"valid", Kind::valid}, Word{"expired", Kind::expired},
                           Word{"not-yet-valid", Kind::not_yet_valid},
                           Word{"wrong-usage", Kind::wrong_usage}};
constexpr std::array profiles{Word{"seid1", jose::SubjectProfile::seid1},
                              Word{"seid2", jose::SubjectProfile::seid2}};

po::options_description options() {
    po::options_description all("Options", 100, 60);
    auto add = all.add_options();
    add("help,h", "this text");
    add("orgnr", po::value<std::string>()->value_name("NUMBER"), "the organisation's number; needed");
    add("name", po::value<std::string>()->value_name("NAME"),
        "the organisation's name (default: as in the data set)");
    add("ca", po::value<std::string>()->value_name("CA"),
        "who issues it: buypass or commfides, imitations that the emulator trusts; prod, an imitation of the "
        "other environment; self-signed (default: buypass)");
    add("kind", po::value<std::string>()->value_name("KIND"),
        "valid, expired, not-yet-valid, or wrong-usage, which is for encryption only (default: valid)");
    add("profile", po::value<std::string>()->value_name("PROFILE"),
        "seid2 has the number as organizationIdentifier NTRNO-…, seid1, the older, as serialNumber "
        "(default: seid2)");
    add("out", po::value<std::string>()->value_name("PREFIX"),
        "how the files' names begin, or a folder for them (default: virksomhetssertifikat-NUMBER)");
    add("password", po::value<std::string>()->value_name("WORD"), "of the PKCS #12 file (default: changeit)");
    add("force", "replace files that exist");
    add("fixtures", po::value<std::string>()->value_name("DIR"),
        "take the authorities from this folder's keys/ (default: the built-in ones)");
    return all;
}

template <class T, std::size_t Size>
Result<T> meaning(std::string const& option, std::string const& given,
                  std::array<Word<T>, Size> const& words) {
    std::string expected;
    for (auto const& [word, value] : words) {
        if (word == given) return T(value);
        expected.append(expected.empty() ? "" : ", ").append(word);
    }
    return wrong_use("--" + option + " " + shown(given, 40) + ": expected one of " + expected);
}

std::string with_right_check_digit(std::string number) {
    for (number.back() = '0'; number.back() <= '9'; ++number.back()) {
        if (model::is_organisation_number(number)) return number;
    }
    return "313111113";
}

Result<std::string> organisation_number(std::optional<std::string> const& given) {
    if (!given)
        return wrong_use(
            "--orgnr is missing: expected the number of an organisation, such as 313111113; see --help");
    if (model::is_organisation_number(*given)) return *given;
    bool const nine_digits =
        given->size() == 9 && given->find_first_not_of("0123456789") == std::string::npos;
    auto const example = nine_digits ? with_right_check_digit(*given) : "313111113";
    return wrong_use("--orgnr " + shown(*given, 40) +
                     ": expected nine digits with a right check digit, such as " + example);
}

std::size_t letters(std::string_view utf8) {
    return static_cast<std::size_t>(
        std::count_if(utf8.begin(), utf8.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

Result<std::string> organisation_name(std::string const& given) {
    bool const plain = is_utf8(given) && std::none_of(given.begin(), given.end(), [](char c) {
                           return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
                       });
    if (plain && !given.empty() && letters(given) <= longest_name) return given;
    return wrong_use("--name " + shown(given, 80) + ": expected 1 to " + std::to_string(longest_name) +
                     " letters, without control characters");
}

Result<std::string> password(std::string const& given) {
    if (!given.empty() && is_utf8(given) && given.find('\0') == std::string::npos) return given;
    return wrong_use("--password is empty or no text: expected a word, such as changeit");
}

std::filesystem::path prefix(std::optional<std::string> const& given, std::string const& orgnr) {
    auto const name = "virksomhetssertifikat-" + orgnr;
    if (!given || given->empty()) return name;
    if (given->ends_with('/') || std::filesystem::is_directory(*given))
        return std::filesystem::path(*given) / name;
    return *given;
}

Result<std::filesystem::path> folder(std::string const& given) {
    if (std::filesystem::is_directory(given)) return std::filesystem::path(given);
    return wrong_use("--fixtures " + shown(given, 200) + ": there is no such folder");
}

}  // namespace

Result<CertificateWish> read_certificate_wish(std::vector<std::string> const& arguments) {
    po::variables_map values;
    EMULATOR_TRY(store_arguments(values, options(), arguments));
    auto const text = [&](char const* name) {
        return values.contains(name) ? std::optional(values[name].as<std::string>()) : std::nullopt;
    };
    CertificateWish wish;
    wish.help = values.contains("help");
    if (wish.help) return wish;
    wish.orgnr = EMULATOR_TRY(organisation_number(text("orgnr")));
    if (auto const name = text("name")) wish.name = EMULATOR_TRY(organisation_name(*name));
    if (auto const ca = text("ca")) wish.issued_by = EMULATOR_TRY(meaning("ca", *ca, authorities));
    if (auto const kind = text("kind")) wish.kind = EMULATOR_TRY(meaning("kind", *kind, kinds));
    if (auto const profile = text("profile"))
        wish.profile = EMULATOR_TRY(meaning("profile", *profile, profiles));
    wish.prefix = prefix(text("out"), wish.orgnr);
    wish.password = EMULATOR_TRY(password(text("password").value_or(default_password)));
    wish.replace = values.contains("force");
    if (auto const fixtures = text("fixtures")) wish.fixtures = EMULATOR_TRY(folder(*fixtures));
    return wish;
}

std::string certificate_usage() {
    std::ostringstream text;
    text << "Makes a business certificate (virksomhetssertifikat) for tests, with a new key: PREFIX.crt (the "
            "chain),\nPREFIX.pem (the key), PREFIX.p12 (both) and PREFIX.jwk.json (the private key as JWK, "
            "with kid and x5c).\n\n"
            "Usage: digdir-emulator certificate --orgnr NUMBER [options]\n\n"
         << options()
         << "\nExamples:\n"
            "  digdir-emulator certificate --orgnr 310222224                    for demo-etat-sertifikat\n"
            "  digdir-emulator certificate --orgnr 313111113 --out wrong-org    refused there with MP-122\n"
            "  digdir-emulator certificate --orgnr 310222224 --kind expired     refused with MP-124\n"
            "  digdir-emulator certificate --orgnr 310222224 --ca prod          refused with MP-120\n\n"
            "Keys and certificates made here are for tests; only this emulator trusts them.\n";
    return text.str();
}

}  // namespace emulator::app
