#include "services/kontaktregisteret/person.h"

#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "http/answers.h"
#include "oauth/bearer.h"
#include "services/kontaktregisteret/documents.h"
#include "services/kontaktregisteret/queries.h"

namespace emulator::kontaktregisteret {
namespace {

// Whose entry, once the scopes are found to do.
model::PersonNumber person_behind(Json const& claims) {
    auto const number = person_of(claims);
    if (!number) throw Problem(with_examination(number.error(), claims));
    return *number;
}

}  // namespace

Task<http::Response> PersonEndpoint::get(http::Request const& request) {
    auto token = need(oauth::bearer_token(request));
    auto verified = co_await tokens_.verify(std::move(token));
    auto const claims = need(std::move(verified));

    auto const fields = fields_for_person(string_member(claims, "scope"));
    if (!fields) throw Problem(with_examination(fields.error(), claims));
    auto text = document(person_behind(claims), *fields);

    warn(shared_, request, claims);
    co_return shared_.answers.ok(preferred_form(request).form, std::move(text));
}

Task<http::Response> PersonEndpoint::patch(http::Request const& request) {
    auto token = need(oauth::bearer_token(request));
    auto verified = co_await tokens_.verify(std::move(token));
    auto const claims = need(std::move(verified));

    auto const may = may_set_language(string_member(claims, "scope"));
    if (!may) throw Problem(with_examination(may.error(), claims));
    auto const number = person_behind(claims);
    auto const language = need(read_language(request));

    auto const now = shared_.clock.now();
    std::string const client_id(string_member(claims, "client_id"));
    shared_.persons.edit(number, {"kontaktregisteret", client_id, now},
                         [&](model::Person& person) { need(set_language(person, language, now)); });
    shared_.log.info("kontaktregisteret", "language set",
                     {{"spraak", language}, {"client_id", shown(client_id)}});
    co_return http::no_content();
}

std::string PersonEndpoint::document(model::PersonNumber number, Fields fields) const {
    auto const directory = shared_.directory.now();
    PersonWriter const writer(fields, shared_.clock.now(), directory->postbox_operators, shared_.expired);
    std::string text;
    shared_.persons.look_up({&number, 1}, [&](model::Person const& person) { writer.append(text, person); });
    return text;
}

}  // namespace emulator::kontaktregisteret
