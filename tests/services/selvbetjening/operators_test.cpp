// What programs that register clients for whole organisations do, request by request, with their strictness
// in reading (nais/digdirator and oslokommune/okdata-maskinporten-api, as published in 2025).
#include <doctest/doctest.h>

#include <regex>

#include "support.h"

namespace emulator::selvbetjening {
namespace {

using test::World;
using enum http::Method;

// Go's encoding/json: a member that is there has its type, or is null.
void reads_strictly(Json const& client) {
    for (auto const* text :
         {"client_id", "client_name", "client_orgno", "client_uri", "description", "frontchannel_logout_uri",
          "integration_type", "application_type", "refresh_token_usage", "token_endpoint_auth_method"})
        if (client.contains(text)) CHECK_MESSAGE(client[text].is_string(), text);
    for (auto const* number : {"access_token_lifetime", "authorization_lifetime", "refresh_token_lifetime"})
        CHECK_MESSAGE(client.at(number).is_number_integer(), number);
    for (auto const* list : {"grant_types", "post_logout_redirect_uris", "redirect_uris", "scopes"})
        CHECK_MESSAGE(client.at(list).is_array(), list);
    for (auto const* flag : {"frontchannel_logout_session_required", "sso_disabled"})
        CHECK_MESSAGE(client.at(flag).is_boolean(), flag);
}

// Go's time.Time.
void is_rfc3339(Json const& time) {
    static std::regex const form(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))");
    CHECK(std::regex_match(time.get<std::string>(), form));
}

Json const* find_by_description(Json const& list, std::string_view description, std::string_view type) {
    for (auto const& client : list) {
        reads_strictly(client);
        if (client.at("description") == description && client.at("integration_type") == type) return &client;
    }
    return nullptr;
}

void digdirator_lives_with(World& world, Json const& payload) {
    std::string const base = "/api/v1";
    auto const token = [&] {
        return world.token("idporten:dcr.write idporten:dcr.read idporten:dcr.modify");
    };
    world.expect(200, get, base + "/delegationsources");

    auto const description = payload.at("description").get<std::string>();
    auto const type = payload.at("integration_type").get<std::string>();
    CHECK(!find_by_description(world.expect(200, get, base + "/clients", {token()}), description, type));
    auto const made = world.expect(201, post, base + "/clients", {token(), payload});
    reads_strictly(made);
    auto const path = base + "/clients/" + made.at("client_id").get<std::string>();
    CHECK(find_by_description(world.expect(200, get, base + "/clients", {token()}), description, type));

    // Register, then rotate: the old keys stay beside the new one.
    auto const keys =
        world.expect(200, post, path + "/jwks", {token(), {{"keys", {test::public_key("k1")}}}});
    CHECK(keys.at("created").is_string());
    CHECK(keys.at("last_updated").is_string());
    CHECK(keys.at("keys")[0].at("exp").is_number_integer());
    auto rotated = world.expect(200, get, path + "/jwks", {token()}).at("keys");
    for (auto& key : rotated)
        key.erase("exp");  // go-jose writes what it knows
    rotated.push_back(test::public_key("k2"));
    CHECK(world.expect(200, post, path + "/jwks", {token(), {{"keys", rotated}}}).at("keys").size() == 2);

    auto update = payload;
    update["client_id"] = made.at("client_id");
    update["client_name"] = "nytt-navn";
    auto const updated = world.expect(200, put, path, {token(), update});
    reads_strictly(updated);
    CHECK(updated.at("client_name") == "nytt-navn");
    CHECK(world.expect(200, get, path + "/jwks", {token()}).at("keys").size() == 2);

    world.expect(200, delete_, path, {token()});
    CHECK(!find_by_description(world.expect(200, get, base + "/clients", {token()}), description, type));
}

TEST_CASE("[selvbetjening 5.3] digdirator keeps a client of ID-porten") {
    World world;
    digdirator_lives_with(world, {{"access_token_lifetime", 3600},
                                  {"application_type", "web"},
                                  {"authorization_lifetime", 7200},
                                  {"client_name", "some-client-name"},
                                  {"client_uri", "https://some-client-uri"},
                                  {"description", "test-cluster:test-namespace:test-app"},
                                  {"frontchannel_logout_session_required", true},
                                  {"grant_types", {"authorization_code", "refresh_token"}},
                                  {"integration_type", "idporten"},
                                  {"post_logout_redirect_uris", {"https://some-client-uri"}},
                                  {"redirect_uris", {"https://test.com"}},
                                  {"refresh_token_lifetime", 7200},
                                  {"refresh_token_usage", "ONETIME"},
                                  {"scopes", {"openid", "profile"}},
                                  {"sso_disabled", false},
                                  {"token_endpoint_auth_method", "private_key_jwt"}});
    CHECK(world.journal.newest(10).empty());
}

TEST_CASE("[selvbetjening 5.3] digdirator keeps a client of Maskinporten, its scopes and their consumers") {
    World world;
    digdirator_lives_with(world, {{"access_token_lifetime", 0},
                                  {"application_type", "web"},
                                  {"authorization_lifetime", 0},
                                  {"client_name", "some-client-name"},
                                  {"description", "test-cluster:test-namespace:test-app"},
                                  {"frontchannel_logout_session_required", false},
                                  {"grant_types", {"urn:ietf:params:oauth:grant-type:jwt-bearer"}},
                                  {"integration_type", "maskinporten"},
                                  {"post_logout_redirect_uris", nullptr},
                                  {"redirect_uris", nullptr},
                                  {"refresh_token_lifetime", 0},
                                  {"refresh_token_usage", "ONETIME"},
                                  {"scopes", {"krr:global/kontaktinformasjon.read"}},
                                  {"sso_disabled", false},
                                  {"token_endpoint_auth_method", "private_key_jwt"}});

    std::string const base = "/api/v1/scopes";
    auto const token = world.token("idporten:scopes.write idporten:dcr.write");
    for (auto const& access : world.expect(200, get, base + "/access/all?accessible_for_all=true", {token}))
        CHECK(access.at("state") == "APPROVED");
    world.expect(200, get, base + "?inactive=true", {token});
    Json const scope{{"accessible_for_all", false},
                     {"active", true},
                     {"allowed_integration_types", {"maskinporten"}},
                     {"at_max_age", 30},
                     {"description", "test-cluster:test-namespace:test-app.vedtak"},
                     {"name", ""},
                     {"prefix", "demo-etat"},
                     {"requires_pseudonymous_tokens", false},
                     {"requires_user_authentication", false},
                     {"requires_user_consent", false},
                     {"subscope", "team/vedtak.read"},
                     {"token_type", "SELF_CONTAINED"},
                     {"visibility", "PUBLIC"}};
    auto const made = world.expect(201, post, base, {token, scope});
    CHECK(made.at("at_max_age") == 30);
    auto const query = std::string("?scope=demo-etat%3Ateam%2Fvedtak.read");
    CHECK(world.expect(200, get, base + "/access" + query, {token}).empty());
    auto const granted = world.expect(200, put, base + "/access/" + test::leverandoer + query, {token});
    is_rfc3339(granted.at("created"));
    is_rfc3339(granted.at("last_updated"));
    CHECK(world.expect(200, delete_, base + "/access/" + test::leverandoer + query, {token}).at("state") ==
          "DENIED");
    CHECK(world.expect(200, delete_, base + query, {token}).at("active") == false);
    CHECK(world.expect(200, put, base + query, {token, scope}).at("active") == true);
    CHECK(world.journal.newest(10).empty());
}

TEST_CASE(
    "[selvbetjening 5.3] okdata makes clients, adds keys to those that are there, and takes them away") {
    World world;
    auto const token = world.token("idporten:dcr.write idporten:dcr.read");
    auto const made = world.expect(201, post, "/api/v1/clients",
                                   {token, test::with(test::machine_client(), {{"client_name", "origo"}})});
    auto const path = "/api/v1/clients/" + made.at("client_id").get<std::string>();

    for (auto const* kid : {"k1", "k2", "k3", "k4", "k5"}) {
        auto keys = world.expect(200, get, path + "/jwks", {token}).at("keys");
        for (auto& key : keys)
            key["use"] = "sig";
        keys.push_back(test::public_key(kid));
        world.expect(200, post, path + "/jwks", {token, {{"keys", keys}}});
    }
    auto keys = world.expect(200, get, path + "/jwks", {token}).at("keys");
    keys.push_back(test::public_key("k6"));
    auto const refused = world.expect(400, post, path + "/jwks", {token, {{"keys", keys}}});
    for (auto const& error : refused.at("errors"))
        CHECK(error.at("errorMessage").get<std::string>().find("1 to 5 keys") != std::string::npos);
    keys = Json::array({test::public_key("k5")});
    world.expect(200, post, path + "/jwks", {token, {{"keys", keys}}});
    world.expect(200, delete_, path + "/jwks", {token});
    world.expect(200, delete_, path, {token});

    // str(None) of Python's is what stands there where no address is set.
    auto const login = test::with(test::login_client(), {{"code_challenge_method", "S256"},
                                                         {"frontchannel_logout_session_required", true},
                                                         {"frontchannel_logout_uri", "None"}});
    auto const second = world.expect(201, post, "/api/v1/clients", {token, login});
    CHECK(!second.contains("frontchannel_logout_uri"));
}

}  // namespace
}  // namespace emulator::selvbetjening
