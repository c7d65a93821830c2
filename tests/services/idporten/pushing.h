// Clients that push their authorization requests, and answers that come as forms.
#pragma once

#include "services/idporten/world.h"

namespace emulator::idporten {

inline std::string const headless_hint = "testid:" + everything + "_" + substantial_level;

// Pushes a right request of min-tjeneste with these changes.
inline http::Response push(World& world, Fields const& changes = {},
                           std::string const& authorization = basic("min-tjeneste",
                                                                    "min-tjeneste-hemmelighet")) {
    std::vector<std::pair<std::string, std::string>> headers{{"Origin", "http://localhost:3000"}};
    if (!authorization.empty()) headers.emplace_back("Authorization", authorization);
    return world.send(http::Method::post, "/par", parameters(World::asked(changes)).encoded(), headers);
}

inline std::string reference(World& world, Fields const& changes = {}) {
    auto const response = push(world, changes);
    INFO(response.body);
    REQUIRE(response.status == 201);
    return need(parse_json(response.body)).at("request_uri");
}

// What the browser gets that is sent with the reference.
inline http::Response open(World& world, std::string const& request_uri,
                           std::string const& client_id = "min-tjeneste") {
    return world.browser.get("/authorize?" +
                             parameters({{"client_id", client_id}, {"request_uri", request_uri}}).encoded());
}

// The hidden fields of a page that posts itself.
inline std::map<std::string, std::string> posted_fields(http::Response const& page) {
    std::map<std::string, std::string> found;
    CHECK(has_mark(page, "form-post"));
    std::string const mark = "<input type=\"hidden\" name=\"";
    for (auto at = page.body.find(mark); at != std::string::npos; at = page.body.find(mark, at + 1)) {
        auto const field = page.body.substr(at, page.body.find('>', at) - at);
        found[test::between(field, "name=\"", "\"")] = test::between(field, "value=\"", "\"");
    }
    return found;
}

}  // namespace emulator::idporten
