#include "services/kontaktregisteret/persons.h"

#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "http/answers.h"
#include "oauth/bearer.h"
#include "services/kontaktregisteret/documents.h"
#include "services/kontaktregisteret/rules.h"

namespace emulator::kontaktregisteret {

Task<http::Response> PersonsEndpoint::post(http::Request const& request, Version version) {
    // Who may not look up is told so before anything is said about the body.
    auto token = need(oauth::bearer_token(request));
    auto verified = co_await deps_.tokens.verify(std::move(token));
    auto const claims = need(std::move(verified));
    auto const fields = need(fields_for_organisation(string_member(claims, "scope")));

    auto const query = need(read_persons_query(request, version));

    auto text = document(query, fields);
    deps_.log.debug("kontaktregisteret", "looked up",
                    {{"persons", std::to_string(query.numbers.size())},
                     {"client_id", shown(string_member(claims, "client_id"))}});
    co_return http::no_store(http::json_text(200, std::move(text)));
}

std::string PersonsEndpoint::document(PersonsQuery const& query, Fields fields) const {
    auto const directory = deps_.directory.now();
    PersonWriter const writer(fields, deps_.clock.now(), directory->postbox_operators);
    PersonList list(writer, query.numbers.size());
    deps_.persons.look_up(query.numbers, [&](model::Person const& person) {
        if (is_told(person, query.unregistered)) list.add(person);
    });
    return std::move(list).finish();
}

}  // namespace emulator::kontaktregisteret
