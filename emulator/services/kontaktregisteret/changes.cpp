#include "services/kontaktregisteret/changes.h"

#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "oauth/bearer.h"
#include "services/kontaktregisteret/documents.h"
#include "services/kontaktregisteret/queries.h"

namespace emulator::kontaktregisteret {
namespace {

std::vector<std::string> page_warnings(store::ChangePage const& page, Fields fields) {
    std::vector<std::string> warnings;
    if (page.from > page.last)
        warnings.emplace_back(
            "fraEndringsId is beyond the last change: the register was made anew, and a copy of it begins "
            "at 0");
    if (!fields.kontaktinformasjon && !fields.digital_post)
        warnings.emplace_back(
            "the token opens no more of the changes than status and reservation; ask for "
            "krr:global/kontaktinformasjon.read and krr:global/digitalpost.read beside "
            "krr:global/hentendring.read");
    return warnings;
}

std::string end_of(store::ChangePage const& page) {
    return R"(],"fraEndringsId":)" + std::to_string(page.from) + R"(,"tilEndringsId":)" +
           std::to_string(page.to) + R"(,"sisteEndringsId":)" + std::to_string(page.last) + "}";
}

}  // namespace

Task<http::Response> ChangesEndpoint::post(http::Request const& request) {
    auto token = need(oauth::bearer_token(request));
    auto verified = co_await tokens_.verify(std::move(token));
    auto const claims = need(std::move(verified));
    auto const fields = fields_for_changes(string_member(claims, "scope"));
    if (!fields) throw Problem(with_examination(fields.error(), claims));

    auto const after = need(read_change_number(request));

    auto const directory = shared_.directory.now();
    PersonWriter const writer(*fields, shared_.clock.now(), directory->postbox_operators);
    PersonList list(R"({"list":[)", writer, most_persons);
    auto const page =
        shared_.persons.changes(after, most_persons, [&](model::Person const& person) { list.add(person); });
    shared_.log.debug("kontaktregisteret", "changes told",
                      {{"from", std::to_string(page.from)},
                       {"to", std::to_string(page.to)},
                       {"client_id", shown(string_member(claims, "client_id"))}});
    warn(shared_, request, claims, page_warnings(page, *fields));
    co_return shared_.answers.ok(preferred_form(request).form, std::move(list).finish(end_of(page)));
}

}  // namespace emulator::kontaktregisteret
