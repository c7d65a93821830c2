#include "app/certificate_command.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/times.h"
#include "jose/jwk.h"
#include "support/temporary_folder.h"
#include "support/world.h"

namespace emulator::app {
namespace {

std::string const sound = "accepted";

std::string fault(std::vector<std::string> const& arguments) {
    auto const wish = read_certificate_wish(arguments);
    return wish ? sound : wish.error().description;
}

std::string text_of(std::filesystem::path const& path) {
    std::ifstream file(path, std::ios::binary);
    REQUIRE_MESSAGE(file.good(), path.string());
    return {std::istreambuf_iterator<char>(file), {}};
}

unsigned mode_of(std::filesystem::path const& path) {
    struct stat found {};
    REQUIRE(::stat(path.c_str(), &found) == 0);
    return found.st_mode & 0777U;
}

CertificateWish wish(std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"--orgnr", "313111113"});
    return need(read_certificate_wish(more));
}

// Runs the command as the terminal would.
struct Run {
    test::FixedClock clock;
    test::CountingEntropy entropy;
    std::ostringstream out;
    Result<> operator()(std::vector<std::string> const& arguments) {
        return run_command(arguments, {out, clock, entropy});
    }
};

TEST_CASE(
    "a wrong option of the certificate command names itself, what was received and what would be valid") {
    struct Row {
        std::string name;
        std::vector<std::string> arguments;
        std::string fault;
    };
    for (auto const& row : {
             Row{"only a number", {"--orgnr", "313111113"}, sound},
             Row{"help needs nothing", {"--help"}, sound},
             Row{"no number",
                 {},
                 "--orgnr is missing: expected the number of an organisation, such as 313111113; see --help"},
             Row{"a wrong check digit",
                 {"--orgnr", "313111112"},
                 "--orgnr 313111112: expected nine digits with a right check digit, such as 313111113"},
             Row{"a person's number",
                 {"--orgnr", "28876895937"},
                 "--orgnr 28876895937: expected nine digits with a right check digit, such as 313111113"},
             Row{"no digits",
                 {"--orgnr", "NTRNO-313111113"},
                 "--orgnr NTRNO-313111113: expected nine digits with a right check digit, such as 313111113"},
             Row{"an unknown CA",
                 {"--orgnr", "313111113", "--ca", "Buypass"},
                 "--ca Buypass: expected one of buypass, commfides, prod, self-signed"},
             Row{"an unknown kind",
                 {"--orgnr", "313111113", "--kind", "revoked"},
                 "--kind revoked: expected one of valid, expired, not-yet-valid, wrong-usage"},
             Row{"an unknown profile",
                 {"--orgnr", "313111113", "--profile", "seid3"},
                 "--profile seid3: expected one of seid1, seid2"},
             Row{"an empty name",
                 {"--orgnr", "313111113", "--name", ""},
                 "--name : expected 1 to 59 letters, without control characters"},
             Row{"a name of two lines",
                 {"--orgnr", "313111113", "--name", "a\nb"},
                 "--name a.b: expected 1 to 59 letters, without control characters"},
             Row{"a long name",
                 {"--orgnr", "313111113", "--name", std::string(60, 'n')},
                 "--name " + std::string(60, 'n') + ": expected 1 to 59 letters, without control characters"},
             Row{"an empty password",
                 {"--orgnr", "313111113", "--password", ""},
                 "--password is empty or no text: expected a word, such as changeit"},
             Row{"no such fixtures",
                 {"--orgnr", "313111113", "--fixtures", "/finnes/ikke"},
                 "--fixtures /finnes/ikke: there is no such folder"},
             Row{"a misspelt option",
                 {"--orgnr", "313111113", "--knd", "valid"},
                 "unknown option 'knd'; did you mean --kind? See --help"},
             Row{"the number twice",
                 {"--orgnr", "313111113", "--orgnr", "310222224"},
                 "option '--orgnr' cannot be specified more than once; see --help"},
         }) {
        CAPTURE(row.name);
        CHECK(fault(row.arguments) == row.fault);
    }
}

TEST_CASE("what is not said has its default") {
    auto const plain = wish();
    CHECK(plain.issued_by == IssuedBy::buypass);
    CHECK(plain.kind == Kind::valid);
    CHECK(plain.profile == jose::SubjectProfile::seid2);
    CHECK(plain.prefix == "virksomhetssertifikat-313111113");
    CHECK(plain.password == "changeit");
    CHECK_FALSE(plain.replace);
    CHECK(wish({"--out", "/tmp/"}).prefix == "/tmp/virksomhetssertifikat-313111113");
    CHECK(wish({"--out", "/tmp"}).prefix == "/tmp/virksomhetssertifikat-313111113");
    CHECK(wish({"--out", "/tmp/mitt"}).prefix == "/tmp/mitt");
    CHECK(wish({"--ca", "commfides", "--profile", "seid1", "--kind", "wrong-usage"}).kind ==
          Kind::wrong_usage);
}

TEST_CASE("a certificate is made by the wished authority, for the wished time and use") {
    test::FixedClock clock;
    test::CountingEntropy entropy;
    struct Row {
        std::string name;
        std::vector<std::string> options;
        std::string subject;
        std::string issuer;
        std::string first, last;
        std::size_t length;
    };
    std::string const first = "2026-11-22T11:00:00Z", last = "2029-11-22T11:00:00Z";
    std::string const seid2 =
        "organizationIdentifier=NTRNO-313111113,CN=Demo leverandør TEST,O=Demo leverandør,C=NO";
    for (auto const& row : {
             Row{"without options",
                 {},
                 seid2,
                 "CN=Buypass-like Test CA Business,O=digdir-emulator,C=NO",
                 first,
                 last,
                 3},
             Row{"commfides, seid1",
                 {"--ca", "commfides", "--profile", "seid1"},
                 "serialNumber=313111113,CN=Demo leverandør TEST,O=Demo leverandør,C=NO",
                 "CN=Commfides-like Test CA Legal Person,O=digdir-emulator,C=NO",
                 first,
                 last,
                 3},
             Row{"prod",
                 {"--ca", "prod"},
                 "organizationIdentifier=NTRNO-313111113,CN=Demo leverandør,O=Demo leverandør,C=NO",
                 "CN=Imitated Production CA Business,O=digdir-emulator,C=NO",
                 first,
                 last,
                 3},
             Row{"self-signed", {"--ca", "self-signed"}, seid2, seid2, first, last, 1},
             Row{"expired",
                 {"--kind", "expired"},
                 seid2,
                 "CN=Buypass-like Test CA Business,O=digdir-emulator,C=NO",
                 "2023-11-22T11:00:00Z",
                 first,
                 3},
             Row{"not yet valid",
                 {"--kind", "not-yet-valid", "--name", "Ærlig"},
                 "organizationIdentifier=NTRNO-313111113,CN=Ærlig TEST,O=Ærlig,C=NO",
                 "CN=Buypass-like Test CA Business,O=digdir-emulator,C=NO",
                 "2027-11-22T12:00:00Z",
                 "2030-11-22T12:00:00Z",
                 3},
         }) {
        CAPTURE(row.name);
        auto const made = need(make_certificate(wish(row.options), Assets(), clock.now(), entropy));
        REQUIRE(made.chain.size() == row.length);
        auto const& own = made.chain.front();
        CHECK(own.subject() == row.subject);
        CHECK(own.issuer() == row.issuer);
        CHECK(format_utc(own.not_before()) == row.first);
        CHECK(format_utc(own.not_after()) == row.last);
        CHECK(need(own.public_key()) == made.key.public_key());
        CHECK(own.organisation_number() == "313111113");
    }
    auto const unknown = need(make_certificate(need(read_certificate_wish({"--orgnr", "310000000"})),
                                               Assets(), clock.now(), entropy));
    CHECK(unknown.chain.front().subject().find("O=Testvirksomhet 310000000,") != std::string::npos);
}

TEST_CASE("the command writes four files that belong together, the secret ones for their owner alone") {
    test::TemporaryFolder folder;
    auto const prefix = (folder.path() / "mitt").string();
    Run run;
    need(run({"certificate", "--orgnr", "313111113", "--out", prefix, "--password", "ørret"}));

    auto const chain = need(jose::certificates_from_pem(text_of(prefix + ".crt")));
    auto const key = need(jose::private_key_from_pem(text_of(prefix + ".pem")));
    auto const document = need(parse_json(text_of(prefix + ".jwk.json")));
    CHECK(need(chain.front().public_key()) == key.public_key());
    CHECK(need(jose::private_key_from_jwk(document)).public_key() == key.public_key());
    auto const jwk = need(jose::parse_jwk(document));
    CHECK(jwk.kid == jose::thumbprint(key.public_key()));
    REQUIRE(jwk.x5c.size() == chain.size());
    CHECK(jwk.x5c.back().der() == chain.back().der());
    CHECK(mode_of(prefix + ".pem") == 0600);
    CHECK(mode_of(prefix + ".p12") == 0600);
    CHECK(mode_of(prefix + ".jwk.json") == 0600);

    auto const told = run.out.str();
    for (auto const* part : {".crt\n", ".pem\n", ".p12\n", ".jwk.json\n", "password      ørret",
                             "accepted for clients of 313111113", "never use this key for anything real"}) {
        CAPTURE(part);
        CHECK(told.find(part) != std::string::npos);
    }
}

TEST_CASE("files that exist are kept, unless they are to be replaced; then secrets become secret") {
    test::TemporaryFolder folder;
    auto const prefix = (folder.path() / "mitt").string();
    std::ofstream(prefix + ".pem") << "precious";
    Run run;
    auto const kept = run({"certificate", "--orgnr", "313111113", "--out", prefix});
    REQUIRE(kept.has_error());
    CHECK(kept.error().code == ErrorCode::invalid_request);
    CHECK(kept.error().description ==
          prefix + ".pem: the file exists already; name another place, or replace it with --force");
    CHECK(text_of(prefix + ".pem") == "precious");
    CHECK_FALSE(std::filesystem::exists(prefix + ".crt"));

    std::filesystem::permissions(prefix + ".pem", std::filesystem::perms(0644));
    need(run({"certificate", "--orgnr", "313111113", "--out", prefix, "--force"}));
    CHECK(jose::private_key_from_pem(text_of(prefix + ".pem")).has_value());
    CHECK(mode_of(prefix + ".pem") == 0600);

    auto const nowhere = run({"certificate", "--orgnr", "313111113", "--out", prefix + "/x/y"});
    CHECK(nowhere.error().description.find("make it first") != std::string::npos);
}

TEST_CASE("the certificates of other authorities come from --fixtures, and a lack of them is named") {
    test::TemporaryFolder folder;
    Run run;
    auto const refused =
        run({"certificate", "--orgnr", "313111113", "--name", "x", "--fixtures", folder.path().string()});
    REQUIRE(refused.has_error());
    CHECK(refused.error().code == ErrorCode::invalid_request);
    CHECK(refused.error().description.find("ca-buypass.crt: there is no such file") != std::string::npos);
}

TEST_CASE("a command is the first word; an unknown one is refused with the nearest") {
    Run run;
    CHECK(asks_for_command(std::vector<std::string>{"certificate"}));
    CHECK_FALSE(asks_for_command(std::vector<std::string>{"--help", "certificate"}));
    CHECK_FALSE(asks_for_command({}));
    CHECK(run({"certifcate"}).error().description ==
          "unknown command 'certifcate'; did you mean certificate? See --help");
    CHECK(run({"serve"}).error().description == "unknown command 'serve'; See --help");
    need(run({"certificate", "--help"}));
    CHECK(run.out.str().find("Usage: digdir-emulator certificate --orgnr NUMBER") != std::string::npos);
}

}  // namespace
}  // namespace emulator::app
