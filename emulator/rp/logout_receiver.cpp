#include "rp/logout_receiver.h"

#include <array>

#include "base/encoding.h"
#include "http/answers.h"

namespace emulator::rp {
namespace {

Error not_ours(std::string_view issuer, http::Parameters const& query) {
    return {
        ErrorCode::invalid_request,
        "The call does not say which session of ID-porten has ended",
        {"A front-channel logout has the issuer and the session (OpenID Connect Front-Channel Logout 1.0, 3)",
         "iss=" + shown(query.text("iss")) + " sid=" + shown(query.text("sid")),
         "iss=" + std::string(issuer) + " and a sid",
         "Register frontchannel_logout_session_required, and send both."}};
}

// What is wrong with the token's signature is the sender's fault; not being able to fetch keys is not.
Error refused(Error error) {
    if (http_status(error.code) < 500) error.code = ErrorCode::invalid_request;
    return error;
}

Error used_before(std::string const& jti) {
    return {ErrorCode::invalid_request,
            "The logout_token has been used before",
            {"A jti is accepted once (OpenID Connect Back-Channel Logout 1.0, 2.6)", "jti " + shown(jti),
             "a new jti", "Send each logout_token once."}};
}

}  // namespace

void LogoutReceiver::note(LogoutNotice notice) const {
    if (effects_.note) effects_.note(std::move(notice));
}

http::Response LogoutReceiver::front_channel(http::Request const& request) {
    auto const query = need(http::read_query(request));
    auto const& issuer = relying_party_.registration().issuer;
    auto const sid = query.text("sid");
    LogoutNotice notice{clock_.now(), LogoutNotice::Channel::front, shown(query.text("iss")), shown(sid)};
    if (query.text("iss") != issuer || sid.empty()) {
        auto error = not_ours(issuer, query);
        notice.refused = error.description;
        note(std::move(notice));
        throw Problem(std::move(error));
    }
    notice.sessions = effects_.end_all_of_sid(sid);
    log_.info(product_, "front-channel logout", {{"sessions", std::to_string(notice.sessions)}});
    note(std::move(notice));
    return http::no_store(http::text(200, ""));
}

Task<Result<LogoutToken>> LogoutReceiver::check(Result<jose::Jwt> const& token) {
    if (!token) co_return refused(token.error());
    auto const key = co_await relying_party_.key(std::string(string_member(token->jws.header, "kid")));
    if (!key) co_return refused(key.error());
    constexpr std::array allowed{jose::Algorithm::RS256};
    if (auto const holds = jose::verify(token->jws, *key, allowed); !holds) co_return refused(holds.error());
    auto const& registration = relying_party_.registration();
    auto logout = check_logout_token(*token, registration.issuer, registration.client_id, clock_.now());
    // As long as the token would still be accepted.
    if (logout && !effects_.spend_jti(logout->jti, logout->expires + std::chrono::minutes(1)))
        co_return used_before(logout->jti);
    co_return logout;
}

Task<http::Response> LogoutReceiver::back_channel(http::Request const& request) {
    auto const form = need(http::read_form(request));
    auto const token = jose::parse_jwt(form.text("logout_token"));
    LogoutNotice notice{clock_.now(), LogoutNotice::Channel::back};
    if (token) {
        notice.iss = shown(string_member(token->claims, "iss"));
        notice.sid = shown(string_member(token->claims, "sid"));
        notice.sub = shown(string_member(token->claims, "sub"));
    }
    auto const logout = co_await check(token);
    if (!logout) {
        notice.refused = logout.error().description;
        note(std::move(notice));
        throw Problem(logout.error());
    }
    notice.sessions =
        logout->sid.empty() ? effects_.end_all_of_sub(logout->sub) : effects_.end_all_of_sid(logout->sid);
    log_.info(product_, "back-channel logout", {{"sessions", std::to_string(notice.sessions)}});
    note(std::move(notice));
    co_return http::no_store(http::text(200, ""));
}

}  // namespace emulator::rp
