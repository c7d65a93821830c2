#include "app/certificate_command.h"

#include <nlohmann/json.hpp>

#include "app/fixtures.h"
#include "app/options.h"
#include "base/times.h"
#include "jose/export.h"
#include "jose/jwk.h"

namespace emulator::app {
namespace {

constexpr int years_valid = 3;  // as Buypass and Commfides issue them
constexpr int months_a_year = 12;

Error in_file(Assets const& assets, std::string const& file, std::string const& what) {
    return wrong_use(assets.display_name(file) + ": " + what);
}

Result<std::string> read(Assets const& assets, std::string const& file) {
    auto text = assets.find(file);
    if (!text) return in_file(assets, file, "there is no such file");
    return *std::move(text);
}

std::string authority_file(IssuedBy issued_by) {
    return issued_by == IssuedBy::prod        ? "fixtures/keys/ca-prod"
           : issued_by == IssuedBy::commfides ? "fixtures/keys/ca-commfides"
                                              : "fixtures/keys/ca-buypass";
}

// The organisation's name in the data set.
Result<std::string> known_name(Assets const& assets, std::string const& orgnr) {
    std::string const file = "fixtures/organisations.json";
    auto const organisations = parse_json(EMULATOR_TRY(read(assets, file)));
    if (!organisations) return in_file(assets, file, organisations.error().description);
    auto const* const entries = entries_of(*organisations, "organisations");
    if (!entries) return in_file(assets, file, "expected an array of organisations");
    for (auto const& organisation : *entries) {
        if (string_member(organisation, "orgnr") == orgnr)
            return std::string(string_member(organisation, "navn"));
    }
    return "Testvirksomhet " + orgnr;
}

struct Period {
    Instant first;
    Instant last;
};

Period period(Kind kind, Instant now) {
    auto const after_years = [](Instant from, int years) { return plus_months(from, years * months_a_year); };
    // Begun an hour ago, for clocks that differ.
    auto const hour_ago = now - std::chrono::hours(1);
    switch (kind) {
        case Kind::expired:
            return {after_years(hour_ago, -years_valid), hour_ago};
        case Kind::not_yet_valid:
            return {after_years(now, 1), after_years(now, 1 + years_valid)};
        default:
            return {hour_ago, after_years(hour_ago, years_valid)};
    }
}

std::string serial_number(Entropy& entropy) {
    std::string bytes(16, '\0');
    entropy.fill(std::as_writable_bytes(std::span(bytes)));
    bytes.front() = static_cast<char>((bytes.front() & 0x3f) | 0x40);  // positive, and of full length
    return bytes;
}

Result<jose::CertificateOrder> order_of(CertificateWish const& wish, Assets const& assets, Instant now,
                                        Entropy& entropy) {
    auto const name = wish.name.empty() ? EMULATOR_TRY(known_name(assets, wish.orgnr)) : wish.name;
    auto const [first, last] = period(wish.kind, now);
    return jose::CertificateOrder{
        name,
        wish.issued_by == IssuedBy::prod ? name : name + " TEST",
        wish.orgnr,
        wish.profile,
        wish.kind == Kind::wrong_usage ? jose::KeyPurpose::encryption : jose::KeyPurpose::signing,
        first,
        last,
        serial_number(entropy)};
}

}  // namespace

Result<MadeCertificate> make_certificate(CertificateWish const& wish, Assets const& assets, Instant now,
                                         Entropy& entropy) {
    auto const order = EMULATOR_TRY(order_of(wish, assets, now, entropy));
    auto const key = jose::generate_rsa_key();
    if (wish.issued_by == IssuedBy::self_signed)
        return MadeCertificate{key, {EMULATOR_TRY(jose::issue_self_signed(order, key))}};

    auto const file = authority_file(wish.issued_by);
    auto const above = jose::certificates_from_pem(EMULATOR_TRY(read(assets, file + ".crt")));
    if (!above) return in_file(assets, file + ".crt", above.error().description);
    auto const issuing_key = jose::private_key_from_pem(EMULATOR_TRY(read(assets, file + ".pem")));
    if (!issuing_key) return in_file(assets, file + ".pem", issuing_key.error().description);
    std::vector chain{EMULATOR_TRY(jose::issue(order, key.public_key(), {above->front(), *issuing_key}))};
    chain.insert(chain.end(), above->begin(), above->end());
    return MadeCertificate{key, std::move(chain)};
}

std::vector<NewFile> certificate_files(MadeCertificate const& made, CertificateWish const& wish) {
    auto const path = [&](char const* suffix) {
        return std::filesystem::path(wish.prefix.string() + suffix);
    };
    auto const kid = jose::thumbprint(made.key.public_key());
    auto const jwk = jose::private_jwk(made.key, kid, jose::Algorithm::RS256, made.chain);
    return {{path(".crt"), jose::certificates_pem(made.chain)},
            {path(".pem"), jose::private_key_pem(made.key), true},
            {path(".p12"), jose::pkcs12(made.key, made.chain, wish.password, wish.orgnr), true},
            {path(".jwk.json"), jwk.dump(2) + "\n", true}};
}

std::string expected_answer(CertificateWish const& wish) {
    if (wish.issued_by == IssuedBy::prod) return "refused with MP-120: it is for another environment";
    if (wish.issued_by == IssuedBy::self_signed) return "refused with MP-120: it is self-signed";
    switch (wish.kind) {
        case Kind::expired:
            return "refused with MP-124: it has expired";
        case Kind::not_yet_valid:
            return "refused with MP-120: it is not valid yet";
        case Kind::wrong_usage:
            return "refused with MP-120: it is not meant for signing";
        case Kind::valid:
            return "accepted for clients of " + wish.orgnr +
                   " without a registered key; refused for others with MP-122";
    }
    return {};
}

Result<> make_certificate_files(std::vector<std::string> const& arguments, Surroundings const& surroundings) {
    auto const wish = EMULATOR_TRY(read_certificate_wish(arguments));
    if (wish.help) {
        surroundings.out << certificate_usage() << std::flush;
        return {};
    }
    Assets assets;
    if (wish.fixtures) assets.read_from_disk("fixtures", *wish.fixtures);
    auto const made =
        EMULATOR_TRY(make_certificate(wish, assets, surroundings.clock.now(), surroundings.entropy));
    auto const files = certificate_files(made, wish);
    EMULATOR_TRY(write_new_files(files, wish.replace ? Existing::replaced : Existing::kept));

    auto const& own = made.chain.front();
    surroundings.out << own.subject() << "\n  issued by     " << own.issuer() << "\n  valid         "
                     << format_utc(own.not_before()) << " to " << format_utc(own.not_after())
                     << "\n  Maskinporten  " << expected_answer(wish) << "\n";
    for (auto const& file : files)
        surroundings.out << "  wrote         " << file.path.string() << "\n";
    surroundings.out << "  password      " << wish.password << " (of the .p12)\n"
                     << "For tests only: never use this key for anything real." << std::endl;
    return {};
}

}  // namespace emulator::app
