#include "jose/jws.h"

#include "base/encoding.h"
#include "jose/digest.h"
#include "jose/jwk.h"
#include "jose/jwt.h"
#include "jose/support.h"

namespace emulator::jose {
namespace {

std::string compact(std::string_view header, std::string_view payload, std::string_view signature) {
    return base64url_encode(header) + "." + base64url_encode(payload) + "." + base64url_encode(signature);
}

// Rightly signed, whatever the header says.
std::string signed_with(PrivateKey const& key, Algorithm algorithm, std::string_view header,
                        std::string_view payload = "{}") {
    auto const input = base64url_encode(header) + "." + base64url_encode(payload);
    return input + "." + base64url_encode(key.sign(algorithm, input));
}

std::string public_pem() {
    return read_file("keys/public.pem");
}

TEST_CASE("[RFC 7515 C] base64url is that of the published example") {
    for (auto const& row : read_vectors("base64url.json")) {
        CAPTURE(string_member(row, "name"));
        std::string bytes;
        for (auto const& byte : row["bytes"])
            bytes += static_cast<char>(byte.get<int>());
        CHECK(base64url_encode(bytes) == row["text"].get<std::string>());
        CHECK(base64url_decode(string_member(row, "text")) == bytes);
    }
}

TEST_CASE("[RFC 7515 A.2] published signatures are read, verified and made again") {
    for (auto const& row : read_vectors("jws_signed.json")) {
        CAPTURE(string_member(row, "name"));
        auto const key = need(private_key_from_jwk(row["jwk"]));
        auto const algorithm = parse_algorithm(string_member(row, "algorithm"));
        REQUIRE(algorithm.has_value());
        auto const jws = need(parse_compact(string_member(row, "compact")));
        CHECK(jws.header.dump() == row["header"].get<std::string>());
        CHECK(jws.payload == row["payload"].get<std::string>());
        CHECK(verify(jws, key.public_key(), every_algorithm).has_value());
        CHECK(sign_compact(key, *algorithm, jws.header, jws.payload) == row["compact"].get<std::string>());
    }
}

TEST_CASE("[RFC 7515 A.1, A.3, A.5] published JWSs of other algorithms are read and then refused by name") {
    auto const key = read_key("signer").public_key();
    for (auto const& row : read_vectors("jws_refused.json")) {
        CAPTURE(string_member(row, "name"));
        auto const jws = need(parse_compact(string_member(row, "compact")));
        CHECK(jws.payload == row["payload"].get<std::string>());
        CHECK(description_of(verify(jws, key, every_algorithm)) == row["refused"].get<std::string>());
    }
}

TEST_CASE(
    "[RFC 8725 3.1] what alg says is refused by name before any cryptography, even if the signature holds") {
    auto const key = read_key("signer");
    std::string const secret = "it needs a shared secret, and the key is an RSA public key";
    std::string const curve = "it needs an elliptic curve key, and the key is an RSA key";
    std::string const padding = "it is RSA with PSS padding, which is not supported";
    struct Row {
        std::string alg;
        std::string refused;
    };
    for (auto const& row : {Row{"none", "the algorithm none is refused: the JWT is not signed"},
                            Row{"HS256", "the algorithm HS256 is refused: " + secret},
                            Row{"HS384", "the algorithm HS384 is refused: " + secret},
                            Row{"HS512", "the algorithm HS512 is refused: " + secret},
                            Row{"PS256", "the algorithm PS256 is refused: " + padding},
                            Row{"PS384", "the algorithm PS384 is refused: " + padding},
                            Row{"PS512", "the algorithm PS512 is refused: " + padding},
                            Row{"ES256", "the algorithm ES256 is refused: " + curve},
                            Row{"ES384", "the algorithm ES384 is refused: " + curve},
                            Row{"ES512", "the algorithm ES512 is refused: " + curve},
                            Row{"EdDSA", "the algorithm EdDSA is refused: " + curve},
                            Row{"None", "the algorithm in the JWT header is not known"},
                            Row{"rs256", "the algorithm in the JWT header is not known"},
                            Row{"RS256 ", "the algorithm in the JWT header is not known"},
                            Row{"", "the algorithm in the JWT header is not known"}}) {
        CAPTURE(row.alg);
        Json const header = {{"alg", row.alg}};
        auto const jws = need(parse_compact(signed_with(key, Algorithm::RS256, header.dump())));
        auto const verdict = verify(jws, key.public_key(), every_algorithm);
        CHECK(description_of(verdict) == row.refused);
    }
}

TEST_CASE("[RFC 8725 2.1] an HMAC keyed with the bytes of the public key opens nothing") {
    auto const key = read_key("signer").public_key();
    auto const n = base64url_encode(key.numbers().n);
    for (auto const& secret :
         {public_pem(), key.numbers().n, n, public_jwk(key, "k", Algorithm::RS256).dump()}) {
        auto const input = base64url_encode(R"({"alg":"HS256"})") + "." + base64url_encode("{}");
        auto const jws = need(parse_compact(input + "." + base64url_encode(hmac_sha256(secret, input))));
        CHECK(description_of(verify(jws, key, every_algorithm)) ==
              "the algorithm HS256 is refused: it needs a shared secret, and the key is an RSA public key");
    }
}

TEST_CASE(
    "[RFC 8725 3.1] an algorithm that is not allowed here is refused, and the explanation names the others") {
    auto const key = read_key("signer");
    std::vector const allowed{Algorithm::RS256, Algorithm::RS384};
    auto const jws = need(parse_compact(signed_with(key, Algorithm::RS512, R"({"alg":"RS512"})")));
    auto const verdict = verify(jws, key.public_key(), allowed);
    CHECK(description_of(verdict) ==
          "the algorithm RS512 is refused: it is not allowed for this key or client");
    CHECK(verdict.error().explanation.expected == "RS256, RS384");
    CHECK(verify(jws, key.public_key(), every_algorithm).has_value());
    CHECK(description_of(verify(jws, key.public_key(), {})) ==
          "the algorithm RS512 is refused: it is not allowed for this key or client");
}

TEST_CASE("a signature by another algorithm than alg says does not hold") {
    auto const key = read_key("signer");
    auto const jws = need(parse_compact(signed_with(key, Algorithm::RS256, R"({"alg":"RS384"})")));
    CHECK(description_of(verify(jws, key.public_key(), every_algorithm)) ==
          "the signature of the JWT does not hold");
}

TEST_CASE("[RFC 7515 5.2] a signature of another key, cut off or missing is refused") {
    auto const key = read_key("signer");
    auto jws = need(parse_compact(signed_with(key, Algorithm::RS256, R"({"alg":"RS256"})")));
    REQUIRE(verify(jws, key.public_key(), every_algorithm).has_value());
    CHECK(description_of(verify(jws, read_key("pkcs1").public_key(), every_algorithm)) ==
          "the signature of the JWT does not hold");
    CHECK(description_of(verify(jws, read_key("3072").public_key(), every_algorithm)) ==
          "the signature of the JWT has 256 bytes; this key makes 384 bytes");
    jws.signature.resize(255);
    CHECK(description_of(verify(jws, key.public_key(), every_algorithm)) ==
          "the signature of the JWT has 255 bytes; this key makes 256 bytes");
    jws.signature.clear();
    CHECK(description_of(verify(jws, key.public_key(), every_algorithm)) ==
          "the signature of the JWT has 0 bytes; this key makes 256 bytes");
}

TEST_CASE("a single changed character anywhere makes a JWS refused") {
    auto const key = read_key("signer");
    auto const good = signed_with(key, Algorithm::RS256, R"({"kid":"signer-1","alg":"RS256"})",
                                  R"({"iss":"demo-etat-nokkel","exp":1767225600})");
    REQUIRE(verify(need(parse_compact(good)), key.public_key(), every_algorithm).has_value());
    for (std::size_t i = 0; i < good.size(); ++i) {
        CAPTURE(i);
        for (unsigned bit = 0; bit < 7; ++bit) {
            auto changed = good;
            changed[i] = static_cast<char>(changed[i] ^ (1 << bit));
            auto const jws = parse_compact(changed);
            CHECK((!jws || !verify(*jws, key.public_key(), every_algorithm)));
        }
        auto const shorter = parse_compact(std::string(good).erase(i, 1));
        CHECK((!shorter || !verify(*shorter, key.public_key(), every_algorithm)));
    }
}

TEST_CASE("[RFC 7515 7.1, 4.1] a text that is no compact JWS is refused with its reason") {
    auto const good = signed_with(read_key("signer"), Algorithm::RS256, R"({"alg":"RS256"})", R"({"a":1})");
    auto const first_dot = good.find('.');
    auto const last_dot = good.rfind('.');
    auto const header = [](std::string_view text) { return compact(text, "{}", "s"); };
    std::string const header_fault = "the header of the JWT is not base64url: ";
    std::string const signature_fault = "the signature of the JWT is not base64url: ";
    std::string const wrong_json = "the JWT header is not valid JSON: ";
    std::string deep = "1";
    for (int i = 0; i < 64; ++i)
        deep = "[" + deep + "]";
    auto const odd = [&](char c) { return good.substr(0, last_dot) + ".ab" + c + "d"; };
    struct Row {
        std::string name;
        std::string text;
        std::string refused;
    };
    for (auto const& row : {
             Row{"as it should be", good, "accepted"},
             Row{"nothing", "", "the JWT is empty"},
             Row{"1 part", "eyJhbGciOiJSUzI1NiJ9", "the JWT has 1 parts between its dots; 3 are expected"},
             Row{"2 parts", good.substr(0, last_dot), "the JWT has 2 parts between its dots; 3 are expected"},
             Row{"4 parts", good + ".", "the JWT has 4 parts between its dots; 3 are expected"},
             Row{"5 parts", good + ".a.b",
                 "the JWT is encrypted (JWE, 5 parts); only signed JWTs are accepted"},
             Row{"6 parts", "a.b.c.d.e.f", "the JWT has 6 parts between its dots; 3 are expected"},
             Row{"three empty parts", "..", "the header of the JWT is empty"},
             Row{"an empty header", good.substr(first_dot), "the header of the JWT is empty"},
             Row{"64 KiB", good + std::string(largest_compact - good.size() - good.size() % 4, 'A'),
                 "accepted"},
             Row{"more than 64 KiB", good + std::string(largest_compact, 'A'),
                 "the JWT is larger than 65536 characters"},
             Row{"white space before", " " + good, header_fault + "it holds white space"},
             Row{"a line break after", good + "\n", signature_fault + "it holds white space"},
             Row{"an authorization header", "Bearer " + good, header_fault + "it holds white space"},
             Row{"a padded header", "eyJhbGciOiJSUzI1NiIgfQ==.e30.cw", header_fault + "it has padding (=)"},
             Row{"a padded payload", "eyJhbGciOiJSUzI1NiJ9.e30=.cw",
                 "the payload of the JWT is not base64url: it has padding (=)"},
             Row{"a padded signature", good + "==", signature_fault + "it has padding (=)"},
             Row{"plus", odd('+'),
                 signature_fault + "it uses the base64 characters + or / in the place of - and _"},
             Row{"slash", odd('/'),
                 signature_fault + "it uses the base64 characters + or / in the place of - and _"},
             Row{"a quotation mark", odd('"'),
                 signature_fault + "it holds a character outside the base64url alphabet"},
             Row{"a NUL", odd('\0'), signature_fault + "it holds a character outside the base64url alphabet"},
             Row{"a letter that is not ASCII", odd('\xe5'),
                 signature_fault + "it holds a character outside the base64url alphabet"},
             Row{"an impossible length", good.substr(0, last_dot) + ".abcde",
                 signature_fault + "it is cut off: no base64url text has this length"},
             Row{"left-over bits", good.substr(0, last_dot) + ".ab",
                 signature_fault + "its last character has bits that belong to no byte"},
             Row{"a header of text", header("hello"), wrong_json + "syntax error"},
             Row{"a header that stops", header(R"({"alg":"RS256")"), wrong_json + "syntax error"},
             Row{"bytes after the header", header(R"({"alg":"RS256"}{})"), wrong_json + "syntax error"},
             Row{"a header that is not UTF-8", header("{\"alg\":\"RS256\",\"x\":\"\xff\"}"), wrong_json},
             Row{"a deep header", header(R"({"alg":"RS256","x":)" + deep + "}"),
                 wrong_json + "nested deeper than 64 levels"},
             Row{"alg twice", header(R"({"alg":"none","alg":"RS256"})"),
                 wrong_json + "the member 'alg' stands twice in one object"},
             Row{"an unprintable member twice",
                 header("{\"alg\":\"RS256\",\"\\\"\\\\\\n\xc3\xb8\":1,\"\\\"\\\\\\n\xc3\xb8\":1}"),
                 wrong_json + "the member '.....' stands twice in one object"},
             Row{"a member twice deeper down", header(R"({"alg":"RS256","x":{"a":1,"a":2}})"),
                 wrong_json + "the member 'a' stands twice in one object"},
             Row{"a header array", header(R"(["RS256"])"), "the JWT header is not a JSON object"},
             Row{"a header string", header(R"("RS256")"), "the JWT header is not a JSON object"},
             Row{"a header null", header("null"), "the JWT header is not a JSON object"},
             Row{"no alg", header(R"({"kid":"a"})"), "the JWT header has no alg"},
             Row{"alg a number", header(R"({"alg":256})"),
                 "the member alg of the JWT header is not a string"},
             Row{"alg null", header(R"({"alg":null})"), "the member alg of the JWT header is not a string"},
             Row{"kid a number", header(R"({"alg":"RS256","kid":1})"),
                 "the member kid of the JWT header is not a string"},
             Row{"typ an array", header(R"({"alg":"RS256","typ":["JWT"]})"),
                 "the member typ of the JWT header is not a string"},
             Row{"crit", header(R"({"alg":"RS256","crit":["exp"],"exp":1})"),
                 "the JWT header has crit, and no extension is understood"},
             Row{"crit that is empty", header(R"({"alg":"RS256","crit":[]})"),
                 "the JWT header has crit, and no extension is understood"},
             Row{"b64", header(R"({"alg":"RS256","b64":false})"),
                 "the JWT header has b64, which is not supported"},
             Row{"unknown members", header(R"({"alg":"RS256","jku":"http://example.org","x":{"y":[1]}})"),
                 "accepted"},
         }) {
        CAPTURE(row.name);
        auto const description = description_of(parse_compact(row.text));
        CAPTURE(description);
        CHECK(description.starts_with(row.refused));
        CHECK((row.refused.starts_with(wrong_json) || description == row.refused));
    }
}

TEST_CASE("padding is accepted where it is asked for, if it is right, and stays part of what is signed") {
    auto const key = read_key("signer");
    std::string const plain_header = R"({"alg":"RS256" })";  // 16 bytes, which base64 pads with ==
    auto const padded = [](std::string text) {
        while (text.size() % 4 != 0)
            text += '=';
        return text;
    };
    auto const header = base64url_encode(plain_header), payload = base64url_encode("{\"a\":1}");
    REQUIRE(padded(header) == header + "==");
    auto const input = padded(header) + "." + padded(payload);
    auto const signature = base64url_encode(key.sign(Algorithm::RS256, input));
    auto const good = input + "." + padded(signature);

    auto const jws = need(parse_compact(good, Padding::accepted));
    CHECK(jws.payload == "{\"a\":1}");
    CHECK(verify(jws, key.public_key(), every_algorithm).has_value());
    CHECK(need(parse_jwt(good, Padding::accepted)).claims == Json{{"a", 1}});
    CHECK(parse_jwt(good).has_error());
    // Taken off after it was signed, it is another text.
    auto const stripped = need(parse_compact(header + "." + payload + "." + signature, Padding::accepted));
    CHECK(verify(stripped, key.public_key(), every_algorithm).has_error());

    struct Row {
        std::string name;
        std::string header;
    };
    for (auto const& row :
         {Row{"one sign too few", header + "="}, Row{"two too many", header + "===="},
          Row{"signs alone", "===="}, Row{"in the middle", "=" + header + "="},
          Row{"padding where none belongs", base64url_encode("{\"alg\":\"RS256\"}") + "===="}}) {
        CAPTURE(row.name);
        CHECK(parse_compact(row.header + "." + payload + "." + signature, Padding::accepted).has_error());
    }
}

TEST_CASE("[RFC 7515 A.4] the payload may be any bytes, and none") {
    auto const key = read_key("signer");
    Json const header = {{"alg", "RS384"}};
    for (auto const& payload : {std::string(), std::string("\0\xff", 2), std::string(10000, '.')}) {
        auto const jws = need(parse_compact(sign_compact(key, Algorithm::RS384, header, payload)));
        CHECK(jws.payload == payload);
        CHECK(verify(jws, key.public_key(), every_algorithm).has_value());
    }
}

}  // namespace
}  // namespace emulator::jose
