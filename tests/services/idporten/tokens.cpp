#include "services/idporten/tokens.h"

namespace emulator::idporten {

std::string const own_client = basic("min-tjeneste", secret);
std::string const api = basic("min-api", "min-api-hemmelighet");
Fields const public_client{{"client_id", "min-spa"}};
Fields const reusing_client{{"client_id", "min-tjeneste-post"},
                            {"client_secret", "min-tjeneste-post-hemmelighet"}};

KindsWorld::KindsWorld() {
    registrations.client("min-tjeneste", [](Json& client) {
        client["scopes"].push_back(opaque_scope);
        client["scopes"].push_back(pseudonymous_scope);
    });
}

http::Response post(World& world, std::string const& path, Fields const& fields,
                    std::string const& authorization) {
    std::vector<std::pair<std::string, std::string>> headers{{"Origin", "http://localhost:3000"}};
    if (!authorization.empty()) headers.emplace_back("Authorization", authorization);
    return world.send(http::Method::post, path, parameters(fields).encoded(), headers);
}

namespace {

Json document(http::Response const& response) {
    INFO(response.body);
    REQUIRE(response.status == 200);
    return need(parse_json(response.body));
}

}  // namespace

Json log_in(World& world, Fields const& changes, Fields const& client) {
    auto asked = changes;
    if (!client.empty()) asked["client_id"] = client.at("client_id");
    return document(world.redeem(world.headless_code(asked), client, client.empty() ? own_client : ""));
}

http::Response refresh(World& world, std::string const& token, Fields const& changes,
                       std::string const& authorization) {
    Fields const right{{"grant_type", "refresh_token"}, {"refresh_token", token}};
    return post(world, "/token", changed(right, changes), authorization);
}

Json refreshed(World& world, std::string const& token, Fields const& changes,
               std::string const& authorization) {
    auto const response = refresh(world, token, changes, authorization);
    CHECK(response.headers.find("Cache-Control") == "no-store");
    return document(response);
}

http::Response revoke(World& world, std::string const& token, Fields const& changes,
                      std::string const& authorization) {
    return post(world, "/token/revoke", changed({{"token", token}}, changes), authorization);
}

Json introspected(World& world, std::string const& token, std::string const& caller) {
    return document(post(world, "/token/introspect", {{"token", token}}, caller));
}

bool is_active(World& world, Json const& answer) {
    return world.userinfo(text(answer, "access_token")).status == 200;
}

}  // namespace emulator::idporten
