// What the modules of the OpenID conformance suite check of the authorization request and its answer, each
// under its own name: of the plan oidcc-basic-certification-test-plan, in both response modes that carry
// plain parameters (the second is oidcc-formpost-basic-certification-test-plan). conformance.md lists all
// modules, and why those are left out that are.
#include <algorithm>
#include <array>
#include <functional>
#include <set>

#include "jose/jwk.h"
#include "jose/jwt.h"
#include "oauth/pkce.h"
#include "services/idporten/pushing.h"

namespace emulator::idporten {
namespace {

// PKCE and nonce are no part of what the modules send, so the client has opted out of the one.
struct Suite {
    World world;
    std::string mode;

    explicit Suite(std::string response_mode) : mode(std::move(response_mode)) {
        world.registrations.client("min-tjeneste",
                                   [](Json& client) { client["code_challenge_method"] = "none"; });
    }
    Fields request(Fields const& changes = {}) const {
        Fields const plain{{"code_challenge", ""},
                           {"code_challenge_method", ""},
                           {"response_mode", mode == "query" ? "" : mode}};
        return changed(plain, changes);
    }
    http::Response authorize(Fields const& changes = {}) {
        return world.browser.get(World::authorize_url(request(changes)));
    }
    // The user logs in where a page is shown.
    http::Response finish(http::Response const& page) {
        return is_login_page(page) ? World::choose(world.browser, page) : page;
    }
    std::map<std::string, std::string> answer(Fields const& changes = {}) {
        return answer_of(finish(authorize(changes)));
    }
    std::map<std::string, std::string> answer_of(http::Response const& response) const {
        if (mode == "form_post") return posted_fields(response);
        CHECK((response.status == 302 || response.status == 303));
        CHECK(location(response).starts_with(callback + "?"));
        std::map<std::string, std::string> found;
        for (auto const& [name, value] : query_of(location(response)))
            found[name] = value;
        return found;
    }
    Json id_token(std::map<std::string, std::string> const& answered) {
        CHECK(answered.at("iss") == issuer);
        CHECK(answered.at("state") == "state-1");
        auto const response = world.redeem(answered.at("code"), {{"code_verifier", ""}});
        INFO(response.body);
        REQUIRE(response.status == 200);
        return claims_of(need(parse_json(response.body)).at("id_token"));
    }
};

void in_both_modes(std::function<void(Suite&)> const& module) {
    for (auto const* mode : {"query", "form_post"}) {
        CAPTURE(mode);
        Suite suite(mode);
        module(suite);
    }
}

// Modules that send something which must not stop the login.
void succeeds_with(Fields const& changes) {
    in_both_modes(
        [&](Suite& suite) { CHECK(suite.id_token(suite.answer(changes)).at("pid") == everything); });
}

TEST_SUITE("idporten/conformance/authorize") {
    // Of oidcc-config-certification-test-plan; https is what the real hosts have and a loopback address has
    // not.
    TEST_CASE("oidcc-discovery-endpoint-verification") {
        World world;
        auto const response = world.send(http::Method::get, "/.well-known/openid-configuration");
        CHECK(response.status == 200);
        CHECK(response.headers.find("Content-Type") == "application/json");
        auto const document = need(parse_json(response.body));
        CHECK(document.at("issuer") == issuer);
        auto const lists = [&](char const* member, char const* value) {
            auto const& list = document.at(member);
            return list.is_array() && std::find(list.begin(), list.end(), value) != list.end();
        };
        CHECK(lists("response_types_supported", "code"));
        CHECK(lists("subject_types_supported", "pairwise"));
        CHECK(lists("id_token_signing_alg_values_supported", "RS256"));
        CHECK(lists("grant_types_supported", "authorization_code"));
        CHECK(lists("scopes_supported", "openid"));
        CHECK(lists("code_challenge_methods_supported", "S256"));
        for (auto const* endpoint :
             {"authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri"})
            CHECK(document.at(endpoint).get<std::string>().starts_with(issuer + "/"));
        auto const keys = need(parse_json(world.send(http::Method::get, "/jwks.json").body)).at("keys");
        std::set<std::string> kids;
        for (auto const& one : keys)
            kids.insert(one.at("kid"));
        CHECK(!keys.empty());
        CHECK(kids.size() == keys.size());
    }
    TEST_CASE("oidcc-server") {
        in_both_modes([](Suite& suite) {
            auto const claims = suite.id_token(suite.answer());
            CHECK(claims.at("nonce") == "nonce-1");
            CHECK(claims.at("aud") == "min-tjeneste");
        });
    }
    TEST_CASE("oidcc-idtoken-signature") {
        in_both_modes([](Suite& suite) {
            auto const answered = suite.answer();
            auto const response = suite.world.redeem(answered.at("code"), {{"code_verifier", ""}});
            auto const token = need(parse_json(response.body)).at("id_token").get<std::string>();
            auto const header = need(jose::parse_jwt(token)).jws.header;
            CHECK(header.at("alg") == "RS256");
            auto const keys =
                need(parse_json(suite.world.send(http::Method::get, "/jwks.json").body)).at("keys");
            auto const named = std::find_if(
                keys.begin(), keys.end(), [&](Json const& one) { return one.at("kid") == header.at("kid"); });
            REQUIRE(named != keys.end());
            auto const published = need(jose::parse_jwk(*named));
            constexpr std::array allowed{jose::Algorithm::RS256};
            CHECK(jose::verify(need(jose::parse_jwt(token)).jws, published.key, allowed).has_value());
        });
    }
    TEST_CASE("oidcc-response-type-missing") {
        in_both_modes([](Suite& suite) {
            CHECK(suite.answer({{"response_type", ""}}).at("error") == "invalid_request");
        });
    }
    TEST_CASE("oidcc-ensure-request-without-nonce-succeeds-for-code-flow") {
        in_both_modes([](Suite& suite) {
            CHECK(!suite.id_token(suite.answer({{"nonce", ""}})).contains("nonce"));
        });
    }
    TEST_CASE("oidcc-alternate-happy-flow") {
        in_both_modes([](Suite& suite) {
            std::string query;
            auto const list = parameters(World::asked(suite.request({{"scope", "profile openid"}})));
            for (auto const& [name, value] : list)
                query = name + "=" + percent_encode(value) + (query.empty() ? "" : "&") + query;
            auto const page = suite.world.browser.get("/authorize?" + query);
            CHECK(suite.id_token(suite.answer_of(suite.finish(page))).at("pid") == everything);
        });
    }
    TEST_CASE("oidcc-display-page") {
        succeeds_with({{"display", "page"}});
    }
    TEST_CASE("oidcc-display-popup") {
        succeeds_with({{"display", "popup"}});
    }
    TEST_CASE("oidcc-prompt-login") {
        in_both_modes([](Suite& suite) {
            auto const first = suite.id_token(suite.answer());
            suite.world.clock.advance(seconds(2));
            auto const page = suite.authorize({{"prompt", "login"}});
            REQUIRE(is_login_page(page));
            auto const second = suite.id_token(suite.answer_of(suite.finish(page)));
            CHECK(second.at("auth_time") > first.at("auth_time"));
        });
    }
    TEST_CASE("oidcc-prompt-none-not-logged-in") {
        in_both_modes([](Suite& suite) {
            auto const answered = suite.answer({{"prompt", "none"}});
            CHECK(answered.at("error") == "login_required");
            CHECK(answered.at("state") == "state-1");
        });
    }
    TEST_CASE("oidcc-prompt-none-logged-in") {
        in_both_modes([](Suite& suite) {
            auto const first = suite.id_token(suite.answer());
            suite.world.clock.advance(seconds(2));
            auto const second = suite.id_token(suite.answer_of(suite.authorize({{"prompt", "none"}})));
            CHECK(second.at("auth_time") == first.at("auth_time"));
            CHECK(second.at("sub") == first.at("sub"));
        });
    }
    TEST_CASE("oidcc-max-age-1") {
        in_both_modes([](Suite& suite) {
            auto const first = suite.id_token(suite.answer());
            suite.world.clock.advance(seconds(2));
            auto const page = suite.authorize({{"max_age", "1"}});
            REQUIRE(is_login_page(page));
            auto const second = suite.id_token(suite.answer_of(suite.finish(page)));
            CHECK(second.at("auth_time") > first.at("auth_time"));
        });
    }
    TEST_CASE("oidcc-max-age-10000") {
        in_both_modes([](Suite& suite) {
            auto const first = suite.id_token(suite.answer());
            suite.world.clock.advance(seconds(2));
            auto const second = suite.id_token(suite.answer_of(suite.authorize({{"max_age", "10000"}})));
            CHECK(second.at("auth_time") == first.at("auth_time"));
        });
    }
    TEST_CASE("oidcc-ensure-request-with-unknown-parameter-succeeds") {
        succeeds_with({{"extra", "foobar"}});
    }
    TEST_CASE("oidcc-id-token-hint") {
        in_both_modes([](Suite& suite) {
            auto const tokens = suite.world.redeem(suite.answer().at("code"), {{"code_verifier", ""}});
            auto const hint = need(parse_json(tokens.body)).at("id_token").get<std::string>();
            auto const again = suite.authorize({{"prompt", "none"}, {"id_token_hint", hint}});
            CHECK(suite.id_token(suite.answer_of(again)).at("sub") == claims_of(hint).at("sub"));
        });
    }
    TEST_CASE("oidcc-login-hint") {
        succeeds_with({{"login_hint", "somebody@example.no"}});
    }
    TEST_CASE("oidcc-ui-locales") {
        succeeds_with({{"ui_locales", "se"}});
        in_both_modes([](Suite& suite) { CHECK(is_in(suite.authorize({{"ui_locales", "se"}}), "se")); });
    }
    TEST_CASE("oidcc-claims-locales") {
        succeeds_with({{"claims_locales", "se"}});
    }
    TEST_CASE("oidcc-ensure-request-with-acr-values-succeeds") {
        in_both_modes([](Suite& suite) {
            auto const claims = suite.id_token(suite.answer({{"acr_values", substantial_level}}));
            CHECK(claims.at("acr") == substantial_level);
        });
    }
    TEST_CASE("oidcc-ensure-registered-redirect-uri") {
        in_both_modes([](Suite& suite) {
            auto const page = suite.authorize({{"redirect_uri", callback + "/nowhere"}});
            CHECK(page.status == 400);
            CHECK(!page.headers.find("Location"));
            CHECK(!has_mark(page, "form-post"));
            CHECK(has_mark(page, "error-title"));
        });
    }
    TEST_CASE("oidcc-ensure-post-request-succeeds") {
        in_both_modes([](Suite& suite) {
            auto const page =
                suite.world.browser.post("/authorize", parameters(World::asked(suite.request())));
            REQUIRE(is_login_page(page));
            CHECK(suite.id_token(suite.answer_of(suite.finish(page))).at("pid") == everything);
        });
    }
    TEST_CASE("oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported") {
        in_both_modes([](Suite& suite) {
            CHECK(suite.answer({{"request_uri", "https://tjeneste.example.no/request"}}).at("error") ==
                  "request_uri_not_supported");
        });
    }
    TEST_CASE("oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported") {
        in_both_modes([](Suite& suite) {
            CHECK(suite.answer({{"request", "eyJhbGciOiJub25lIn0.e30."}}).at("error") ==
                  "request_not_supported");
        });
    }
    TEST_CASE("oidcc-ensure-request-object-with-redirect-uri") {
        // {"alg":"none"} {"redirect_uri":"https://evil.example/"}
        in_both_modes([](Suite& suite) {
            CHECK(suite
                      .answer({{"request",
                                "eyJhbGciOiJub25lIn0."
                                "eyJyZWRpcmVjdF91cmkiOiJodHRwczovL2V2aWwuZXhhbXBsZS8ifQ."}})
                      .at("error") == "request_not_supported");
        });
    }
    TEST_CASE("oidcc-claims-essential") {
        succeeds_with({{"claims", R"({"userinfo":{"name":{"essential":true}}})"}});
    }
    TEST_CASE("oidcc-ensure-request-with-valid-pkce-succeeds") {
        in_both_modes([](Suite& suite) {
            auto const answered = suite.answer(
                {{"code_challenge", oauth::code_challenge(verifier)}, {"code_challenge_method", "S256"}});
            CHECK(suite.world.redeem(answered.at("code")).status == 200);
        });
    }
}

}  // namespace
}  // namespace emulator::idporten
