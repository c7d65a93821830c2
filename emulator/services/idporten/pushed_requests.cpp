#include "services/idporten/pushed_requests.h"

#include <array>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "base/json.h"
#include "base/times.h"
#include "oauth/examination.h"
#include "services/idporten/authorization_rules.h"
#include "services/idporten/pending_login.h"

namespace emulator::idporten {
namespace {

Error invalid_request_uri(std::string description, std::string rule, std::string received,
                          std::string expected, std::string mend) {
    return refused(ErrorCode::invalid_request_uri, std::move(description), std::move(rule),
                   std::move(received), std::move(expected), std::move(mend));
}

Error used_before() {
    return invalid_request_uri(
        "The request_uri has been used before", "A request_uri is good for one login (RFC 9126 7.3)",
        "a request_uri with which a login was finished", "a new request_uri",
        "Push the request anew for each login; go back to the service to log in again.");
}

// What a browser brings to /authorize, and what is kept under its reference.
struct Opening {
    http::Parameters const& brought;
    std::optional<PushedRequest> pushed;
    std::string browser;  // digest of its cookie; empty where it has none
    Instant now;
};

// Which of two client_ids counted would be anybody's guess.
Result<> nothing_is_brought_twice(Opening const& opening) {
    auto const repeated = opening.brought.repeated();
    if (!repeated) return {};
    return refused(ErrorCode::invalid_request, "A parameter is included more than once",
                   "No parameter stands more than once (RFC 6749 3.1)", shown(*repeated), "each name once",
                   "Send client_id and request_uri, each once.");
}

Result<> reference_is_known(Opening const& opening) {
    if (opening.pushed) return {};
    return invalid_request_uri("The request_uri is unknown", "request_uri is an answer of /par",
                               shown(opening.brought.text("request_uri")),
                               "a request_uri that /par gave within 120 seconds",
                               "Push the request to /par of this issuer, and send the browser at once.");
}

Result<> reference_is_of_client(Opening const& opening) {
    auto const client_id = opening.brought.text("client_id");
    if (opening.pushed->client_id == client_id) return {};
    return invalid_request_uri("The request_uri belongs to another client",
                               "A request_uri is bound to the client that pushed it (RFC 9126 2.2)",
                               client_id.empty() ? "no client_id" : "client_id " + shown(client_id),
                               "the client_id that pushed the request",
                               "Send client_id of the client that called /par, beside request_uri.");
}

Result<> reference_is_unused(Opening const& opening) {
    if (opening.pushed->used) return used_before();
    return {};
}

Result<> reference_is_fresh(Opening const& opening) {
    auto const expires = opening.pushed->expires;
    bool const reloaded = !opening.browser.empty() && opening.browser == opening.pushed->browser;
    if (opening.now < expires || reloaded) return {};
    return invalid_request_uri(
        "The request_uri has expired", "A request_uri lives 120 seconds",
        "one that expired " + format_utc(expires),
        "a browser that comes before that; the clock here says " + format_utc(opening.now),
        "Push the request when the user presses the button, not before.");
}

struct ReferenceCheck {
    std::string_view name;
    std::string_view says;
    std::string_view looks_at;
    std::string_view after;
    Result<> (*check)(Opening const&);
};
constexpr std::string_view known_first = "reference_is_known";
constexpr std::array reference_checks{
    ReferenceCheck{"nothing_is_brought_twice", "No parameter stands more than once", "", "",
                   nothing_is_brought_twice},
    ReferenceCheck{"reference_is_known", "request_uri is an answer of /par", "request_uri", "",
                   reference_is_known},
    ReferenceCheck{"reference_is_of_client", "client_id is the client that pushed it", "client_id",
                   known_first, reference_is_of_client},
    ReferenceCheck{"reference_is_unused", "No login was finished with it", "request_uri", known_first,
                   reference_is_unused},
    ReferenceCheck{"reference_is_fresh", "It is 120 seconds old at most, or reloaded by its browser",
                   "request_uri", known_first, reference_is_fresh},
};

std::string examination(Opening const& opening) {
    oauth::Examination examined;
    for (auto const& named : reference_checks) {
        auto seen = measured(opening.brought, named.looks_at);
        if (examined.held(named.after))
            examined.add(named.name, named.says, std::move(seen), named.check(opening));
        else
            examined.skip(named.name, named.says, std::move(seen));
    }
    return examined.record({{"parameters", shown_parameters(opening.brought)}});
}

std::optional<PushedRequest> find_pushed(Deps const& deps, std::string const& request_uri) {
    auto const document = deps.state.get({pushed_kind, digest_of(request_uri)});
    if (!document) return std::nullopt;
    return pushed_request_from_json(need(parse_json(*document)));
}

}  // namespace

Json to_json(PushedRequest const& pushed) {
    return {{"client_id", pushed.client_id},
            {"parameters", pushed.parameters.encoded()},
            {"expires", pushed.expires.time_since_epoch().count()},
            {"used", pushed.used},
            {"browser", pushed.browser}};
}

PushedRequest pushed_request_from_json(Json const& document) {
    return {document.at("client_id"),
            need(http::parse_parameters(document.at("parameters").get_ref<std::string const&>())),
            Instant(seconds(document.at("expires").get<std::int64_t>())), document.at("used"),
            document.at("browser")};
}

std::string keep_pushed_request(Deps const& deps, std::string const& client_id,
                                http::Parameters const& parameters) {
    auto request_uri = std::string(reference_prefix) + deps.entropy.token(32);
    auto const now = deps.clock.now();
    PushedRequest const pushed{client_id, parameters, now + pushed_lifetime, false};
    deps.state.put_bounded({pushed_kind, digest_of(request_uri)}, to_json(pushed).dump(), now + pushed_memory,
                           most_pushed_requests);
    return request_uri;
}

Result<http::Parameters> open_pushed_request(Deps const& deps, http::Parameters const& brought,
                                             std::string_view browser) {
    Opening const opening{brought, find_pushed(deps, brought.text("request_uri")),
                          browser.empty() ? "" : digest_of(browser), deps.clock.now()};
    for (auto const& named : reference_checks) {
        if (auto const passed = named.check(opening); !passed)
            return oauth::with_record(passed.error(), examination(opening));
    }
    return opening.pushed->parameters;
}

void remember_browser(Deps const& deps, std::string const& request_uri, std::string_view browser) {
    auto const until = deps.clock.now() + login_lifetime;
    deps.state.edit({pushed_kind, digest_of(request_uri)}, [&](std::string& document, Instant& kept_until) {
        auto pushed = pushed_request_from_json(need(parse_json(document)));
        if (!pushed.browser.empty()) return false;
        pushed.browser = digest_of(browser);
        document = to_json(pushed).dump();
        kept_until = until;
        return true;
    });
}

void spend_reference(Deps const& deps, AuthorizationRequest& request) {
    if (request.pushed.empty()) return;
    auto const id = digest_of(request.pushed);
    request.pushed.clear();
    // A login may take longer than the reference is kept, so what was used is remembered apart from it.
    if (!deps.state.spend_assertion(pushed_kind, id, deps.clock.now() + login_lifetime))
        throw Problem(oauth::with_rule(used_before(), "reference_is_unused"));
    deps.state.edit({pushed_kind, id}, [](std::string& document, Instant&) {
        auto pushed = pushed_request_from_json(need(parse_json(document)));
        pushed.used = true;
        document = to_json(pushed).dump();
        return true;
    });
}

}  // namespace emulator::idporten
