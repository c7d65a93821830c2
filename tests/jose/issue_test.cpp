#include "jose/issue.h"

#include "base/encoding.h"
#include "base/times.h"
#include "jose/export.h"
#include "jose/jwk.h"
#include "jose/support.h"

namespace emulator::jose {
namespace {

constexpr Instant noon{seconds(1795348800)};  // 2026-11-22T12:00:00Z

CertificateOrder order() {
    return {"Ødegård Prøve AS",   "Ødegård Prøve AS TEST",
            "310000000",          SubjectProfile::seid2,
            KeyPurpose::signing,  noon,
            noon + seconds(3600), "\x7f\x01"};
}

// The self-signed certificate of the test key, as an authority that is none.
Certificate issued(CertificateOrder const& wanted) {
    auto const key = read_key("signer");
    return need(issue(wanted, key.public_key(), {read_certificate("signer"), key}));
}

TEST_CASE("[ETSI EN 319 412-1 5.1.4] SEID 2 names the organisation by identifier, SEID 1 by serial number") {
    struct Row {
        std::string name;
        SubjectProfile profile;
        std::string subject;
    };
    for (auto const& row :
         {Row{"seid2", SubjectProfile::seid2,
              "organizationIdentifier=NTRNO-310000000,CN=Ødegård Prøve AS TEST,O=Ødegård Prøve AS,C=NO"},
          Row{"seid1", SubjectProfile::seid1,
              "serialNumber=310000000,CN=Ødegård Prøve AS TEST,O=Ødegård Prøve AS,C=NO"}}) {
        CAPTURE(row.name);
        auto wanted = order();
        wanted.profile = row.profile;
        auto const certificate = issued(wanted);
        CHECK(certificate.subject() == row.subject);
        CHECK(certificate.organisation_number() == "310000000");
        CHECK(certificate.issuer() == read_certificate("signer").subject());
        CHECK(certificate.not_before() == noon);
        CHECK(certificate.not_after() == noon + seconds(3600));
        CHECK(need(certificate.public_key()) == read_key("signer").public_key());
    }
}

TEST_CASE("[RFC 5280 4.1.2.5] a period may end after the year 2049, where the form of times changes") {
    auto wanted = order();
    wanted.not_after = parse_time("2095-12-31T23:59:59Z").value();
    CHECK(issued(wanted).not_after() == wanted.not_after);
}

TEST_CASE("a certificate is trusted through the authority that issued it, and by the use of its key") {
    auto const key = read_key("signer");
    auto const root = need(issue_self_signed(order(), key));
    struct Row {
        std::string name;
        KeyPurpose purpose;
        Instant now;
        std::string refused;
    };
    for (auto const& row :
         {Row{"for signing", KeyPurpose::signing, noon, "accepted"},
          Row{"in the last second", KeyPurpose::signing, noon + seconds(3599), "accepted"},
          Row{"for encryption", KeyPurpose::encryption, noon, "the certificate is not meant for signing"},
          Row{"too late", KeyPurpose::signing, noon + seconds(3600), "the certificate has expired"},
          Row{"too early", KeyPurpose::signing, noon - seconds(1), "the certificate is not valid yet"}}) {
        CAPTURE(row.name);
        auto wanted = order();
        wanted.purpose = row.purpose;
        std::vector const chain{need(issue_self_signed(wanted, key))};
        CHECK(description_of(verify_chain(chain, chain, row.now)) == row.refused);
    }
    // It is no CA certificate, so what it issues is not trusted.
    std::vector const below{need(issue(order(), key.public_key(), {root, key}))};
    CHECK(verify_chain(below, std::vector{read_certificate("root")}, noon).has_error());
}

TEST_CASE("a subject that X.509 does not allow is refused") {
    std::string const organisation = "the subject of the certificate cannot hold this organizationName";
    struct Row {
        std::string name;
        std::string organisation;
        std::string refused;
    };
    std::string longest;
    for (int i = 0; i < 64; ++i)
        longest += "ø";
    for (auto const& row :
         {Row{"64 letters", longest, "accepted"}, Row{"65 letters", longest + "x", organisation},
          Row{"nothing", "", organisation}, Row{"no UTF-8", "\xff", organisation}}) {
        CAPTURE(row.name);
        auto wanted = order();
        wanted.organisation = row.organisation;
        CHECK(description_of(issue_self_signed(wanted, read_key("signer"))) == row.refused);
    }
}

TEST_CASE("a new key signs, is written and is read back") {
    auto const key = generate_rsa_key();
    CHECK(key.bits() == 2048);
    CHECK(base64url_encode(key.public_key().numbers().e) == "AQAB");
    CHECK_FALSE(key.public_key() == generate_rsa_key().public_key());
    auto const signature = key.sign(Algorithm::RS256, "text");

    auto const pem = private_key_pem(key);
    CHECK(pem.starts_with("-----BEGIN PRIVATE KEY-----\n"));
    CHECK(need(private_key_from_pem(pem)).public_key().verify(Algorithm::RS256, "text", signature));
}

TEST_CASE("[RFC 7518 6.3.2] a private JWK holds the whole key, its name and its certificates") {
    auto const key = read_key("signer");
    auto const chain = std::vector{read_certificate("signer"), read_certificate("intermediate")};
    auto const jwk = private_jwk(key, "navn", Algorithm::RS256, chain);
    CHECK(string_member(jwk, "kid") == "navn");
    CHECK(string_member(jwk, "alg") == "RS256");
    auto const read = need(parse_jwk(jwk));
    CHECK(read.key == key.public_key());
    REQUIRE(read.x5c.size() == 2);
    CHECK(read.x5c[1].der() == chain[1].der());
    auto const again = need(private_key_from_jwk(jwk));
    CHECK(again.sign(Algorithm::RS256, "text") == key.sign(Algorithm::RS256, "text"));
    CHECK_FALSE(private_jwk(key, "navn", Algorithm::RS256).contains("x5c"));
}

TEST_CASE("[RFC 7468] certificates are written as PEM in their order") {
    auto const chain = std::vector{read_certificate("signer"), read_certificate("intermediate")};
    auto const again = need(certificates_from_pem(certificates_pem(chain)));
    REQUIRE(again.size() == 2);
    CHECK(again[0].der() == chain[0].der());
    CHECK(again[1].der() == chain[1].der());
}

TEST_CASE("[RFC 7292] PKCS #12 is DER, and tells neither key nor name without the password") {
    auto const key = read_key("signer");
    std::vector const chain{read_certificate("signer"), read_certificate("intermediate")};
    auto const file = pkcs12(key, chain, "hemmelig", "alias-navn");
    REQUIRE(file.size() > 2000);
    CHECK(file.front() == '\x30');
    CHECK(file.find(chain[0].der().substr(40, 100)) == std::string::npos);
    CHECK(file.find(key.public_key().numbers().n.substr(0, 32)) == std::string::npos);
    CHECK(pkcs12(key, chain, "hemmelig", "alias-navn") != file);
}

}  // namespace
}  // namespace emulator::jose
