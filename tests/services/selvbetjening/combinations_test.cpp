#include "services/selvbetjening/combinations.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "support.h"

namespace emulator::selvbetjening {
namespace {

using test::World;

struct Row {
    char const* name;
    Json changes;  // of a client for logging in
    std::vector<std::string> fields;
};

TEST_CASE("[selvbetjening 4.1] what goes together is registered, and what does not is told by field") {
    World world;
    Row const rows[] = {
        {"the defaults of idporten", {}, {}},
        {"a secret in the header", {{"token_endpoint_auth_method", "client_secret_basic"}}, {}},
        {"a secret in the body", {{"token_endpoint_auth_method", "client_secret_post"}}, {}},
        {"no secret on the web", {{"token_endpoint_auth_method", "none"}}, {"token_endpoint_auth_method"}},
        {"a browser without a secret",
         {{"application_type", "browser"}, {"token_endpoint_auth_method", "none"}},
         {}},
        {"a browser with a key", {{"application_type", "browser"}}, {"token_endpoint_auth_method"}},
        {"an app with a secret",
         {{"application_type", "native"}, {"token_endpoint_auth_method", "client_secret_post"}},
         {"token_endpoint_auth_method"}},
        {"the grant of machines", {{"grant_types", {"jwt_bearer_token"}}}, {"grant_types"}},
        {"no grant at all", {{"grant_types", Json::array()}}, {"grant_types"}},
        {"a login without openid", {{"scopes", {"profile"}}}, {"scopes"}},
        {"a machine that is an app",
         {{"integration_type", "maskinporten"}, {"application_type", "native"}},
         {"application_type"}},
        {"an unknown type", {{"integration_type", "idporten_saml2"}}, {"integration_type"}},
        {"an unknown type with a grant that is none",
         {{"integration_type", "idporten_saml2"}, {"grant_types", {"foo"}}},
         {"integration_type", "grant_types"}},
        {"krr with a scope of its own",
         {{"integration_type", "krr"},
          {"scopes", {"krr:global/kontaktinformasjon.read", "krr:global/hentendring.read"}}},
         {"scopes"}},
        {"several things at once",
         {{"grant_types", {"password"}}, {"scopes", {"profile"}}, {"sso_disabled", "yes"}},
         {"sso_disabled", "grant_types", "scopes"}},
    };
    for (auto const& row : rows) {
        CAPTURE(row.name);
        auto const body =
            test::with(test::login_client(), row.changes.is_null() ? Json::object() : row.changes);
        auto const status = row.fields.empty() ? 201u : 400u;
        auto const answer =
            world.expect(status, http::Method::post, "/clients", {world.token(test::all_of_dcr), body});
        if (!row.fields.empty()) CHECK(test::fields_of(answer) == row.fields);
    }
}

TEST_CASE("[selvbetjening 4.1] where combinations are lenient, they are a warning, and nothing else is") {
    World world(Policy{true});
    auto const body = test::with(test::login_client(), {{"token_endpoint_auth_method", "none"}});
    world.expect(201, http::Method::post, "/clients", {world.token(test::all_of_dcr), body});
    CHECK(world.journal.newest(1).at(0).accepted);
    CHECK(world.journal.newest(1).at(0).error.description.find("token_endpoint_auth_method") !=
          std::string::npos);
    auto const worse = test::with(body, {{"redirect_uris", {"no address"}}});
    auto const refused =
        world.expect(400, http::Method::post, "/clients", {world.token(test::all_of_dcr), worse});
    CHECK(test::fields_of(refused) == std::vector<std::string>{"redirect_uris"});
}

TEST_CASE("[selvbetjening 4.1] what is left out has the default of its type") {
    World world;
    auto const token = world.token(test::all_of_dcr);
    auto const login = world.expect(201, http::Method::post, "/clients", {token, test::login_client()});
    CHECK(login["application_type"] == "web");
    CHECK(login["grant_types"] == Json({"authorization_code", "refresh_token"}));
    CHECK(login["scopes"] == Json({"openid", "profile"}));
    CHECK(login["authorization_lifetime"] == 7200);
    CHECK(login["access_token_lifetime"] == 120);
    CHECK(login["refresh_token_lifetime"] == 600);
    CHECK(login["refresh_token_usage"] == "ONETIME");
    CHECK(login["code_challenge_method"] == "S256");
    auto const krr = world.expect(
        201, http::Method::post, "/clients",
        {token, {{"client_name", "Oppslag"}, {"description", "d"}, {"integration_type", "krr"}}});
    CHECK(krr["scopes"] == Json({"krr:global/kontaktinformasjon.read", "krr:global/digitalpost.read"}));
    CHECK(krr["grant_types"] == Json({"urn:ietf:params:oauth:grant-type:jwt-bearer"}));
    CHECK(krr["token_endpoint_auth_method"] == "private_key_jwt");
}

}  // namespace
}  // namespace emulator::selvbetjening
