// What clients do with their tokens: refresh, revoke, introspect, each as one of the fixtures' clients.
#pragma once

#include "services/idporten/world.h"

namespace emulator::idporten {

inline std::string const secret = "min-tjeneste-hemmelighet";
inline std::string const contact_scope = "krr:user/kontaktinformasjon.read";
inline std::string const opaque_scope = "demo:dokumenter.read";
inline std::string const pseudonymous_scope = "demo:undersokelse.write";
inline std::string const own_client = basic("min-tjeneste", secret);
inline std::string const api = basic("min-api", "min-api-hemmelighet");
inline Fields const public_client{{"client_id", "min-spa"}};
inline Fields const reusing_client{{"client_id", "min-tjeneste-post"},
                                   {"client_secret", "min-tjeneste-post-hemmelighet"}};

// min-tjeneste with the scopes whose tokens are of another kind.
struct KindsWorld : World {
    KindsWorld() {
        registrations.client("min-tjeneste", [](Json& client) {
            client["scopes"].push_back(opaque_scope);
            client["scopes"].push_back(pseudonymous_scope);
        });
    }
};

inline http::Response post(World& world, std::string const& path, Fields const& fields,
                           std::string const& authorization) {
    std::vector<std::pair<std::string, std::string>> headers{{"Origin", "http://localhost:3000"}};
    if (!authorization.empty()) headers.emplace_back("Authorization", authorization);
    return world.send(http::Method::post, path, parameters(fields).encoded(), headers);
}

// The token answer of a login, as min-tjeneste or as the client of these form fields.
inline Json log_in(World& world, Fields const& changes = {}, Fields const& client = {}) {
    auto asked = changes;
    if (!client.empty()) asked["client_id"] = client.at("client_id");
    auto const response = world.redeem(world.headless_code(asked), client, client.empty() ? own_client : "");
    INFO(response.body);
    REQUIRE(response.status == 200);
    return need(parse_json(response.body));
}
inline std::string text(Json const& answer, char const* member) {
    return answer.at(member).get<std::string>();
}

inline http::Response refresh(World& world, std::string const& token, Fields const& changes = {},
                              std::string const& authorization = own_client) {
    return post(world, "/token",
                changed({{"grant_type", "refresh_token"}, {"refresh_token", token}}, changes), authorization);
}
inline Json refreshed(World& world, std::string const& token, Fields const& changes = {},
                      std::string const& authorization = own_client) {
    auto const response = refresh(world, token, changes, authorization);
    INFO(response.body);
    REQUIRE(response.status == 200);
    CHECK(response.headers.find("Cache-Control") == "no-store");
    return need(parse_json(response.body));
}
inline http::Response revoke(World& world, std::string const& token, Fields const& changes = {},
                             std::string const& authorization = own_client) {
    return post(world, "/token/revoke", changed({{"token", token}}, changes), authorization);
}
// What introspection tells the caller.
inline Json introspected(World& world, std::string const& token, std::string const& caller = own_client) {
    auto const response = post(world, "/token/introspect", {{"token", token}}, caller);
    INFO(response.body);
    REQUIRE(response.status == 200);
    return need(parse_json(response.body));
}
inline bool is_active(World& world, Json const& answer) {
    return world.userinfo(text(answer, "access_token")).status == 200;
}

// The outcome of a rule in the newest refusal's record.
inline std::string outcome(World const& world, std::string const& rule) {
    auto const newest = world.journal.newest(1);
    REQUIRE(newest.size() == 1);
    REQUIRE(!newest.front().error.record.empty());
    auto const record = need(parse_json(newest.front().error.record));
    for (auto const& entry : record.at("rules")) {
        if (entry.at("name") == rule) return entry.at("outcome");
    }
    return "absent";
}

}  // namespace emulator::idporten
