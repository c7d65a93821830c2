#include "services/kontaktregisteret/persons.h"

#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "oauth/bearer.h"
#include "services/kontaktregisteret/documents.h"

namespace emulator::kontaktregisteret {

Task<http::Response> PersonsEndpoint::post(http::Request const& request, Version version) {
    // Who may not look up is told so before anything is said about the body.
    auto token = need(oauth::bearer_token(request));
    auto verified = co_await tokens_.verify(std::move(token));
    auto const claims = need(std::move(verified));
    auto const fields = fields_for_organisation(string_member(claims, "scope"));
    if (!fields) throw Problem(with_examination(fields.error(), claims));

    auto const query = need(read_persons_query(request, version));

    auto text = document(query, *fields);
    shared_.log.debug("kontaktregisteret", "looked up",
                      {{"persons", std::to_string(query.numbers.size())},
                       {"client_id", shown(string_member(claims, "client_id"))}});
    warn(shared_, request, claims);
    co_return shared_.answers.ok(preferred_form(request).form, std::move(text));
}

std::string PersonsEndpoint::document(PersonsQuery const& query, Fields fields) const {
    auto const directory = shared_.directory.now();
    PersonWriter const writer(fields, shared_.clock.now(), directory->postbox_operators, shared_.expired);
    PersonList list(R"({"personer":[)", writer, query.numbers.size());
    shared_.persons.look_up(query.numbers, [&](model::Person const& person) {
        if (is_told(person, query.unregistered)) list.add(person);
    });
    return std::move(list).finish("]}");
}

}  // namespace emulator::kontaktregisteret
