#include "rp/logout_receiver.h"

#include <array>

#include "base/encoding.h"
#include "http/answers.h"
#include "jose/jwt.h"
#include "rp/logout_token.h"

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

http::Response LogoutReceiver::front_channel(http::Request const& request) {
    auto const query = need(http::read_query(request));
    auto const& issuer = relying_party_.registration().issuer;
    auto const sid = query.text("sid");
    if (query.text("iss") != issuer || sid.empty()) throw Problem(not_ours(issuer, query));
    auto const ended = effects_.end_all_of_sid(sid);
    log_.info(product_, "front-channel logout", {{"sessions", std::to_string(ended)}});
    return http::no_store(http::text(200, ""));
}

Task<http::Response> LogoutReceiver::back_channel(http::Request const& request) {
    auto const form = need(http::read_form(request));
    auto const& registration = relying_party_.registration();
    auto const token = jose::parse_jwt(form.text("logout_token"));
    if (!token) throw Problem(refused(token.error()));
    auto const kid = std::string(string_member(token->jws.header, "kid"));
    auto const key = co_await relying_party_.key(kid);
    if (!key) throw Problem(refused(key.error()));
    constexpr std::array allowed{jose::Algorithm::RS256};
    if (auto const holds = jose::verify(token->jws, *key, allowed); !holds)
        throw Problem(refused(holds.error()));
    auto const logout =
        need(check_logout_token(*token, registration.issuer, registration.client_id, clock_.now()));

    // As long as the token would still be accepted.
    if (!effects_.spend_jti(logout.jti, logout.expires + std::chrono::minutes(1)))
        throw Problem(used_before(logout.jti));
    auto const ended =
        logout.sid.empty() ? effects_.end_all_of_sub(logout.sub) : effects_.end_all_of_sid(logout.sid);
    log_.info(product_, "back-channel logout", {{"sessions", std::to_string(ended)}});
    co_return http::no_store(http::text(200, ""));
}

}  // namespace emulator::rp
