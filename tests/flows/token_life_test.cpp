// The lives of tokens over real ports: refreshed, replaced, revoked, and what is left of their login.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "flows/relying_service.h"

using namespace emulator;
using namespace emulator::test;

namespace {

struct Flow {
    TemporaryFolder folder;
    Registered onetime{"onetime", "http://localhost:1", false, false};
    Registered reuse{"reuse", "http://localhost:2", false, false, "REUSE"};
    TestApp app{on_free_ports_with(folder, {onetime, reuse})};
    Browser browser{app};

    Json log_in(Registered const& service) { return log_in_at(app, browser, service).answer; }
    http::Response refresh(Registered const& service, std::string const& token) {
        return post_as(app, service, "/token", {{"grant_type", "refresh_token"}, {"refresh_token", token}});
    }
    Json refreshed(Registered const& service, Json const& answer) {
        auto const response = refresh(service, refresh_token(answer));
        INFO(response.body);
        REQUIRE(response.status == 200);
        return need(parse_json(response.body));
    }
    // The status and error of a refresh that is refused.
    std::string refused(Registered const& service, Json const& answer) {
        auto const response = refresh(service, refresh_token(answer));
        auto const error = need(parse_json(response.body)).at("error").get<std::string>();
        return std::to_string(response.status) + " " + error;
    }
    unsigned userinfo(Json const& answer) {
        http::Call call{http::Method::get, app.url("idporten") + "/userinfo"};
        call.headers.add("Authorization", "Bearer " + answer.at("access_token").get<std::string>());
        return app.send(std::move(call)).status;
    }
    static std::string refresh_token(Json const& answer) { return answer.at("refresh_token"); }
    // Whether single sign-on answers that client.
    bool session_stands(Registered const& service) {
        return sent_back_to(service, authorize_at(app, browser, service, {{"prompt", "none"}})).has("code");
    }
};

TEST_SUITE("flows/tokens") {
    TEST_CASE(
        "[idporten 7] ONETIME: each refresh gives a new token, and one that comes again ends them all") {
        Flow flow;
        auto const first = flow.log_in(flow.onetime);
        CHECK(first.at("refresh_token_expires_in") == 600);
        flow.app.clock().advance(seconds(121));
        CHECK(flow.userinfo(first) == 401);
        auto const second = flow.refreshed(flow.onetime, first);
        CHECK(Flow::refresh_token(second) != Flow::refresh_token(first));
        CHECK(!second.contains("id_token"));
        CHECK(flow.userinfo(second) == 200);
        auto const third = flow.refreshed(flow.onetime, second);
        CHECK(flow.userinfo(third) == 200);

        CHECK(flow.refused(flow.onetime, first) == "400 invalid_grant");
        CHECK(flow.userinfo(third) == 401);
        CHECK(flow.refused(flow.onetime, third) == "400 invalid_grant");
        // The session is another matter.
        CHECK(flow.session_stands(flow.onetime));
        CHECK(flow.userinfo(flow.log_in(flow.onetime)) == 200);
    }

    TEST_CASE(
        "[idporten 7] REUSE: the same token serves until it has rested for too long, or the end of all") {
        Flow flow;
        auto const first = flow.log_in(flow.reuse);
        for (int i = 0; i < 11; ++i) {
            flow.app.clock().advance(seconds(599));
            auto const answer = flow.refreshed(flow.reuse, first);
            CHECK(Flow::refresh_token(answer) == Flow::refresh_token(first));
            CHECK(flow.userinfo(answer) == 200);
        }
        // authorization_lifetime, 7200 s, is the end however much it is used.
        flow.app.clock().advance(seconds(7200 - 11 * 599));
        CHECK(flow.refused(flow.reuse, first) == "400 invalid_grant");
        auto const second = flow.log_in(flow.reuse);
        flow.app.clock().advance(seconds(600));
        CHECK(flow.refused(flow.reuse, second) == "400 invalid_grant");
    }

    TEST_CASE(
        "[idporten 12.2] revoke: either token ends its grant; the session and other clients' tokens stand") {
        for (auto const* kind : {"refresh_token", "access_token"}) {
            CAPTURE(kind);
            Flow flow;
            auto const mine = flow.log_in(flow.onetime);
            auto const other = flow.log_in(flow.reuse);
            auto const newer = flow.refreshed(flow.onetime, mine);
            auto const revoke = [&](Registered const& who) {
                return post_as(flow.app, who, "/token/revoke", {{"token", newer.at(kind)}});
            };
            // Not by another client, though the answer is the same.
            CHECK(revoke(flow.reuse).status == 200);
            CHECK(flow.userinfo(newer) == 200);
            auto const answer = revoke(flow.onetime);
            CHECK(answer.status == 200);
            CHECK(answer.body.empty());
            CHECK(flow.userinfo(mine) == 401);
            CHECK(flow.userinfo(newer) == 401);
            CHECK(flow.refused(flow.onetime, newer) == "400 invalid_grant");
            CHECK(flow.userinfo(other) == 200);
            flow.refreshed(flow.reuse, other);
            CHECK(flow.session_stands(flow.onetime));
            CHECK(revoke(flow.onetime).status == 200);
        }
    }
}

}  // namespace
