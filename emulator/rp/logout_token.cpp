#include "rp/logout_token.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "base/times.h"

namespace emulator::rp {
namespace {

constexpr seconds skew{10};
constexpr char const* event_name = "http://schemas.openid.net/event/backchannel-logout";

Error refused(std::string rule, std::string received, std::string expected) {
    return {ErrorCode::invalid_request,
            "The logout_token is not accepted: " + rule,
            {rule + " (OpenID Connect Back-Channel Logout 1.0, 2.6)", std::move(received),
             std::move(expected), "Send the logout_token as ID-porten made it."}};
}

std::string described(Json const& claims, char const* name) {
    auto const claim = claims.find(name);
    return claim == claims.end() ? "none" : shown(claim->dump());
}

Result<> check_audience(Json const& claims, std::string_view client_id) {
    auto const audience = EMULATOR_TRY(jose::audience(claims));
    if (std::find(audience.begin(), audience.end(), client_id) == audience.end())
        return refused("aud holds the client_id", described(claims, "aud"), std::string(client_id));
    return {};
}

Result<Instant> check_times(Json const& claims, Instant now) {
    auto const iat = EMULATOR_TRY(jose::numeric_date(claims, "iat"));
    auto const exp = EMULATOR_TRY(jose::numeric_date(claims, "exp"));
    if (!iat || *iat > now + skew)
        return refused("it is not from the future", iat ? format_utc(*iat) : "no iat", format_utc(now));
    if (!exp || *exp <= now - skew)
        return refused("it has not expired", exp ? format_utc(*exp) : "no exp", format_utc(now));
    return *exp;
}

bool has_event(Json const& claims) {
    auto const events = claims.find("events");
    if (events == claims.end() || !events->is_object()) return false;
    auto const event = events->find(event_name);
    return event != events->end() && event->is_object();
}

}  // namespace

Result<LogoutToken> check_logout_token(jose::Jwt const& token, std::string_view issuer,
                                       std::string_view client_id, Instant now) {
    auto const& claims = token.claims;
    auto const typ = string_member(token.jws.header, "typ");
    // Keeps an id_token or access token from being used as one (RFC 8725 3.11).
    if (token.jws.header.contains("typ") && typ != "logout+jwt")
        return refused("typ is logout+jwt", shown(typ), "logout+jwt");
    if (string_member(claims, "iss") != issuer)
        return refused("iss is the issuer", described(claims, "iss"), std::string(issuer));
    EMULATOR_TRY(check_audience(claims, client_id));
    auto const expires = EMULATOR_TRY(check_times(claims, now));
    if (!has_event(claims))
        return refused("events has the logout event", described(claims, "events"),
                       std::string("{\"") + event_name + "\":{}}");
    if (claims.contains("nonce"))
        return refused("it has no nonce", "a nonce", "no nonce, which id_tokens have");
    LogoutToken ended{std::string(string_member(claims, "sid")), std::string(string_member(claims, "sub")),
                      std::string(string_member(claims, "jti")), expires};
    if (ended.sid.empty() && ended.sub.empty()) return refused("it has sid or sub", "neither", "sid or sub");
    if (ended.jti.empty()) return refused("it has a jti", described(claims, "jti"), "jti");
    return ended;
}

}  // namespace emulator::rp
