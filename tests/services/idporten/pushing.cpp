#include "services/idporten/pushing.h"

namespace emulator::idporten {

http::Response push(World& world, Fields const& changes) {
    return push(world, changes, basic("min-tjeneste", "min-tjeneste-hemmelighet"));
}

http::Response push(World& world, Fields const& changes, std::string const& authorization) {
    std::vector<std::pair<std::string, std::string>> headers{{"Origin", "http://localhost:3000"}};
    if (!authorization.empty()) headers.emplace_back("Authorization", authorization);
    return world.send(http::Method::post, "/par", parameters(World::asked(changes)).encoded(), headers);
}

std::string reference(World& world, Fields const& changes) {
    auto const response = push(world, changes);
    INFO(response.body);
    REQUIRE(response.status == 201);
    return text(need(parse_json(response.body)), "request_uri");
}

http::Response open(World& world, std::string const& request_uri, std::string const& client_id) {
    Fields const brought{{"client_id", client_id}, {"request_uri", request_uri}};
    return world.browser.get("/authorize?" + parameters(brought).encoded());
}

std::map<std::string, std::string> posted_fields(http::Response const& page) {
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
