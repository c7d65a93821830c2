// How a relying party hears of logouts, whatever it does about them.
#include "rp/logout_receiver.h"

#include "rp/support.h"

namespace emulator::rp {
namespace {

std::string const issuer = "http://localhost:4702";

struct World {
    test::FixedClock clock;
    test::CountingEntropy entropy;
    test::CollectingLog log{clock};
    test::RecordingClient client;
    Answers answers;
    jose::PrivateKey issuer_key = private_key("idporten-signing");
    RelyingParty party{{issuer, "minprofil", "minprofil-1", private_key("minprofil"),
                        "http://localhost:4704/callback", "openid"},
                       client,
                       clock,
                       entropy};
    std::vector<std::string> ended;
    std::map<std::string, Instant> spent;
    std::vector<LogoutNotice> noted;
    LogoutReceiver receiver{"minprofil", party, effects(), clock, log};

    World() {
        answer_from(client, answers);
        answers.by_url[issuer + "/.well-known/openid-configuration"] =
            http::json(200, {{"issuer", issuer},
                             {"authorization_endpoint", issuer + "/authorize"},
                             {"token_endpoint", issuer + "/token"},
                             {"jwks_uri", issuer + "/jwks.json"},
                             {"end_session_endpoint", issuer + "/logout"}});
        answers.by_url[issuer + "/jwks.json"] = http::json(200, key_set("i1", issuer_key));
    }
    LogoutEffects effects() {
        return {[this](std::string const& sid) { return ended.push_back("sid " + sid), ended.size(); },
                [this](std::string const& sub) { return ended.push_back("sub " + sub), ended.size(); },
                [this](std::string const& jti, Instant until) { return spent.emplace(jti, until).second; },
                [this](LogoutNotice notice) { noted.push_back(std::move(notice)); }};
    }
    Json claims() const {
        auto const now = in_seconds(clock.now());
        return {{"iss", issuer},
                {"aud", "minprofil"},
                {"sub", "someone"},
                {"iat", now},
                {"exp", now + 300},
                {"jti", "j1"},
                {"events", {{"http://schemas.openid.net/event/backchannel-logout", Json::object()}}},
                {"sid", "s1"}};
    }
    // The status of the answer to a token of these claims, or of the refusal.
    unsigned back_channel(Json const& sent) {
        http::Parameters form;
        form.add("logout_token",
                 jose::sign_jwt(issuer_key, jose::Algorithm::RS256, "i1", sent, {{"typ", "logout+jwt"}}));
        http::Request request;
        request.method = http::Method::post;
        request.headers.add("Content-Type", "application/x-www-form-urlencoded");
        request.body = form.encoded();
        return status([&] { return test::run(receiver.back_channel(request)); });
    }
    unsigned front_channel(std::string const& target) {
        http::Request request;
        REQUIRE(http::set_target(request, target));
        return status([&] { return receiver.front_channel(request); });
    }

private:
    static unsigned status(std::function<http::Response()> const& call) {
        try {
            return call().status;
        } catch (Problem const& problem) {
            return http_status(problem.error().code);
        }
    }
};

TEST_CASE("[OpenID Connect Back-Channel Logout 1.0, 2.7] sid ends one session, sub alone all of the person") {
    World world;
    CHECK(world.back_channel(world.claims()) == 200);
    CHECK(world.ended == std::vector<std::string>{"sid s1"});
    CHECK(world.spent.at("j1") == world.clock.now() + seconds(360));
    auto without_sid = world.claims();
    without_sid.erase("sid");
    without_sid["jti"] = "j2";
    CHECK(world.back_channel(without_sid) == 200);
    CHECK(world.ended.back() == "sub someone");
    CHECK(world.log.mentions("back-channel logout"));
}

TEST_CASE(
    "a token that is used, or does not hold, ends nothing, and one that fails does not use up its jti") {
    World world;
    auto foreign = world.claims();
    foreign["aud"] = "demotjeneste";
    CHECK(world.back_channel(foreign) == 400);
    CHECK(world.spent.empty());
    CHECK(world.back_channel(world.claims()) == 200);
    CHECK(world.back_channel(world.claims()) == 400);
    CHECK(world.ended.size() == 1);
}

TEST_CASE("[OpenID Connect Front-Channel Logout 1.0, 3] the call names issuer and session") {
    struct Row {
        char const* name;
        char const* target;
        unsigned status;
    };
    Row const rows[] = {
        {"both", "/out?iss=http%3A%2F%2Flocalhost%3A4702&sid=s1", 200},
        {"another issuer", "/out?iss=http%3A%2F%2Fevil.example&sid=s1", 400},
        {"the issuer with a slash", "/out?iss=http%3A%2F%2Flocalhost%3A4702%2F&sid=s1", 400},
        {"no sid", "/out?iss=http%3A%2F%2Flocalhost%3A4702", 400},
        {"no issuer", "/out?sid=s1", 400},
        {"nothing", "/out", 400},
    };
    for (auto const& row : rows) {
        CAPTURE(row.name);
        World world;
        CHECK(world.front_channel(row.target) == row.status);
        CHECK(world.ended.size() == (row.status == 200 ? 1 : 0));
    }
}

TEST_CASE("every call is noted, also one that is refused, with what it said and what it ended") {
    World world;
    auto const& noted = world.noted;
    world.front_channel("/out?iss=http%3A%2F%2Flocalhost%3A4702&sid=s1");
    world.front_channel("/out?sid=s2");
    world.back_channel(world.claims());
    world.back_channel(world.claims());
    REQUIRE(noted.size() == 4);
    CHECK(noted[0].channel == LogoutNotice::Channel::front);
    CHECK(noted[0].sid == "s1");
    CHECK(noted[0].sessions == 1);
    CHECK(noted[0].refused.empty());
    CHECK(noted[1].iss.empty());
    CHECK_FALSE(noted[1].refused.empty());
    CHECK(noted[2].channel == LogoutNotice::Channel::back);
    CHECK(noted[2].sub == "someone");
    CHECK(noted[2].at == world.clock.now());
    CHECK(noted[3].refused == "The logout_token has been used before");
}

}  // namespace
}  // namespace emulator::rp
