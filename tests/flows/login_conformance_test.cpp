// What the modules of the OpenID Foundation's conformance suite check of logins, under their names: who is
// asked to log in, who is not, and what the client is told. That every address is https is not among it: this
// emulator has no TLS yet.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "flows/relying_service.h"

using namespace emulator;
using namespace emulator::test;

namespace {

using Fields = std::map<std::string, std::string>;
std::string const someone = "28876895937";

// A client of the suite with what the modules do.
struct Suite {
    TemporaryFolder folder;
    Registered client{"suite", "http://localhost:1", false, false};
    TestApp app{on_free_ports_with(folder, {client})};
    Browser browser{app};
    std::string id_token = {};  // the newest

    Page ask(Fields const& more = {}) { return authorize_at(app, browser, client, more); }
    static bool is_login_page(Page const& page) { return !page.element("eid-selector").empty(); }

    // The claims of the id_token at the end of a login.
    Json claims(Page const& page) {
        auto const back = sent_back_to(client, page);
        CHECK(back.text("state") == "login-state");
        CHECK(back.text("iss") == app.url("idporten"));
        auto tokens = redeem_at(app, client, page);
        CHECK(tokens.id_token.at("nonce") == "login-nonce");
        id_token = tokens.answer.at("id_token");
        return tokens.id_token;
    }
    Json logs_in(Fields const& more = {}) {
        auto const page = ask(more);
        INFO(page.url);
        REQUIRE(is_login_page(page));
        return claims(browser.log_in(page, someone));
    }
    Json silently(Fields const& more = {}) { return claims(ask(more)); }
};

std::int64_t auth_time(Json const& claims) {
    return claims.at("auth_time").get<std::int64_t>();
}

TEST_SUITE("flows/login conformance") {
    TEST_CASE("[oidcc-prompt-login] the user is asked again, and auth_time is later") {
        Suite suite;
        auto const first = suite.logs_in();
        suite.app.clock().advance(seconds(2));
        auto const second = suite.logs_in({{"prompt", "login"}});
        CHECK(auth_time(second) == auth_time(first) + 2);
        CHECK(second.at("sub") == first.at("sub"));
    }

    TEST_CASE(
        "[oidcc-prompt-none-not-logged-in] without a session the client is told that a page is needed") {
        Suite suite;
        auto const back = sent_back_to(suite.client, suite.ask({{"prompt", "none"}}));
        std::set<std::string> const expected{"login_required", "interaction_required",
                                             "account_selection_required", "consent_required"};
        CHECK(expected.contains(back.text("error")));
        CHECK(back.text("state") == "login-state");
        CHECK_FALSE(back.has("code"));
    }

    TEST_CASE("[oidcc-prompt-none-logged-in] with a session prompt=none succeeds, with the same login") {
        Suite suite;
        auto const first = suite.logs_in();
        suite.app.clock().advance(seconds(2));
        auto const second = suite.silently({{"prompt", "none"}});
        CHECK(second.at("sub") == first.at("sub"));
        CHECK(auth_time(second) == auth_time(first));
    }

    TEST_CASE("[oidcc-max-age-1] a login that is older than a second is done anew") {
        Suite suite;
        auto const first = suite.logs_in();
        suite.app.clock().advance(seconds(2));
        auto const second = suite.logs_in({{"max_age", "1"}});
        CHECK(second.at("sub") == first.at("sub"));
        CHECK(auth_time(second) == auth_time(first) + 2);
    }

    TEST_CASE("[oidcc-max-age-10000] a login that is young enough is not done anew") {
        Suite suite;
        auto const first = suite.logs_in({{"max_age", "15000"}});
        suite.app.clock().advance(seconds(1));
        auto const second = suite.silently({{"max_age", "10000"}});
        CHECK(second.at("sub") == first.at("sub"));
        CHECK(auth_time(second) == auth_time(first));
    }

    TEST_CASE("[oidcc-id-token-hint] prompt=none with the id_token of the session succeeds") {
        Suite suite;
        auto const first = suite.logs_in();
        auto const second = suite.silently({{"prompt", "none"}, {"id_token_hint", suite.id_token}});
        CHECK(second.at("sub") == first.at("sub"));
        CHECK(auth_time(second) == auth_time(first));
    }

    TEST_CASE("what a provider may ignore does no harm, whatever the user is asked") {
        struct Row {
            std::string name;
            Fields parameters;
        };
        for (auto const& row :
             {Row{"oidcc-login-hint", {{"login_hint", "somebody@example.no"}}},
              Row{"oidcc-claims-locales", {{"claims_locales", "se"}}},
              Row{"oidcc-display-page", {{"display", "page"}}},
              Row{"oidcc-display-popup", {{"display", "popup"}}},
              Row{"oidcc-ensure-request-with-unknown-parameter-succeeds", {{"extra", "foobar"}}}}) {
            CAPTURE(row.name);
            Suite suite;
            CHECK(suite.logs_in(row.parameters).at("sub").is_string());
        }
    }

    TEST_CASE("[oidcc-ui-locales] the page speaks the language that was asked for") {
        for (std::string const language : {"se", "nn", "en"}) {
            Suite suite;
            CHECK(suite.ask({{"ui_locales", language}}).shows("<html lang=\"" + language + "\""));
            CHECK(suite.logs_in({{"ui_locales", language}}).at("locale") == language);
        }
    }

    TEST_CASE(
        "[oidcc-ensure-request-with-acr-values-succeeds] the id_token has one of the levels, or a higher") {
        for (auto const* acr_values : {"idporten-loa-substantial", "idporten-loa-high",
                                       "idporten-loa-high idporten-loa-substantial"}) {
            CAPTURE(acr_values);
            Suite suite;
            auto const page = suite.ask({{"acr_values", acr_values}});
            auto const first = std::string(acr_values).substr(0, std::string(acr_values).find(' '));
            auto const claims = suite.claims(suite.browser.log_in(page, someone, first));
            CHECK(claims.at("acr") == first);
        }
    }

    TEST_CASE(
        "[fapi2-security-profile-final-user-rejects-authentication] who cancels goes back with "
        "access_denied") {
        Suite suite;
        for (auto const* from : {"", "testid", "bankid"}) {
            CAPTURE(from);
            auto page = suite.ask();
            if (*from) page = suite.browser.open_link(page, "eid-" + std::string(from));
            auto const back = sent_back_to(suite.client, suite.browser.answer(page, {{"action", "cancel"}}));
            CHECK(back.text("error") == "access_denied");
            CHECK(back.text("state") == "login-state");
            CHECK(back.text("iss") == suite.app.url("idporten"));
            CHECK_FALSE(back.has("code"));
        }
    }
}

TEST_SUITE("flows/login") {
    // One way through the pages of each eID, over real ports.
    TEST_CASE("[idporten 4] from the choice of eID through its pages to the tokens") {
        struct Row {
            std::string eid;
            Fields confirmation;
            std::string acr;
            std::string amr;
        };
        Fields const approve{{"action", "approve"}};
        for (auto const& row : {Row{"minid", {{"code", "12345"}}, "idporten-loa-substantial", "Minid-OTC"},
                                Row{"bankid", approve, "idporten-loa-high", "BankID"},
                                Row{"bankid-mobil", approve, "idporten-loa-high", "BankID Mobil"},
                                Row{"buypass", approve, "idporten-loa-high", "Buypass"},
                                Row{"commfides", approve, "idporten-loa-high", "Commfides"}}) {
            CAPTURE(row.eid);
            Suite suite;
            auto const who = suite.browser.open_link(suite.ask(), "eid-" + row.eid);
            auto const step = suite.browser.answer(who, {{"pid", someone}});
            auto const claims = suite.claims(suite.browser.answer(step, row.confirmation));
            CHECK(claims.at("amr") == Json::array({row.amr}));
            CHECK(claims.at("acr") == row.acr);
            CHECK(claims.at("pid") == someone);
        }
    }

    TEST_CASE(
        "[idporten 4] step-up: a session at substantial, a request for high, and single sign-on after it") {
        Suite suite;
        auto const who = suite.browser.open_link(suite.ask(), "eid-minid");
        auto const step = suite.browser.answer(who, {{"pid", someone}});
        auto const low = suite.claims(suite.browser.answer(step, {{"code", "12345"}}));
        CHECK(low.at("acr") == "idporten-loa-substantial");

        Fields const high{{"acr_values", "idporten-loa-high"}};
        auto const selector = suite.ask(high);
        REQUIRE(Suite::is_login_page(selector));
        CHECK(selector.element("eid-minid").empty());
        auto const bankid = suite.browser.open_link(selector, "eid-bankid");
        auto const approval = suite.browser.answer(bankid, {{"pid", someone}});
        auto const raised = suite.claims(suite.browser.answer(approval, {{"action", "approve"}}));
        CHECK(raised.at("acr") == "idporten-loa-high");
        CHECK(raised.at("sid") == low.at("sid"));

        auto const again = suite.silently({{"acr_values", "idporten-loa-substantial"}});
        CHECK(again.at("acr") == "idporten-loa-high");
        CHECK(again.at("amr") == Json::array({"BankID"}));
    }

    TEST_CASE("[idporten 6] consent given and denied, after a login and after single sign-on") {
        std::string const income = "demo-etat:inntekt.read";
        Suite suite;
        Fields const asking{{"scope", "openid " + income}};
        auto const granted = [&](Page const& page) {
            return redeem_at(suite.app, suite.client, page).answer.at("scope").get<std::string>();
        };
        auto const first = suite.browser.log_in(suite.ask(asking), someone);
        REQUIRE_FALSE(first.element("consent-form").empty());
        CHECK(granted(suite.browser.answer(first, {{"action", "approve"}, {"scope:" + income, "yes"}})) ==
              "openid " + income);
        auto const second = suite.ask(asking);
        REQUIRE_FALSE(second.element("consent-form").empty());
        CHECK(granted(suite.browser.answer(second, {{"action", "deny"}})) == "openid");
    }
}

}  // namespace
