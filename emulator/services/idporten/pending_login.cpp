#include "services/idporten/pending_login.h"

#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "http/cookies.h"
#include "oauth/examination.h"
#include "oauth/scopes.h"
#include "services/idporten/pushed_requests.h"
#include "services/idporten/visit_rules.h"

namespace emulator::idporten {
namespace {

Json to_json(Claim const& claim) {
    return {{"eid", claim.eid},
            {"pid", claim.pid.number()},
            {"acr", claim.acr},
            {"wrong", claim.wrong},
            {"id", claim.id}};
}
Claim claim_from_json(Json const& document) {
    return {document.at("eid"), model::PersonNumber::from_stored(document.at("pid").get<std::int64_t>()),
            document.at("acr"), document.at("wrong").get<int>(), document.at("id")};
}

bool is_browser(http::Request const& request, std::string_view digest) {
    return equal_secrets(digest_of(http::only_cookie(request, browser_cookie).value_or("")), digest);
}

// The parameters that the request came with. What was pushed stays behind its reference.
http::Parameters query_of(AuthorizationRequest const& request, Ending ending) {
    http::Parameters query;
    query.add("client_id", request.client_id);
    if (!request.pushed.empty()) {
        query.add("request_uri", request.pushed);
        return query;
    }
    query.add("response_type", "code");
    query.add("redirect_uri", request.redirect_uri);
    query.add("scope", oauth::join_scopes(request.scopes));
    query.add("response_mode", std::string(response_mode_name(request.response_mode)));
    std::pair<char const*, std::string> const optional[] = {
        {"state", request.state},
        {"nonce", request.nonce},
        {"code_challenge", request.code_challenge},
        {"code_challenge_method", request.code_challenge.empty() ? "" : "S256"},
        {"acr_values", oauth::join_scopes(request.acr_values)},
        {"ui_locales", request.ui_locales},
        {"prompt", ending == Ending::cancelled ? request.prompt : ""},
        {"max_age", request.max_age ? std::to_string(request.max_age->count()) : ""}};
    for (auto const& [name, value] : optional) {
        if (!value.empty()) query.add(name, value);
    }
    for (auto const& resource : request.resources)
        query.add("resource", resource);
    return query;
}

std::optional<PendingLogin> find(Deps const& deps, http::Parameters const& parameters) {
    auto const document = deps.state.get({login_kind, digest_of(parameters.text("transaction"))});
    if (!document) return std::nullopt;
    return pending_login_from_json(need(parse_json(*document)));
}

}  // namespace

Error login_is_gone() {
    return {ErrorCode::invalid_request,
            "The login has ended or was finished already",
            {"A login page is answered once, within two hours", "a login that is not known",
             "a login under way", "Go back to the service and log in from there."}};
}

Error client_is_gone() {
    auto gone = login_is_gone();
    gone.explanation = {"The client stays registered until it has its code", "a client that was removed",
                        "a registered client", "Register it anew, and log in once more."};
    return oauth::with_rule(std::move(gone), "client_is_known");
}

Error session_is_gone() {
    auto gone = login_is_gone();
    gone.explanation = {"The session of a login goes on until the service has its code",
                        "a session that was logged out, or taken over by another login, meanwhile",
                        "the session of the login", "Go back to the service and log in from there."};
    return oauth::with_rule(std::move(gone), "session_goes_on");
}

Json to_json(PendingLogin const& login) {
    Json document{{"request", to_json(login.request)},
                  {"language", login.language},
                  {"csrf", login.csrf},
                  {"browser", login.browser}};
    if (login.claim) document["claim"] = to_json(*login.claim);
    if (login.logged_in) {
        document["authentication"] = to_json(login.logged_in->authentication);
        document["sid"] = login.logged_in->sid;
        document["asks_contact"] = login.asks_contact;
    }
    return document;
}

PendingLogin pending_login_from_json(Json const& document) {
    PendingLogin login{authorization_request_from_json(document.at("request")), document.at("language"),
                       document.at("csrf"), document.at("browser")};
    if (document.contains("claim")) login.claim = claim_from_json(document.at("claim"));
    if (document.contains("sid")) {
        login.logged_in =
            LoggedIn{authentication_from_json(document.at("authentication")), document.at("sid")};
        login.asks_contact = document.at("asks_contact");
    }
    return login;
}

Begun begin_pending(Deps const& deps, http::Request const& request, PendingLogin login) {
    auto const browser = http::only_cookie(request, browser_cookie).value_or("");
    auto const new_browser = browser.empty() ? deps.entropy.token(32) : std::string();
    auto transaction = deps.entropy.token(32);
    login.csrf = deps.entropy.token(16);
    login.browser = digest_of(browser.empty() ? new_browser : browser);
    deps.state.put_bounded({login_kind, digest_of(transaction)}, to_json(login).dump(),
                           deps.clock.now() + login_lifetime, most_pending_logins);
    auto const& pushed = login.request.pushed;
    if (!pushed.empty()) remember_browser(deps, pushed, browser.empty() ? new_browser : browser);
    return {{std::move(transaction), std::move(login)}, new_browser};
}

void set_browser_cookie(Deps const& deps, http::Response& response, Begun const& begun) {
    if (begun.new_browser.empty()) return;
    http::set_cookie(response, browser_cookie, begun.new_browser, deps.issuer.starts_with("https:"));
}

Visit visit_for_page(Deps const& deps, http::Request const& request, http::Parameters const& query,
                     Stage stage) {
    auto login = find(deps, query);
    need(judge_page({request, query, login, stage}));
    return {query.text("transaction"), *std::move(login)};
}

Visit visit_for_answer(Deps const& deps, http::Request const& request, http::Parameters const& form,
                       Stage stage) {
    auto login = find(deps, form);
    need(judge_answer({request, form, login, stage}));
    return {form.text("transaction"), *std::move(login)};
}

void follow_language_switch(Deps const& deps, http::Request const& request, Visit& visit) {
    auto const query = http::read_query(request);
    if (!query || !query->has("locale")) return;
    visit.login.language = http::language_code(http::choose_language(query->text("locale")));
    change_pending(deps, visit.transaction,
                   [&](PendingLogin& login) { login.language = visit.login.language; });
}

void change_pending(Deps const& deps, std::string_view transaction,
                    std::function<void(PendingLogin&)> const& edit) {
    auto const id = digest_of(transaction);
    bool const known = deps.state.edit({login_kind, id}, [&](std::string& document, Instant&) {
        auto login = pending_login_from_json(need(parse_json(document)));
        edit(login);
        document = to_json(login).dump();
        return true;
    });
    if (!known) throw Problem(oauth::with_rule(login_is_gone(), "login_is_under_way"));
}

void end_pending(Deps const& deps, Visit const& visit, Ending ending) {
    auto const id = digest_of(visit.transaction);
    if (!deps.state.take({login_kind, id}))
        throw Problem(oauth::with_rule(login_is_gone(), "login_is_under_way"));
    Json const ended{{"browser", visit.login.browser},
                     {"query", query_of(visit.login.request, ending).encoded()}};
    deps.state.put_bounded({ended_login_kind, id}, ended.dump(), deps.clock.now() + session_idle,
                           most_pending_logins);
}

std::optional<std::string> asked_anew(Deps const& deps, http::Request const& request,
                                      http::Parameters const& query) {
    auto const document = deps.state.get({ended_login_kind, digest_of(query.text("transaction"))});
    if (!document) return std::nullopt;
    auto const ended = need(parse_json(*document));
    if (!is_browser(request, string_member(ended, "browser"))) return std::nullopt;
    return "/authorize?" + std::string(string_member(ended, "query"));
}

}  // namespace emulator::idporten
