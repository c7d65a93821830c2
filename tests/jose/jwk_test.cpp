#include "jose/jwk.h"

#include "base/encoding.h"
#include "base/times.h"
#include "jose/support.h"

namespace emulator::jose {
namespace {

Json signer_jwk() {
    return public_jwk(read_key("signer").public_key(), "signer-1", Algorithm::RS256);
}

Json with(Json jwk, std::string const& name, Json value) {
    jwk[name] = std::move(value);
    return jwk;
}

Json without(Json jwk, std::string const& name) {
    jwk.erase(name);
    return jwk;
}

// RFC 7517 A.2.
Json published_private_jwk() {
    for (auto const& row : read_vectors("jwk.json")) {
        if (row.contains("private")) return row["jwk"];
    }
    FAIL("no private key among the vectors");
    return {};
}

TEST_CASE("[RFC 7517 A, B] the published keys are read or refused") {
    for (auto const& row : read_vectors("jwk.json")) {
        CAPTURE(string_member(row, "name"));
        auto const read = parse_jwk(row["jwk"]);
        CHECK(description_of(read) == row.value("refused", "accepted"));
        if (!read) continue;
        CHECK(read->kid == row["kid"].get<std::string>());
        CHECK(read->alg == row["alg"].get<std::string>());
        CHECK(read->use == row["use"].get<std::string>());
        CHECK(read->key.bits() == row["bits"].get<unsigned>());
        CHECK(base64url_encode(read->key.numbers().n) == string_member(row["jwk"], "n"));
        CHECK(read->x5c.size() == row["certificates"].get<std::size_t>());
        for (auto const& certificate : read->x5c) {
            CHECK(certificate.subject() == row["subject"].get<std::string>());
            CHECK(format_utc(certificate.not_before()) == row["not_before"].get<std::string>());
            CHECK(format_utc(certificate.not_after()) == row["not_after"].get<std::string>());
        }
    }
}

TEST_CASE("[RFC 7517 A.2] the published private key signs for its public part") {
    auto const jwk = published_private_jwk();
    auto const key = need(private_key_from_jwk(jwk));
    CHECK(key.public_key() == need(public_key_from_jwk(jwk)));
    CHECK(key.public_key().verify(Algorithm::RS256, "text", key.sign(Algorithm::RS256, "text")));
}

TEST_CASE("[RFC 7638 3.1] the thumbprint is the published one, whatever else the key has") {
    for (auto const& row : read_vectors("thumbprint.json")) {
        CAPTURE(string_member(row, "name"));
        CHECK(thumbprint(need(public_key_from_jwk(row["jwk"]))) == row["thumbprint"].get<std::string>());
        auto const bare = without(without(row["jwk"], "kid"), "alg");
        CHECK(thumbprint(need(public_key_from_jwk(bare))) == row["thumbprint"].get<std::string>());
    }
}

TEST_CASE("a public JWK has Digdir's members in Digdir's order, and can be read again") {
    auto const key = read_key("signer").public_key();
    auto const jwk = public_jwk(key, "signer-1", Algorithm::RS384);
    auto const n = base64url_encode(key.numbers().n);
    CHECK(jwk.dump() ==
          R"({"kty":"RSA","e":"AQAB","use":"sig","kid":"signer-1","alg":"RS384","n":")" + n + R"("})");
    CHECK(jwks({jwk, jwk}).dump() == R"({"keys":[)" + jwk.dump() + "," + jwk.dump() + "]}");
    CHECK(jwks({}).dump() == R"({"keys":[]})");
    CHECK(need(parse_jwk(jwk)).key == key);
}

TEST_CASE("[RFC 7517 4.7] x5c goes with the key of its first certificate") {
    auto const key = read_key("signer").public_key();
    std::vector const chain{read_certificate("signer"), read_certificate("intermediate")};
    auto const jwk = public_jwk(key, "signer-1", Algorithm::RS256, chain);
    CHECK(jwk["x5c"].size() == 2);
    CHECK(jwk["x5c"][1].get<std::string>() == base64_encode(chain[1].der()));
    auto const read = need(parse_jwk(jwk));
    CHECK(read.x5c.size() == 2);
    CHECK(read.x5c[0].der() == chain[0].der());

    auto const other = public_jwk(read_key("pkcs1").public_key(), "other", Algorithm::RS256, chain);
    CHECK(description_of(parse_jwk(other)) ==
          "the first certificate in x5c of the JWK holds another key than n and e");
}

TEST_CASE("[RFC 7518 6.3.1] a public JWK that is not right is refused") {
    auto const good = signer_jwk();
    auto const n = good["n"].get<std::string>();
    std::string const no_n = "the JWK has no n, or one that is not a string";
    std::string const exponent =
        "the public exponent of the RSA key must be odd, at least 3 and at most 64 bits large";
    struct Row {
        std::string name;
        Json jwk;
        std::string refused;
    };
    for (auto const& row : {
             Row{"null", Json(), "the JWK is not a JSON object"},
             Row{"an array", Json::array({good}), "the JWK is not a JSON object"},
             Row{"no kty", without(good, "kty"), "the JWK has another kty than RSA"},
             Row{"kty in lower case", with(good, "kty", "rsa"), "the JWK has another kty than RSA"},
             Row{"kty oct", with(good, "kty", "oct"), "the JWK has another kty than RSA"},
             Row{"kty a number", with(good, "kty", 1), "the JWK has another kty than RSA"},
             Row{"no n", without(good, "n"), no_n},
             Row{"n a number", with(good, "n", 3), no_n},
             Row{"n empty", with(good, "n", ""), "the member n of the JWK is not base64url: it is empty"},
             Row{"n padded", with(good, "n", n + "=="),
                 "the member n of the JWK is not base64url: it has padding (=)"},
             Row{"n with line breaks", with(good, "n", n.substr(0, 64) + "\n" + n.substr(64)),
                 "the member n of the JWK is not base64url: it holds white space"},
             Row{"n in base64", with(good, "n", n.substr(0, 100) + "+" + n.substr(101)),
                 "the member n of the JWK is not base64url: it uses the base64 characters + or / in the "
                 "place of - "
                 "and _"},
             Row{"n halved", with(good, "n", n.substr(0, n.size() / 2 + 1)),
                 "the RSA key has 1032 bits, which is too small"},
             Row{"no e", without(good, "e"), "the JWK has no e, or one that is not a string"},
             Row{"e a number", with(good, "e", 65537), "the JWK has no e, or one that is not a string"},
             Row{"e = 1", with(good, "e", "AQ"), exponent},
             Row{"e even", with(good, "e", "AQAA"), exponent},
             Row{"kid a number", with(good, "kid", 1), "the member kid of the JWK is not a string"},
             Row{"alg null", with(good, "alg", nullptr), "the member alg of the JWK is not a string"},
             Row{"use an array", with(good, "use", Json::array({"sig"})),
                 "the member use of the JWK is not a string"},
             Row{"x5c a string", with(good, "x5c", "MIIB"), "x5c is not an array of 1 to 10 certificates"},
             Row{"x5c without certificates", with(good, "x5c", Json::array()),
                 "x5c is not an array of 1 to 10 certificates"},
             Row{"unknown members", with(with(good, "x-note", 1), "key_ops", Json::array({"verify"})),
                 "accepted"},
             Row{"leading zeros", with(good, "e", "AAEAAQ"), "accepted"},
         }) {
        CAPTURE(row.name);
        CHECK(description_of(parse_jwk(row.jwk)) == row.refused);
    }
}

TEST_CASE("[RFC 7518 6.3.2] a private JWK that is not one whole key is refused") {
    auto const good = published_private_jwk();
    auto const other = read_vectors("jws_signed.json")[0]["jwk"];
    std::string const apart = "the numbers of the RSA private key do not belong together";
    REQUIRE(private_key_from_jwk(good).has_value());
    REQUIRE(private_key_from_jwk(other).has_value());
    for (std::string const name : {"d", "p", "q", "dp", "dq", "qi"}) {
        CAPTURE(name);
        auto const missing = description_of(private_key_from_jwk(without(good, name)));
        CHECK(missing == "the JWK has no " + name + ", or one that is not a string");
        CHECK(description_of(private_key_from_jwk(with(good, name, other[name]))) == apart);
        CHECK(description_of(private_key_from_jwk(with(good, name, "AA"))) == apart);
        CHECK(description_of(private_key_from_jwk(with(good, name, "AQ"))) == apart);
    }
    CHECK(description_of(private_key_from_jwk(with(good, "n", other["n"]))) == apart);
    CHECK(description_of(private_key_from_jwk(with(good, "e", "Aw"))) == apart);
    auto const trivial = with(with(good, "p", good["n"]), "q", "AQ");
    CHECK(description_of(private_key_from_jwk(trivial)) == apart);
    CHECK(description_of(private_key_from_jwk(with(good, "oth", Json::array()))) ==
          "the JWK has more than two primes (oth)");
    CHECK(description_of(private_key_from_jwk(signer_jwk())) ==
          "the JWK has no d, or one that is not a string");
}

}  // namespace
}  // namespace emulator::jose
