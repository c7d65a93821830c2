#include "services/minprofil/login.h"

#include "http/answers.h"
#include "http/site.h"

namespace emulator::minprofil {
namespace {

// Whatever is wrong with ID-porten's answer, to the person it is a login that did not succeed.
Error not_logged_in(Error error) {
    if (http_status(error.code) < 500) error.code = ErrorCode::access_denied;
    return error;
}

Result<model::PersonNumber> person_of(Json const& claims) {
    auto const number = model::PersonNumber::parse(string_member(claims, "pid"));
    if (number) return *number;
    return Error{ErrorCode::access_denied,
                 "The id_token has no pid of a synthetic person",
                 {"MinProfil is for people with a fødselsnummer or a D-number",
                  "an id_token without such a pid", "pid", "Log in with an eID that gives a pid."}};
}

}  // namespace

Task<http::Response> Login::start(http::Request const& request, std::string goto_url) {
    auto const language = http::Site::language(request);
    http::Parameters extra;
    extra.add("acr_values", "idporten-loa-substantial");
    extra.add("ui_locales", std::string(http::language_code(language)));
    auto started = co_await relying_party_.start(std::move(extra));
    if (!started) throw Problem(started.error());
    auto answer = http::found(std::move(started->url));
    memory_.remember(request, {std::move(started->login), std::move(goto_url), language, {}}, answer);
    co_return answer;
}

Task<http::Response> Login::callback(http::Request const& request) {
    auto const query = need(http::read_query(request));
    // Whoever goes back to ID-porten's page after a login comes here with its state once more.
    if (!memory_.is_open(query.text("state")) && sessions_.visit(request))
        co_return http::found(origin_ + "/");
    auto const started = need(memory_.recall(request, query.text("state")));
    auto const tokens = co_await relying_party_.finish(started.login, query);
    if (!tokens) throw Problem(not_logged_in(tokens.error()));
    auto const person = need(person_of(tokens->id_token_claims));
    Sessions::Owner const owner{std::string(string_member(tokens->id_token_claims, "sid")),
                                std::string(string_member(tokens->id_token_claims, "sub"))};
    auto answer = http::found(origin_ + "/");
    sessions_.begin(request, {person, tokens->id_token, {}, started.goto_url, started.language, false}, owner,
                    answer);
    co_return answer;
}

}  // namespace emulator::minprofil
