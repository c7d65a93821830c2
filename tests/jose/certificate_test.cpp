#include "jose/certificate.h"

#include "base/encoding.h"
#include "base/times.h"
#include "jose/support.h"

namespace emulator::jose {
namespace {

Instant at(std::string_view text) {
    return parse_time(text).value();
}

std::vector<Certificate> read_all(std::vector<std::string> const& names) {
    std::vector<Certificate> certificates;
    for (auto const& name : names)
        certificates.push_back(read_certificate(name));
    return certificates;
}

TEST_CASE("a certificate tells its names, its period and its key") {
    auto const signer = read_certificate("signer");
    CHECK(signer.subject() ==
          "CN=Ødegård Prøve AS,serialNumber=310000000,organizationIdentifier=NTRNO-310000000,O=Ødegård Prøve "
          "AS,C=NO");
    CHECK(signer.issuer() == "CN=Prøve CA 1,O=Prøve CA 1,C=NO");
    CHECK(format_utc(signer.not_before()) == "2020-01-01T00:00:00Z");
    CHECK(format_utc(signer.not_after()) == "2099-01-01T00:00:00Z");
    CHECK(need(signer.public_key()) == read_key("signer").public_key());
    CHECK(need(certificate_from_der(signer.der())).der() == signer.der());
}

TEST_CASE("[maskinporten 4.1] the organisation number is in organizationIdentifier or in serialNumber") {
    struct Row {
        std::string name;
        std::optional<std::string> number;
    };
    for (auto const& row :
         {Row{"signer", "310000000"}, Row{"identifier_only", "210000003"}, Row{"serial_only", "210000003"},
          Row{"two_numbers", std::nullopt}, Row{"foreign", std::nullopt}, Row{"by_signer", std::nullopt}}) {
        CAPTURE(row.name);
        CHECK(read_certificate(row.name).organisation_number() == row.number);
    }
}

TEST_CASE("a certificate without an RSA key of this size can be read, but gives no key") {
    CHECK(description_of(read_certificate("elliptic").public_key()) == "the certificate holds no RSA key");
    CHECK(description_of(read_certificate("small_key").public_key()) ==
          "the RSA key has 1024 bits, which is too small");
}

TEST_CASE("[RFC 7468] PEM holds one certificate or more") {
    auto const two = read_file("certificates/signer.pem") + "a remark\n" + read_file("keys/public.pem") +
                     read_file("certificates/intermediate.pem");
    auto const read = need(certificates_from_pem(two));
    REQUIRE(read.size() == 2);
    CHECK(read[1].der() == read_certificate("intermediate").der());

    std::string const refused = "the text holds no certificate in PEM form, or a broken one";
    CHECK(description_of(certificates_from_pem("")) == refused);
    CHECK(description_of(certificates_from_pem("hello")) == refused);
    CHECK(description_of(certificates_from_pem(read_file("keys/signer.pem"))) == refused);
    CHECK(description_of(certificates_from_pem(two.substr(0, two.size() - 100))) == refused);
    auto broken = two;
    broken[broken.size() - 200] = '*';
    CHECK(description_of(certificates_from_pem(broken)) == refused);
}

TEST_CASE("DER is one certificate and nothing after it") {
    auto const der = read_certificate("signer").der();
    std::string const refused = "the bytes are not one DER certificate";
    CHECK(description_of(certificate_from_der("")) == refused);
    CHECK(description_of(certificate_from_der("MII")) == refused);
    CHECK(description_of(certificate_from_der(der + '\0')) == refused);
    CHECK(description_of(certificate_from_der(der + der)) == refused);
    for (std::size_t size = 0; size < der.size(); size += 7) {
        CHECK(description_of(certificate_from_der(der.substr(0, size))) == refused);
    }
}

TEST_CASE("no changed byte of a certificate brings more than a refusal") {
    auto const der = read_certificate("signer").der();
    auto const trusted = read_all({"root", "intermediate"});
    for (std::size_t i = 0; i < der.size(); ++i) {
        CAPTURE(i);
        auto changed = der;
        changed[i] = static_cast<char>(changed[i] ^ 0x20);
        auto const read = certificate_from_der(changed);
        if (!read) continue;
        std::vector const chain{*read};
        CHECK(verify_chain(chain, trusted, at("2026-01-01T00:00:00Z")).has_error());
    }
}

TEST_CASE("[RFC 7515 4.1.6] x5c is an array of base64 DER strings") {
    auto const text = base64_encode(read_certificate("signer").der());
    auto const issuer = base64_encode(read_certificate("intermediate").der());
    std::string const array = "x5c is not an array of 1 to 10 certificates";
    std::string const entry = "entry 0 of x5c is not base64: ";
    auto const one = [](std::string value) { return Json::array({std::move(value)}); };
    auto url = text;
    for (auto& c : url)
        c = c == '+' ? '-' : c == '/' ? '_' : c;
    REQUIRE(url != text);
    struct Row {
        std::string name;
        Json x5c;
        std::string refused;
    };
    for (auto const& row : {
             Row{"one", one(text), "accepted"},
             Row{"a chain", Json::array({text, issuer}), "accepted"},
             Row{"a bare string", Json(text), array},
             Row{"null", Json(), array},
             Row{"an object", Json::object({{"0", text}}), array},
             Row{"an empty array", Json::array(), array},
             Row{"eleven", Json(std::vector<std::string>(11, text)), array},
             Row{"a number", Json::array({1}), "entry 0 of x5c is not a string"},
             Row{"an array in it", Json::array({Json::array({text})}), "entry 0 of x5c is not a string"},
             Row{"an empty string", one(""), entry + "it is empty"},
             Row{"PEM", one(read_file("certificates/signer.pem")),
                 entry + "it is PEM; only the lines between BEGIN and END, joined, are wanted"},
             Row{"line breaks", one(text.substr(0, 64) + "\n" + text.substr(64)),
                 entry + "it holds white space"},
             Row{"base64url", one(url),
                 entry + "it uses the base64url characters - or _ in the place of + and /"},
             Row{"cut off", one(text.substr(0, 101)),
                 entry + "its length is not a multiple of 4, so padding is missing or it is cut off"},
             Row{"a strange character", one("!" + text.substr(1)),
                 entry + "it holds a character outside the base64 alphabet"},
             Row{"base64 of something else", one(base64_encode("hello")),
                 "entry 0 of x5c is not a certificate"},
             Row{"the second is wrong", Json::array({text, "AAAA"}), "entry 1 of x5c is not a certificate"},
         }) {
        CAPTURE(row.name);
        CHECK(description_of(certificates_from_x5c(row.x5c)) == row.refused);
    }
    CHECK(need(certificates_from_x5c(Json::array({text, issuer})))[1].subject() ==
          "CN=Prøve CA 1,O=Prøve CA 1,C=NO");
}

TEST_CASE("[RFC 5280 6] a chain is trusted or refused with its reason") {
    using Names = std::vector<std::string>;
    Names const root{"root"};
    Names const both{"root", "intermediate"};
    std::string const noon = "2026-01-01T12:00:00Z";
    std::string const unknown = "the certificate is not issued by a trusted authority";
    std::string const unknown_above = "an issuer's certificate is not issued by a trusted authority";
    struct Row {
        std::string name;
        Names chain;
        Names trusted;
        std::string now;
        std::string refused;
    };
    for (auto const& row : {
             Row{"the whole chain", {"signer", "intermediate", "root"}, root, noon, "accepted"},
             Row{"without the root", {"signer", "intermediate"}, root, noon, "accepted"},
             Row{"in another order", {"signer", "root", "intermediate"}, root, noon, "accepted"},
             Row{"alone, intermediate known", {"signer"}, both, noon, "accepted"},
             Row{"alone, only the intermediate known", {"signer"}, {"intermediate"}, noon, "accepted"},
             Row{"with certificates that have no part in it",
                 {"signer", "other_root"},
                 both,
                 noon,
                 "accepted"},
             Row{"for non-repudiation", {"non_repudiation"}, both, noon, "accepted"},
             Row{"alone, intermediate not known", {"signer"}, root, noon, unknown},
             Row{"nothing is trusted", {"signer", "intermediate"}, {}, noon, unknown_above},
             Row{"its own root does not count",
                 {"signer", "intermediate", "root"},
                 {},
                 noon,
                 "an issuer's certificate is self-signed and not trusted"},
             Row{"self-signed", {"other_root"}, both, noon, "the certificate is self-signed and not trusted"},
             Row{"another authority",
                 {"by_other_root", "other_root"},
                 both,
                 noon,
                 "an issuer's certificate is self-signed and not trusted"},
             Row{"expired", {"expired"}, both, noon, "the certificate has expired"},
             Row{"expired, in its time", {"expired"}, both, "2021-06-01T00:00:00Z", "accepted"},
             Row{"before its time",
                 {"signer"},
                 both,
                 "2019-12-31T23:59:59Z",
                 "an issuer's certificate is not valid yet"},
             Row{"first second", {"signer"}, both, "2020-01-01T00:00:00Z", "accepted"},
             Row{"last second", {"signer"}, both, "2098-12-31T23:59:59Z", "accepted"},
             Row{"after its time",
                 {"signer"},
                 both,
                 "2099-01-01T00:00:00Z",
                 "an issuer's certificate has expired"},
             Row{"issued by a signer",
                 {"by_signer", "signer"},
                 both,
                 noon,
                 "an issuer's certificate is used as an issuer and is not a CA certificate"},
             Row{"only for encryption",
                 {"encryption_only"},
                 both,
                 noon,
                 "the certificate is not meant for signing"},
             Row{"1024 bits", {"small_key"}, both, noon, "the certificate has a key that is too small"},
             Row{"SHA-1", {"sha1"}, both, noon, "the certificate is signed with a digest that is too weak"},
         }) {
        CAPTURE(row.name);
        CHECK(description_of(verify_chain(read_all(row.chain), read_all(row.trusted), at(row.now))) ==
              row.refused);
    }
}

TEST_CASE("[RFC 5280 6] a forged certificate is refused") {
    auto forged = read_certificate("signer").der();
    forged.back() = static_cast<char>(forged.back() ^ 1);
    std::vector const chain{need(certificate_from_der(forged))};
    CHECK(
        description_of(verify_chain(chain, read_all({"root", "intermediate"}), at("2026-01-01T00:00:00Z"))) ==
        "the certificate has a signature that does not hold");
}

}  // namespace
}  // namespace emulator::jose
