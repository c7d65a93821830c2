// What the modules of fapi2-security-profile-final-test-plan check of pushed requests, each under its own
// name. conformance.md lists all modules, and why those are left out that are.
#include <algorithm>
#include <functional>
#include <map>

#include "services/idporten/pushed_requests.h"
#include "services/idporten/pushing.h"

namespace emulator::idporten {
namespace {

// A client with a key of its own, as the profile demands, that pushes its request.
struct Pusher {
    World world;
    std::string client_id = "min-tjeneste-nokkel";

    http::Response push(Fields const& changes = {}, std::function<void(Json&)> const& assert_so = {}) {
        auto const authenticated = World::asserting(client_id, world.assertion(client_id, assert_so));
        return idporten::push(world, changed(authenticated, changes), "");
    }
    std::string reference(Fields const& changes = {}) {
        auto const response = push(changes);
        INFO(response.body);
        REQUIRE(response.status == 201);
        return need(parse_json(response.body)).at("request_uri");
    }
    // What the browser gets that brings the reference, and these parameters beside it.
    http::Response open(std::string const& request_uri, Fields const& beside = {}) {
        Fields const brought{{"client_id", client_id}, {"request_uri", request_uri}};
        return world.browser.get("/authorize?" + parameters(changed(brought, beside)).encoded());
    }
    http::Parameters log_in(Fields const& changes = {}) {
        auto const back = World::choose(world.browser, open(reference(changes)));
        REQUIRE(back.status == 303);
        return query_of(location(back));
    }
    Json id_token(http::Parameters const& answer, Fields const& changes = {}) {
        auto const asserted = World::asserting(client_id, world.assertion(client_id));
        auto const response = world.redeem(answer.text("code"), changed(asserted, changes), "");
        INFO(response.body);
        REQUIRE(response.status == 200);
        return claims_of(need(parse_json(response.body)).at("id_token"));
    }
};

TEST_SUITE("idporten/conformance/pushed") {
    TEST_CASE("fapi2-security-profile-final-discovery-end-point-verification") {
        World world;
        auto const document =
            need(parse_json(world.send(http::Method::get, "/.well-known/openid-configuration").body));
        CHECK(document.at("issuer") == issuer);
        CHECK(document.at("pushed_authorization_request_endpoint") == issuer + "/par");
        CHECK(document.at("response_types_supported") == Json::array({"code"}));
        CHECK(document.at("code_challenge_methods_supported") == Json::array({"S256"}));
        CHECK(document.at("authorization_response_iss_parameter_supported") == true);
        auto const& methods = document.at("token_endpoint_auth_methods_supported");
        CHECK(std::find(methods.begin(), methods.end(), "private_key_jwt") != methods.end());
        CHECK(document.contains("token_endpoint_auth_signing_alg_values_supported"));
    }
    // Two clients, two redirect URIs; that the tokens are bound to a key is left out, as they are bearer
    // tokens.
    TEST_CASE("fapi2-security-profile-final-happy-flow") {
        Pusher pusher;
        for (auto const& [client_id, redirect_uri] : std::map<std::string, std::string>{
                 {"min-tjeneste-nokkel", callback}, {"demotjeneste", "http://localhost:4706/callback"}}) {
            CAPTURE(client_id);
            pusher.client_id = client_id;
            auto const answer = pusher.log_in({{"redirect_uri", redirect_uri}, {"prompt", "login"}});
            CHECK(answer.text("iss") == issuer);
            CHECK(answer.text("state") == "state-1");
            auto const claims = pusher.id_token(answer, {{"redirect_uri", redirect_uri}});
            CHECK(claims.at("aud") == client_id);
            CHECK(claims.at("nonce") == "nonce-1");
        }
    }
    TEST_CASE("fapi2-security-profile-final-test-claims-parameter-identity-claims") {
        Pusher pusher;
        auto const answer = pusher.log_in({{"claims", R"({"id_token":{"name":{"essential":true}}})"}});
        // claims_parameter_supported is false: the login goes on, and the names stay with their eIDs.
        CHECK(!pusher.id_token(answer).contains("name"));
    }
    TEST_CASE("fapi2-security-profile-final-ensure-different-nonce-inside-and-outside-request-object") {
        Pusher pusher;
        auto const page = pusher.open(pusher.reference(), {{"nonce", "outside"}});
        auto const back = World::choose(pusher.world.browser, page);
        CHECK(pusher.id_token(query_of(location(back))).at("nonce") == "nonce-1");
    }
    TEST_CASE("fapi2-security-profile-final-ensure-different-state-inside-and-outside-request-object") {
        Pusher pusher;
        auto const page = pusher.open(pusher.reference(), {{"state", "outside"}});
        auto const back = World::choose(pusher.world.browser, page);
        CHECK(query_of(location(back)).text("state") == "state-1");
    }
    TEST_CASE("fapi2-security-profile-final-ensure-request-object-without-redirect-uri-fails") {
        Pusher pusher;
        CHECK(refusal(pusher.push({{"redirect_uri", ""}})).error == "invalid_request");
        // Nor does one beside the reference help.
        auto const page = pusher.world.browser.get(
            "/authorize?" +
            parameters({{"client_id", pusher.client_id}, {"redirect_uri", callback}}).encoded());
        CHECK(query_of(location(page)).text("error") == "invalid_request");
    }
    // The module takes both answers; here the URI must be registered.
    TEST_CASE("fapi2-security-profile-final-plain-fapi-tolerate-unregistered-redirect-uri") {
        Pusher pusher;
        auto const refused = refusal(pusher.push({{"redirect_uri", "https://unregistered.example/cb"}}));
        CHECK(refused.status == 400);
        CHECK(refused.error == "invalid_request");
    }
    TEST_CASE(
        "fapi2-security-profile-final-par-ensure-jwt-client-assertions-nbf-over-60-seconds-in-the-future-"
        "fails") {
        Pusher pusher;
        auto const late = pusher.world.now() + 61;
        CHECK(refusal(pusher.push({}, [&](Json& claims) { claims["nbf"] = late; })).error ==
              "invalid_client");
    }
    TEST_CASE("fapi2-security-profile-final-user-rejects-authentication") {
        Pusher pusher;
        auto const page = pusher.open(pusher.reference());
        auto const back =
            pusher.world.browser.post("/login", parameters({{"csrf", input(page, "csrf")},
                                                            {"transaction", input(page, "transaction")},
                                                            {"action", "cancel"}}));
        CHECK(told(pusher.world, back).error == "access_denied");
    }
    TEST_CASE("fapi2-security-profile-final-ensure-authorization-request-without-state-success") {
        Pusher pusher;
        auto const answer = pusher.log_in({{"state", ""}});
        CHECK(!answer.has("state"));
        CHECK(answer.has("code"));
    }
    TEST_CASE("fapi2-security-profile-final-ensure-authorization-request-without-nonce-success") {
        Pusher pusher;
        CHECK(!pusher.id_token(pusher.log_in({{"nonce", ""}})).contains("nonce"));
    }
    TEST_CASE("fapi2-security-profile-final-ensure-authorization-request-with-64-char-nonce-success") {
        Pusher pusher;
        std::string const nonce(64, 'n');
        CHECK(pusher.id_token(pusher.log_in({{"nonce", nonce}})).at("nonce") == nonce);
    }
    TEST_CASE("fapi2-security-profile-final-ensure-authorization-request-with-long-nonce") {
        Pusher pusher;
        std::string const nonce(384, 'n');
        CHECK(pusher.id_token(pusher.log_in({{"nonce", nonce}})).at("nonce") == nonce);
    }
    TEST_CASE("fapi2-security-profile-final-ensure-authorization-request-with-long-state") {
        Pusher pusher;
        std::string const state(1000, 's');
        CHECK(pusher.log_in({{"state", state}}).text("state") == state);
    }
    TEST_CASE("fapi2-security-profile-final-ensure-other-scope-order-succeeds") {
        Pusher pusher;
        CHECK(pusher.id_token(pusher.log_in({{"scope", "profile openid"}})).at("pid") == everything);
    }
    TEST_CASE("fapi2-security-profile-final-state-only-outside-request-object-not-used") {
        Pusher pusher;
        auto const page = pusher.open(pusher.reference({{"state", ""}}), {{"state", "outside"}});
        CHECK(!query_of(location(World::choose(pusher.world.browser, page))).has("state"));
    }
    TEST_CASE("fapi2-security-profile-final-ensure-registered-redirect-uri") {
        Pusher pusher;
        CHECK(refusal(pusher.push({{"redirect_uri", callback + "/nowhere"}})).error == "invalid_request");
    }
    TEST_CASE("fapi2-security-profile-final-ensure-redirect-uri-in-authorization-request") {
        Pusher pusher;
        CHECK(refusal(pusher.push({{"redirect_uri", ""}})).error == "invalid_request");
    }
    TEST_CASE("fapi2-security-profile-final-ensure-response-type-code-idtoken-fails") {
        Pusher pusher;
        CHECK(refusal(pusher.push({{"response_type", "code id_token"}})).error ==
              "unsupported_response_type");
    }
    TEST_CASE("fapi2-security-profile-final-ensure-response-type-token-fails") {
        Pusher pusher;
        CHECK(refusal(pusher.push({{"response_type", "token"}})).error == "unsupported_response_type");
    }
    TEST_CASE(
        "fapi2-security-profile-final-par-ensure-reused-request-uri-prior-to-auth-completion-succeeds") {
        Pusher pusher;
        auto const request_uri = pusher.reference();
        CHECK(is_login_page(pusher.open(request_uri)));
        auto const again = pusher.open(request_uri);
        CHECK(World::choose(pusher.world.browser, again).status == 303);
    }
    TEST_CASE("fapi2-security-profile-final-par-attempt-reuse-request_uri") {
        Pusher pusher;
        auto const request_uri = pusher.reference();
        CHECK(World::choose(pusher.world.browser, pusher.open(request_uri)).status == 303);
        auto const page = pusher.open(request_uri);
        CHECK(page.status == 400);
        CHECK(!page.headers.find("Location"));
    }
    TEST_CASE("fapi2-security-profile-final-par-attempt-to-use-expired-request_uri") {
        Pusher pusher;
        auto const request_uri = pusher.reference();
        pusher.world.clock.advance(pushed_lifetime + seconds(1));
        CHECK(pusher.open(request_uri).status == 400);
    }
    TEST_CASE(
        "fapi2-security-profile-final-par-ensure-jwt-client-assertions-nbf-8-seconds-in-the-future-is-"
        "accepted") {
        Pusher pusher;
        auto const soon = pusher.world.now() + 8;
        CHECK(pusher.push({}, [&](Json& claims) { claims["nbf"] = soon; }).status == 201);
    }
    TEST_CASE("fapi2-security-profile-final-par-attempt-to-use-request_uri-for-different-client") {
        Pusher pusher;
        auto const page = idporten::open(pusher.world, pusher.reference(), "min-tjeneste");
        CHECK(page.status == 400);
        CHECK(!page.headers.find("Location"));
    }
    TEST_CASE("fapi2-security-profile-final-par-authorization-request-containing-request_uri-form-param") {
        Pusher pusher;
        CHECK(refusal(pusher.push({{"request_uri", pusher.reference()}})).error == "invalid_request");
    }
    TEST_CASE("fapi2-security-profile-final-par-attempt-invalid-http-method") {
        Pusher pusher;
        CHECK(pusher.world.send(http::Method::get, "/par").status == 405);
        CHECK(pusher.world.send(http::Method::put, "/par").status == 405);
    }
    TEST_CASE("fapi2-security-profile-final-par-ensure-pkce-required") {
        Pusher pusher;
        Fields const without{{"code_challenge", ""}, {"code_challenge_method", ""}};
        CHECK(refusal(pusher.push(without)).error == "invalid_request");
    }
    TEST_CASE("fapi2-security-profile-final-par-plain-pkce-rejected") {
        Pusher pusher;
        Fields const plain{{"code_challenge", verifier}, {"code_challenge_method", "plain"}};
        CHECK(refusal(pusher.push(plain)).error == "invalid_request");
    }
    TEST_CASE("fapi2-security-profile-final-par-without-duplicate-parameters") {
        Pusher pusher;
        CHECK(pusher.id_token(pusher.log_in()).at("aud") == pusher.client_id);
    }
}

}  // namespace
}  // namespace emulator::idporten
