#include "rp/logout_token.h"

#include "rp/support.h"

namespace emulator::rp {
namespace {

std::string const issuer = "http://localhost:4702";
std::string const logout_event = "http://schemas.openid.net/event/backchannel-logout";

TEST_SUITE("rp/logout_token") {
    TEST_CASE("[OpenID Connect Back-Channel Logout 1.0, 2.6] a logout token is exactly that") {
        Instant const now{seconds(1795348800)};
        auto const at = now.time_since_epoch().count();
        struct Row {
            char const* name;
            std::function<void(Json& claims, Json& header)> change;
            char const* broken;  // a part of the rule; empty: accepted
        };
        Row const rows[] = {
            {"as ID-porten makes it", [](Json&, Json&) {}, ""},
            {"no typ", [](Json&, Json& h) { h.erase("typ"); }, ""},
            {"typ of an access token", [](Json&, Json& h) { h["typ"] = "at+jwt"; }, "typ"},
            {"typ JWT", [](Json&, Json& h) { h["typ"] = "JWT"; }, "typ"},
            {"another issuer", [](Json& c, Json&) { c["iss"] = "http://localhost:4701/"; }, "iss"},
            {"issuer with a slash", [](Json& c, Json&) { c["iss"] = "http://localhost:4702/"; }, "iss"},
            {"no issuer", [](Json& c, Json&) { c.erase("iss"); }, "iss"},
            {"another audience", [](Json& c, Json&) { c["aud"] = "minprofil"; }, "aud"},
            {"no audience", [](Json& c, Json&) { c.erase("aud"); }, "aud"},
            {"several audiences",
             [](Json& c, Json&) {
                 c["aud"] = {"minprofil", "demotjeneste"};
             },
             ""},
            {"exp passed", [=](Json& c, Json&) { c["exp"] = at - 10; }, "expired"},
            {"exp passed by less than the clocks may differ", [=](Json& c, Json&) { c["exp"] = at - 9; }, ""},
            {"no exp", [](Json& c, Json&) { c.erase("exp"); }, "expired"},
            {"iat to come", [=](Json& c, Json&) { c["iat"] = at + 11; }, "future"},
            {"iat to come by less than the clocks may differ", [=](Json& c, Json&) { c["iat"] = at + 10; },
             ""},
            {"no iat", [](Json& c, Json&) { c.erase("iat"); }, "future"},
            {"no events", [](Json& c, Json&) { c.erase("events"); }, "events"},
            {"another event",
             [](Json& c, Json&) {
                 c["events"] = {{"http://example.no/event", Json::object()}};
             },
             "events"},
            {"event that is no object",
             [](Json& c, Json&) {
                 c["events"] = {{logout_event, true}};
             },
             "events"},
            {"events as an array", [](Json& c, Json&) { c["events"] = Json::array({logout_event}); },
             "events"},
            {"a nonce", [](Json& c, Json&) { c["nonce"] = "n"; }, "nonce"},
            {"an empty nonce", [](Json& c, Json&) { c["nonce"] = ""; }, "nonce"},
            {"only sid", [](Json& c, Json&) { c.erase("sub"); }, ""},
            {"only sub", [](Json& c, Json&) { c.erase("sid"); }, ""},
            {"neither sid nor sub", [](Json& c, Json&) { c.erase("sid"), c.erase("sub"); }, "sid or sub"},
            {"no jti", [](Json& c, Json&) { c.erase("jti"); }, "jti"},
            {"jti that is no text", [](Json& c, Json&) { c["jti"] = 1; }, "jti"},
        };
        for (auto const& row : rows) {
            CAPTURE(row.name);
            jose::Jwt token;
            token.jws.header = {{"kid", "idporten-1"}, {"alg", "RS256"}, {"typ", "logout+jwt"}};
            token.claims = {{"iss", issuer},
                            {"aud", "demotjeneste"},
                            {"sub", "someone"},
                            {"iat", at},
                            {"exp", at + 300},
                            {"jti", "j"},
                            {"events", {{logout_event, Json::object()}}},
                            {"sid", "s"}};
            row.change(token.claims, token.jws.header);
            auto const checked = check_logout_token(token, issuer, "demotjeneste", now);
            CHECK(checked.has_value() == (row.broken[0] == 0));
            if (!checked) {
                CHECK(checked.error().code == ErrorCode::invalid_request);
                CHECK(checked.error().explanation.rule.find(row.broken) != std::string::npos);
            }
        }
    }
}

}  // namespace
}  // namespace emulator::rp
