// What ID-porten says of itself: discovery, keys, and who may read the answers.
#include "services/idporten/service.h"

#include "jose/jwk.h"
#include "jose/key.h"
#include "services/idporten/world.h"

namespace emulator::idporten {
namespace {

TEST_SUITE("idporten/service") {
    TEST_CASE("[idporten 2] the discovery document, member by member") {
        World world;
        auto const response = world.send(http::Method::get, "/.well-known/openid-configuration");
        CHECK(response.status == 200);
        CHECK(response.headers.find("Content-Type") == "application/json");
        CHECK(response.headers.find("Cache-Control") == "public, max-age=86400");
        Json const expected{
            {"issuer", issuer},
            {"authorization_endpoint", issuer + "/authorize"},
            {"pushed_authorization_request_endpoint", issuer + "/par"},
            {"token_endpoint", issuer + "/token"},
            {"userinfo_endpoint", issuer + "/userinfo"},
            {"introspection_endpoint", issuer + "/token/introspect"},
            {"revocation_endpoint", issuer + "/token/revoke"},
            {"end_session_endpoint", issuer + "/logout"},
            {"jwks_uri", issuer + "/jwks.json"},
            {"scopes_supported", {"openid", "profile"}},
            {"response_types_supported", Json::array({"code"})},
            {"response_modes_supported", {"query", "form_post", "query.jwt", "form_post.jwt"}},
            {"grant_types_supported", {"authorization_code", "refresh_token"}},
            {"subject_types_supported", {"public", "pairwise"}},
            {"acr_values_supported", {"idporten-loa-low", "idporten-loa-substantial", "idporten-loa-high"}},
            {"ui_locales_supported", {"en", "nb", "nn", "se"}},
            {"display_values_supported", Json::array({"page"})},
            {"prompt_values_supported", {"consent", "login", "none"}},
            {"token_endpoint_auth_methods_supported",
             {"client_secret_basic", "client_secret_post", "none", "private_key_jwt"}},
            {"token_endpoint_auth_signing_alg_values_supported", Json::array({"RS256"})},
            {"id_token_signing_alg_values_supported", Json::array({"RS256"})},
            {"authorization_signing_alg_values_supported", Json::array({"RS256"})},
            {"code_challenge_methods_supported", Json::array({"S256"})},
            {"frontchannel_logout_supported", true},
            {"frontchannel_logout_session_supported", true},
            {"backchannel_logout_supported", true},
            {"backchannel_logout_session_supported", true},
            {"authorization_response_iss_parameter_supported", true},
            {"request_parameter_supported", false},
            {"request_uri_parameter_supported", false},
            {"claims_parameter_supported", false}};
        CHECK(need(parse_json(response.body)).dump() == expected.dump());
        CHECK(world.send(http::Method::get, "/.well-known/openid-configuration/").body == response.body);
    }

    TEST_CASE("[OpenID Connect Discovery 3] every address that it names answers") {
        World world;
        auto const document =
            need(parse_json(world.send(http::Method::get, "/.well-known/openid-configuration").body));
        int addresses = 0;
        for (auto const& [name, value] : document.items()) {
            if (!name.ends_with("_endpoint") && name != "jwks_uri") continue;
            CAPTURE(name);
            auto const url = value.get<std::string>();
            REQUIRE(url.starts_with(issuer + "/"));
            CHECK(world.send(http::Method::get, url.substr(issuer.size())).status != 404);
            ++addresses;
        }
        CHECK(addresses == 8);
        CHECK(world.send(http::Method::get, "/nowhere").status == 404);
    }

    TEST_CASE("what the document lists is accepted") {
        World world;
        auto const document =
            need(parse_json(world.send(http::Method::get, "/.well-known/openid-configuration").body));
        auto const page = [&](std::string const& parameter, Json const& value) {
            CAPTURE(parameter);
            CAPTURE(value.dump());
            Browser visitor(world.router);
            return visitor.get(World::authorize_url({{parameter, value.get<std::string>()}}));
        };
        for (auto const& acr : document.at("acr_values_supported"))
            CHECK(is_login_page(page("acr_values", acr)));
        for (auto const& language : document.at("ui_locales_supported"))
            CHECK(is_in(page("ui_locales", language), language.get<std::string>()));
        for (auto const& mode : document.at("response_modes_supported"))
            CHECK(is_login_page(page("response_mode", mode)));
        for (auto const& prompt : document.at("prompt_values_supported")) {
            auto const response = page("prompt", prompt);
            CHECK((is_login_page(response) || told(world, response).error == "login_required"));
        }
    }

    TEST_CASE("[idporten 2.2] the key set has the signing key with its certificates") {
        World world;
        auto const response = world.send(http::Method::get, "/jwks.json");
        CHECK(response.headers.find("Cache-Control") == "public, max-age=86400");
        CHECK(world.send(http::Method::head, "/jwks.json").status == 200);
        auto const keys = need(parse_json(response.body)).at("keys");
        REQUIRE(keys.size() == 1);
        CHECK(names(keys[0]) == std::vector<std::string>{"kty", "e", "use", "kid", "alg", "n", "x5c"});
        CHECK(keys[0].at("kid") == "digitaliseringsdirektoratet--cert0");
        auto const parsed = need(jose::parse_jwk(keys[0]));
        CHECK(parsed.key == key("idporten-signing").public_key());
        REQUIRE(parsed.x5c.size() == 2);
        CHECK(parsed.x5c.front().organisation_number() == "991825827");
    }

    TEST_CASE("pages of other origins may read what clients in browsers need, and nothing else") {
        struct Row {
            http::Method method;
            std::string path;
            bool open;
        };
        using enum http::Method;
        for (auto const& row :
             {Row{get, "/.well-known/openid-configuration", true}, Row{get, "/jwks.json", true},
              Row{post, "/token", true}, Row{post, "/par", true}, Row{get, "/userinfo", true},
              Row{post, "/userinfo", true}, Row{post, "/token/introspect", false},
              Row{get, "/authorize", false}, Row{post, "/authorize", false}, Row{post, "/login", false},
              Row{get, "/logout", false}, Row{post, "/logout", false}, Row{get, "/", false}}) {
            CAPTURE(row.path);
            World world;
            auto const answer = world.send(row.method, row.path, "", {{"Origin", "http://localhost:3000"}});
            CHECK((answer.headers.find("Access-Control-Allow-Origin") == "*") == row.open);
            auto const preflight =
                world.send(options, row.path, "",
                           {{"Origin", "http://localhost:3000"}, {"Access-Control-Request-Method", "POST"}});
            CHECK(preflight.status == 204);
            CHECK((preflight.headers.find("Access-Control-Allow-Origin") == "*") == row.open);
        }
        World world;
        auto const tokens = world.redeem(world.headless_code());
        CHECK(tokens.status == 200);
        CHECK(tokens.headers.find("Access-Control-Allow-Origin") == "*");
        CHECK(!tokens.headers.find("Access-Control-Allow-Credentials"));
    }

    TEST_CASE("the front page is for people") {
        World world;
        auto const page = world.browser.get("/?locale=nn");
        CHECK(page.status == 200);
        CHECK(is_in(page, "nn"));
        CHECK(page.body.find("href=\"/.well-known/openid-configuration\"") != std::string::npos);
    }
}

}  // namespace
}  // namespace emulator::idporten
