#include "oauth/client_authentication.h"

#include "base/encoding.h"
#include "oauth/authenticating.h"

namespace emulator::oauth {
namespace {

TEST_CASE("[RFC 6749 2.3.1] the secret is the registered one") {
    World world;
    struct Row {
        std::string name;
        std::string registered;
        std::string presented;
        bool right;
    };
    for (auto const method : {AuthMethod::client_secret_basic, AuthMethod::client_secret_post}) {
        world.client.token_endpoint_auth_method = method;
        for (auto const& row : {
                 Row{"right", "hemmelig", "hemmelig", true},
                 Row{"wrong", "hemmelig", "Hemmelig", false},
                 Row{"shorter", "hemmelig", "hemmeli", false},
                 Row{"longer", "hemmelig", "hemmeligt", false},
                 Row{"none", "hemmelig", "", false},
                 Row{"none, where none is registered", "", "", false},
                 Row{"one, where none is registered", "", "hemmelig", false},
             }) {
            CAPTURE(row.name);
            world.client.client_secret = row.registered;
            auto const result = world.ask({method, "a", row.presented, {}, false});
            CHECK(result.has_value() == row.right);
            if (result) {
                CHECK_FALSE(result->spend.has_value());
                CHECK(result->client_amr == model::auth_method_name(method));
                CHECK(result->warnings.size() == 1);
                continue;
            }
            CHECK(result.error().code == ErrorCode::invalid_client);
            CHECK(result.error().explanation.received.find("emmeli") == std::string::npos);
            CHECK(result.error().explanation.expected.find("secret of client a") != std::string::npos);
        }
    }
}

TEST_CASE("[idporten 7] only the registered method is accepted") {
    World world;
    world.client.client_secret = "secret";
    auto const methods = {AuthMethod::private_key_jwt, AuthMethod::client_secret_basic,
                          AuthMethod::client_secret_post, AuthMethod::none};
    for (auto const registered : methods) {
        for (auto const presented : methods) {
            CAPTURE(model::auth_method_name(registered));
            CAPTURE(model::auth_method_name(presented));
            world.client.token_endpoint_auth_method = registered;
            auto const result = world.ask({presented, "a", "secret", assertion(world), false});
            CHECK(result.has_value() == (registered == presented));
            if (!result) CHECK(result.error().code == ErrorCode::invalid_client);
        }
    }
}

TEST_CASE("a client that is unknown or inactive is refused, and its name shown short") {
    World world;
    auto const long_name = std::string(1000, 'x') + "\n";
    Presented const stranger{AuthMethod::none, long_name, {}, {}, false};
    auto const unknown = authenticate({stranger, nullptr, now, world.policy, world.keys});
    REQUIRE_FALSE(unknown.has_value());
    CHECK(unknown.error().code == ErrorCode::invalid_client);
    CHECK(unknown.error().explanation.received.size() < 200);
    CHECK(unknown.error().description.find("xxx") == std::string::npos);

    world.client.active = false;
    CHECK_FALSE(world.ask(assertion(world)).has_value());
}

TEST_CASE("what is accepted but will bite is told in warnings") {
    World world;
    auto const at = now.time_since_epoch().count();
    auto const warnings = [&](std::int64_t life) {
        return need(world.ask(assertion(world, [&](Json& c) { c["exp"] = at + life; }))).warnings.size();
    };
    CHECK(warnings(110) == 0);
    CHECK(warnings(111) == 1);
    CHECK(warnings(120) == 1);
    world.client.keys.front().exp = now + std::chrono::days(29);
    CHECK(warnings(60) == 1);
    world.client.keys.front().exp = now + std::chrono::days(31);
    CHECK(warnings(60) == 0);
}

TEST_CASE("the record of a refused client tells every rule, and no secret") {
    World world;
    auto const outcome = [](Json const& record, std::string const& name) -> std::string {
        for (auto const& rule : record.at("rules")) {
            if (rule.at("name") == name) return rule.at("outcome");
        }
        return "absent";
    };
    auto const late = world.record(assertion(world, [&](Json& c) { c["exp"] = 1, c["iat"] = 0; }));
    CHECK(late.at("header").at("kid") == "k1");
    CHECK(late.at("claims").at("iss") == "a");
    CHECK(outcome(late, "signature_holds") == "passed");
    CHECK(outcome(late, "audience_is_us") == "passed");
    CHECK(outcome(late, "times_are_sane") == "failed");
    CHECK(outcome(late, "assertion_is_named") == "not examined");
    auto const critical = world.record(base64url_encode(R"({"alg":"RS256","kid":"k1","crit":["exp"]})") +
                                       "." + base64url_encode(right_claims().dump()) + ".c2lnbmF0dXJl");
    CHECK(outcome(critical, "assertion_is_a_jwt") == "failed");
    CHECK(critical.at("header").at("crit") == Json::array({"exp"}));
    CHECK(critical.at("claims") == right_claims());
    auto const junk = world.record("junk");
    CHECK(outcome(junk, "method_is_registered") == "passed");
    CHECK(outcome(junk, "assertion_is_a_jwt") == "failed");
    CHECK(outcome(junk, "signature_holds") == "not examined");
    auto const again = world.record(assertion(world), true);
    CHECK(outcome(again, "assertion_is_named") == "passed");
    CHECK(outcome(again, "assertion_is_unused") == "failed");

    world.client.token_endpoint_auth_method = AuthMethod::client_secret_basic;
    world.client.client_secret = "hemmelig";
    Presented const guess{AuthMethod::client_secret_basic, "a", "gjettet", {}, true};
    auto const secret = examination({guess, &world.client, now, world.policy, world.keys});
    CHECK(outcome(need(parse_json(secret)), "secret_is_registered") == "failed");
    CHECK(secret.find("gjettet") == std::string::npos);
    CHECK(secret.find("hemmelig") == std::string::npos);
    Presented const stranger{AuthMethod::none, "nobody", {}, {}, false};
    auto const unknown = need(parse_json(examination({stranger, nullptr, now, world.policy, world.keys})));
    CHECK(outcome(unknown, "client_is_known") == "failed");
    CHECK(outcome(unknown, "method_is_registered") == "not examined");
}

}  // namespace
}  // namespace emulator::oauth
