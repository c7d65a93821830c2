#include "services/konsoll/service.h"

#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "base/times.h"
#include "http/answers.h"
#include "http/parameters.h"
#include "http/same_origin.h"
#include "oauth/scopes.h"
#include "services/konsoll/clock.h"
#include "services/konsoll/recipes.h"
#include "services/konsoll/refusals.h"
#include "services/konsoll/signing_keys.h"

namespace emulator::konsoll {
namespace {

constexpr std::size_t refusals_shown = 20;
constexpr std::size_t refusals_kept = 1000;  // all that the journal has

// Where the page was asked for in a language by its address, its form leads back to that language.
std::string chosen_language(http::Request const& request) {
    auto const query = http::read_query(request);
    return query ? query->text("locale") : "";
}

// The start page at one of its sections, in a language there are texts for, or in the browser's own.
std::string section_url(std::string const& section, std::string const& locale) {
    return (http::parse_language(locale) ? "/?locale=" + locale + "#" : "/#") + section;
}

void add_origins(http::Values& values, std::vector<Origin> const& origins) {
    for (auto const& origin : origins) {
        auto& card = values.add("ORIGIN");
        card.set("NAME", origin.name).set("URL", origin.url).set("STANDS_FOR", origin.stands_for);
        for (auto const& [label, path] : origin.links)
            card.add("LINK").set("LABEL", label).set("URL", origin.url + path);
    }
}

void add_refusals(http::Values& values, std::vector<http::Refusal> const& refusals) {
    values.show("NO_REFUSALS", refusals.empty());
    for (auto const& refusal : refusals) {
        auto const& error = refusal.error;
        auto& row = values.add("REFUSAL");
        row.set("TIME", format_utc(refusal.at)).set("PRODUCT", refusal.product + " " + refusal.request);
        row.set("ERROR", short_name(refusal));
        row.set("DESCRIPTION", error.description).set("TRACE_ID", error.trace_id);
        row.set("URL", "/refusals/" + error.trace_id);
        auto const& why = error.explanation;
        row.set("RULE", why.rule)
            .set("RECEIVED", why.received)
            .set("EXPECTED", why.expected)
            .set("MEND", why.mend);
    }
}

void add_persons(http::Values& values, std::vector<model::Person> const& persons) {
    for (auto const& person : persons) {
        values.add("PERSON")
            .set("NAME", person.name())
            .set("PID", person.personidentifikator.digits())
            .set("STORY", person.beskrivelse);
    }
}

void add_clients(http::Values& values, store::Directory const& directory, Addresses const& addresses) {
    for (auto const& [id, client] : directory.clients) {
        auto& row = values.add("CLIENT");
        row.set("CLIENT_ID", id).set("NAME", client.client_name).set("KIND", client.integration_type);
        row.set("AUTH", std::string(model::auth_method_name(client.token_endpoint_auth_method)));
        row.set("SCOPES", oauth::join_scopes(client.scopes)).set("CONFIG", configuration(addresses, client));
    }
}

}  // namespace

void Service::mount(http::Router& router) {
    router.route(http::Method::get, "/",
                 http::PlainHandler([this](http::Request const& r) { return start_page(r); }));
    router.route(
        http::Method::get, "/refusals", http::PlainHandler([this](http::Request const&) {
            return http::no_store(http::json(200, refusals_document(deps_.journal.newest(refusals_kept))));
        }));
    router.route(http::Method::get, "/refusals/{trace_id}",
                 http::PlainHandler([this](http::Request const& r) { return refusal(r); }));
    router.route(http::Method::get, "/clock", http::PlainHandler([this](http::Request const&) {
                     return http::no_store(http::json(200, clock_document(deps_.clock)));
                 }));
    router.route(http::Method::post, "/clock",
                 http::PlainHandler([this](http::Request const& r) { return move_clock(r); }));
    router.route(http::Method::get, "/signing-keys", http::PlainHandler([this](http::Request const&) {
                     return http::no_store(http::json(200, signing_keys_document(*deps_.signing_keys.now())));
                 }));
    router.route(http::Method::post, "/signing-keys",
                 http::PlainHandler([this](http::Request const& r) { return rotate(r); }));
    person_page_.mount(router);
}

http::Response Service::start_page(http::Request const& request) const {
    auto const persons = deps_.persons.listed();
    auto const directory = deps_.directory.now();
    auto const pid =
        persons.empty() ? std::string("28876895937") : persons.front().personidentifikator.digits();
    http::Values values;
    add_origins(values, deps_.origins);
    add_refusals(values, deps_.journal.newest(refusals_shown));
    add_persons(values, persons);
    add_clients(values, *directory, deps_.addresses);
    add_signing_keys(values, *deps_.signing_keys.now(), chosen_language(request));
    add_clock(values, deps_.clock, chosen_language(request));
    values.set("HEADLESS", headless_recipe(deps_.addresses, pid))
        .set("MASKINPORTEN", maskinporten_recipe(deps_.addresses, pid));
    values.set("DATABASE", deps_.database).set("VERSION", EMULATOR_VERSION);
    return deps_.site.show(200, "konsoll", "konsoll.title", request, http::Site::language(request),
                           std::move(values));
}

http::Response Service::refusal(http::Request const& request) const {
    auto const trace_id = request.path_parameter("trace_id");
    auto const found = deps_.journal.find(trace_id);
    if (!found) {
        throw Problem(Error{ErrorCode::not_found,
                            "No refusal is kept under this trace id",
                            {"Refusals are found by the trace id of the answer, for as long as they are kept",
                             shown(trace_id), "32 hexadecimal digits of a refusal since the start",
                             "Send the request again and look up the new trace id."}});
    }
    if (!request.wants_html()) return http::no_store(http::json(200, refusal_document(*found)));
    return deps_.site.show(200, "konsoll-refusal", "refusal.title", request, http::Site::language(request),
                           refusal_values(*found));
}

http::Response Service::rotate(http::Request const& request) {
    need(http::check_same_origin(request));
    auto const form = need(http::read_form(request));
    auto const step = need(read_step(form));
    need(take_step(deps_.signing_keys, step, deps_.new_signing_key));
    if (!request.wants_html())
        return http::no_store(http::json(200, signing_keys_document(*deps_.signing_keys.now())));
    return http::see_other(section_url("keys", form.text("locale")));
}

http::Response Service::move_clock(http::Request const& request) {
    need(http::check_same_origin(request));
    auto const form = need(http::read_form(request));
    auto const before = deps_.clock.offset();
    need(deps_.clock.move(form.text("move")));
    auto const ahead = deps_.clock.offset() - before;
    if (ahead > seconds(0) && deps_.clock_went_ahead) deps_.clock_went_ahead(ahead);
    deps_.log.info("konsoll", "clock moved",
                   {{"now", format_utc(deps_.clock.now())},
                    {"offset_seconds", std::to_string(deps_.clock.offset().count())}});
    if (!request.wants_html()) return http::no_store(http::json(200, clock_document(deps_.clock)));
    return http::see_other(section_url("clock", form.text("locale")));
}

}  // namespace emulator::konsoll
