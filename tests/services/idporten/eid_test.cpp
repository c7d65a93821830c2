// The table of eIDs: what each gives, which are offered, and the forms that they read; then each of them
// walked from /authorize to its id_token.
#include "services/idporten/eid.h"

#include <algorithm>
#include <set>

#include "services/idporten/levels.h"
#include "services/idporten/world.h"

namespace emulator::idporten {
namespace {

using Words = std::vector<std::string>;
std::string const low_level = "idporten-loa-low";

Words ids(std::vector<Eid const*> const& list) {
    Words words;
    for (auto const* eid : list)
        words.emplace_back(eid->id);
    return words;
}

Words const all{"testid", "minid", "bankid", "bankid-mobil", "buypass", "commfides"};
Words const high_ones{"testid", "bankid", "bankid-mobil", "buypass", "commfides"};

TEST_SUITE("idporten/eid") {
    TEST_CASE("[idporten 8] every eID has its own amr, and its own name for paths") {
        std::map<std::string, std::string> amrs;
        for (auto const& eid : eids()) {
            amrs.emplace(eid.id, eid.amr);
            CHECK(find_eid(eid.id) == &eid);
        }
        CHECK(amrs == std::map<std::string, std::string>{{"testid", "TestID"},
                                                         {"minid", "Minid-OTC"},
                                                         {"bankid", "BankID"},
                                                         {"bankid-mobil", "BankID Mobil"},
                                                         {"buypass", "Buypass"},
                                                         {"commfides", "Commfides"}});
        CHECK(find_eid("BankID") == nullptr);
        CHECK(find_eid("") == nullptr);
    }

    TEST_CASE("[idporten 4] MinID is offered up to substantial, the others always, TestID first") {
        struct Row {
            std::string name;
            Words asked;
            Words offered;
        };
        for (auto const& row :
             {Row{"nothing", {}, all}, Row{"low", {low_level}, all},
              Row{"substantial", {substantial_level}, all}, Row{"high", {high_level}, high_ones},
              Row{"both, in either order", {high_level, substantial_level}, all},
              Row{"both", {substantial_level, high_level}, all}}) {
            CAPTURE(row.name);
            CHECK(ids(offered_eids(row.asked)) == row.offered);
        }
        CHECK(offered_levels(*find_eid("testid"), Words{}) == std::vector{substantial, high});
        CHECK(offered_levels(*find_eid("testid"), Words{high_level}) == std::vector{high});
        CHECK(offered_levels(*find_eid("minid"), Words{}) == std::vector{substantial});
        CHECK(offered_levels(*find_eid("minid"), Words{high_level}).empty());
        CHECK(offered_levels(*find_eid("buypass"), Words{substantial_level}) == std::vector{high});
    }

    TEST_CASE("who it is: a synthetic number, of the list or typed, at a level that the eID offers") {
        struct Row {
            std::string name;
            std::string eid;
            Fields form;
            Words asked;
            std::string acr;    // empty: refused
            std::string fault;  // of a refusal
        };
        auto const typed = [](std::string const& number) {
            return Fields{{"typed_pid", number}, {"acr", substantial_level}};
        };
        for (auto const& row :
             {Row{"a person of the list",
                  "testid",
                  {{"pid", everything}, {"acr", high_level}},
                  {},
                  high_level,
                  ""},
              Row{"a typed number", "testid", typed(unheard_of), {}, substantial_level, ""},
              Row{"the list wins",
                  "testid",
                  {{"pid", everything}, {"typed_pid", "1"}, {"acr", high_level}},
                  {},
                  high_level,
                  ""},
              Row{"a level too low", "testid", typed(everything), {high_level}, "", "login.error.choose"},
              Row{"no level", "testid", {{"pid", everything}}, {}, "", "login.error.choose"},
              Row{"a level that no eID gives",
                  "testid",
                  {{"pid", everything}, {"acr", low_level}},
                  {low_level},
                  "",
                  "login.error.choose"},
              Row{"an eID with one level does not ask", "bankid", {{"pid", everything}}, {}, high_level, ""},
              Row{"nor does it listen",
                  "minid",
                  {{"pid", everything}, {"acr", high_level}},
                  {},
                  substantial_level,
                  ""},
              Row{"an eID whose level does not do",
                  "minid",
                  {{"pid", everything}},
                  {high_level},
                  "",
                  "login.error.choose"},
              Row{"nobody", "buypass", {}, {}, "", "login.error.choose"},
              Row{"a number that could be real",
                  "bankid",
                  typed("28076895937"),
                  {},
                  "",
                  "login.error.not_synthetic"},
              Row{"letters", "commfides", typed("x"), {}, "", "login.error.not_digits"},
              Row{"too short", "bankid-mobil", typed("2887689593"), {}, "", "login.error.length"},
              Row{"wrong check digits", "minid", typed("28876895938"), {}, "", "login.error.check_digits"}}) {
            CAPTURE(row.name);
            auto const [claim, fault] = identify(*find_eid(row.eid), parameters(row.form), row.asked);
            CHECK(fault == row.fault);
            REQUIRE(claim.has_value() == row.fault.empty());
            if (!claim) continue;
            CHECK(claim->eid == row.eid);
            CHECK(claim->acr == row.acr);
            CHECK(claim->wrong == 0);
        }
    }

    TEST_CASE("[idporten_testbrukere] MinID takes the code 12345; the others take their button") {
        auto const fault = [](std::string const& eid, Fields const& form) {
            return std::string(find_eid(eid)->confirmation->fault(parameters(form)));
        };
        CHECK(find_eid("testid")->confirmation == nullptr);
        CHECK(fault("minid", {{"code", "12345"}}).empty());
        for (auto const* code : {"", "1234", "123456", "12345 ", "54321"})
            CHECK(fault("minid", {{"code", code}}) == "login.error.code");
        CHECK(fault("minid", {{"action", "approve"}}) == "login.error.code");
        for (auto const* eid : {"bankid", "bankid-mobil", "buypass", "commfides"}) {
            CHECK(fault(eid, {{"action", "approve"}}).empty());
            CHECK(fault(eid, {{"code", "12345"}}) == "login.error.approve");
        }
    }

    TEST_CASE("reference words are two, the same for the same login, and differ between logins") {
        CHECK(reference_words("a") == reference_words("a"));
        std::set<std::string> seen;
        for (int i = 0; i < 50; ++i) {
            auto const words = reference_words("seed " + std::to_string(i));
            CHECK(std::count(words.begin(), words.end(), ' ') == 1);
            seen.insert(words);
        }
        CHECK(seen.size() > 20);
    }

    TEST_CASE("[idporten 8] each eID leads from the choice to an id_token with its amr, level and names") {
        struct Row {
            std::string eid;
            std::string acr;
            std::string amr;
            bool names;
            Fields confirmation;
        };
        Fields const approve{{"action", "approve"}};
        for (auto const& row : {Row{"testid", substantial_level, "TestID", false, {}},
                                Row{"minid", substantial_level, "Minid-OTC", false, {{"code", "12345"}}},
                                Row{"bankid", high_level, "BankID", true, approve},
                                Row{"bankid-mobil", high_level, "BankID Mobil", true, approve},
                                Row{"buypass", high_level, "Buypass", true, approve},
                                Row{"commfides", high_level, "Commfides", false, approve}}) {
            CAPTURE(row.eid);
            World world;
            auto const code = world.log_in_with(row.eid);
            auto const claims = world.id_token(code);
            CHECK(claims.at("pid") == everything);
            CHECK(claims.at("acr") == row.acr);
            CHECK(claims.at("amr") == Json::array({row.amr}));
            CHECK(claims.contains("given_name") == row.names);
            if (row.names) {
                CHECK(claims.at("given_name") == "Stødig");
                CHECK(claims.at("family_name") == "Vindmølle");
            }
            // The session has it, too; without the scope profile names are not told.
            auto const again = world.browser.get(World::authorize_url({{"scope", "openid"}}));
            REQUIRE(again.status == 302);
            auto const silent = world.id_token(World::code_of(again));
            CHECK(silent.at("amr") == Json::array({row.amr}));
            CHECK(!silent.contains("given_name"));
        }
    }

    TEST_CASE("[idporten 8] a person without a row has no names to give") {
        World world;
        auto const claims = world.id_token(world.log_in_with("bankid", {}, unheard_of));
        CHECK(claims.at("pid") == unheard_of);
        CHECK(!claims.contains("given_name"));
        CHECK(!claims.contains("family_name"));
    }

    TEST_CASE("the page of an eID's own step names the person, and BankID on mobile shows reference words") {
        for (auto const* eid : {"minid", "bankid", "bankid-mobil", "buypass", "commfides"}) {
            CAPTURE(eid);
            World world;
            auto const selector = world.browser.get(World::authorize_url());
            auto const who = World::open_eid(world.browser, selector, eid);
            CHECK(!has_mark(who, "level-" + high_level));
            auto const path = "/login/" + std::string(eid);
            auto const back = World::answer(world.browser, who, path, {{"pid", everything}});
            REQUIRE(back.status == 303);
            CHECK(location(back).starts_with(path + "/confirmation?transaction="));
            CHECK(!world.browser.cookies.contains("IDPORTEN_SESSION"));
            auto const step = world.browser.get(location(back));
            REQUIRE(step.status == 200);
            CHECK(marked(step, "claimed-pid") == everything);
            CHECK(step.body.find("Stødig Vindmølle") != std::string::npos);
            CHECK(has_mark(step, "reference") == (std::string_view(eid) == "bankid-mobil"));
            CHECK(world.browser.get(link_of(step, "another-person")).body.find("login-form") !=
                  std::string::npos);
            CHECK(is_login_page(world.browser.get(link_of(step, "other-ways"))));
        }
    }

    TEST_CASE("[idporten_testbrukere] a wrong code can be mended; the third sends back to who it is") {
        World world;
        auto const step = world.confirmation_of("minid");
        auto const wrong = [&] {
            return World::answer(world.browser, step, "/login/minid/confirmation", {{"code", "00000"}});
        };
        for (int i = 1; i < most_wrong; ++i) {
            auto const again = wrong();
            CHECK(again.status == 422);
            CHECK(marked(again, "login-error").starts_with("Koden er feil"));
        }
        auto const anew = wrong();
        CHECK(anew.status == 422);
        CHECK(has_mark(anew, "login-form"));
        CHECK(anew.body.find("feil tre ganger") != std::string::npos);
        // The right code is too late now.
        auto const late =
            World::answer(world.browser, step, "/login/minid/confirmation", {{"code", "12345"}});
        CHECK(location(late).starts_with("/login/minid?transaction="));
        CHECK(!world.browser.cookies.contains("IDPORTEN_SESSION"));
        auto const who = World::answer(world.browser, anew, "/login/minid", {{"pid", everything}});
        auto const second = world.browser.get(location(who));
        auto const back =
            World::answer(world.browser, second, "/login/minid/confirmation", {{"code", "12345"}});
        CHECK(world.id_token(World::code_of(back)).at("acr") == substantial_level);
    }

    TEST_CASE("an eID that does not exist, or does not reach the level, is refused with a page") {
        World world;
        auto const selector = world.browser.get(World::authorize_url({{"acr_values", high_level}}));
        CHECK(!has_mark(selector, "eid-minid"));
        auto const query = "?transaction=" + input(selector, "transaction");
        CHECK(world.browser.get("/login/minid" + query).status == 400);
        CHECK(world.browser.get("/login/vipps" + query).status == 404);
        auto const back = World::answer(world.browser, selector, "/login/minid", {{"pid", everything}});
        CHECK(back.status == 400);
        CHECK(World::choose(world.browser, selector, everything, high_level).status == 303);
    }

    TEST_CASE("[idporten 3.6] every page of a login can be cancelled") {
        World world;
        for (auto const* eid : {"testid", "minid", "bankid", "bankid-mobil", "buypass", "commfides"}) {
            CAPTURE(eid);
            std::string const path = "/login/" + std::string(eid);
            auto const selector = world.browser.get(World::authorize_url());
            auto const back = World::answer(world.browser, World::open_eid(world.browser, selector, eid),
                                            path, {{"action", "cancel"}});
            CHECK(told(world, back).error == "access_denied");
            if (!find_eid(eid)->confirmation) continue;
            auto const step = world.confirmation_of(eid);
            CHECK(told(world,
                       World::answer(world.browser, step, path + "/confirmation", {{"action", "cancel"}}))
                      .error == "access_denied");
        }
    }

    TEST_CASE("the language switch works on every page of a login, and the login goes on in it") {
        World world;
        auto const step = world.confirmation_of("buypass");
        auto const switched = world.browser.get(link_of(step, "language-nn"));
        CHECK(is_in(switched, "nn"));
        CHECK(world.browser.cookies.at("IDPORTEN_SELECTED_LANGUAGE") == "nn");
        auto const back =
            World::answer(world.browser, switched, "/login/buypass/confirmation", {{"action", "approve"}});
        CHECK(world.id_token(World::code_of(back)).at("locale") == "nn");
    }
}

}  // namespace
}  // namespace emulator::idporten
