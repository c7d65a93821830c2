#include "app/fixture_routes.h"

#include "base/encoding.h"
#include "http/answers.h"

namespace emulator::app {

void add_fixture_routes(http::Router& router, FixtureExport const& fixtures) {
    auto const answer = [&fixtures](http::Request const& request) {
        auto const name = request.path_parameter("file");
        auto file = fixtures.find(name);
        if (!file) {
            throw Problem(
                Error{ErrorCode::not_found,
                      "There is no such fixture file",
                      {"Fixtures are the files that a data set starts from", shown(name),
                       "organisations.json, scopes.json, clients.json, postboxes.json, gotourls.json, "
                       "persons.json, delegations.json, systemusers.json or consents.json",
                       "Ask for one of these."}});
        }
        return http::no_store(http::json_text(200, std::move(*file)));
    };
    router.route(http::Method::get, "/fixtures/{file}", http::PlainHandler(answer));
}

}  // namespace emulator::app
