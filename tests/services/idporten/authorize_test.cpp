// /authorize: the order of its checks, what each refuses, and who is told.
#include "services/idporten/authorize.h"

#include "oauth/pkce.h"
#include "services/idporten/authorization_rules.h"
#include "services/idporten/deps.h"
#include "services/idporten/world.h"

namespace emulator::idporten {
namespace {

http::Response get(World& world, Fields const& changes) {
    return world.browser.get(World::authorize_url(changes));
}

TEST_SUITE("idporten/authorize") {
    TEST_CASE("[idporten 3] the checks are made in this order, and the first two decide who is told") {
        std::vector<std::string_view> on_page;
        std::vector<std::string_view> by_redirect;
        for (auto const& check : checks())
            (check.told == Audience::user ? on_page : by_redirect).push_back(check.name);
        CHECK(on_page == std::vector<std::string_view>{"client_is_known", "redirect_uri_is_registered"});
        CHECK(by_redirect == std::vector<std::string_view>{
                                 "state_is_right", "nothing_stands_twice", "request_objects_are_absent",
                                 "response_type_is_code", "response_mode_is_known",
                                 "scopes_are_on_the_client", "scopes_are_open_to_the_client", "pkce_is_right",
                                 "levels_are_known", "prompt_is_known", "max_age_is_a_number",
                                 "headless_login_is_right", "customer_is_registered", "resources_are_read",
                                 "nonce_is_right", "unknown_parameters_are_told",
                                 "what_is_not_there_yet_is_told"});
        CHECK(checks()[0].told == Audience::user);
        CHECK(checks()[1].told == Audience::user);
    }

    TEST_CASE("[idporten 3] of several faults the first in the order is told") {
        World world;
        Fields wrong{{"client_id", "nobody"},    {"redirect_uri", "http://evil.example/"},
                     {"state", "s\xc3\xa6"},     {"request", "x.y.z"},
                     {"response_type", "token"}, {"response_mode", "fragment"},
                     {"scope", "altinn:x"},      {"code_challenge", "short"},
                     {"acr_values", "Level4"},   {"prompt", "create"},
                     {"max_age", "soon"},        {"login_hint", "testid:1_x"},
                     {"onbehalfof", "nobody"}};
        struct Step {
            std::string told;
            std::string mend;
            std::string value;
        };
        for (auto const& step :
             {Step{"Unknown client_id", "client_id", "min-tjeneste"},
              Step{"redirect_uri is not registered on the client", "redirect_uri", callback},
              Step{"state has characters outside ASCII 20 to 7E", "state", "state-1"},
              Step{"request is not supported", "request", ""},
              Step{"response_type is not supported", "response_type", "code"},
              Step{"response_mode is not supported", "response_mode", "query"},
              Step{"The client may not use the scope altinn:x", "scope", "openid"},
              Step{"code_challenge is malformed", "code_challenge", oauth::code_challenge(verifier)},
              Step{"acr_values has an unknown level", "acr_values", substantial_level},
              Step{"prompt has an unknown value", "prompt", "login"},
              Step{"max_age is not a number of seconds", "max_age", "10"},
              Step{"login_hint has no synthetic person number", "login_hint", ""},
              Step{"onbehalfof is not registered on the client", "onbehalfof", ""}}) {
            CAPTURE(step.told);
            static_cast<void>(get(world, wrong));
            CHECK(world.journal.newest(1).at(0).error.description == step.told);
            wrong[step.mend] = step.value;
        }
        CHECK(is_login_page(get(world, wrong)));
    }

    TEST_CASE("[idporten 3] without a proven client and redirect_uri the user is told on a page") {
        struct Row {
            std::string name;
            Fields changes;
            std::string description;
        };
        std::string const client = "Unknown client_id";
        std::string const uri = "redirect_uri is not registered on the client";
        for (auto const& row :
             {Row{"no client_id", {{"client_id", ""}}, client},
              Row{"an unknown client", {{"client_id", "nobody"}}, client},
              Row{"a client of Maskinporten", {{"client_id", "demo-etat-nokkel"}}, client},
              Row{"a client that is not active", {{"client_id", "min-spa"}}, client},
              Row{"no redirect_uri", {{"redirect_uri", ""}}, uri},
              Row{"another path", {{"redirect_uri", "http://localhost:3000/other"}}, uri},
              Row{"a slash at the end", {{"redirect_uri", callback + "/"}}, uri},
              Row{"a query", {{"redirect_uri", callback + "?x=1"}}, uri},
              Row{"a fragment", {{"redirect_uri", callback + "#x"}}, uri},
              Row{"another host", {{"redirect_uri", "http://evil.example/callback"}}, uri},
              Row{"user information", {{"redirect_uri", "http://localhost:3000@evil.example/callback"}}, uri},
              Row{"https", {{"redirect_uri", "https://localhost:3000/callback"}}, uri},
              Row{"another client's", {{"client_id", "demotjeneste"}}, uri}}) {
            CAPTURE(row.name);
            World world;
            world.registrations.client("min-spa", [](Json& c) { c["active"] = false; });
            auto const page = get(world, row.changes);
            CHECK(page.status == 400);
            CHECK(!page.headers.find("Location"));
            CHECK(page.headers.find("Content-Type") == "text/html; charset=utf-8");
            CHECK(marked(page, "error-description") == row.description);
            CHECK(marked(page, "trace-id") == world.journal.newest(1).at(0).error.trace_id);
            CHECK(marked(page, "error-title") == "Du kan ikke logge inn akkurat nå");
            auto const for_machines =
                refusal(world.send(http::Method::get, World::authorize_url(row.changes)));
            CHECK(for_machines.error == "invalid_request");
            CHECK(for_machines.description == row.description);
        }
    }

    TEST_CASE("[selvbetjening 4.1] a scope is for organisations with access, and the types that it names") {
        World world;
        Fields const asked{{"scope", "openid krr:user/spraak.write"}};
        CHECK(is_login_page(get(world, asked)));
        world.registrations.client("min-tjeneste", [](Json& c) { c["client_orgno"] = "313111113"; });
        auto const told = [&] {
            auto const answer = get(world, asked);
            CHECK(query_of(location(answer)).text("error") == "invalid_scope");
            return world.journal.newest(1).at(0).error;
        };
        CHECK(told().explanation.received == "313111113, which has none");
        CHECK(is_login_page(get(world, {{"scope", "openid profile"}})));
        world.registrations.client("min-tjeneste", [](Json&) {});
        world.registrations.scope("krr:user/spraak.write",
                                  [](Json& s) { s["allowed_integration_types"] = {"idporten"}; });
        CHECK(told().explanation.received == "a client of type api_klient");
    }

    TEST_CASE("a query that cannot be read is told on a page") {
        World world;
        for (auto const* query : {"client_id=%zz", "client_id=%ff", "client_id=min-tjeneste&state=%"}) {
            CAPTURE(query);
            auto const page = world.browser.get(std::string("/authorize?") + query);
            CHECK(page.status == 400);
            CHECK(!page.headers.find("Location"));
        }
    }

    TEST_CASE("[idporten 3.6] what is wrong beyond that is told to the client, with state and iss") {
        struct Row {
            std::string name;
            Fields changes;
            std::string error;
            std::string description;
        };
        std::string const request = "invalid_request";
        for (auto const& row :
             {Row{"no response_type", {{"response_type", ""}}, request, "response_type is missing"},
              Row{"implicit flow",
                  {{"response_type", "token"}},
                  "unsupported_response_type",
                  "response_type is not supported"},
              Row{"hybrid flow",
                  {{"response_type", "code id_token"}},
                  "unsupported_response_type",
                  "response_type is not supported"},
              Row{"fragment", {{"response_mode", "fragment"}}, request, "response_mode is not supported"},
              Row{"the short name of a mode",
                  {{"response_mode", "jwt"}},
                  request,
                  "response_mode is not supported"},
              Row{"a state beyond all bounds",
                  {{"state", std::string(4097, 's')}},
                  request,
                  "state is too long"},
              Row{"a nonce beyond all bounds",
                  {{"nonce", std::string(4097, 'n')}},
                  request,
                  "nonce is too long"},
              Row{"no scope", {{"scope", ""}}, "invalid_scope", "scope is missing"},
              Row{"blanks as scope", {{"scope", "  "}}, "invalid_scope", "scope is missing"},
              Row{"a scope that is not on the client",
                  {{"scope", "openid altinn:instances.read"}},
                  "invalid_scope",
                  "The client may not use the scope altinn:instances.read"},
              Row{"a scope that is not active",
                  {{"scope", "openid krr:user/spraak.write"}},
                  "invalid_scope",
                  "The client may not use the scope krr:user/spraak.write"},
              Row{"no PKCE",
                  {{"code_challenge", ""}, {"code_challenge_method", ""}},
                  request,
                  "code_challenge is missing"},
              Row{"no code_challenge", {{"code_challenge", ""}}, request, "code_challenge is missing"},
              Row{"no code_challenge_method",
                  {{"code_challenge_method", ""}},
                  request,
                  "code_challenge_method must be S256"},
              Row{"plain PKCE",
                  {{"code_challenge", verifier}, {"code_challenge_method", "plain"}},
                  request,
                  "code_challenge_method must be S256"},
              Row{"s256", {{"code_challenge_method", "s256"}}, request, "code_challenge_method must be S256"},
              Row{"a challenge of 42 characters",
                  {{"code_challenge", oauth::code_challenge(verifier).substr(1)}},
                  request,
                  "code_challenge is malformed"},
              Row{"a challenge with padding",
                  {{"code_challenge", oauth::code_challenge(verifier) + "="}},
                  request,
                  "code_challenge is malformed"},
              Row{"a retired level", {{"acr_values", "Level4"}}, request, "acr_values has an unknown level"},
              Row{"a level of two that is unknown",
                  {{"acr_values", "idporten-loa-high eidas-loa-high"}},
                  request,
                  "acr_values has an unknown level"},
              Row{"an unknown prompt",
                  {{"prompt", "select_account"}},
                  request,
                  "prompt has an unknown value"},
              Row{"none and another",
                  {{"prompt", "none login"}},
                  request,
                  "prompt=none stands with another value"},
              Row{"another and none",
                  {{"prompt", "consent none"}},
                  request,
                  "prompt=none stands with another value"},
              Row{"one of two unknown", {{"prompt", "login create"}}, request, "prompt has an unknown value"},
              Row{"max_age in words", {{"max_age", "1h"}}, request, "max_age is not a number of seconds"},
              Row{"a negative max_age", {{"max_age", "-1"}}, request, "max_age is not a number of seconds"},
              Row{"a fraction", {{"max_age", "1.5"}}, request, "max_age is not a number of seconds"},
              Row{"a max_age beyond all bounds",
                  {{"max_age", "9223372036854775808"}},
                  request,
                  "max_age is not a number of seconds"},
              Row{"a request object",
                  {{"request", "a.b.c"}},
                  "request_not_supported",
                  "request is not supported"},
              Row{"a request object elsewhere",
                  {{"request_uri", "https://tjeneste.example.no/request.jwt"}},
                  "request_uri_not_supported",
                  "request_uri is not supported"},
              Row{"nobody is logged in",
                  {{"prompt", "none"}},
                  "login_required",
                  "The user must log in, and prompt=none forbids it"}}) {
            CAPTURE(row.name);
            World world;
            world.registrations.scope("krr:user/spraak.write", [](Json& s) { s["active"] = false; });
            auto const travels = row.name == "a state beyond all bounds" ? "" : "state-1";
            auto const [error, description] = told(world, get(world, row.changes), travels);
            CHECK(error == row.error);
            CHECK(description == row.description);
        }
    }

    TEST_CASE("state that is refused does not travel; state is optional unless the client is public") {
        World world;
        CHECK(told(world, get(world, {{"state", "\xe2\x98\x83"}}), "").description ==
              "state has characters outside ASCII 20 to 7E");
        CHECK(told(world, get(world, {{"state", "a\x7f"}}), "").description ==
              "state has characters outside ASCII 20 to 7E");
        CHECK(told(world, get(world, {{"state", ""}, {"client_id", "min-spa"}}), "").description ==
              "state is missing");
        CHECK(is_login_page(get(world, {{"client_id", "min-spa"}})));
        CHECK(is_login_page(get(world, {{"state", ""}})));
    }

    TEST_CASE("[RFC 6749 3.1] no parameter stands twice, but resource may [RFC 8707 2]") {
        World world;
        auto const with = [&](std::string const& more) {
            return world.browser.get(World::authorize_url() + more);
        };
        std::string const twice = "A parameter is included more than once";
        std::string const resources = "&resource=https%3A%2F%2Fa.example&resource=https%3A%2F%2Fb.example";
        CHECK(told(world, with("&nonce=n2")).description == twice);
        CHECK(told(world, with("&unknown=1&unknown=1")).description == twice);
        CHECK(told(world, with("&state=other")).description == twice);
        CHECK(told(world, with(resources + "&scope=openid")).description == twice);
        auto const resources_first =
            "/authorize?" + resources.substr(1) + "&scope=openid&" + parameters(World::asked()).encoded();
        CHECK(told(world, world.browser.get(resources_first)).description == twice);
        CHECK(is_login_page(with(resources)));
    }

    TEST_CASE("[idporten 3.3] a client that opted out of PKCE may leave it, a public one never") {
        World world;
        Fields const without{{"code_challenge", ""}, {"code_challenge_method", ""}};
        auto const opt_out = [](Json& client) { client["code_challenge_method"] = "none"; };
        world.registrations.client("min-tjeneste", opt_out);
        world.registrations.client("min-spa", opt_out);
        CHECK(is_login_page(get(world, without)));
        CHECK(world.log.mentions("no PKCE"));
        CHECK(told(world, get(world, changed(without, {{"client_id", "min-spa"}}))).description ==
              "code_challenge is missing");
        // Half of it is still wrong.
        CHECK(told(world, get(world, {{"code_challenge", ""}})).description == "code_challenge is missing");
    }

    TEST_CASE("what is recommended and missing is written to the log") {
        struct Row {
            std::string parameter;
            std::string warning;
        };
        for (auto const& row : {Row{"state", "no state"}, Row{"nonce", "no nonce"}}) {
            CAPTURE(row.parameter);
            World world;
            CHECK(is_login_page(get(world, {})));
            CHECK(!world.log.mentions("accepted, but"));
            CHECK(is_login_page(get(world, {{row.parameter, ""}})));
            CHECK(world.log.mentions("accepted, but " + row.warning));
        }
    }

    TEST_CASE(
        "[idporten 3.4] a loopback redirect with any port, and a registered query, are kept as asked for") {
        World world;
        world.registrations.client("min-tjeneste", [](Json& client) {
            client["redirect_uris"] = {"http://localhost:*/callback", "http://127.0.0.1:0/native",
                                       "https://tjeneste.example.no/login?felt=1"};
        });
        struct Row {
            std::string asked;
            std::string start;
        };
        for (auto const& row : {Row{"http://localhost:1/callback", "http://localhost:1/callback?code="},
                                Row{"http://127.0.0.1:65535/native", "http://127.0.0.1:65535/native?code="},
                                Row{"https://tjeneste.example.no/login?felt=1",
                                    "https://tjeneste.example.no/login?felt=1&code="}}) {
            CAPTURE(row.asked);
            auto const back = get(world, {{"redirect_uri", row.asked},
                                          {"login_hint", "testid:" + everything + "_" + substantial_level}});
            CHECK(back.status == 302);
            CHECK(location(back).starts_with(row.start));
        }
        CHECK(get(world, {{"redirect_uri", "https://tjeneste.example.no/login"}}).status == 400);
    }

    TEST_CASE(
        "[RFC 8252 7] an app gets its answer at its own scheme or at any loopback port, and redeems it "
        "there") {
        for (auto const& [registered, asked] : std::map<std::string, std::string>{
                 {"no.example.app:/callback", "no.example.app:/callback"},
                 {"no.example.app://callback", "no.example.app://callback"},
                 {"http://127.0.0.1:0/native", "http://127.0.0.1:49152/native"},
                 {"http://127.0.0.1:*/native", "http://127.0.0.1:49153/native"},
                 {"http://[::1]:0/native", "http://[::1]:49154/native"}}) {
            CAPTURE(registered);
            World world;
            world.registrations.client(
                "min-tjeneste", [&](Json& client) { client["redirect_uris"] = Json::array({registered}); });
            auto const back = get(world, {{"redirect_uri", asked},
                                          {"login_hint", "testid:" + everything + "_" + substantial_level}});
            REQUIRE(back.status == 302);
            CHECK(location(back).starts_with(asked + "?code="));
            auto const code = World::code_of(back);
            auto const elsewhere = registered == asked ? asked + "x" : "http://127.0.0.1:1/native";
            CHECK(refusal(world.redeem(code, {{"redirect_uri", elsewhere}})).error == "invalid_grant");
            CHECK(world.redeem(code, {{"redirect_uri", asked}}).status == 200);
        }
    }

    TEST_CASE("a posted request may repeat resource, and what else it repeats is told to the client") {
        World world;
        auto const post = [&](std::string const& more) {
            return world.send(http::Method::post, "/authorize", parameters(World::asked()).encoded() + more,
                              {{"Accept", "text/html"}});
        };
        CHECK(is_login_page(post("&resource=https%3A%2F%2Fa.example&resource=https%3A%2F%2Fb.example")));
        CHECK(told(world, post("&nonce=2")).description == "A parameter is included more than once");
    }

    TEST_CASE("prompt may hold login and consent") {
        World world;
        world.log_in();
        CHECK(is_login_page(get(world, {{"prompt", "login consent"}})));
        CHECK(is_login_page(get(world, {{"prompt", "consent  login"}})));
    }

    TEST_CASE("[OpenID Connect Core 3.1.2.1] the request may be posted; its answers are 303") {
        World world;
        auto const page = world.browser.post("/authorize", parameters(World::asked()));
        CHECK(is_login_page(page));
        CHECK(World::choose(world.browser, page).status == 303);
        auto const single = world.browser.post("/authorize", parameters(World::asked()));
        CHECK(single.status == 303);
        CHECK(!query_of(location(single)).text("code").empty());
        auto const refused =
            world.browser.post("/authorize", parameters(World::asked({{"scope", "altinn:x"}})));
        CHECK(refused.status == 303);
        CHECK(told(world, refused).error == "invalid_scope");
        auto const headless = world.browser.post(
            "/authorize",
            parameters(World::asked({{"login_hint", "testid:" + everything + "_" + substantial_level}})));
        CHECK(headless.status == 303);
    }

    TEST_CASE("[idporten 3.5] the answer carries code, iss and state in this order, state as it was sent") {
        World world;
        std::string const state = "a b&c=d/e?f#g%h+i'\"<>~";
        world.log_in();
        auto const back = get(world, {{"state", state}});
        REQUIRE(back.status == 302);
        CHECK(back.headers.find("Cache-Control") == "no-store");
        auto const query = query_of(location(back));
        std::vector<std::string> order;
        for (auto const& [name, value] : query)
            order.push_back(name);
        CHECK(order == std::vector<std::string>{"code", "iss", "state"});
        CHECK(query.text("iss") == issuer);
        CHECK(query.text("state") == state);
        auto const code = query.text("code");
        CHECK(code.size() == 45);
        CHECK(code.find('.') == 22);
        auto const without_state = query_of(location(get(world, {{"state", ""}})));
        CHECK(!without_state.has("state"));
        CHECK(without_state.text("code") != code);
    }

    TEST_CASE("a code is kept as a digest only") {
        World world;
        auto const code = world.headless_code();
        CHECK(!world.grants.find(store::Credential::code, code));
        CHECK(world.grants.find(store::Credential::code, digest_of(code)));
    }
}

}  // namespace
}  // namespace emulator::idporten
