#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "support.h"

namespace emulator::selvbetjening {
namespace {

using test::World;
using enum http::Method;

Json new_scope() {
    return {{"prefix", "demo-etat"},
            {"subscope", "vedtak/liste.read"},
            {"description", "Vedtak"},
            {"visibility", "PUBLIC"},
            {"allowed_integration_types", {"maskinporten"}}};
}

constexpr auto name_in_query = "?scope=demo-etat%3Avedtak%2Fliste.read";

std::set<std::string> names(Json const& list) {
    std::set<std::string> all;
    for (auto const& scope : list)
        all.insert(scope.at("name").get<std::string>());
    return all;
}

TEST_CASE("[selvbetjening 5] a scope is made, changed, deactivated and brought back") {
    World world;
    auto const token = world.token(test::all_of_scopes);
    auto const made = world.expect(201, post, "/scopes", {token, new_scope()});
    std::vector<std::string> members;
    for (auto const& [member, value] : made.items())
        members.push_back(member);
    CHECK(members == std::vector<std::string>{
                         "name", "prefix", "subscope", "description", "active", "visibility", "token_type",
                         "owner_orgno", "allowed_integration_types", "accessible_for_all", "at_max_age",
                         "authorization_max_lifetime", "requires_user_authentication",
                         "requires_user_consent", "requires_pseudonymous_tokens", "created", "last_updated"});
    CHECK(made["name"] == "demo-etat:vedtak/liste.read");
    CHECK(made["owner_orgno"] == test::etat);
    CHECK(made["token_type"] == "SELF_CONTAINED");
    CHECK(names(world.expect(200, get, "/scopes/all")).contains("demo-etat:vedtak/liste.read"));
    CHECK(world.expect(200, get, std::string("/scopes") + name_in_query, {token}) == made);
    world.expect(409, post, "/scopes", {token, new_scope()});

    auto const target = std::string("/scopes") + name_in_query;
    auto const changed = world.expect(200, put, target,
                                      {token,
                                       {{"description", "Nytt"},
                                        {"token_type", "SELF-CONTAINED"},
                                        {"authorization_max_age", 60},
                                        {"allowable_integration_types", {"maskinporten", "krr"}}}});
    CHECK(changed["description"] == "Nytt");
    CHECK(changed["authorization_max_lifetime"] == 60);
    CHECK(changed["allowed_integration_types"] == Json({"maskinporten", "krr"}));
    CHECK(changed["visibility"] == "PUBLIC");

    CHECK(world.expect(200, delete_, target, {token})["active"] == false);
    CHECK(!names(world.expect(200, get, "/scopes", {token})).contains("demo-etat:vedtak/liste.read"));
    CHECK(!names(world.expect(200, get, "/scopes/all")).contains("demo-etat:vedtak/liste.read"));
    CHECK(names(world.expect(200, get, "/scopes?inactive=true", {token}))
              .contains("demo-etat:vedtak/liste.read"));
    world.expect(409, post, "/scopes", {token, new_scope()});
    CHECK(world.expect(200, put, target, {token, new_scope()})["active"] == true);
}

TEST_CASE("[selvbetjening 5] what a scope must have") {
    World world;
    auto const token = world.token(test::all_of_scopes);
    struct Row {
        char const* name;
        Json changes;
        std::vector<std::string> fields;
    };
    Row const rows[] = {
        {"no prefix", {{"prefix", nullptr}}, {"prefix"}},
        {"somebody's prefix", {{"prefix", "krr"}}, {"prefix"}},
        {"nobody's prefix", {{"prefix", "ingen"}}, {"prefix"}},
        {"no subscope", {{"subscope", ""}}, {"subscope"}},
        {"a blank", {{"subscope", "a b"}}, {"subscope"}},
        {"no description", {{"description", nullptr}}, {"description"}},
        {"Digdir's visibility", {{"visibility", "INTERNAL"}}, {"visibility"}},
        {"an unknown visibility", {{"visibility", "SECRET"}}, {"visibility"}},
        {"an unknown type", {{"allowed_integration_types", {"saml"}}}, {"allowed_integration_types"}},
        {"an unknown source", {{"delegation_source", "https://altinn.example"}}, {"delegation_source"}},
        {"times that are none", {{"at_max_age", -1}}, {"at_max_age"}},
        {"two things",
         {{"token_type", "X"}, {"accessible_for_all", "ja"}},
         {"accessible_for_all", "token_type"}},
    };
    for (auto const& row : rows) {
        CAPTURE(row.name);
        auto const answer = world.expect(400, post, "/scopes", {token, test::with(new_scope(), row.changes)});
        auto const fields = test::fields_of(answer);
        for (auto const& field : row.fields)
            CHECK(std::find(fields.begin(), fields.end(), field) != fields.end());
    }
    world.expect(201, post, "/scopes",
                 {token, test::with(new_scope(), {{"delegation_source", "https://tt02.altinn.no/"}})});
}

TEST_CASE("[selvbetjening 5] a scope is its owner's") {
    World world;
    world.expect(201, post, "/scopes", {world.token(test::all_of_scopes), new_scope()});
    auto const stranger = world.token(test::all_of_scopes, test::leverandoer);
    auto const target = std::string("/scopes") + name_in_query;
    CHECK(world.expect(200, get, "/scopes", {stranger}).empty());
    world.expect(404, get, target, {stranger});
    world.expect(404, put, target, {stranger, new_scope()});
    world.expect(404, delete_, target, {stranger});
    world.expect(404, put, std::string("/scopes/access/") + test::leverandoer + name_in_query, {stranger});
    world.expect(400, put, "/scopes", {stranger, new_scope()});
    CHECK(world.expect(200, get, "/prefix", {stranger}).empty());
    CHECK(world.expect(200, get, "/prefix", {world.token(test::all_of_scopes)}) ==
          Json({"demo", "demo-etat"}));
}

TEST_CASE("[selvbetjening 5] the open list has public scopes only, and filters") {
    World world;
    auto const token = world.token(test::all_of_scopes);
    world.expect(201, post, "/scopes", {token, test::with(new_scope(), {{"visibility", "PRIVATE"}})});
    world.expect(201, post, "/scopes",
                 {token, test::with(new_scope(), {{"subscope", "apen"}, {"accessible_for_all", true}})});
    CHECK(!names(world.expect(200, get, "/scopes/all")).contains("demo-etat:vedtak/liste.read"));
    auto const open = world.expect(200, get, "/scopes/all?accessible_for_all=true&prefix=demo-etat");
    CHECK(names(open) == std::set<std::string>{"demo-etat:apen"});
    for (auto const& scope : world.expect(200, get, "/scopes/all"))
        CHECK(scope["allowed_integration_types"].is_array());
    world.expect(400, get, "/scopes/all?accessible_for_all=perhaps");
}

TEST_CASE("[selvbetjening 6] access is granted, listed by owner and consumer, withdrawn and granted again") {
    World world;
    auto const owner = world.token(test::all_of_scopes);
    auto const consumer = world.token(test::all_of_scopes, test::leverandoer);
    world.expect(201, post, "/scopes", {owner, new_scope()});
    auto const list = std::string("/scopes/access") + name_in_query;
    auto const one = std::string("/scopes/access/") + test::leverandoer + name_in_query;
    CHECK(world.expect(200, get, list, {owner}).empty());
    world.expect(404, delete_, one, {owner});

    auto const granted = world.expect(200, put, one, {owner});
    CHECK(granted["state"] == "APPROVED");
    CHECK(granted["scope"] == "demo-etat:vedtak/liste.read");
    CHECK(granted["consumer_orgno"] == test::leverandoer);
    CHECK(granted["owner_orgno"] == test::etat);
    CHECK(world.expect(200, get, list, {owner}) == Json::array({granted}));
    auto const before = world.expect(200, get, "/scopes/access/all", {consumer});
    CHECK(std::find(before.begin(), before.end(), granted) != before.end());
    CHECK(world.directory->now()->has_access("demo-etat:vedtak/liste.read", test::leverandoer));

    world.clock.advance(seconds(5));
    auto const withdrawn = world.expect(200, delete_, one, {owner});
    CHECK(withdrawn["state"] == "DENIED");
    CHECK(withdrawn["created"] == granted["created"]);
    CHECK(world.expect(200, get, list, {owner}).empty());
    CHECK(world.expect(200, get, list + "&inactive=TRUE", {owner}).size() == 1);
    CHECK(world.expect(200, get, "/scopes/access/all", {consumer}).size() == before.size() - 1);
    CHECK(!world.directory->now()->has_access("demo-etat:vedtak/liste.read", test::leverandoer));

    CHECK(world.expect(200, put, one, {owner})["created"] == granted["created"]);
    CHECK(world.expect(200, get, list + "&consumer_orgno=" + test::digdir, {owner}).empty());
    CHECK(world.expect(200, get, list + "&owner_orgno=" + test::etat, {owner}).size() == 1);
    CHECK(test::fields_of(world.expect(400, put, std::string("/scopes/access/123") + name_in_query,
                                       {owner})) == std::vector<std::string>{"consumer_orgno"});
    // Accesses outlive a deactivated scope.
    world.expect(200, delete_, std::string("/scopes") + name_in_query, {owner});
    world.expect(200, put, std::string("/scopes") + name_in_query, {owner, new_scope()});
    CHECK(world.expect(200, get, list, {owner}).size() == 1);
}

TEST_CASE("[selvbetjening 8] the sources that delegations may come from") {
    World world;
    CHECK(world.expect(200, get, "/delegationsources") ==
          Json::array({{{"name", "altinn"},
                        {"issuer", "https://tt02.altinn.no/"},
                        {"last_updated", "1970-01-01T00:00:00.000Z"},
                        {"created", "1970-01-01T00:00:00.000Z"}}}));
}

TEST_CASE("[RFC 9110 13.1.1] a scope is changed only as it was read, where the caller says how") {
    World world;
    auto const token = world.token(test::all_of_scopes);
    std::string const path = "/scopes?scope=demo-etat%3Ainntekt.read";
    auto const read = world.call(get, path, {token});
    http::Headers if_match;
    if_match.add("If-Match", std::string(read.headers.find("ETag").value()));
    auto const body = need(parse_json(read.body));
    auto const changed = world.expect(200, put, path, {token, body, if_match});
    CHECK(changed["last_updated"] != body["last_updated"]);
    world.expect(412, put, path, {token, changed, if_match});
    world.expect(412, delete_, path, {token, {}, if_match});
    world.expect(409, put, path, {token, body});
    world.expect(200, put, path, {token, changed});
}

}  // namespace
}  // namespace emulator::selvbetjening
