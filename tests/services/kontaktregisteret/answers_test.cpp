#include "services/kontaktregisteret/answers.h"

#include <doctest/doctest.h>

#include <array>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "jose/jwk.h"
#include "jose/jws.h"
#include "support.h"

namespace emulator::kontaktregisteret {
namespace {

using namespace test;
using http::Method;

http::Headers accepting(std::string accept) {
    http::Headers headers;
    headers.add("Accept", std::move(accept));
    return headers;
}

// The payload of a signed answer, once its signature holds by the first certificate of its header.
std::string verified_payload(http::Response const& response) {
    CHECK(response.status == 200);
    CHECK(response.headers.find("Content-Type") == "application/jose");
    CHECK(response.headers.find("Cache-Control") == "no-store");
    auto const jws = need(jose::parse_compact(response.body));
    CHECK(jws.header.begin().key() == "x5c");
    CHECK(jws.header.at("alg") == "RS256");
    CHECK(jws.header.size() == 2);
    auto const chain = need(jose::certificates_from_x5c(jws.header.at("x5c")));
    CHECK(chain.size() == 2);
    CHECK(chain.front().organisation_number() == "991825827");
    CHECK(chain.front().issuer() == chain.back().subject());
    constexpr std::array allowed{jose::Algorithm::RS256};
    CHECK(jose::verify(jws, need(chain.front().public_key()), allowed).has_value());
    return jws.payload;
}

}  // namespace

TEST_SUITE("kontaktregisteret/answers") {
    TEST_CASE("[RFC 9110 12.5.1] Accept decides between JSON and signed JSON") {
        struct Row {
            char const* name;
            std::string_view accept;
            Form form;
            bool acceptable = true;
        };
        using enum Form;
        std::array const rows{
            Row{"no wish", "", json},
            Row{"blanks", " \t", json},
            Row{"whatever", "*/*", json},
            Row{"JSON", "application/json", json},
            Row{"signed", "application/jose", jose},
            Row{"in another case", "Application/JOSE", jose},
            Row{"with a parameter", "application/json;charset=utf-8", json},
            Row{"signed with a parameter", "application/jose; charset=utf-8", jose},
            Row{"both, JSON first", "application/json, application/jose", json},
            Row{"both, signed first", "application/jose, application/json", jose},
            Row{"signed is dearer", "application/json;q=0.5, application/jose", jose},
            Row{"JSON is dearer", "application/jose;q=0.999, application/json", json},
            Row{"weight after a parameter", "application/jose;v=1;q=0.1, application/json;q=0.2", json},
            Row{"anything, but rather signed", "*/*;q=0.1, application/jose", jose},
            Row{"the named one before a range", "*/*, application/jose", jose},
            Row{"of application, anything", "application/*", json},
            Row{"no JSON", "application/json;q=0, */*", jose},
            Row{"no JSON, in thousandths", "application/json;q=0.000, application/*;q=0.2", jose},
            Row{"nothing signed", "application/jose;q=0, */*", json},
            Row{"a browser", "text/html,application/xhtml+xml,*/*;q=0.8", json},
            Row{"neither", "text/plain", json, false},
            Row{"neither, by weight", "*/*;q=0", json, false},
            Row{"a longer name", "application/jose+json", json, false},
            Row{"empty items", ", ,application/jose,", jose},
            Row{"a weight that is none", "application/json;q=x, application/jose;q=0.9", json},
        };
        for (auto const& row : rows) {
            CAPTURE(row.name);
            auto const preference = preferred_form(row.accept);
            CHECK(preference.form == row.form);
            CHECK(preference.acceptable == row.acceptable);
        }
    }

    TEST_CASE("[RFC 9110 5.3] several Accept fields are one list") {
        http::Request request;
        request.headers.add("Accept", "application/json;q=0.1");
        request.headers.add("accept", "application/jose");
        CHECK(preferred_form(request).form == Form::jose);
    }

    TEST_CASE("[kontaktregisteret 3] a signed look-up has the same JSON as one that is not signed") {
        World world;
        auto const token = world.machine_token();
        auto const body = numbers_body({std::string(has_everything), unknown_number(1)}).dump();
        for (auto const* path : {"/rest/v1/personer", "/rest/v2/personer"}) {
            CAPTURE(path);
            auto const plain = world.call(Method::post, path, {token, body});
            CHECK(plain.headers.find("Content-Type") == "application/json");
            auto const signed_one = world.call(
                Method::post, path, {token, body, "application/json", accepting("application/jose")});
            CHECK(verified_payload(signed_one) == plain.body);
        }
    }

    TEST_CASE("[kontaktregisteret 4] one's own entry, the changes and the print certificate are signed too") {
        World world;
        auto const headers = accepting("application/jose");
        auto const own = world.user_token(has_everything, "krr:user/kontaktinformasjon.read");
        auto const entry = world.call(Method::get, "/rest/v1/person", {own, "", "", headers});
        CHECK(verified_payload(entry) == world.call(Method::get, "/rest/v1/person", {own}).body);

        auto const machine = world.machine_token("krr:global/hentendring.read");
        auto const* const feed = "/rest/v2/krr/hentEndringer";
        constexpr auto from_start = R"({"fraEndringsId":0})";
        auto const changes =
            world.call(Method::post, feed, {machine, from_start, "application/json", headers});
        CHECK(verified_payload(changes) == world.call(Method::post, feed, {machine, from_start}).body);

        auto const print = world.call(Method::get, "/rest/v2/printSertifikat", {"", "", "", headers});
        CHECK(verified_payload(print) == world.call(Method::get, "/rest/v1/printSertifikat").body);
    }

    TEST_CASE("[kontaktregisteret 4] the key of signed answers is published, to pages of any origin") {
        World world;
        auto headers = accepting("application/jose");
        auto const answer = world.call(Method::get, "/rest/v2/printSertifikat", {"", "", "", headers});
        headers.add("Origin", "http://localhost:5173");
        auto const published = world.call(Method::get, "/jwks.json", {"", "", "", headers});
        CHECK(published.status == 200);
        CHECK(published.headers.find("Content-Type") == "application/json");
        CHECK(published.headers.find("Cache-Control") == "public, max-age=86400");
        CHECK(published.headers.find("Access-Control-Allow-Origin") == "*");
        auto const set = need(parse_json(published.body));
        REQUIRE(set.at("keys").size() == 1);  // signed answers name none by kid
        auto const& jwk = set.at("keys")[0];
        CHECK(jwk.at("kid") == "kontaktregisteret-signing-1");
        auto const jws = need(jose::parse_compact(answer.body));
        CHECK(jwk.at("x5c") == jws.header.at("x5c"));
        constexpr std::array allowed{jose::Algorithm::RS256};
        CHECK(jose::verify(jws, need(jose::public_key_from_jwk(jwk)), allowed).has_value());
    }

    TEST_CASE("a refusal is JSON, whatever Accept says") {
        World world;
        auto const refused = world.call(Method::post, "/rest/v1/personer",
                                        {"", "", "application/json", accepting("application/jose")});
        CHECK(refused.status == 401);
        CHECK(refusal(refused)["error"] == "unauthorized");
    }

    TEST_CASE("a caller that wants neither form gets JSON, and the developer a warning") {
        World world;
        auto const body = numbers_body({std::string(has_everything)}).dump();
        auto const response =
            world.call(Method::post, "/rest/v2/personer",
                       {world.machine_token(), body, "application/json", accepting("application/xml")});
        CHECK(response.status == 200);
        CHECK(response.headers.find("Content-Type") == "application/json");
        CHECK(newest_note(world).find("Accept") != std::string::npos);
    }

    TEST_CASE("[wire 3.5] the print certificate is a real one, without a token, under its recorded names") {
        World world;
        for (auto const* path : {"/rest/v1/printSertifikat", "/rest/v2/printSertifikat/"}) {
            CAPTURE(path);
            auto const response = world.call(Method::get, path);
            CHECK(response.status == 200);
            auto const document = need(parse_json(response.body));
            REQUIRE(document.size() == 2);
            CHECK(document.at("postkasseleverandoerAdresse") == "printserver");
            auto const der = base64_decode(document.at("x509Sertifikat").get<std::string>());
            REQUIRE(der.has_value());
            CHECK(need(jose::certificate_from_der(*der)).subject().find("printserver") != std::string::npos);
        }
    }
}

}  // namespace emulator::kontaktregisteret
