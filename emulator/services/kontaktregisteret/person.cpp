#include "services/kontaktregisteret/person.h"

#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "http/answers.h"
#include "oauth/bearer.h"
#include "services/kontaktregisteret/documents.h"
#include "services/kontaktregisteret/queries.h"

namespace emulator::kontaktregisteret {

Task<http::Response> PersonEndpoint::get(http::Request const& request) {
    auto token = need(oauth::bearer_token(request));
    auto verified = co_await deps_.tokens.verify(std::move(token));
    auto const claims = need(std::move(verified));

    auto const fields = need(fields_for_person(string_member(claims, "scope")));
    auto const number = need(person_of(claims));

    co_return http::no_store(http::json_text(200, document(number, fields)));
}

Task<http::Response> PersonEndpoint::patch(http::Request const& request) {
    auto token = need(oauth::bearer_token(request));
    auto verified = co_await deps_.tokens.verify(std::move(token));
    auto const claims = need(std::move(verified));

    need(may_set_language(string_member(claims, "scope")));
    auto const number = need(person_of(claims));
    auto const language = need(read_language(request));

    auto const now = deps_.clock.now();
    deps_.persons.edit(number, [&](model::Person& person) { need(set_language(person, language, now)); });
    deps_.log.info("kontaktregisteret", "language set",
                   {{"spraak", language}, {"client_id", shown(string_member(claims, "client_id"))}});
    co_return http::no_content();
}

std::string PersonEndpoint::document(model::PersonNumber number, Fields fields) const {
    auto const directory = deps_.directory.now();
    PersonWriter const writer(fields, deps_.clock.now(), directory->postbox_operators);
    std::string text;
    deps_.persons.look_up({&number, 1}, [&](model::Person const& person) { writer.append(text, person); });
    return text;
}

}  // namespace emulator::kontaktregisteret
