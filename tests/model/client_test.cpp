#include "model/client.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

namespace emulator::model {
namespace {

// `more` are further members, as `,"name":value`.
Result<Client> client(std::string const& more) {
    return client_from_json(need(parse_json(R"({"client_id":"a")" + more + "}")));
}
Result<Scope> scope(std::string const& more) {
    return scope_from_json(need(parse_json(R"({"name":"x:y")" + more + "}")));
}

std::string const key = R"({"kty":"RSA","e":"AQAB","use":"sig","kid":"k1","alg":"RS256","n":"AQAB"})";
std::string jwks(std::string const& keys) {
    return R"(,"jwks":{"keys":[)" + keys + "]}";
}

TEST_CASE("[selvbetjening 4] what a client leaves out has its default") {
    auto const made = need(client(""));
    CHECK(made.client_id == "a");
    CHECK(made.application_type == "web");
    CHECK(made.token_endpoint_auth_method == AuthMethod::private_key_jwt);
    CHECK(made.access_token_lifetime == seconds(120));
    CHECK(made.authorization_lifetime == seconds(7200));
    CHECK(made.refresh_token_lifetime == seconds(600));
    CHECK(made.refresh_token_usage == "ONETIME");
    CHECK(made.pkce_required);
    CHECK(made.active);
    CHECK_FALSE(made.sso_disabled);
    CHECK(made.keys.empty());
    CHECK_FALSE(made.wants_sid());
}

TEST_CASE("[oidc_func_clientreg] a client holds at most five keys") {
    std::string keys;
    for (int i = 1; i <= 6; ++i) {
        keys += (i > 1 ? "," : "") + std::string(R"({"kty":"RSA","e":"AQAB","kid":"k)") + std::to_string(i) +
                R"(","n":"AQAB"})";
        auto const made = client(jwks(keys));
        CHECK(made.has_value() == (i <= 5));
        if (!made)
            CHECK(made.error().description == "member 'jwks': received 6 keys, expected at most 5 keys");
    }
}

TEST_CASE("[maskinporten 5] the short word for the grant of machines is its full name") {
    auto const made = need(client(R"(,"grant_types":["refresh_token","jwt_bearer_token"])"));
    CHECK(made.grant_types == std::vector<std::string>{"refresh_token", std::string(jwt_bearer_grant)});
}

TEST_CASE("[selvbetjening 4] every member of a client is read") {
    auto const made = need(client(R"(,"client_name":"Name","description":"Text","client_orgno":"310222224",
        "supplier_orgno":"313111113","integration_type":"idporten","application_type":"native",
        "token_endpoint_auth_method":"client_secret_post","client_secret":"secret",
        "grant_types":["authorization_code","refresh_token"],"scopes":["openid","profile"],
        "redirect_uris":["http://localhost:*/cb"],"post_logout_redirect_uris":["http://localhost:*/"],
        "frontchannel_logout_uri":"http://localhost:1/front","frontchannel_logout_session_required":true,
        "backchannel_logout_uri":"http://localhost:1/back","backchannel_logout_session_required":true,
        "sso_disabled":true,"code_challenge_method":"none","refresh_token_usage":"REUSE",
        "access_token_lifetime":1,"authorization_lifetime":2,"refresh_token_lifetime":3,
        "client_uri":"http://localhost:1/","active":false,
        "onbehalfof":[{"onbehalfof":"kunde","name":"Kunde","orgno":"310222224","client_uri":"http://k/"}])" +
                                  jwks(key)));
    REQUIRE(made.customer("kunde"));
    CHECK(made.customer("kunde")->orgno == "310222224");
    CHECK_FALSE(made.customer("Kunde"));
    CHECK(made.owner_orgno() == "313111113");
    CHECK(made.client_name == "Name");
    CHECK(made.description == "Text");
    CHECK(made.client_orgno == "310222224");
    CHECK(made.supplier_orgno == "313111113");
    CHECK(made.integration_type == "idporten");
    CHECK(made.application_type == "native");
    CHECK(made.token_endpoint_auth_method == AuthMethod::client_secret_post);
    CHECK(made.client_secret == "secret");
    CHECK(made.has_grant_type("refresh_token"));
    CHECK_FALSE(made.has_grant_type("refresh"));
    CHECK(made.has_scope("profile"));
    CHECK_FALSE(made.has_scope("openid profile"));
    CHECK(made.redirect_uris == std::vector<std::string>{"http://localhost:*/cb"});
    CHECK(made.post_logout_redirect_uris == std::vector<std::string>{"http://localhost:*/"});
    CHECK(made.frontchannel_logout_uri == "http://localhost:1/front");
    CHECK(made.frontchannel_logout_session_required);
    CHECK(made.backchannel_logout_uri == "http://localhost:1/back");
    CHECK(made.sso_disabled);
    CHECK_FALSE(made.pkce_required);
    CHECK(made.refresh_token_usage == "REUSE");
    CHECK(made.access_token_lifetime == seconds(1));
    CHECK(made.authorization_lifetime == seconds(2));
    CHECK(made.refresh_token_lifetime == seconds(3));
    CHECK(made.client_uri == "http://localhost:1/");
    CHECK_FALSE(made.active);
    REQUIRE(made.keys.size() == 1);
    CHECK(made.keys[0].kid == "k1");
    CHECK(made.keys[0].jwk->at("alg") == "RS256");
    CHECK(made.keys[0].exp == std::nullopt);
}

TEST_CASE("[selvbetjening 4] a lifetime of 0 is the default") {
    auto const made =
        need(client(R"(,"access_token_lifetime":0,"authorization_lifetime":0,"refresh_token_lifetime":0)"));
    CHECK(made.access_token_lifetime == seconds(120));
    CHECK(made.authorization_lifetime == seconds(7200));
    CHECK(made.refresh_token_lifetime == seconds(600));
}

TEST_CASE("[selvbetjening 4] a public client cannot opt out of PKCE") {
    CHECK(
        need(client(R"(,"token_endpoint_auth_method":"none","code_challenge_method":"none")")).pkce_required);
    CHECK_FALSE(need(client(R"(,"code_challenge_method":"none")")).pkce_required);
}

TEST_CASE("[idporten 8] id_tokens carry sid where the client is told which session ends") {
    struct Row {
        std::string more;
        bool wants;
    };
    for (
        auto const& row : {
            Row{R"(,"frontchannel_logout_uri":"http://localhost:1/")", false},
            Row{R"(,"frontchannel_logout_uri":"http://localhost:1/","frontchannel_logout_session_required":true)",
                true},
            Row{R"(,"backchannel_logout_uri":"http://localhost:1/")", true},
        }) {
        CAPTURE(row.more);
        CHECK(need(client(row.more)).wants_sid() == row.wants);
    }
}

TEST_CASE("a registered key may have an end") {
    auto const made = need(client(jwks(R"({"kid":"k1","exp":1795348800},{"kid":"k2"})")));
    REQUIRE(made.keys.size() == 2);
    CHECK(made.keys[0].exp == Instant(seconds(1795348800)));
    CHECK(made.keys[1].exp == std::nullopt);
}

TEST_CASE("a client that is not understood is refused with the member and what would be valid") {
    struct Row {
        std::string more;
        std::vector<std::string> told;
    };
    for (auto const& row : {
             Row{R"(,"Client_name":"x")", {"unknown member 'Client_name'", "client_name"}},
             Row{R"(,"client_name":1)", {"'client_name'", "received 1", "a string"}},
             Row{R"(,"client_orgno":"310222225")", {"'client_orgno'", "310222225", "check digit"}},
             Row{R"(,"client_orgno":"0192:310222224")", {"'client_orgno'", "check digit"}},
             Row{R"(,"supplier_orgno":"1")", {"'supplier_orgno'", "check digit"}},
             Row{R"(,"integration_type":"Maskinporten")",
                 {"'integration_type'", "one of maskinporten, idporten"}},
             Row{R"(,"application_type":"spa")", {"'application_type'", "one of web, browser, native"}},
             Row{R"(,"token_endpoint_auth_method":"client_secret_jwt")",
                 {"'token_endpoint_auth_method'", "client_secret_jwt", "private_key_jwt"}},
             Row{R"(,"grant_types":"authorization_code")", {"'grant_types'", "an array of strings"}},
             Row{R"(,"scopes":[1])", {"'scopes'", "an array of strings"}},
             Row{R"(,"redirect_uris":{})", {"'redirect_uris'", "an array of strings"}},
             Row{R"(,"active":"true")", {"'active'", "true or false"}},
             Row{R"(,"sso_disabled":0)", {"'sso_disabled'", "true or false"}},
             Row{R"(,"code_challenge_method":"plain")", {"'code_challenge_method'", "one of S256, none"}},
             Row{R"(,"refresh_token_usage":"onetime")", {"'refresh_token_usage'", "one of ONETIME, REUSE"}},
             Row{R"(,"access_token_lifetime":-1)", {"'access_token_lifetime'", "a whole number from 0"}},
             Row{R"(,"access_token_lifetime":"120")", {"'access_token_lifetime'", "a whole number from 0"}},
             Row{R"(,"refresh_token_lifetime":9223372036854775807)", {"'refresh_token_lifetime'", "at most"}},
             Row{R"(,"jwks":[])", {"'jwks'", "{\"keys\": [public JWKs]}"}},
             Row{R"(,"jwks":{})", {"'jwks'", "RFC 7517 5"}},
             Row{R"(,"jwks":{"keys":{}})", {"'jwks'", "RFC 7517 5"}},
             Row{jwks("1"), {"'jwks'", "a kid in each key"}},
             Row{jwks(R"({"kty":"RSA"})"), {"'jwks'", "a kid in each key"}},
             Row{jwks(R"({"kid":""})"), {"'jwks'", "a kid in each key"}},
             Row{jwks(R"({"kid":"k","d":"AQAB"})"), {"'jwks'", "a private key"}},
             Row{jwks(R"({"kty":"oct","kid":"k","k":"AQAB"})"), {"'jwks'", "a private key"}},
             Row{jwks(key + "," + key), {"'jwks'", "'k1' twice"}},
             Row{jwks(R"({"kid":"k","exp":"soon"})"), {"'jwks'", "exp", "seconds since 1970"}},
             Row{jwks(R"({"kid":"k","exp":1.5})"), {"'jwks'", "exp"}},
             Row{jwks(R"({"kid":"k","exp":-1})"), {"'jwks'", "exp"}},
             Row{jwks(R"({"kid":"k","exp":9223372036854775807})"), {"'jwks'", "exp"}},
         }) {
        CAPTURE(row.more);
        auto const made = client(row.more);
        REQUIRE_FALSE(made.has_value());
        CHECK(made.error().code == ErrorCode::invalid_request);
        auto const& description = made.error().description;
        CAPTURE(description);
        for (auto const& words : row.told)
            CHECK(description.find(words) != std::string::npos);
    }
    CHECK_FALSE(client_from_json(need(parse_json("{}"))).has_value());
    CHECK_FALSE(client_from_json(need(parse_json(R"({"client_id":""})"))).has_value());
    CHECK_FALSE(client_from_json(need(parse_json("[]"))).has_value());
}

TEST_CASE("[selvbetjening 5] what a scope leaves out has its default, and every member is read") {
    auto const bare = need(scope(""));
    CHECK(bare.name == "x:y");
    CHECK(bare.visibility == "PUBLIC");
    CHECK(bare.token_type == "SELF_CONTAINED");
    CHECK(bare.active);
    CHECK(bare.at_max_age == seconds(0));
    CHECK_FALSE(bare.accessible_for_all);
    CHECK(bare.allowed_integration_types.empty());

    auto const full =
        need(scope(R"(,"prefix":"x","subscope":"y","description":"Text","long_description":"Longer",
        "owner_orgno":"991825827","allowed_integration_types":["krr"],"accessible_for_all":true,
        "delegation_source":"https://tt02.altinn.no/","visibility":"PRIVATE","token_type":"OPAQUE","active":false,
        "at_max_age":30,"authorization_max_lifetime":60,"requires_user_consent":true,
        "requires_user_authentication":true,"requires_pseudonymous_tokens":true,
        "enforced_aud_for_introspection":["a"],"access":["310222224"])"));
    CHECK(full.description == "Text");
    CHECK(full.long_description == "Longer");
    CHECK(full.owner_orgno == "991825827");
    CHECK(full.allowed_integration_types == std::vector<std::string>{"krr"});
    CHECK(full.accessible_for_all);
    CHECK(full.delegation_source == "https://tt02.altinn.no/");
    CHECK(full.visibility == "PRIVATE");
    CHECK(full.token_type == "OPAQUE");
    CHECK_FALSE(full.active);
    CHECK(full.at_max_age == seconds(30));
    CHECK(full.requires_user_consent);
    CHECK(full.requires_user_authentication);
    CHECK(full.requires_pseudonymous_tokens);
    CHECK(full.enforced_aud_for_introspection == std::vector<std::string>{"a"});
}

TEST_CASE("a scope that is not understood is refused with the member") {
    struct Row {
        std::string more;
        std::string told;
    };
    for (auto const& row : {
             Row{R"(,"colour":"red")", "unknown member 'colour'"},
             Row{R"(,"owner_orgno":"123456789")", "'owner_orgno'"},
             Row{R"(,"visibility":"public")", "one of PUBLIC, PRIVATE, INTERNAL"},
             Row{R"(,"token_type":"JWT")", "one of SELF_CONTAINED, OPAQUE"},
             Row{R"(,"at_max_age":-1)", "'at_max_age'"},
             Row{R"(,"at_max_age":9223372036854775807)", "'at_max_age'"},
             Row{R"(,"allowed_integration_types":"krr")", "'allowed_integration_types'"},
             Row{R"(,"accessible_for_all":1)", "'accessible_for_all'"},
         }) {
        CAPTURE(row.more);
        auto const made = scope(row.more);
        REQUIRE_FALSE(made.has_value());
        CHECK(made.error().description.find(row.told) != std::string::npos);
    }
    CHECK_FALSE(scope_from_json(need(parse_json("{}"))).has_value());
}

TEST_CASE("methods of authentication have their registered names") {
    CHECK(auth_method_name(AuthMethod::private_key_jwt) == "private_key_jwt");
    CHECK(auth_method_name(AuthMethod::client_secret_basic) == "client_secret_basic");
    CHECK(auth_method_name(AuthMethod::client_secret_post) == "client_secret_post");
    CHECK(auth_method_name(AuthMethod::none) == "none");
}

}  // namespace
}  // namespace emulator::model
