// Attacks on the endpoints that clients call.
#include "jose/digest.h"
#include "jose/jwk.h"
#include "jose/jwt.h"
#include "jose/key.h"
#include "services/idporten/tokens.h"

namespace emulator::idporten {
namespace {

using http::Method;

std::string const nokkel = "min-tjeneste-nokkel";

// Redeems a fresh code with this assertion.
http::Response redeem(World& world, std::string const& assertion) {
    return world.redeem(world.headless_code({{"client_id", nokkel}}), World::asserting(nokkel, assertion),
                        "");
}

TEST_SUITE("idporten/hostile tokens") {
    TEST_CASE(
        "a code that was stolen from one client and slipped to another gives nothing, and harms nothing") {
        World world;
        struct Row {
            std::string name;
            Fields changes;
            std::string authorization;
        };
        auto const stolen = world.headless_code();
        // The thief is a client too, with a login of its own under way.
        for (auto const& row :
             {Row{"by a public client", public_client, ""},
              Row{"by a confidential client", reusing_client, ""},
              Row{"with the victim's client_id beside its own secret",
                  {{"client_id", "min-tjeneste"}, {"client_secret", "min-tjeneste-post-hemmelighet"}},
                  ""},
              Row{"with another verifier", {{"code_verifier", std::string(43, 'a')}}, own_client},
              Row{"with the verifier left out", {{"code_verifier", ""}}, own_client},
              Row{"for another redirect_uri",
                  {{"redirect_uri", "http://localhost:1/callback"}},
                  own_client}}) {
            CAPTURE(row.name);
            CHECK(refusal(world.redeem(stolen, row.changes, row.authorization)).status >= 400);
        }
        CHECK(world.redeem(stolen).status == 200);
    }

    TEST_CASE("what is used up does no harm in the hands of another client") {
        World world;
        auto const code = world.headless_code();
        auto const first = world.tokens(code);
        auto const second = refreshed(world, text(first, "refresh_token"));
        for (auto const& thief : {public_client, reusing_client}) {
            auto const redeemed = refusal(world.redeem(code, thief, ""));
            CHECK(redeemed.error == "invalid_grant");
            CHECK(redeemed.description == "The code was issued to another client");
            CHECK(outcome(world, "code_is_of_the_client") == "failed");
            auto const used = refusal(refresh(world, text(first, "refresh_token"), thief, ""));
            CHECK(used.error == "invalid_grant");
            CHECK(used.description == "The refresh token was issued to another client");
            CHECK(world.log.mentions("issued to another client"));
        }
        CHECK(is_active(world, second));
        auto const third = refreshed(world, text(second, "refresh_token"));
        // Its own client's second use ends it.
        CHECK(refusal(world.redeem(code)).error == "invalid_grant");
        CHECK_FALSE(is_active(world, third));
    }

    TEST_CASE("tokens of one kind do not pass for another") {
        World world;
        auto const answer = log_in(world, {{"scope", "openid profile " + contact_scope}});
        auto const id_token = text(answer, "id_token");
        auto const refresh_token = text(answer, "refresh_token");
        CHECK(world.userinfo(id_token).status == 401);
        CHECK(world.userinfo(refresh_token).status == 401);
        CHECK(introspected(world, id_token) == Json{{"active", false}});
        CHECK(refusal(refresh(world, text(answer, "access_token"))).error == "invalid_grant");
        CHECK(refusal(redeem(world, id_token)).error == "invalid_client");
        CHECK(refusal(redeem(world, text(answer, "access_token"))).error == "invalid_client");
        CHECK(is_active(world, answer));
    }

    TEST_CASE("[RFC 8725] forged assertions are refused, and leave no trace of their jti") {
        World world;
        auto const right = world.assertion(nokkel);
        auto const payload = right.substr(right.find('.'), right.rfind('.') - right.find('.'));
        auto const signature = right.substr(right.rfind('.'));
        auto const header = [](Json const& json) { return base64url_encode(json.dump()); };
        auto const public_key =
            jose::public_jwk(key(nokkel).public_key(), nokkel + "-1", jose::Algorithm::RS256).dump();
        auto const input = header({{"alg", "HS256"}, {"kid", nokkel + "-1"}}) + payload;
        auto const claims = need(jose::parse_jwt(right)).claims;
        auto const attacker = key("minprofil");
        auto const jwk = jose::public_jwk(attacker.public_key(), nokkel + "-1", jose::Algorithm::RS256);
        auto const forged = [&](Json head) {
            head["alg"] = "RS256";
            return jose::sign_compact(attacker, jose::Algorithm::RS256, head, claims.dump());
        };
        struct Row {
            std::string name;
            std::string assertion;
        };
        for (auto const& row : {
                 Row{"alg none", header({{"alg", "none"}, {"kid", nokkel + "-1"}}) + payload + "."},
                 Row{"alg NoNe", header({{"alg", "NoNe"}, {"kid", nokkel + "-1"}}) + payload + "."},
                 Row{"an HMAC with the public key",
                     input + "." + base64url_encode(jose::hmac_sha256(public_key, input))},
                 Row{"no signature", header({{"alg", "RS256"}, {"kid", nokkel + "-1"}}) + payload + "."},
                 Row{"ES256 with the RSA key",
                     header({{"alg", "ES256"}, {"kid", nokkel + "-1"}}) + payload + signature},
                 Row{"a jwk in the header", forged({{"kid", nokkel + "-1"}, {"jwk", jwk}})},
                 Row{"a jku in the header", forged({{"kid", nokkel + "-1"}, {"jku", "http://localhost:1/"}})},
                 Row{"an x5u in the header",
                     forged({{"kid", nokkel + "-1"}, {"x5u", "http://localhost:1/"}})},
                 Row{"another client's kid", forged({{"kid", "minprofil-1"}})},
                 Row{"a path as kid", forged({{"kid", "../../minprofil-1"}})},
                 Row{"a kid of SQL", forged({{"kid", "' or '1'='1"}})},
                 Row{"a kid that is no text", forged({{"kid", 1}})},
                 Row{"an unknown critical extension",
                     forged({{"kid", nokkel + "-1"}, {"crit", {"x"}}, {"x", 1}})},
                 Row{"six parts", right + "." + right},
                 Row{"no parts", "....."},
                 Row{"too large", right + std::string(70000, 'A')},
             }) {
            CAPTURE(row.name);
            auto const response = redeem(world, row.assertion);
            CHECK(refusal(response).status == 401);
            CHECK(refusal(response).error == "invalid_client");
        }
        // Its jti was in every forgery, and is still worth one use.
        CHECK(redeem(world, right).status == 200);
        CHECK(refusal(redeem(world, right)).error == "invalid_client");
    }

    TEST_CASE("a jti is the client's own: another client's use of the same does not spend it") {
        World world;
        auto const jti = [](Json& claims) { claims["jti"] = "the same"; };
        CHECK(redeem(world, world.assertion(nokkel, jti)).status == 200);
        auto const back = world.assertion("demotjeneste", jti);
        // demotjeneste is refused for its grant, not for its assertion.
        auto const refused = refusal(refresh(world, "x", World::asserting("demotjeneste", back), ""));
        CHECK(refused.error == "invalid_grant");
    }

    TEST_CASE("what comes in does not break the answer, whatever it holds") {
        World world;
        std::string const strange = "x\r\nSet-Cookie: a=b\"\\<script>\xc3\xa6" + std::string(1, '\0');
        for (auto const* name : {"grant_type", "code", "refresh_token", "redirect_uri", "code_verifier",
                                 "scope", "client_id", "client_secret", "client_assertion",
                                 "client_assertion_type", "token", "token_type_hint", "resource"}) {
            for (auto const* path : {"/token", "/token/introspect", "/token/revoke"}) {
                for (auto const& value : {strange, std::string(50000, 'y')}) {
                    CAPTURE(name);
                    CAPTURE(path);
                    Fields form{{"grant_type", "refresh_token"}, {"refresh_token", "x"}, {"token", "x"}};
                    form[name] = value;
                    auto const response = post(world, path, form, own_client);
                    CHECK(response.status < 500);
                    for (auto const& [field, text] : response.headers)
                        CHECK(text.find_first_of("\r\n") == std::string::npos);
                    if (response.status == 200) continue;
                    auto const refused = refusal(response);
                    CHECK(refused.description.find_first_of("\"\\\r\n") == std::string::npos);
                    CHECK(refused.description.size() < 300);
                }
            }
        }
    }

    TEST_CASE("secrets, codes and tokens are in no log line and no record") {
        World world;
        auto const code = world.headless_code();
        auto const answer = world.tokens(code);
        static_cast<void>(world.redeem(code));
        static_cast<void>(refresh(world, text(answer, "refresh_token")));
        static_cast<void>(revoke(world, text(answer, "refresh_token"), {}, basic("min-tjeneste", "gjettet")));
        static_cast<void>(world.userinfo(text(answer, "access_token")));
        std::vector<std::string> told = world.log.lines();
        for (auto const& refused : world.journal.newest(100)) {
            told.push_back(refused.error.record);
            told.push_back(refused.error.explanation.received);
        }
        CHECK(told.size() > 8);
        for (auto const& line : told) {
            for (auto const& hidden : {code, secret, std::string("gjettet"), text(answer, "refresh_token"),
                                       text(answer, "access_token"), text(answer, "id_token"), verifier})
                CHECK(line.find(hidden) == std::string::npos);
        }
    }

    TEST_CASE("a record tells every rule of a refused redemption, in its order") {
        World world;
        auto const code = world.headless_code();
        CHECK(
            refusal(world.redeem(code, {{"redirect_uri", "http://localhost:1/"}, {"code_verifier", "short"}}))
                .error == "invalid_grant");
        auto const record = need(parse_json(world.journal.newest(1).at(0).error.record));
        std::vector<std::string> lines;
        for (auto const& rule : record.at("rules"))
            lines.push_back(rule.at("name").get<std::string>() + ": " +
                            rule.at("outcome").get<std::string>());
        CHECK(lines == std::vector<std::string>{"code_is_known: passed", "code_is_of_the_client: passed",
                                                "code_is_unused: passed", "grant_stands: passed",
                                                "code_is_fresh: passed", "redirect_uri_is_the_same: failed",
                                                "verifier_fits: failed"});
        CHECK(record.at("parameters").at("redirect_uri") == "http://localhost:1/");
        CHECK(record.at("parameters").at("code").get<std::string>().find("characters") != std::string::npos);
        static_cast<void>(world.redeem("unknown"));
        CHECK(outcome(world, "code_is_known") == "failed");
        CHECK(outcome(world, "verifier_fits") == "not examined");
    }

    TEST_CASE("a warning about a client is noted once an hour, not at every request") {
        World world;
        auto const warned = [&] {
            std::size_t count = 0;
            for (auto const& noted : world.journal.newest(100))
                count += noted.error.description.find("authenticates by a secret") != std::string::npos;
            return count;
        };
        for (int i = 0; i < 5; ++i)
            log_in(world);
        CHECK(warned() == 1);
        log_in(world, {}, reusing_client);
        CHECK(warned() == 2);
        world.clock.advance(seconds(3600));
        log_in(world);
        CHECK(warned() == 3);
    }
}

}  // namespace
}  // namespace emulator::idporten
