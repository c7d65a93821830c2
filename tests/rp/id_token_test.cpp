#include "rp/id_token.h"

#include "rp/relying_party.h"
#include "rp/support.h"

namespace emulator::rp {
namespace {

constexpr Instant now{seconds(1795348800)};
Expected const expected{"http://localhost:4702", "demotjeneste", "nonce-1", "idporten-loa-substantial"};

jose::Jwt id_token(Change const& change = unchanged) {
    auto const at = in_seconds(now);
    jose::Jwt token;
    token.claims = {{"iss", expected.issuer},    {"aud", expected.client_id},
                    {"nonce", expected.nonce},   {"iat", at},
                    {"exp", at + 120},           {"sub", "abc"},
                    {"acr", "idporten-loa-high"}};
    change(token.claims);
    return token;
}

TEST_CASE("[OpenID Connect Core 3.1.3.7] a right id_token passes every check, in their order") {
    auto const checks = need(check_id_token(id_token(), expected, now));
    std::string names;
    for (auto const& check : checks) {
        names += check.name + " ";
        CHECK_FALSE(check.result.empty());
    }
    CHECK(names == "iss aud nonce exp iat acr ");
}

TEST_CASE("[OpenID Connect Core 3.1.3.7] whatever does not hold is refused with access_denied") {
    auto const at = in_seconds(now);
    auto const set = [](std::string name, Json value) -> Change {
        return [name = std::move(name), value = std::move(value)](Json& claims) { claims[name] = value; };
    };
    auto const without = [](std::string name) -> Change {
        return [name = std::move(name)](Json& claims) { claims.erase(name); };
    };
    struct Row {
        std::string name;
        Change change;
        std::string told;
    };
    for (auto const& row : {
             Row{"another issuer", set("iss", "http://localhost:4702/"), "iss is http://localhost:4702"},
             Row{"no issuer", without("iss"), "iss is"},
             Row{"an issuer that is no text", set("iss", Json::array({"http://localhost:4702"})), "iss is"},
             Row{"another audience", set("aud", "minprofil"), "aud is the client_id alone"},
             Row{"one audience too many", set("aud", {"demotjeneste", "minprofil"}),
                 "aud is the client_id alone"},
             Row{"no audience", without("aud"), "aud is the client_id alone"},
             Row{"an audience that is no text", set("aud", 7), "its claims are well-formed"},
             Row{"another nonce", set("nonce", "nonce-2"), "nonce is nonce-1"},
             Row{"no nonce", without("nonce"), "nonce is nonce-1"},
             Row{"expired", set("exp", at - 10), "it has not expired"},
             Row{"no exp", without("exp"), "it has not expired"},
             Row{"exp that is no number", set("exp", "soon"), "its claims are well-formed"},
             Row{"from the future", set("iat", at + 11), "it is not from the future"},
             Row{"no iat", without("iat"), "it is not from the future"},
             Row{"iat that is no number", set("iat", false), "its claims are well-formed"},
             Row{"too low a level", set("acr", "idporten-loa-low"), "acr satisfies"},
             Row{"no level", without("acr"), "acr satisfies"},
         }) {
        CAPTURE(row.name);
        auto const checks = check_id_token(id_token(row.change), expected, now);
        REQUIRE_FALSE(checks.has_value());
        CAPTURE(checks.error().description);
        CHECK(checks.error().code == ErrorCode::access_denied);
        CHECK(checks.error().description.find("The id_token is not accepted: " + row.told) == 0);
    }
}

TEST_CASE("[OpenID Connect Core 3.1.3.7] what the limits allow is accepted") {
    auto const at = in_seconds(now);
    struct Row {
        std::string name;
        Change change;
    };
    for (auto const& row : {
             Row{"an audience in an array", [](Json& c) { c["aud"] = Json::array({"demotjeneste"}); }},
             Row{"just not expired, within the skew", [&](Json& c) { c["exp"] = at - 9; }},
             Row{"from the near future, within the skew", [&](Json& c) { c["iat"] = at + 10; }},
             Row{"the level itself", [](Json& c) { c["acr"] = "idporten-loa-substantial"; }},
         }) {
        CAPTURE(row.name);
        CHECK(check_id_token(id_token(row.change), expected, now).has_value());
    }
}

TEST_CASE("without a nonce of its own a login accepts no id_token") {
    auto forgotten = expected;
    forgotten.nonce.clear();
    CHECK_FALSE(
        check_id_token(id_token([](Json& claims) { claims.erase("nonce"); }), forgotten, now).has_value());
}

TEST_CASE("[idporten 4] high satisfies substantial, of the same family, and nothing else satisfies another") {
    struct Row {
        std::string acr;
        std::string wanted;
        bool satisfies;
    };
    for (auto const& row : {
             Row{"idporten-loa-high", "idporten-loa-high", true},
             Row{"idporten-loa-high", "idporten-loa-substantial", true},
             Row{"idporten-loa-substantial", "idporten-loa-substantial", true},
             Row{"idporten-loa-low", "idporten-loa-low", true},
             Row{"eidas-loa-high", "eidas-loa-substantial", true},
             Row{"idporten-loa-substantial", "idporten-loa-high", false},
             Row{"idporten-loa-low", "idporten-loa-substantial", false},
             Row{"eidas-loa-high", "idporten-loa-substantial", false},
             Row{"", "idporten-loa-substantial", false},
             Row{"idporten-loa-highest", "idporten-loa-substantial", false},
             Row{"Level4", "idporten-loa-high", false},
         }) {
        CAPTURE(row.acr);
        CAPTURE(row.wanted);
        CHECK(level_satisfies(row.acr, row.wanted) == row.satisfies);
    }
    // One of several wanted levels is enough; none wanted is none needed.
    auto several = expected;
    several.acr_values = "idporten-loa-high idporten-loa-low";
    CHECK(check_id_token(id_token([](Json& c) { c["acr"] = "idporten-loa-low"; }), several, now).has_value());
    several.acr_values.clear();
    CHECK(check_id_token(id_token([](Json& c) { c.erase("acr"); }), several, now).has_value());
}

}  // namespace
}  // namespace emulator::rp
