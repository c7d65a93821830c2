#include "services/idporten/logout.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "base/json.h"
#include "http/answers.h"
#include "http/cookies.h"
#include "oauth/examined_rules.h"
#include "oauth/redirect_uri.h"
#include "services/idporten/asked_by_get.h"
#include "services/idporten/authorization_rules.h"
#include "services/idporten/backchannel_logout.h"
#include "services/idporten/session_names.h"

namespace emulator::idporten {
namespace {

Error refused(std::string description, std::string rule, std::string received, std::string expected,
              std::string mend) {
    return {ErrorCode::invalid_request,
            std::move(description),
            {std::move(rule), std::move(received), std::move(expected), std::move(mend)}};
}

// What a logout is judged by. Of parameters that outlive it.
struct LogoutAsked {
    http::Parameters const& parameters;
    std::optional<Result<jose::Jwt>> hint;  // as a token of ours; nothing: none was sent
    bool has_session;
    bool switches_language;  // the page's language switch comes back when the session is gone

    std::string state() const { return parameters.text("state"); }
};

// An expired id_token is as good as a fresh one here: sessions outlive tokens.
Result<> hint_is_an_id_token_of_ours(LogoutAsked const& asked) {
    auto const& hint = asked.hint;
    if (!hint || (*hint && !(*hint)->claims.contains("client_amr"))) return {};
    return refused("id_token_hint is not an id_token of this issuer", "id_token_hint was issued here",
                   *hint ? "an access token" : hint->error().description, "the id_token of the session",
                   "Send the id_token as it was received, or client_id instead.");
}

std::string client_of_hint(LogoutAsked const& asked) {
    if (!asked.hint || !*asked.hint) return {};
    auto const audience = jose::audience((*asked.hint)->claims);
    return audience && !audience->empty() ? audience->front() : std::string();
}

Result<> one_client_is_named(LogoutAsked const& asked) {
    auto const client_id = asked.parameters.text("client_id");
    auto const hinted = client_of_hint(asked);
    if (client_id.empty() || !asked.hint || client_id == hinted) return {};
    return refused("client_id is not the client of id_token_hint",
                   "client_id and id_token_hint name the same client (RP-Initiated Logout 2)",
                   shown(client_id), hinted, "Send one of them, or both of the same client.");
}

Result<> state_is_printable(LogoutAsked const& asked) {
    auto const state = asked.state();
    bool const printable =
        std::all_of(state.begin(), state.end(), [](char c) { return c >= 0x20 && c <= 0x7e; });
    if (printable) return {};
    return refused("state has characters outside ASCII 20 to 7E", "state is printable ASCII",
                   "another character", "A-Z a-z 0-9", "Make state from random bytes, base64url.");
}

Result<> browser_brings_a_session(LogoutAsked const& asked) {
    if (asked.has_session || asked.switches_language) return {};
    return refused("There is no session to log out of", "The browser brings ID-porten's cookie to /logout",
                   "no cookie", "the browser that logged in",
                   "Send the user's browser to /logout; do not call it from the server.");
}

std::string hint(LogoutAsked const& asked) {
    if (!asked.hint) return "absent";
    return *asked.hint ? oauth::members((*asked.hint)->claims, {"iss", "aud", "sid"})
                       : "no token of this issuer";
}
std::string clients(LogoutAsked const& asked) {
    auto const hinted = client_of_hint(asked);
    return measured(asked.parameters, "client_id") + (hinted.empty() ? "" : ", id_token_hint of " + hinted);
}
std::string state(LogoutAsked const& asked) {
    return measured(asked.parameters, "state");
}
std::string cookie(LogoutAsked const& asked) {
    return std::string(session_cookie) +
           (asked.has_session ? " is there" : " is not there, or differs from itself");
}

using Rule = oauth::ExaminedRule<LogoutAsked>;
constexpr std::array rules{
    Rule{"hint_is_an_id_token_of_ours", "id_token_hint is an id_token of this issuer, expired or not", "",
         hint_is_an_id_token_of_ours, hint},
    Rule{"one_client_is_named", "client_id and id_token_hint name the same client",
         "hint_is_an_id_token_of_ours", one_client_is_named, clients},
    Rule{"state_is_printable", "state is printable ASCII", "", state_is_printable, state},
    Rule{"browser_brings_a_session", "The browser brings the cookie of its session", "",
         browser_brings_a_session, cookie},
};

// Whether the hint was issued to somebody else than the session's user, who is logged out all the same.
bool hints_at_another(LogoutAsked const& asked, Session const& session) {
    return asked.hint && string_member((*asked.hint)->claims, "sub") !=
                             pairwise_subject(client_of_hint(asked), session.authentication.pid);
}

// A misspelled name does nothing, without a word.
std::string unknown_names(http::Parameters const& parameters) {
    constexpr std::array<std::string_view, 7> known{
        "id_token_hint", "logout_hint", "client_id", "post_logout_redirect_uri",
        "state",         "ui_locales",  "locale"};
    std::string names;
    for (auto const& [name, value] : parameters) {
        if (std::find(known.begin(), known.end(), name) == known.end())
            names.append(names.empty() ? "" : ", ").append(name);
    }
    return shown(names, 200);
}

// What is done all the same.
void warn(Deps const& deps, http::Request const& request, LogoutAsked const& facts,
          LogoutRequest const& asked, AfterLogout const& after, std::optional<Session> const& session) {
    bool const stays = !asked.post_logout_redirect_uri.empty() && !after.location;
    bool const another = session && hints_at_another(facts, *session);
    auto const unknown = unknown_names(facts.parameters);
    if (!stays && !another && unknown.empty()) return;
    auto const where = std::string(http::method_name(request.method)) + " " + request.path;
    http::Refusal answered{{}, "idporten", where, 200, {}};
    auto& error = answered.error;
    auto examined = oauth::examine(rules, facts);
    std::vector<std::string> warnings;
    if (stays) {
        error.explanation = {
            "post_logout_redirect_uri is registered on the client that id_token_hint or client_id names",
            shown(asked.post_logout_redirect_uri, 200) +
                (asked.client_id.empty() ? ", no client" : ", client " + shown(asked.client_id)),
            "a registered URI, character by character",
            "Register the URI on the client, and send id_token_hint or client_id beside it."};
        examined.add("redirect_is_registered", error.explanation.rule, error.explanation.received, error);
        warnings.push_back("the user stays at ID-porten after the logout: " + std::string(after.reason));
    }
    if (!unknown.empty()) {
        error.explanation = {"A logout has the parameters of RP-Initiated Logout 2", unknown,
                             "id_token_hint, client_id, post_logout_redirect_uri, state and ui_locales",
                             "Write the names exactly so, or leave them out."};
        examined.add("parameters_are_known", error.explanation.rule, error.explanation.received, error);
        warnings.push_back("ID-porten knows no such parameter: " + unknown);
    }
    if (another) {
        error.explanation = {"id_token_hint is the id_token of the user who is logged out",
                             "that of another user", "the id_token of the newest login in this browser",
                             "Keep the id_token with the service's own session, and forget both together."};
        examined.add("hint_is_of_the_user", error.explanation.rule, error.explanation.received, error);
        warnings.emplace_back("another user was logged out than id_token_hint was issued to");
    }
    error.record = examined.record({{"parameters", shown_parameters(facts.parameters)}}, warnings);
    http::note_warnings(deps.log, deps.journal, std::move(answered), warnings);
}

}  // namespace

AfterLogout after_logout(LogoutRequest const& request, model::Client const* client) {
    if (request.post_logout_redirect_uri.empty()) return {std::nullopt, "no post_logout_redirect_uri"};
    if (!client) return {std::nullopt, "neither id_token_hint nor client_id names a client"};
    if (!oauth::is_registered(client->post_logout_redirect_uris, request.post_logout_redirect_uri)) {
        return {std::nullopt, "post_logout_redirect_uri is not registered on the client"};
    }
    http::Parameters answer;
    if (!request.state.empty()) answer.add("state", request.state);
    return {http::with_query(request.post_logout_redirect_uri, answer), "registered"};
}

http::Response LogoutEndpoint::page(http::Request const& request, http::Parameters const& parameters,
                                    std::vector<ToldClient> const& told,
                                    std::optional<std::string> const& location) const {
    auto const language = language_of(request, parameters.text("ui_locales"));
    auto values = logout_values(deps_.site.pages(), language, told, location);
    auto page =
        deps_.site.show(200, "idporten-logged-out", location ? "logging_out.title" : "logged_out.title",
                        request, language, std::move(values));
    allow_and_go_on(page, told, location);
    keep_language(deps_, request, language, page);
    return page;
}

// Tells every client directly; those that are told through the browser are told by the page.
Task<std::vector<ToldClient>> LogoutEndpoint::tell(Session const& session) const {
    auto const directory = deps_.directory.now();
    auto const clients = notices(session, *directory, deps_.issuer);
    auto const outcomes = co_await tell_backchannel(deps_, session, clients);
    std::vector<ToldClient> told;
    for (std::size_t i = 0; i < clients.size(); ++i)
        told.push_back({clients[i], outcomes[i]});
    co_return told;
}

Task<http::Response> LogoutEndpoint::answer(http::Request const& request) const {
    auto const parameters = need(oauth::as_rule(
        request.method == http::Method::post ? http::read_form(request) : http::read_query(request),
        "request_is_readable"));
    if (auto const address = asked_by_get(request, parameters)) co_return http::see_other(*address);
    auto const cookie = http::only_cookie(request, session_cookie);
    LogoutAsked facts{
        parameters, {}, cookie.has_value(), request.method == http::Method::get && parameters.has("locale")};
    if (auto const hint = parameters.get("id_token_hint")) facts.hint = own_token(deps_, *hint);
    need(oauth::judge_by(rules, facts, [&] { return Json{{"parameters", shown_parameters(parameters)}}; }));
    if (!cookie) co_return page(request, parameters);

    LogoutRequest const asked{facts.hint ? client_of_hint(facts) : parameters.text("client_id"),
                              parameters.text("post_logout_redirect_uri"), facts.state()};
    auto const after = after_logout(asked, deps_.directory.now()->client(asked.client_id));

    // Taken, so that of two logouts at once one tells the clients.
    std::optional<std::string> document;
    with_session(deps_, digest_of(*cookie), [&](std::string_view name) {
        document = deps_.state.take({session_kind, name});
        return document.has_value();
    });
    std::optional<Session> session;
    if (document) session = session_from_json(need(parse_json(*document)));
    warn(deps_, request, facts, asked, after, session);
    std::vector<ToldClient> told;
    if (session) {
        deps_.grants.revoke_of_session(session->sid, "the user logged out");
        auto heard = co_await tell(*session);
        told = std::move(heard);
    }

    deps_.log.info("idporten", "logged out", {{"client_id", asked.client_id}, {"redirect", after.reason}});
    bool const has_frames = std::any_of(
        told.begin(), told.end(), [](ToldClient const& one) { return !one.notice.frontchannel_url.empty(); });
    auto response = after.location && !has_frames ? redirect(request, *after.location)
                                                  : page(request, parameters, told, after.location);
    http::clear_cookie(response, session_cookie);
    co_return response;
}

}  // namespace emulator::idporten
