// What the journal tells of authorization requests: every check of those that were refused, and the warnings
// of those that were not.
#include "services/idporten/authorization_rules.h"
#include "services/idporten/pushing.h"
#include "services/idporten/tokens.h"

namespace emulator::idporten {
namespace {

// The outcomes of the checks by their names.
std::map<std::string, std::string> outcomes(http::Refusal const& kept) {
    std::map<std::string, std::string> found;
    auto const record = need(parse_json(kept.error.record));
    for (auto const& rule : record.at("rules"))
        found[rule.at("name")] = rule.at("outcome");
    return found;
}
Json rule(http::Refusal const& kept, std::string const& name) {
    auto const record = need(parse_json(kept.error.record));
    for (auto const& rule : record.at("rules")) {
        if (rule.at("name") == name) return rule;
    }
    return {};
}

TEST_SUITE("idporten/explain") {
    TEST_CASE("the record of a refused request has every check in its order, the later ones too") {
        World world;
        static_cast<void>(world.browser.get(World::authorize_url(
            {{"response_type", "token"}, {"scope", "altinn:x"}, {"acr_values", "Level4"}})));
        auto const kept = newest(world);
        CHECK(!kept.accepted);
        CHECK(kept.error.description == "response_type is not supported");
        auto const record = need(parse_json(kept.error.record));
        std::vector<std::string_view> order;
        for (auto const& check : checks())
            order.push_back(check.name);
        REQUIRE(record.at("rules").size() == order.size());
        for (std::size_t i = 0; i < order.size(); ++i)
            CHECK(record.at("rules")[i].at("name") == order[i]);
        CHECK(record.at("parameters").at("scope") == "altinn:x");

        auto const found = outcomes(kept);
        CHECK(found.at("client_is_known") == "passed");
        CHECK(found.at("response_type_is_code") == "failed");
        CHECK(found.at("scopes_are_on_the_client") == "failed");
        CHECK(found.at("pkce_is_right") == "passed");
        CHECK(found.at("levels_are_known") == "failed");
        CHECK(found.at("headless_login_is_right") == "not examined");
        CHECK(rule(kept, "response_type_is_code").at("measured") == "response_type=token");
        CHECK(rule(kept, "response_type_is_code").at("expected") == "code");
        CHECK(!rule(kept, "levels_are_known").at("mend").get<std::string>().empty());
        CHECK(rule(kept, "max_age_is_a_number").at("measured") == "absent");
    }

    TEST_CASE("without a client only those checks are made that need none") {
        World world;
        static_cast<void>(
            world.browser.get(World::authorize_url({{"client_id", "nobody"}, {"prompt", "create"}})));
        auto const found = outcomes(newest(world));
        CHECK(found.at("client_is_known") == "failed");
        for (auto const* needs_client :
             {"redirect_uri_is_registered", "state_is_right", "scopes_are_on_the_client", "pkce_is_right"})
            CHECK(found.at(needs_client) == "not examined");
        CHECK(found.at("prompt_is_known") == "failed");
        CHECK(found.at("response_type_is_code") == "passed");
    }

    TEST_CASE("what is accepted and will bite is kept as a warning, with the status of the answer") {
        struct Row {
            std::string name;
            Fields changes;
            std::string warning;
        };
        for (auto const& row :
             {Row{"no state", {{"state", ""}}, "no state"}, Row{"no nonce", {{"nonce", ""}}, "no nonce"},
              Row{"no PKCE", {{"code_challenge", ""}, {"code_challenge_method", ""}}, "no PKCE"},
              Row{"no openid", {{"scope", "profile"}}, "there will be no id_token"},
              Row{"plain http",
                  {{"redirect_uri", "http://tjeneste.example.no/callback"}},
                  "redirect_uri is http"},
              Row{"rich authorization",
                  {{"authorization_details", R"([{"type":"idporten:fullmakt"}])"}},
                  "authorization_details is ignored"},
              Row{"a misspelled name",
                  {{"acr_value", "idporten-loa-high"}, {"claims", "{}"}},
                  "ID-porten knows no such parameter: acr_value, claims"},
              Row{"a bound key", {{"dpop_jkt", "x"}}, "dpop_jkt is ignored"},
              Row{"a resource without scheme", {{"resource", "api"}}, "resource is no absolute URI"}}) {
            CAPTURE(row.name);
            World world;
            world.registrations.client("min-tjeneste", [](Json& client) {
                client["code_challenge_method"] = "none";
                client["redirect_uris"].push_back("http://tjeneste.example.no/callback");
            });
            CHECK(is_login_page(world.browser.get(World::authorize_url())));
            CHECK(world.journal.newest(1).empty());
            CHECK(is_login_page(world.browser.get(World::authorize_url(row.changes))));
            auto const kept = newest(world);
            CHECK(kept.accepted);
            CHECK(kept.status == 200);
            CHECK(kept.request == "GET /authorize");
            CHECK(kept.error.description.find(row.warning) != std::string::npos);
            CHECK(need(parse_json(kept.error.record)).at("warnings").size() == 1);
        }
    }

    TEST_CASE("single sign-on as another person than the client hints at is warned of") {
        World world;
        auto const other = world.tokens(world.headless_code({}, d_number)).at("id_token").get<std::string>();
        auto const own = world.id_token(world.log_in());
        auto const warned = [&](Fields const& hint) {
            auto const before = world.journal.newest(200).size();
            CHECK(world.browser.get(World::authorize_url(hint)).status < 400);
            return world.journal.newest(200).size() > before;
        };
        CHECK(own.at("pid") == everything);
        CHECK(warned({{"login_hint", d_number}}));
        CHECK(newest(world).error.description.find("prompt=login") != std::string::npos);
        CHECK(warned({{"id_token_hint", other}}));
        CHECK(!warned({{"login_hint", everything}}));
        CHECK(!warned({{"login_hint", "somebody@example.no"}}));
        CHECK(!warned({{"id_token_hint", "no.token.ofours"}}));
        CHECK(!warned({}));
        CHECK(!warned({{"login_hint", d_number}, {"prompt", "login"}}));
    }

    TEST_CASE("a client that pushes its requests with a secret is warned") {
        World world;
        CHECK(push(world).status == 201);
        CHECK(newest(world).accepted);
        CHECK(newest(world).error.description.find("authenticates by a secret") != std::string::npos);
    }

    TEST_CASE("a logout whose redirect is not registered leaves the user here, and the journal says why") {
        struct Row {
            std::string name;
            Fields asked;
            std::string reason;
        };
        for (auto const& row :
             {Row{"not registered",
                  {{"client_id", "min-tjeneste"}, {"post_logout_redirect_uri", "https://evil.example/"}},
                  "not registered"},
              Row{"no client", {{"post_logout_redirect_uri", callback}}, "names a client"}}) {
            CAPTURE(row.name);
            World world;
            world.log_in();
            auto const page = world.browser.get("/logout?" + parameters(row.asked).encoded());
            CHECK(page.status == 200);
            CHECK(!page.headers.find("Location"));
            auto const kept = newest(world);
            CHECK(kept.accepted);
            CHECK(kept.request == "GET /logout");
            CHECK(kept.error.description.find(row.reason) != std::string::npos);
            CHECK(!kept.error.explanation.mend.empty());
        }
        World world;
        world.log_in();
        CHECK(world.browser.get("/logout").status == 200);
        CHECK(world.journal.newest(1).empty());
    }

    TEST_CASE("what stops a request of a client before its own rules has a record, too") {
        struct Row {
            std::string name;
            std::string path;
            std::string body;
            std::string error;
            std::string rule;  // that failed
        };
        std::string many = "a=1";
        for (int i = 0; i < 200; ++i)
            many += "&a" + std::to_string(i) + "=1";
        std::string const code = "grant_type=authorization_code&code=x";
        for (auto const& row : {
                 Row{"two clients", "/token", code + "&client_id=min-spa", "invalid_request",
                     "client_is_named"},
                 Row{"two methods", "/token", code + "&client_secret=hemmelig", "invalid_client",
                     "one_method_is_used"},
                 Row{"no grant_type", "/token", "code=x", "invalid_request", "grant_type_is_sent"},
                 Row{"Maskinporten's grant_type", "/token",
                     "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer",
                     "unsupported_grant_type", "grant_type_is_offered"},
                 Row{"no code", "/token", "grant_type=authorization_code", "invalid_request",
                     "credential_is_sent"},
                 Row{"no refresh_token", "/token", "grant_type=refresh_token&code=x", "invalid_request",
                     "credential_is_sent"},
                 Row{"a parameter twice", "/token", code + "&scope=a&scope=b", "invalid_request",
                     "nothing_stands_twice"},
                 Row{"more parameters than anyone needs", "/token", many, "invalid_request",
                     "form_is_readable"},
                 Row{"a broken escape", "/token/revoke", "token=%zz", "invalid_request", "form_is_readable"},
                 Row{"no token to revoke", "/token/revoke", "", "invalid_request", "token_is_sent"},
                 Row{"no token to look up", "/token/introspect", "", "invalid_request", "token_is_sent"},
                 Row{"a secret twice", "/par", "client_secret=a&client_secret=b", "invalid_request",
                     "credentials_stand_once"},
                 Row{"more than is kept", "/par", "state=" + std::string(17000, 's'), "invalid_request",
                     "is_of_sane_size"},
             }) {
            CAPTURE(row.name);
            World world;
            auto const response =
                world.send(http::Method::post, row.path, row.body, {{"Authorization", own_client}});
            CHECK(response.status >= 400);
            CHECK(text(need(parse_json(response.body)), "error") == row.error);
            CHECK(outcome(world, row.rule) == "failed");
            CHECK(!newest(world).error.explanation.mend.empty());
            CHECK(newest(world).error.record.find("hemmelig") == std::string::npos);
        }
        World world;
        world.registrations.client("min-tjeneste",
                                   [](Json& client) { client["grant_types"] = {"authorization_code"}; });
        CHECK(refusal(refresh(world, "x")).error == "unauthorized_client");
        CHECK(outcome(world, "grant_type_is_registered") == "failed");
        CHECK(outcome(world, "credential_is_sent") == "passed");
        CHECK(world.browser.get("/authorize?" + many).status == 400);
        CHECK(outcome(world, "request_is_readable") == "failed");
    }

    TEST_CASE("a record tells what another request did in the middle of this one") {
        World world;
        auto const first = log_in(world);
        world.entropy.interrupt = [&] { revoke(world, text(first, "access_token")); };
        CHECK(refusal(refresh(world, text(first, "refresh_token"))).description == "The grant has ended");
        CHECK(outcome(world, "refresh_token_is_unused") == "passed");
        CHECK(outcome(world, "grant_stands") == "failed");

        auto const second = log_in(world);
        world.entropy.interrupt = [&] { refreshed(world, text(second, "refresh_token")); };
        CHECK(refusal(refresh(world, text(second, "refresh_token"))).error == "invalid_grant");
        CHECK(outcome(world, "refresh_token_is_unused") == "failed");
        CHECK(!world.entropy.interrupt);
    }

    TEST_CASE("[RFC 8707 2.2] resource at /token is warned of where /authorize was not asked for it") {
        World world;
        std::string const asked = "https://api.example.no";
        auto const warnings = [&](std::string const& more) {
            auto const code = world.headless_code({{"resource", asked}});
            log_in(world);  // what is said of the client itself is said by now
            auto const before = world.journal.newest(200).size();
            auto const body = "grant_type=authorization_code&code=" + code +
                              "&redirect_uri=" + percent_encode(callback) + "&code_verifier=" + verifier +
                              more;
            auto const answer =
                world.send(http::Method::post, "/token", body, {{"Authorization", own_client}});
            REQUIRE(answer.status == 200);
            CHECK(claims_of(text(need(parse_json(answer.body)), "access_token")).at("aud") == asked);
            return world.journal.newest(200).size() - before;
        };
        auto const resource = "&resource=" + percent_encode(asked);
        CHECK(warnings("") == 0);
        CHECK(warnings(resource) == 0);
        CHECK(warnings("&resource=https%3A%2F%2Fother.example.no") == 1);
        CHECK(newest(world).error.description.find("other.example.no is ignored") != std::string::npos);
        CHECK(warnings(resource + "&resource=https%3A%2F%2Fthird.example.no") == 1);
    }

    TEST_CASE("secrets stay out of the record") {
        World world;
        http::Parameters sent;
        sent.add("client_secret", "hemmelig");
        sent.add("client_assertion", "a.b.c");
        sent.add("resource", "one");
        sent.add("resource", "two");
        auto const shown_ones = shown_parameters(sent);
        CHECK(shown_ones.dump().find("hemmelig") == std::string::npos);
        CHECK(shown_ones.dump().find("a.b.c") == std::string::npos);
        CHECK(shown_ones.at("resource") == Json::array({"one", "two"}));
    }
}

}  // namespace
}  // namespace emulator::idporten
