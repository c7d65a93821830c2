// The tokens of ID-porten and what is beside them, as they were recorded.
#include "services/idporten/documents.h"

#include "services/idporten/world.h"

namespace emulator::idporten {
namespace {

std::string const contact_scope = "krr:user/kontaktinformasjon.read";

TEST_SUITE("idporten/documents") {
    TEST_CASE("[idporten 7] the answer has these members and is not stored") {
        World world;
        auto const response = world.redeem(world.headless_code());
        REQUIRE(response.status == 200);
        CHECK(response.headers.find("Content-Type") == "application/json");
        CHECK(response.headers.find("Cache-Control") == "no-store");
        auto const answer = need(parse_json(response.body));
        CHECK(names(answer) == std::vector<std::string>{"access_token", "refresh_token_expires_in",
                                                        "refresh_token", "scope", "id_token", "token_type",
                                                        "expires_in"});
        CHECK(answer.at("refresh_token_expires_in") == 600);
        CHECK(answer.at("token_type") == "Bearer");
        CHECK(answer.at("expires_in") == 120);
        CHECK(answer.at("scope") == "openid profile");
    }

    TEST_CASE("[idporten 8] the id_token has these claims, in the recorded order") {
        World world;
        auto const auth_time = world.now();
        auto const code = world.headless_code({}, d_number, high_level);
        world.clock.advance(seconds(7));
        auto const claims = world.id_token(code);
        CHECK(names(claims) == std::vector<std::string>{"sub", "amr", "iss", "pid", "locale", "nonce", "aud",
                                                        "acr", "auth_time", "exp", "iat", "jti"});
        CHECK(claims.at("sub").get<std::string>().size() == 43);
        CHECK(claims.at("amr") == Json::array({"TestID"}));
        CHECK(claims.at("iss") == issuer);
        CHECK(claims.at("pid") == d_number);
        CHECK(claims.at("locale") == "nb");
        CHECK(claims.at("nonce") == "nonce-1");
        CHECK(claims.at("aud") == "min-tjeneste");
        CHECK(claims.at("acr") == high_level);
        CHECK(claims.at("auth_time") == auth_time);
        CHECK(claims.at("iat") == auth_time + 7);
        CHECK(claims.at("exp") == auth_time + 7 + 120);
        CHECK(base64url_decode(claims.at("jti").get<std::string>()).value_or("").size() == 8);
    }

    TEST_CASE("[idporten 8] claims that are there only when they are asked for") {
        struct Row {
            std::string name;
            Fields changes;
            std::string client_member;
            std::string claim;
            bool there;
        };
        for (auto const& row :
             {Row{"locale with profile", {}, "", "locale", true},
              Row{"locale without profile", {{"scope", "openid"}}, "", "locale", false},
              Row{"nonce that was sent", {}, "", "nonce", true},
              Row{"nonce that was not sent", {{"nonce", ""}}, "", "nonce", false},
              Row{"sid for whom it is nothing", {}, "", "sid", false},
              Row{"sid for front-channel logout", {}, "frontchannel_logout_session_required", "sid", true},
              Row{"sid for back-channel logout", {}, "backchannel_logout_uri", "sid", true},
              Row{"at_hash", {}, "", "at_hash", false}}) {
            CAPTURE(row.name);
            World world;
            world.registrations.client("min-tjeneste", [&](Json& client) {
                if (row.client_member == "backchannel_logout_uri")
                    client[row.client_member] = "http://localhost:3000/logout";
                else if (!row.client_member.empty())
                    client[row.client_member] = true;
            });
            CHECK(world.id_token(world.headless_code(row.changes)).contains(row.claim) == row.there);
        }
    }

    TEST_CASE("[idporten 8] sid stands between nonce and aud") {
        World world;
        world.registrations.client(
            "min-tjeneste", [](Json& client) { client["frontchannel_logout_session_required"] = true; });
        auto const claims = world.id_token(world.headless_code());
        auto const order = names(claims);
        REQUIRE(order.size() == 13);
        CHECK(order[5] == "nonce");
        CHECK(order[6] == "sid");
        CHECK(order[7] == "aud");
        CHECK(claims.at("sid").get<std::string>().size() == 43);
    }

    TEST_CASE("nonce and resource come back as they were sent") {
        World world;
        std::string const nonce = "n\xc3\xa6 \"\\<>%20+" + std::string(500, 'n');
        CHECK(world.id_token(world.headless_code({{"nonce", nonce}})).at("nonce") == nonce);
    }

    TEST_CASE("[idporten 9] the access_token has these claims, in the recorded order") {
        World world;
        auto const code = world.headless_code({{"scope", contact_scope + " openid"}}, d_number, high_level);
        auto const claims = claims_of(world.tokens(code).at("access_token"));
        auto const iat = std::to_string(world.now());
        auto const exp = std::to_string(world.now() + 120);
        auto const jti = claims.at("jti").get<std::string>();
        CHECK(base64url_decode(jti).value_or("").size() == 8);
        CHECK(
            claims.dump() ==
            R"({"sub":"47906701517","acr":"idporten-loa-high","scope":"krr:user/kontaktinformasjon.read openid",)"
            R"("iss":"http://localhost:4702","client_amr":"client_secret_basic","pid":"47906701517","exp":)" +
                exp + R"(,"iat":)" + iat + R"(,"jti":")" + jti +
                R"(","client_id":"min-tjeneste","consumer":{"authority":"iso6523-actorid-upis",)"
                R"("ID":"0192:310222224"}})");
    }

    TEST_CASE("[idporten 9] aud is there only with resource: one as a string, several as an array") {
        World world;
        auto const aud_of = [&](std::string const& more) {
            auto const url =
                World::authorize_url({{"login_hint", "testid:" + everything + "_" + high_level}});
            auto const code = World::code_of(world.send(http::Method::get, url + more));
            auto const claims = claims_of(world.tokens(code).at("access_token"));
            return claims.contains("aud") ? claims.at("aud") : Json();
        };
        std::string const first = "&resource=https%3A%2F%2Fa.example.no";
        CHECK(aud_of("").is_null());
        CHECK(aud_of("&resource=").is_null());
        CHECK(aud_of(first) == "https://a.example.no");
        CHECK(aud_of(first + "&resource=https%3A%2F%2Fb.example.no") ==
              Json::array({"https://a.example.no", "https://b.example.no"}));
    }

    TEST_CASE("[idporten 9] client_amr is the method of authentication; a supplier is named") {
        World world;
        auto const by_key =
            world.redeem(world.headless_code({{"client_id", "min-tjeneste-nokkel"}}),
                         World::asserting("min-tjeneste-nokkel", world.assertion("min-tjeneste-nokkel")), "");
        CHECK(claims_of(need(parse_json(by_key.body)).at("access_token")).at("client_amr") ==
              "private_key_jwt");
        auto const by_nothing =
            world.redeem(world.headless_code({{"client_id", "min-spa"}}), {{"client_id", "min-spa"}}, "");
        CHECK(claims_of(need(parse_json(by_nothing.body)).at("access_token")).at("client_amr") == "none");
        world.registrations.client("min-tjeneste",
                                   [](Json& client) { client["supplier_orgno"] = "313111113"; });
        auto const claims = claims_of(world.access_token());
        CHECK(claims.at("supplier") == Json{{"authority", "iso6523-actorid-upis"}, {"ID", "0192:313111113"}});
        CHECK(claims.at("consumer").at("ID") == "0192:310222224");
    }

    TEST_CASE("[idporten 7] there is an id_token only with openid") {
        World world;
        auto const answer = world.tokens(world.headless_code({{"scope", contact_scope}}));
        CHECK(!answer.contains("id_token"));
        CHECK(answer.at("scope") == contact_scope);
        CHECK(claims_of(answer.at("access_token")).at("pid") == everything);
    }

    TEST_CASE(
        "[idporten 11] an access token lives as long as the client says, or the scope that says least") {
        struct Row {
            std::string name;
            int client;
            int scope;
            int lifetime;
        };
        for (auto const& row :
             {Row{"nobody says anything", 0, 0, 120}, Row{"the client says more", 600, 0, 600},
              Row{"the scope says less", 600, 30, 30}, Row{"the scope says more", 0, 600, 120}}) {
            CAPTURE(row.name);
            World world;
            world.registrations.client("min-tjeneste",
                                       [&](Json& client) { client["access_token_lifetime"] = row.client; });
            world.registrations.scope(contact_scope, [&](Json& scope) { scope["at_max_age"] = row.scope; });
            auto const answer = world.tokens(world.headless_code({{"scope", "openid " + contact_scope}}));
            CHECK(answer.at("expires_in") == row.lifetime);
            auto const access = claims_of(answer.at("access_token"));
            CHECK(access.at("exp").get<int>() - access.at("iat").get<int>() == row.lifetime);
            auto const id = claims_of(answer.at("id_token"));
            CHECK(id.at("exp").get<int>() - id.at("iat").get<int>() == 120);
        }
    }

    TEST_CASE("[OpenID Connect Core 8.1] sub is pairwise, and the same at every start") {
        auto const person = need(model::PersonNumber::parse(everything));
        auto const other = need(model::PersonNumber::parse(d_number));
        auto const sub = pairwise_subject("min-tjeneste", person);
        CHECK(sub.size() == 43);
        CHECK(sub == pairwise_subject("min-tjeneste", person));
        CHECK(sub != pairwise_subject("min-spa", person));
        CHECK(sub != pairwise_subject("min-tjeneste", other));
        World first;
        World second;
        CHECK(first.id_token(first.headless_code()).at("sub") == sub);
        CHECK(second.id_token(second.headless_code()).at("sub") == sub);
    }
}

}  // namespace
}  // namespace emulator::idporten
