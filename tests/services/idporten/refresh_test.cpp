// Refresh tokens: who gets them, how long they last, and what becomes of one that comes twice.
#include <array>
#include <latch>
#include <thread>

#include "services/idporten/deps.h"
#include "services/idporten/tokens.h"

namespace emulator::idporten {
namespace {

std::string const unknown = "The refresh token is unknown or has expired";
std::string const idle = "The refresh token has not been used for too long";
std::string const used = "The refresh token has been used before; all tokens of the grant are revoked";
std::string const other_client = "The refresh token was issued to another client";
std::string const has_ended = "The grant has ended";

TEST_SUITE("idporten/refresh") {
    TEST_CASE("[idporten 7] a refresh gives the members of the first answer, but no id_token") {
        World world;
        auto const first = log_in(world, {{"scope", "openid profile " + contact_scope}});
        world.clock.advance(seconds(100));
        auto const answer = refreshed(world, text(first, "refresh_token"));
        CHECK(names(answer) == std::vector<std::string>{"access_token", "refresh_token_expires_in",
                                                        "refresh_token", "scope", "token_type",
                                                        "expires_in"});
        CHECK(answer.at("refresh_token_expires_in") == 600);
        CHECK(answer.at("expires_in") == 120);
        CHECK(answer.at("scope") == "openid profile " + contact_scope);
        CHECK(answer.at("token_type") == "Bearer");
        auto const old_claims = claims_of(text(first, "access_token"));
        auto const new_claims = claims_of(text(answer, "access_token"));
        CHECK(names(new_claims) == names(old_claims));
        for (auto const& [name, value] : new_claims.items()) {
            CAPTURE(name);
            bool const changes = name == "iat" || name == "exp" || name == "jti";
            CHECK((value == old_claims.at(name)) == !changes);
        }
        CHECK(new_claims.at("iat") == world.now());
        CHECK(is_active(world, first));
        CHECK(is_active(world, answer));
    }

    TEST_CASE("[idporten 7] a refresh token is opaque, and only its digest is kept") {
        World world;
        auto const token = text(log_in(world), "refresh_token");
        CHECK(base64url_decode(token).value_or("").size() == 32);
        auto const rows = world.database->read([](store::Connection& connection) {
            auto row = connection.query("select group_concat(id) from grant_credential");
            REQUIRE(row.step());
            return std::string(row.text(0));
        });
        CHECK(rows.find(token) == std::string::npos);
        CHECK(rows.find(digest_of(token)) != std::string::npos);
    }

    TEST_CASE("[idporten 7] a refresh token is given only to a client that has registered the grant") {
        World world;
        world.registrations.client("min-tjeneste",
                                   [](Json& client) { client["grant_types"] = {"authorization_code"}; });
        auto const answer = log_in(world);
        CHECK_FALSE(answer.contains("refresh_token"));
        CHECK_FALSE(answer.contains("refresh_token_expires_in"));
        auto const refused = refusal(refresh(world, "x"));
        CHECK(refused.status == 400);
        CHECK(refused.error == "unauthorized_client");
    }

    TEST_CASE("[RFC 9700 4.14.2] ONETIME: a token that was replaced and comes again ends the whole grant") {
        World world;
        auto const first = log_in(world);
        auto const second = refreshed(world, text(first, "refresh_token"));
        auto const third = refreshed(world, text(second, "refresh_token"));
        CHECK(text(first, "refresh_token") != text(second, "refresh_token"));
        CHECK(text(second, "refresh_token") != text(third, "refresh_token"));
        auto const other_grant = log_in(world);

        auto const refused = refusal(refresh(world, text(first, "refresh_token")));
        CHECK(refused.status == 400);
        CHECK(refused.error == "invalid_grant");
        CHECK(refused.description == used);
        CHECK(outcome(world, "refresh_token_is_unused") == "failed");
        CHECK(world.journal.newest(1).at(0).error.explanation.mend.find("newest refresh token") !=
              std::string::npos);
        for (auto const& answer : {first, second, third})
            CHECK_FALSE(is_active(world, answer));
        CHECK(refusal(refresh(world, text(third, "refresh_token"))).description == has_ended);
        CHECK(world.journal.newest(1).at(0).error.explanation.received ==
              "one of its refresh tokens was used twice");
        CHECK(is_active(world, other_grant));
        CHECK(refresh(world, text(other_grant, "refresh_token")).status == 200);
    }

    TEST_CASE("[idporten 7] REUSE: the same token comes back, and each use moves its end") {
        World world;
        auto const first = log_in(world, {}, reusing_client);
        auto const token = text(first, "refresh_token");
        for (int i = 0; i < 5; ++i) {
            world.clock.advance(seconds(599));
            auto const answer = refreshed(world, token, reusing_client, "");
            CHECK(text(answer, "refresh_token") == token);
            CHECK(answer.at("refresh_token_expires_in") == 600);
            CHECK(is_active(world, answer));
        }
        world.clock.advance(seconds(600));
        CHECK(refusal(refresh(world, token, reusing_client, "")).description == idle);
    }

    TEST_CASE("[RFC 9700 2.2.2] a public client's token is replaced, whatever is registered") {
        World world;
        world.registrations.client("min-spa", [](Json& client) { client["refresh_token_usage"] = "REUSE"; });
        auto const first = log_in(world, {}, public_client);
        auto const second = refreshed(world, text(first, "refresh_token"), public_client, "");
        CHECK(text(second, "refresh_token") != text(first, "refresh_token"));
        CHECK(claims_of(text(second, "access_token")).at("client_amr") == "none");
        CHECK(refusal(refresh(world, text(first, "refresh_token"), public_client, "")).description == used);
        CHECK_FALSE(is_active(world, second));
    }

    TEST_CASE("[idporten 11] refresh_token_lifetime is inactivity, authorization_lifetime the end of all") {
        struct Row {
            std::string name;
            int refresh, authorization, scope;
            std::vector<int> pauses;      // between refreshes
            std::vector<int> expires_in;  // of the refresh token, at the login and after each
            std::string refused;          // after the last pause
        };
        for (auto const& row : {
                 Row{"the defaults", 0, 0, 0, {599, 600}, {600, 600}, idle},
                 Row{"a client with a long breath", 3600, 7200, 0, {3599, 3600}, {3600, 3600}, idle},
                 Row{"the authorization ends", 600, 1000, 0, {599, 400, 1}, {600, 401, 1}, unknown},
                 Row{"the authorization is shorter", 600, 300, 0, {299, 1}, {300, 1}, unknown},
                 Row{"a scope ends it sooner", 600, 7200, 500, {400, 100}, {500, 100}, unknown},
                 Row{"a scope that says more", 600, 700, 800, {599, 101}, {600, 101}, unknown},
             }) {
            CAPTURE(row.name);
            World world;
            world.registrations.client("min-tjeneste", [&](Json& client) {
                client["refresh_token_lifetime"] = row.refresh;
                client["authorization_lifetime"] = row.authorization;
            });
            world.registrations.scope(contact_scope,
                                      [&](Json& scope) { scope["authorization_max_lifetime"] = row.scope; });
            auto answer = log_in(world, {{"scope", "openid profile " + contact_scope}});
            for (std::size_t i = 0; i < row.pauses.size(); ++i) {
                CAPTURE(i);
                REQUIRE(answer.at("refresh_token_expires_in") == row.expires_in[i]);
                world.clock.advance(seconds(row.pauses[i]));
                if (i + 1 < row.pauses.size()) answer = refreshed(world, text(answer, "refresh_token"));
            }
            auto const refused = refusal(refresh(world, text(answer, "refresh_token")));
            CHECK(refused.error == "invalid_grant");
            CHECK(refused.description == row.refused);
        }
    }

    TEST_CASE("[idporten 11] an access token does not outlive its authorization") {
        World world;
        world.registrations.client("min-tjeneste",
                                   [](Json& client) { client["authorization_lifetime"] = 200; });
        auto const first = log_in(world);
        CHECK(first.at("expires_in") == 120);
        world.clock.advance(seconds(150));
        auto const second = refreshed(world, text(first, "refresh_token"));
        CHECK(second.at("expires_in") == 50);
        auto const claims = claims_of(text(second, "access_token"));
        CHECK(claims.at("exp").get<int>() - claims.at("iat").get<int>() == 50);
    }

    TEST_CASE("[RFC 6749 6] a refresh may ask for fewer scopes, and the next one for all again") {
        struct Row {
            std::string name;
            std::string asked;
            std::string granted;  // empty: refused
        };
        std::string const all = "openid profile " + contact_scope;
        for (auto const& row : {
                 Row{"nothing said", "", all},
                 Row{"all of them", all, all},
                 Row{"another order", contact_scope + " profile openid", all},
                 Row{"one", contact_scope, contact_scope},
                 Row{"twice the same", "profile profile", "profile"},
                 Row{"one more than granted", all + " krr:user/digitalpost.read", ""},
                 Row{"another", "krr:user/spraak.write", ""},
                 Row{"an unknown one", "nonsense", ""},
             }) {
            CAPTURE(row.name);
            World world;
            auto const first = log_in(world, {{"scope", all}});
            auto const response = refresh(world, text(first, "refresh_token"), {{"scope", row.asked}});
            auto next = text(first, "refresh_token");
            if (row.granted.empty()) {
                CHECK(refusal(response).status == 400);
                CHECK(refusal(response).error == "invalid_scope");
                CHECK(outcome(world, "scopes_were_granted") == "failed");
            } else {
                REQUIRE(response.status == 200);
                auto const answer = need(parse_json(response.body));
                CHECK(answer.at("scope") == row.granted);
                CHECK(claims_of(text(answer, "access_token")).at("scope") == row.granted);
                next = text(answer, "refresh_token");
            }
            // A refusal leaves the token as it was.
            CHECK(refreshed(world, next).at("scope") == all);
        }
    }

    TEST_CASE("scopes that the client has lost since are not given out again") {
        World world;
        std::string const all = "openid profile " + contact_scope;
        auto const first = log_in(world, {{"scope", all}});
        world.registrations.scope(contact_scope, [](Json& scope) { scope["active"] = false; });
        auto const second = refreshed(world, text(first, "refresh_token"));
        CHECK(second.at("scope") == "openid profile");
        CHECK(refusal(refresh(world, text(second, "refresh_token"), {{"scope", contact_scope}})).error ==
              "invalid_scope");
        world.registrations.client("min-tjeneste", [](Json& client) { client["scopes"] = Json::array(); });
        CHECK(refusal(refresh(world, text(second, "refresh_token"))).error == "invalid_grant");
    }

    TEST_CASE("[RFC 6749 10.4] a refresh token is bound to its client, and another's try does no harm") {
        World world;
        auto const answer = log_in(world);
        for (auto const& client : {public_client, reusing_client}) {
            auto const refused = refusal(refresh(world, text(answer, "refresh_token"), client, ""));
            CHECK(refused.error == "invalid_grant");
            CHECK(refused.description == other_client);
            CHECK(outcome(world, "refresh_token_is_of_the_client") == "failed");
        }
        CHECK(is_active(world, answer));
        CHECK(refresh(world, text(answer, "refresh_token")).status == 200);
    }

    TEST_CASE("[RFC 6749 6] the client authenticates at each refresh, by its registered method") {
        World world;
        auto const token = text(log_in(world), "refresh_token");
        CHECK(refusal(refresh(world, token, {}, "")).error == "invalid_client");
        CHECK(refusal(refresh(world, token, {{"client_id", "min-tjeneste"}}, "")).error == "invalid_client");
        CHECK(refusal(refresh(world, token, {}, basic("min-tjeneste", "wrong"))).status == 401);
        CHECK(refusal(refresh(world, token, {{"client_id", "min-tjeneste"}, {"client_secret", secret}}, ""))
                  .error == "invalid_client");
        CHECK(refresh(world, token).status == 200);
    }

    TEST_CASE("what is no refresh token is refused") {
        World world;
        auto const answer = log_in(world);
        struct Row {
            std::string name;
            std::string token;
            std::string error;
            std::string description;
        };
        for (auto const& row :
             {Row{"nothing", "", "invalid_request", "refresh_token is missing"},
              Row{"junk", "junk", "invalid_grant", unknown},
              Row{"an access token", text(answer, "access_token"), "invalid_grant", unknown},
              Row{"an id_token", text(answer, "id_token"), "invalid_grant", unknown},
              Row{"a code", world.headless_code(), "invalid_grant", unknown},
              Row{"one more character", text(answer, "refresh_token") + "A", "invalid_grant", unknown},
              Row{"its digest", digest_of(text(answer, "refresh_token")), "invalid_grant", unknown},
              Row{"a very long one", std::string(60000, 'r'), "invalid_grant", unknown}}) {
            CAPTURE(row.name);
            auto const refused = refusal(refresh(world, row.token));
            CHECK(refused.status == 400);
            CHECK(refused.error == row.error);
            CHECK(refused.description == row.description);
        }
        // A refresh token is no code either.
        CHECK(refusal(world.redeem(text(answer, "refresh_token"))).error == "invalid_grant");
        CHECK(refresh(world, text(answer, "refresh_token")).status == 200);
    }

    TEST_CASE("[RFC 6749 4.1.2] a code that comes twice ends its refresh tokens too") {
        World world;
        auto const code = world.headless_code();
        auto const answer = world.tokens(code);
        auto const second = refreshed(world, text(answer, "refresh_token"));
        CHECK(refusal(world.redeem(code)).error == "invalid_grant");
        CHECK(refusal(refresh(world, text(second, "refresh_token"))).description == has_ended);
        CHECK_FALSE(is_active(world, second));
    }

    TEST_CASE("[idporten 16.1] a logout ends refresh tokens of pure logins, and no others") {
        World world;
        auto const login = world.tokens(world.log_in());
        // The same session, by single sign-on.
        auto const back = world.browser.get(World::authorize_url({{"scope", "openid " + contact_scope}}));
        auto const api_login = world.tokens(World::code_of(back));
        static_cast<void>(world.browser.get("/logout?client_id=min-tjeneste"));
        auto const refused = refusal(refresh(world, text(login, "refresh_token")));
        CHECK(refused.description == has_ended);
        CHECK(world.journal.newest(1).at(0).error.explanation.received == "the user logged out");
        CHECK(refresh(world, text(api_login, "refresh_token")).status == 200);
    }

    TEST_CASE("[idporten 16.1] a code that is redeemed after the logout gives no token at all") {
        for (std::string const scope : {"openid profile", "openid krr:user/kontaktinformasjon.read"}) {
            CAPTURE(scope);
            World world;
            auto const code = world.log_in({{"scope", scope}});
            static_cast<void>(world.browser.get("/logout?client_id=min-tjeneste"));
            auto const refused = refusal(world.redeem(code));
            CHECK(refused.error == "invalid_grant");
            CHECK(refused.description == has_ended);
            CHECK(outcome(world, "grant_stands") == "failed");
        }
    }

    TEST_CASE(
        "[RFC 9700 4.14.2] of eight refreshes at once at most one is answered, and the grant has ended") {
        World world;
        for (int round = 0; round < 10; ++round) {
            CAPTURE(round);
            auto const first = log_in(world);
            auto const token = text(first, "refresh_token");
            constexpr std::size_t many = 8;
            std::latch start(many);
            std::array<http::Response, many> answers;
            std::vector<std::jthread> threads;
            for (auto& mine : answers) {
                threads.emplace_back([&] {
                    start.arrive_and_wait();
                    mine = refresh(world, token);
                });
            }
            threads.clear();
            std::vector<Json> won;
            for (auto const& answer : answers) {
                if (answer.status == 200) won.push_back(need(parse_json(answer.body)));
            }
            REQUIRE(won.size() == 1);
            REQUIRE_FALSE(is_active(world, won.front()));
            REQUIRE(refusal(refresh(world, text(won.front(), "refresh_token"))).description == has_ended);
        }
    }

    TEST_CASE("of eight uses at once of a token that stays, all are answered") {
        World world;
        auto const token = text(log_in(world, {}, reusing_client), "refresh_token");
        std::array<http::Response, 8> answers;
        {
            std::vector<std::jthread> threads;
            for (auto& mine : answers)
                threads.emplace_back([&] { mine = refresh(world, token, reusing_client, ""); });
        }
        for (auto const& answer : answers) {
            REQUIRE(answer.status == 200);
            CHECK(is_active(world, need(parse_json(answer.body))));
        }
    }
}

}  // namespace
}  // namespace emulator::idporten
