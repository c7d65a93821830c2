#include <doctest/doctest.h>

#include <set>

#include "services/selvbetjening/client_register.h"
#include "support.h"

namespace emulator::selvbetjening {
namespace {

using test::World;
using enum http::Method;

std::string path(Json const& client) {
    return "/clients/" + client.at("client_id").get<std::string>();
}

std::set<std::string> ids(Json const& list) {
    std::set<std::string> all;
    for (auto const& client : list)
        all.insert(client.at("client_id").get<std::string>());
    return all;
}

TEST_CASE("[selvbetjening 3] a client is created with all its attributes in the answer") {
    World world;
    auto const made = world.create();
    std::vector<std::string> members;
    for (auto const& [name, value] : made.items())
        members.push_back(name);
    CHECK(members == std::vector<std::string>{"client_id",
                                              "client_name",
                                              "client_orgno",
                                              "description",
                                              "integration_type",
                                              "application_type",
                                              "token_endpoint_auth_method",
                                              "grant_types",
                                              "scopes",
                                              "redirect_uris",
                                              "post_logout_redirect_uris",
                                              "frontchannel_logout_session_required",
                                              "sso_disabled",
                                              "code_challenge_method",
                                              "access_token_lifetime",
                                              "authorization_lifetime",
                                              "refresh_token_lifetime",
                                              "refresh_token_usage",
                                              "onbehalfof",
                                              "active",
                                              "created",
                                              "last_updated",
                                              "jwks_uri"});
    auto const id = made["client_id"].get<std::string>();
    CHECK(id.size() == 36);
    CHECK(id[14] == '4');
    CHECK(made["client_orgno"] == test::etat);
    CHECK(made["description"] == "cluster:namespace:app");
    CHECK(made["active"] == true);
    CHECK(made["jwks_uri"] == "/clients/" + id + "/jwks");
    CHECK(made["created"].get<std::string>().ends_with(".000Z"));
    CHECK(world.expect(200, get, path(made), {world.token("idporten:dcr.read")}) == made);
    CHECK(world.directory->now()->client(id)->client_name == "Origo");
}

TEST_CASE("[selvbetjening 3] a secret is told when it is made, and never again") {
    World world;
    auto const token = world.token(test::all_of_dcr);
    auto const body =
        test::with(test::login_client(), {{"token_endpoint_auth_method", "client_secret_basic"}});
    auto const made = world.expect(201, post, "/clients", {token, body});
    auto const secret = made.at("client_secret").get<std::string>();
    CHECK(secret.size() >= 32);
    CHECK(!world.expect(200, get, path(made), {token}).contains("client_secret"));

    auto const renewed = world.expect(200, post, path(made) + "/secret", {token});
    CHECK(renewed.at("client_secret") != secret);
    CHECK(world.directory->now()->client(made["client_id"].get<std::string>())->client_secret ==
          renewed["client_secret"]);

    SUBCASE("a change of other attributes leaves it") {
        auto const put_answer =
            world.expect(200, put, path(made),
                         {token, test::with(body, {{"token_endpoint_auth_method", "client_secret_post"}})});
        CHECK(!put_answer.contains("client_secret"));
        CHECK(world.directory->now()->client(made["client_id"].get<std::string>())->client_secret ==
              renewed["client_secret"]);
    }
    SUBCASE("a method without one removes it, and one with makes a new one") {
        world.expect(200, put, path(made),
                     {token, test::with(body, {{"token_endpoint_auth_method", "private_key_jwt"}})});
        CHECK(world.directory->now()->client(made["client_id"].get<std::string>())->client_secret.empty());
        world.expect(400, post, path(made) + "/secret", {token});
        auto const back = world.expect(200, put, path(made), {token, body});
        CHECK(back.at("client_secret") != renewed["client_secret"]);
    }
}

TEST_CASE("[selvbetjening 3] a replacement replaces everything but what never changes") {
    World world;
    auto const token = world.token(test::all_of_dcr);
    auto const made = world.create({{"client_uri", "https://old.example"}});
    world.expect(200, post, path(made) + "/jwks", {token, {{"keys", {test::public_key("a")}}}});
    world.clock.advance(seconds(60));
    auto const changed = world.expect(
        200, put, path(made), {token, test::with(test::machine_client(), {{"client_name", "Nytt navn"}})});
    CHECK(changed["client_name"] == "Nytt navn");
    CHECK(!changed.contains("client_uri"));
    CHECK(changed["created"] == made["created"]);
    CHECK(changed["last_updated"] != made["last_updated"]);
    CHECK(changed["client_id"] == made["client_id"]);
    CHECK(world.expect(200, get, path(made) + "/jwks", {token})["keys"].size() == 1);

    auto const type = world.expect(
        400, put, path(made),
        {token, test::with(test::machine_client(), {{"integration_type", "krr"}, {"scopes", nullptr}})});
    CHECK(test::fields_of(type) == std::vector<std::string>{"integration_type"});
    auto const owner = world.expect(
        400, put, path(made), {token, test::with(test::machine_client(), {{"client_orgno", test::digdir}})});
    CHECK(test::fields_of(owner) == std::vector<std::string>{"client_orgno"});
    auto const other = world.expect(400, put, path(made),
                                    {token, test::with(test::machine_client(), {{"client_id", "another"}})});
    CHECK(test::fields_of(other) == std::vector<std::string>{"client_id"});
    CHECK(world.expect(200, get, path(made), {token}) == changed);
}

TEST_CASE("[selvbetjening 3] what was read may be sent back as it is") {
    World world;
    auto const token = world.token(test::all_of_dcr);
    auto const body =
        test::with(test::login_client(), {{"frontchannel_logout_uri", "https://tjeneste.example/out"},
                                          {"backchannel_logout_uri", "https://tjeneste.example/b"},
                                          {"sso_disabled", true},
                                          {"code_challenge_method", "none"},
                                          {"logo_uri", "https://tjeneste.example/logo.svg"},
                                          {"display_name", "Tjenesten vår"}});
    auto const made = world.expect(201, post, "/clients", {token, body});
    world.clock.advance(seconds(1));
    auto again = world.expect(200, put, path(made), {token, made});
    CHECK(again["last_updated"] != made["last_updated"]);
    again["last_updated"] = made["last_updated"];
    CHECK(again == made);
    CHECK(world.journal.newest(5).empty());
}

TEST_CASE("[selvbetjening 7] nothing is removed: DELETE hides a client, and PUT brings it back") {
    World world;
    auto const token = world.token(test::all_of_dcr);
    auto const made = world.create();
    auto const id = made["client_id"].get<std::string>();
    CHECK(world.expect(200, delete_, path(made), {token})["active"] == false);
    CHECK(!ids(world.expect(200, get, "/clients", {token})).contains(id));
    for (auto const* word : {"true", "TRUE", "True"})
        CHECK(ids(world.expect(200, get, std::string("/clients?inactive=") + word, {token})).contains(id));
    world.expect(409, post, path(made) + "/jwks", {token, {{"keys", {test::public_key("a")}}}});
    world.expect(409, post, path(made) + "/secret", {token});
    CHECK(!world.directory->now()->client(id)->active);
    CHECK(world.expect(200, put, path(made), {token, test::machine_client()})["active"] == true);
    CHECK(ids(world.expect(200, get, "/clients", {token})).contains(id));
}

TEST_CASE("[selvbetjening 3] an organisation sees and changes its own clients only") {
    World world;
    auto const made = world.create();
    auto const stranger = world.token(test::all_of_dcr, test::leverandoer);
    CHECK(
        !ids(world.expect(200, get, "/clients", {stranger})).contains(made["client_id"].get<std::string>()));
    world.expect(404, get, path(made), {stranger});
    world.expect(404, get, path(made) + "/jwks", {stranger});
    for (auto const& target : {path(made), std::string("/clients/nobody")}) {
        CAPTURE(target);
        world.expect(403, put, target, {stranger, test::machine_client()});
        world.expect(403, delete_, target, {stranger});
        world.expect(403, post, target + "/secret", {stranger});
        world.expect(403, post, target + "/jwks", {stranger, {{"keys", {test::public_key("a")}}}});
        world.expect(403, delete_, target + "/jwks", {stranger});
    }
    CHECK(world.expect(200, get, path(made), {world.token("idporten:dcr.read")}) == made);
    auto const foreign =
        world.expect(400, post, "/clients",
                     {stranger, test::with(test::machine_client(), {{"client_orgno", test::etat}})});
    CHECK(test::fields_of(foreign).front() == "client_orgno");
}

TEST_CASE("[selvbetjening 10] a supplier registers clients of its customers") {
    World world;
    auto const supplier = world.token("idporten:dcr.supplier", test::leverandoer);
    auto const body = test::with(test::login_client(), {{"client_orgno", test::etat}});
    auto const made = world.expect(201, post, "/clients", {supplier, body});
    CHECK(made["client_orgno"] == test::etat);
    CHECK(made["supplier_orgno"] == test::leverandoer);
    CHECK(ids(world.expect(200, get, "/clients", {supplier})).contains(made["client_id"].get<std::string>()));
    world.expect(200, put, path(made), {supplier, body});

    auto const customer = world.token(test::all_of_dcr);
    CHECK(world.expect(200, get, path(made), {customer})["supplier_orgno"] == test::leverandoer);
    world.expect(403, put, path(made), {customer, body});

    auto const own = world.expect(201, post, "/clients", {supplier, test::login_client()});
    CHECK(own["client_orgno"] == test::leverandoer);
    CHECK(!own.contains("supplier_orgno"));

    // The access must be the supplier's.
    auto const scope = test::with(test::machine_client(), {{"client_orgno", test::etat}});
    CHECK(test::fields_of(world.expect(400, post, "/clients", {supplier, scope})) ==
          std::vector<std::string>{"scopes"});
}

TEST_CASE("[selvbetjening 4.1] a scope is registered only where it may be used") {
    World world;
    struct Row {
        char const* name;
        char const* type;
        char const* scope;
        bool right;
    };
    Row const rows[] = {
        {"granted", "maskinporten", "krr:global/kontaktinformasjon.read", true},
        {"one's own", "api_klient", "demo-etat:inntekt.read", true},
        {"one's own, of another type", "maskinporten", "demo-etat:inntekt.read", false},
        {"delegated in Altinn", "maskinporten", "krr:global/kontaktinfo.read", true},
        {"not granted", "maskinporten", "idporten:dcr.supplier", false},
        {"unknown", "maskinporten", "krr:global/ingen.read", false},
        {"of another type", "idporten", "krr:global/kontaktinformasjon.read", false},
    };
    for (auto const& row : rows) {
        CAPTURE(row.name);
        bool const machine = row.type == std::string_view("maskinporten");
        auto body = machine ? test::machine_client() : test::login_client();
        body["integration_type"] = row.type;
        body["scopes"] = Json::array({row.scope});
        if (!machine) body["scopes"].push_back("openid");
        auto const answer =
            world.expect(row.right ? 201 : 400, post, "/clients", {world.token(test::all_of_dcr), body});
        if (!row.right) CHECK(test::fields_of(answer) == std::vector<std::string>{"scopes"});
    }
}

TEST_CASE("[selvbetjening 3] what is unknown is ignored with a warning, and null is absent") {
    World world;
    auto const made = world.create({{"favourite_colour", "blue"}});
    CHECK(!made.contains("favourite_colour"));
    CHECK(world.journal.newest(1).at(0).error.description.find("favourite_colour") != std::string::npos);
    auto body = test::machine_client();
    body["client_uri"] = nullptr;
    body["frontchannel_logout_uri"] = nullptr;
    world.expect(201, post, "/clients", {world.token(test::all_of_dcr), body});
}

TEST_CASE("[selvbetjening 3] a body that is no JSON object is refused, and nothing is kept") {
    World world;
    auto const token = world.token(test::all_of_dcr);
    auto const before = world.directory->now()->clients.size();
    for (Json const& body : {Json::array(), Json("text"), Json(1)})
        world.expect(400, post, "/clients", {token, body});
    world.expect(415, post, "/clients", {token, test::machine_client(), [] {
                                             http::Headers headers;
                                             headers.add("Content-Type", "text/plain");
                                             return headers;
                                         }()});
    CHECK(world.directory->now()->clients.size() == before);
}

TEST_CASE("a fixture's placeholders outlive a change of something else") {
    World world;
    auto const token = world.token(test::all_of_dcr, test::etat);
    auto const target = std::string("/clients/demotjeneste/jwks");
    auto const redirect = world.directory->now()->client("demotjeneste")->redirect_uris.front();
    REQUIRE(world.directory->now()->client("demotjeneste")->client_orgno == test::etat);
    world.expect(200, post, target, {token, {{"keys", {test::public_key("ny")}}}});
    CHECK(world.directory->now()->client("demotjeneste")->redirect_uris.front() == redirect);
    store::DirectoryStore const elsewhere(*world.database, {{"demotjeneste", "http://localhost:9"}});
    CHECK(elsewhere.now()->client("demotjeneste")->redirect_uris.front().starts_with("http://localhost:9/"));
}

}  // namespace
}  // namespace emulator::selvbetjening
