#include "jose/jwt.h"

#include "base/encoding.h"
#include "jose/support.h"

namespace emulator::jose {
namespace {

std::string unsigned_jwt(std::string_view payload) {
    return base64url_encode(R"({"alg":"none"})") + "." + base64url_encode(payload) + ".";
}

TEST_CASE("[RFC 7519 3.1] the claims of the published example are read") {
    for (auto const& row : read_vectors("jws_signed.json")) {
        CAPTURE(string_member(row, "name"));
        auto const jwt = need(parse_jwt(string_member(row, "compact")));
        CHECK(jwt.claims.size() == 3);
        CHECK(string_member(jwt.claims, "iss") == "joe");
        CHECK(jwt.claims["http://example.com/is_root"] == true);
        CHECK(need(numeric_date(jwt.claims, "exp")) == Instant(seconds(1'300'819'380)));
        CHECK(need(numeric_date(jwt.claims, "iat")) == std::nullopt);
        CHECK(need(audience(jwt.claims)).empty());
    }
}

TEST_CASE("[RFC 7519 7.2] a payload that is no object of unique claims is refused") {
    std::string const wrong_json = "the JWT payload is not valid JSON: ";
    std::string deep;
    for (int i = 0; i < 10000; ++i)
        deep += "[";
    struct Row {
        std::string name;
        std::string payload;
        std::string refused;
    };
    for (auto const& row : {
             Row{"no claims", "{}", "accepted"},
             Row{"nothing", "", wrong_json},
             Row{"text", "hello", wrong_json},
             Row{"an array", "[{}]", "the JWT payload is not a JSON object"},
             Row{"a string", "\"iss\"", "the JWT payload is not a JSON object"},
             Row{"a claim twice", R"({"iss":"a","exp":1,"iss":"b"})",
                 wrong_json + "the member 'iss' stands twice in one object"},
             Row{"a claim twice, once escaped", R"({"iss":"a","\u0069ss":"b"})",
                 wrong_json + "the member 'iss' stands twice in one object"},
             Row{"deep", R"({"a":)" + deep, wrong_json + "nested deeper than 64 levels"},
             Row{"not UTF-8", "{\"iss\":\"\xe5\"}", wrong_json},
             Row{"a number out of range", R"({"exp":1e999})", wrong_json},
             Row{"NaN", R"({"exp":NaN})", wrong_json},
             Row{"a comma too many", R"({"iss":"a",})", wrong_json},
             Row{"bytes after", "{} {}", wrong_json},
         }) {
        CAPTURE(row.name);
        auto const description = description_of(parse_jwt(unsigned_jwt(row.payload)));
        CAPTURE(description);
        CHECK(description.starts_with(row.refused));
    }
}

TEST_CASE("[RFC 7519 2] a NumericDate is a number of seconds; absent and wrong are told apart") {
    std::string const kind = "the claim exp is not a number";
    std::string const range = "the claim exp is not a time between the years 0 and 9999";
    struct Row {
        std::string claims;
        std::int64_t value;
        std::string refused;
    };
    for (auto const& row : {
             Row{R"({"exp":1714137600})", 1714137600, "accepted"},
             Row{R"({"exp":1714137600.0})", 1714137600, "accepted"},
             Row{R"({"exp":1714137600.999})", 1714137600, "accepted"},
             Row{R"({"exp":1.7141376e9})", 1714137600, "accepted"},
             Row{R"({"exp":0})", 0, "accepted"},
             Row{R"({"exp":-0.0})", 0, "accepted"},
             Row{R"({"exp":-0.5})", -1, "accepted"},
             Row{R"({"exp":-1})", -1, "accepted"},
             Row{R"({"exp":253402300799})", 253402300799, "accepted"},
             Row{R"({"exp":253402300799.9})", 253402300799, "accepted"},
             Row{R"({"exp":253402300800})", 0, range},
             Row{R"({"exp":-62167219200})", -62167219200, "accepted"},
             Row{R"({"exp":-62167219201})", 0, range},
             Row{R"({"exp":1714137600000})", 0, range},
             Row{R"({"exp":9223372036854775807})", 0, range},
             Row{R"({"exp":18446744073709551615})", 0, range},
             Row{R"({"exp":18446744073709551616})", 0, range},
             Row{R"({"exp":-9223372036854775808})", 0, range},
             Row{R"({"exp":1e308})", 0, range},
             Row{R"({"exp":-1e308})", 0, range},
             Row{R"({"exp":"1714137600"})", 0, kind},
             Row{R"({"exp":null})", 0, kind},
             Row{R"({"exp":true})", 0, kind},
             Row{R"({"exp":[1714137600]})", 0, kind},
         }) {
        CAPTURE(row.claims);
        auto const claims = need(parse_json(row.claims));
        auto const date = numeric_date(claims, "exp");
        CHECK(description_of(date) == row.refused);
        if (date) CHECK(*date == Instant(seconds(row.value)));
        CHECK(need(numeric_date(claims, "nbf")) == std::nullopt);
    }
}

TEST_CASE("[RFC 7519 4.1.3] aud is a string or an array of strings") {
    using Strings = std::vector<std::string>;
    std::string const wrong = "the claim aud is neither a string nor an array of strings";
    struct Row {
        std::string claims;
        Strings values;
        std::string refused;
    };
    for (auto const& row : {
             Row{R"({})", {}, "accepted"},
             Row{R"({"aud":"https://a/"})", {"https://a/"}, "accepted"},
             Row{R"({"aud":["https://a/"]})", {"https://a/"}, "accepted"},
             Row{R"({"aud":["a","b","a"]})", {"a", "b", "a"}, "accepted"},
             Row{R"({"aud":[]})", {}, "accepted"},
             Row{R"({"aud":""})", {""}, "accepted"},
             Row{R"({"aud":null})", {}, wrong},
             Row{R"({"aud":1})", {}, wrong},
             Row{R"({"aud":{"a":"b"}})", {}, wrong},
             Row{R"({"aud":["a",1]})", {}, wrong},
             Row{R"({"aud":[["a"]]})", {}, wrong},
         }) {
        CAPTURE(row.claims);
        auto const read = audience(need(parse_json(row.claims)));
        CHECK(description_of(read) == row.refused);
        if (read) CHECK(*read == row.values);
    }
}

TEST_CASE("[maskinporten 10] our tokens have the header kid, alg, in this order and nothing else") {
    auto const key = read_key("signer");
    Json const claims = {
        {"iss", "http://localhost:4701/"}, {"scope", "krr:global/kontaktinformasjon.read"}, {"exp", 1}};
    auto const token = sign_jwt(key, Algorithm::RS256, "maskinporten-1", claims);
    auto const jwt = need(parse_jwt(token));
    CHECK(jwt.jws.header.dump() == R"({"kid":"maskinporten-1","alg":"RS256"})");
    CHECK(jwt.jws.payload == claims.dump());
    CHECK(jwt.claims == claims);
    CHECK(verify(jwt.jws, key.public_key(), every_algorithm).has_value());
}

TEST_CASE("more header members follow kid and alg") {
    auto const token = sign_jwt(read_key("signer"), Algorithm::RS512, "idporten-1", {{"sub", "å"}},
                                {{"typ", "logout+jwt"}, {"x5c", Json::array({"MIIB"})}});
    auto const jwt = need(parse_jwt(token));
    CHECK(jwt.jws.header.dump() == R"({"kid":"idporten-1","alg":"RS512","typ":"logout+jwt","x5c":["MIIB"]})");
    CHECK(jwt.jws.payload == R"({"sub":"å"})");
}

}  // namespace
}  // namespace emulator::jose
