// Consent to scopes: which are asked for, what remains of an answer, and the page between login and code.
#include "services/idporten/consent.h"

#include <functional>

#include "services/idporten/world.h"

namespace emulator::idporten {
namespace {

std::string const income = "demo-etat:inntekt.read";
std::string const debt = "demo-etat:gjeld.read";

// A world with a second scope that needs consent.
struct ConsentWorld : World {
    ConsentWorld() {
        registrations.scope(income, [](Json& scope) {
            scope["name"] = debt;
            scope["description"] = "Gjelden <din>";
            scope["long_description"] =
                "**Alt** du skylder, [se selv](javascript:alert(1)) <script>x</script>";
        });
        registrations.client("min-tjeneste", [](Json& client) {
            for (auto const& scope : {income, debt})
                client["scopes"].push_back(scope);
        });
    }
    // From the login page to the page of consent.
    http::Response ask(Fields const& changes = {{"scope", "openid profile " + income}}) {
        auto const back = choose(browser, browser.get(authorize_url(changes)));
        REQUIRE(back.status == 303);
        REQUIRE(location(back).starts_with("/consent?transaction="));
        return browser.get(location(back));
    }
    http::Response answer_consent(http::Response const& page, Fields const& fields) {
        return answer(browser, page, "/consent", fields);
    }
    // The scopes of the access token that such an answer leads to.
    std::string granted(http::Response const& back) {
        REQUIRE(back.status == 303);
        auto const answered = tokens(code_of(back));
        CHECK(claims_of(answered.at("access_token")).at("scope") == answered.at("scope"));
        return answered.at("scope");
    }
};

Fields const both{{"scope", "openid " + income + " " + debt}};
Fields const approve{{"action", "approve"}};
Fields const deny{{"action", "deny"}};
Fields tick(std::vector<std::string> const& scopes) {
    Fields fields = approve;
    for (auto const& scope : scopes)
        fields["scope:" + scope] = "yes";
    return fields;
}
bool is_consent_page(http::Response const& page) {
    return page.status == 200 && has_mark(page, "consent-form");
}
std::string const gone = "The login has ended or was finished already";

TEST_SUITE("idporten/consent") {
    TEST_CASE("[idporten 6] only scopes that need consent are asked for, and only denied ones fall out") {
        ConsentWorld world;
        auto const directory = world.directory->now();
        using Words = std::vector<std::string>;
        auto const asked = [&](Words const& scopes) {
            Words names;
            for (auto const* scope : scopes_to_consent(scopes, *directory))
                names.push_back(scope->name);
            return names;
        };
        CHECK(asked({"openid", "profile"}).empty());
        CHECK(asked({debt, "openid", income}) == Words{debt, income});
        CHECK(asked({"no:such.scope"}).empty());
        CHECK(granted_scopes({"openid", income, debt}, {debt}, *directory) == Words{"openid", debt});
        CHECK(granted_scopes({income}, {}, *directory).empty());
        CHECK(granted_scopes({"openid", "profile"}, {}, *directory) == Words{"openid", "profile"});
        CHECK(granted_scopes({"openid"}, {income, "krr:user/spraak.write"}, *directory) == Words{"openid"});
    }

    TEST_CASE("a duration is told in its largest whole unit") {
        struct Row {
            std::int64_t length;
            std::int64_t count;
            std::string unit;
        };
        for (auto const& row :
             {Row{1, 1, "second"}, Row{59, 59, "second"}, Row{60, 1, "minute"}, Row{61, 61, "second"},
              Row{5400, 90, "minute"}, Row{3600, 1, "hour"}, Row{7200, 2, "hour"}, Row{86400, 1, "day"},
              Row{172800, 2, "day"}, Row{90000, 25, "hour"}, Row{0, 0, "second"}}) {
            CAPTURE(row.length);
            auto const [count, unit] = lasting(seconds(row.length));
            CHECK(count == row.count);
            CHECK(unit == row.unit);
        }
    }

    TEST_CASE("[idporten 11] a consent lasts as long as the scope says, where it says less than the client") {
        ConsentWorld world;
        world.registrations.scope(income, [](Json& scope) { scope["authorization_max_lifetime"] = 3600; });
        CHECK(marked(world.ask(), "consent-lasts") == "Samtykket varer i 1 time.");
    }

    TEST_CASE("[idporten 6] the page shows the service, description, long description and duration") {
        ConsentWorld world;
        auto const page = world.ask();
        REQUIRE(is_consent_page(page));
        CHECK(page.headers.find("Cache-Control") == "no-store");
        CHECK(marked(page, "consent-lead").starts_with("Min tjeneste "));
        CHECK(page.body.find("Inntekten din de tre siste årene") != std::string::npos);
        CHECK(page.body.find("<strong>brutto inntekt</strong>") != std::string::npos);
        CHECK(page.body.find("<em>ikke</em>") != std::string::npos);
        CHECK(page.body.find("href=\"https://example.no/personvern\"") != std::string::npos);
        CHECK(marked(page, "consent-lasts") == "Samtykket varer i 2 timer.");
        CHECK(!has_mark(page, "tick-" + income));
        CHECK(marked(page, "consent-free").starts_with("Du blir logget inn uansett hva du svarer."));
        ConsentWorld alone;
        CHECK(
            marked(alone.ask({{"scope", income}}), "consent-free").starts_with("Sier du nei, blir du ikke"));
        CHECK(is_in(world.browser.get(link_of(page, "language-en")), "en"));
    }

    TEST_CASE("descriptions cannot bring markup or scripts into the page") {
        ConsentWorld world;
        auto const page = world.ask(both);
        CHECK(page.body.find("<script>x") == std::string::npos);
        CHECK(page.body.find("href=\"javascript") == std::string::npos);
        CHECK(page.body.find("Gjelden &lt;din&gt;") != std::string::npos);
        CHECK(page.body.find("<strong>Alt</strong>") != std::string::npos);
    }

    TEST_CASE("[idporten 6] what is given is in the token, what is denied falls out, and the login goes on") {
        struct Row {
            std::string name;
            Fields asked;
            Fields answer;
            std::string granted;
        };
        Fields const one{{"scope", "openid profile " + income}};
        for (auto const& row :
             {Row{"one, given", one, tick({income}), "openid profile " + income},
              Row{"one, denied", one, deny, "openid profile"},
              Row{"one, ticked and yet denied", one, changed(tick({income}), deny), "openid profile"},
              Row{"both given", both, tick({income, debt}), "openid " + income + " " + debt},
              Row{"the first", both, tick({income}), "openid " + income},
              Row{"the second", both, tick({debt}), "openid " + debt}, Row{"none", both, deny, "openid"},
              Row{"one that was not asked for", both, tick({debt, "krr:user/spraak.write"}),
                  "openid " + debt}}) {
            CAPTURE(row.name);
            ConsentWorld world;
            auto const page = world.ask(row.asked);
            auto const back = world.answer_consent(page, row.answer);
            CHECK(query_of(location(back)).text("state") == "state-1");
            CHECK(world.granted(back) == row.granted);
        }
    }

    TEST_CASE("giving consent without a tick is asked again, and can be mended") {
        ConsentWorld world;
        auto const page = world.ask(both);
        CHECK(has_mark(page, "tick-" + income));
        for (auto const& fields : {approve, Fields{}, Fields{{"action", "other"}}}) {
            auto const again = world.answer_consent(page, fields);
            CHECK(again.status == 422);
            CHECK(has_mark(again, "consent-error"));
        }
        CHECK(world.granted(world.answer_consent(page, tick({debt}))) == "openid " + debt);
    }

    TEST_CASE("[idporten 6] nothing is remembered: single sign-on asks again, without a login") {
        ConsentWorld world;
        world.granted(world.answer_consent(world.ask(), tick({income})));
        auto const again = world.browser.get(World::authorize_url({{"scope", "openid " + income}}));
        REQUIRE(again.status == 302);
        REQUIRE(location(again).starts_with("/consent?transaction="));
        auto const page = world.browser.get(location(again));
        REQUIRE(is_consent_page(page));
        CHECK(world.granted(world.answer_consent(page, deny)) == "openid");
        // Without such a scope nobody asks.
        CHECK(query_of(location(world.browser.get(World::authorize_url()))).has("code"));
    }

    TEST_CASE("when no scope is left, the client is told access_denied") {
        ConsentWorld world;
        auto const back = world.answer_consent(world.ask({{"scope", income}}), deny);
        auto const [error, description] = told(world, back);
        CHECK(error == "access_denied");
        CHECK(description == "The user denied every scope");
    }

    TEST_CASE("[idporten 3.6] the page of consent can be cancelled; the session stays") {
        ConsentWorld world;
        auto const page = world.ask();
        CHECK(told(world, world.answer_consent(page, {{"action", "cancel"}})).error == "access_denied");
        CHECK(marked(world.answer_consent(page, tick({income})), "error-description") == gone);
        CHECK(world.browser.get(World::authorize_url()).status == 302);
    }

    TEST_CASE("[OpenID Connect Core 3.1.2.6] prompt=none with such a scope is consent_required") {
        ConsentWorld world;
        world.log_in();
        Fields const silent{{"prompt", "none"}, {"scope", "openid " + income}};
        auto const [error, description] = told(world, world.browser.get(World::authorize_url(silent)));
        CHECK(error == "consent_required");
        CHECK(world.journal.newest(1).at(0).error.explanation.received == income);
        Browser nobody(world.router);
        CHECK(told(world, nobody.get(World::authorize_url(silent))).error == "login_required");
    }

    TEST_CASE("[idporten 5] a headless login consents to everything at once") {
        ConsentWorld world;
        auto const answered = world.tokens(world.headless_code({{"scope", "openid " + income}}));
        CHECK(answered.at("scope") == "openid " + income);
    }

    TEST_CASE("[idporten 6] a scope with requires_user_authentication forces a login despite the session") {
        ConsentWorld world;
        world.registrations.scope("krr:user/spraak.write",
                                  [](Json& scope) { scope["requires_user_authentication"] = true; });
        Fields const demanding{{"scope", "openid krr:user/spraak.write"}};
        auto const first = world.id_token(world.log_in()).at("auth_time").get<int>();
        world.clock.advance(seconds(60));
        CHECK(is_login_page(world.browser.get(World::authorize_url(demanding))));
        auto const refused =
            world.browser.get(World::authorize_url(changed(demanding, {{"prompt", "none"}})));
        CHECK(told(world, refused).error == "login_required");
        CHECK(world.id_token(world.log_in(demanding)).at("auth_time").get<int>() == first + 60);
        CHECK(world.browser.get(World::authorize_url()).status == 302);
        CHECK(is_login_page(world.browser.get(World::authorize_url(demanding))));
    }

    TEST_CASE("an answer from another browser, with another token or after a logout gives nothing") {
        struct Row {
            std::string name;
            std::function<void(ConsentWorld&)> before;
            Fields changes;
            std::string description;
        };
        std::string const foreign = "The form does not belong to this browser";
        auto const same = [](ConsentWorld&) {};
        for (auto const& row :
             {Row{"no csrf", same, {{"csrf", ""}}, foreign},
              Row{"another csrf", same, {{"csrf", "x"}}, foreign},
              Row{"another transaction", same, {{"transaction", "x"}}, gone},
              Row{"another browser", [](auto& w) { w.browser.cookies["IDPORTEN_AUTH"] = "x"; }, {}, foreign},
              Row{"no session", [](auto& w) { w.browser.cookies.erase("IDPORTEN_SESSION"); }, {}, gone},
              Row{"logged out meanwhile", [](auto& w) { w.browser.get("/logout"); }, {}, gone},
              Row{"somebody else has logged in meanwhile",
                  [](auto& w) {
                      w.log_in({{"prompt", "login"}}, d_number);
                  },
                  {},
                  gone},
              Row{"after two hours", [](auto& w) { w.clock.advance(seconds(7200)); }, {}, gone}}) {
            CAPTURE(row.name);
            ConsentWorld world;
            auto const page = world.ask();
            row.before(world);
            auto const back = world.answer_consent(page, changed(tick({income}), row.changes));
            CHECK(back.status == 400);
            CHECK(marked(back, "error-description") == row.description);
            CHECK(!back.headers.find("Location"));
        }
    }

    TEST_CASE("an answer counts once, and a page of the login before it is dead") {
        ConsentWorld world;
        auto const selector = world.browser.get(World::authorize_url({{"scope", "openid " + income}}));
        auto const page = world.browser.get(location(World::choose(world.browser, selector)));
        auto const again = World::answer(world.browser, selector, "/login/testid",
                                         {{"pid", d_number}, {"acr", substantial_level}});
        CHECK(marked(again, "error-description") == gone);
        // Nor does the transaction of the consent open a page of the login.
        CHECK(world.browser.get("/login?transaction=" + input(page, "transaction")).status == 400);
        CHECK(world.granted(world.answer_consent(page, tick({income}))) == "openid " + income);
        CHECK(marked(world.answer_consent(page, tick({income})), "error-description") == gone);
    }
}

}  // namespace
}  // namespace emulator::idporten
