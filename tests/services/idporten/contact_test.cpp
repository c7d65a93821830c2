// The question about contact information between a login and the way back to the service.
#include "services/idporten/pending_login.h"
#include "services/idporten/world.h"

namespace emulator::idporten {
namespace {

std::string const stale = "17846595066";  // the data set lets ID-porten ask, 120 days after the confirmation
std::string const unregistered = "21836797660";
std::string const only_email = "05895894984";
std::string const gone = "The login has ended or was finished already";

bool is_contact_page(http::Response const& page) {
    return has_mark(page, "contact-form");
}

// The answer to the login page, which leads either to the question or to the code.
http::Response pressed(World& world, std::string const& pid, Fields const& changes = {}) {
    auto const asked = World::authorize_url(changed({{"prompt", "login"}}, changes));
    auto const back = World::choose(world.browser, world.browser.get(asked), pid);
    REQUIRE(back.status == 303);
    return back;
}

http::Response asked(World& world, std::string const& pid, Fields const& changes = {}) {
    auto const back = pressed(world, pid, changes);
    REQUIRE(location(back).starts_with("/contact?transaction="));
    auto page = world.browser.get(location(back));
    REQUIRE(page.status == 200);
    REQUIRE(is_contact_page(page));
    return page;
}

// Sends the page's form as a browser does, with these fields typed over.
http::Response send(World& world, http::Response const& page, Fields const& changes = {},
                    std::string const& action = "save") {
    Fields fields{{"action", action}};
    for (auto const* name :
         {"shown_epostadresse", "shown_mobiltelefonnummer", "epostadresse", "mobiltelefonnummer"})
        fields[name] = input(page, name);
    return World::answer(world.browser, page, "/contact", changed(fields, changes));
}

model::Person person(World const& world, std::string const& pid) {
    return world.persons.find(need(model::PersonNumber::parse(pid))).value_or(model::Person{});
}

void pass_days(World& world, int days) {
    world.clock.advance(std::chrono::days(days));
}

TEST_SUITE("idporten/contact") {
    TEST_CASE("nobody is asked but those whom the data set names") {
        World world;
        CHECK(location(pressed(world, everything)).starts_with(callback));
        CHECK(location(pressed(world, unregistered)).starts_with(callback));
        CHECK(location(pressed(world, stale)).starts_with("/contact?"));
    }

    TEST_CASE("by the start option everybody is asked whose information is missing or old") {
        World world(std::chrono::days(90));
        CHECK(location(pressed(world, everything)).starts_with(callback));
        CHECK(location(pressed(world, unregistered)).starts_with("/contact?"));
        CHECK(location(pressed(world, unheard_of)).starts_with("/contact?"));
        pass_days(world, 91);
        CHECK(location(pressed(world, everything)).starts_with("/contact?"));
    }

    TEST_CASE("a confirmation is written with its time, and the next login asks no more until it is old") {
        World world;
        auto const page = asked(world, stale);
        CHECK(input(page, "epostadresse") == "sindig.skilpadde@example.no");
        CHECK(marked(page, "contact-heading") == "Er opplysningene dine riktige?");
        auto const before = person(world, stale);
        auto const change = world.persons.last_change();

        auto const back = send(world, page);
        REQUIRE(back.status == 303);
        CHECK(world.id_token(World::code_of(back)).at("pid") == stale);
        auto const after = person(world, stale);
        CHECK(after.epostadresse.sist_verifisert == world.clock.now());
        CHECK(after.mobiltelefonnummer.sist_verifisert == world.clock.now());
        CHECK(after.epostadresse.oppdatert == before.epostadresse.oppdatert);
        CHECK(world.persons.last_change() == change + 1);
        auto const history = world.persons.history(after.personidentifikator);
        REQUIRE(history.size() == 2);
        CHECK(history[0].by == store::Editor{"idporten", {}, world.clock.now()});
        CHECK(history[0].change.is_confirmation());

        CHECK(location(pressed(world, stale)).starts_with(callback));
        pass_days(world, 91);
        CHECK(location(pressed(world, stale)).starts_with("/contact?"));
    }

    TEST_CASE("who has nothing registered creates it, and who lacks one adds it") {
        World world(std::chrono::days(90));
        auto page = asked(world, unregistered);
        CHECK(marked(page, "contact-heading") == "Hvordan kan det offentlige nå deg?");
        CHECK(send(world, page, {{"epostadresse", "ny@example.no"}, {"mobiltelefonnummer", "41234567"}})
                  .status == 303);
        CHECK(person(world, unregistered).status == model::Registration::AKTIV);
        CHECK(person(world, unregistered).epostadresse.value == "ny@example.no");
        CHECK(person(world, unregistered).mobiltelefonnummer.value == "+4741234567");

        pass_days(world, 91);
        page = asked(world, only_email);
        CHECK(marked(page, "contact-heading") == "Legg til mobilnummeret ditt");
        auto const address = person(world, only_email).epostadresse.value;
        CHECK(send(world, page, {{"mobiltelefonnummer", "99999999"}}).status == 303);
        CHECK(person(world, only_email).mobiltelefonnummer.value == "+4799999999");
        CHECK(person(world, only_email).epostadresse.value == address);
        CHECK(person(world, only_email).epostadresse.sist_verifisert == world.clock.now());
    }

    TEST_CASE("what cannot be stored is asked again with what was typed, and nothing is written") {
        World world;
        auto const page = asked(world, stale);
        auto const before = person(world, stale);
        auto wrong = send(world, page, {{"epostadresse", "<b>"}, {"mobiltelefonnummer", "12"}});
        CHECK(wrong.status == 422);
        CHECK(has_mark(wrong, "email-error"));
        CHECK(has_mark(wrong, "mobile-error"));
        CHECK(wrong.body.find("<b>") == std::string::npos);
        CHECK(input(wrong, "mobiltelefonnummer") == "12");
        CHECK(input(wrong, "shown_epostadresse") == "sindig.skilpadde@example.no");
        wrong = send(world, wrong, {{"epostadresse", ""}, {"mobiltelefonnummer", ""}});
        CHECK(wrong.status == 422);
        CHECK(has_mark(wrong, "contact-error"));
        CHECK(person(world, stale) == before);
        CHECK(send(world, wrong, {{"epostadresse", "rett@example.no"}, {"mobiltelefonnummer", ""}}).status ==
              303);
        CHECK(person(world, stale).epostadresse.value == "rett@example.no");
        CHECK(person(world, stale).mobiltelefonnummer.value.empty());
    }

    TEST_CASE("the question can be left for another time, and then it comes with the next login") {
        World world;
        auto const before = person(world, stale);
        auto const back = send(world, asked(world, stale), {{"epostadresse", "ny@example.no"}}, "skip");
        REQUIRE(back.status == 303);
        CHECK(world.id_token(World::code_of(back)).at("pid") == stale);
        CHECK(person(world, stale) == before);
        CHECK(world.persons.history(before.personidentifikator).empty());
        CHECK(location(pressed(world, stale)).starts_with("/contact?"));
    }

    TEST_CASE("nobody is asked without a login of their own: single sign-on, prompt=none, headless") {
        World world;
        send(world, asked(world, stale), {}, "skip");
        auto const again = world.browser.get(World::authorize_url());
        CHECK(World::code_of(again).size() > 10);
        CHECK(World::code_of(world.browser.get(World::authorize_url({{"prompt", "none"}}))).size() > 10);
        CHECK(world.headless_code({}, stale).size() > 10);
    }

    TEST_CASE("consent comes after the question") {
        World world;
        world.registrations.client(
            "min-tjeneste", [](Json& client) { client["scopes"].push_back("demo-etat:inntekt.read"); });
        auto const back = send(world, asked(world, stale, {{"scope", "openid demo-etat:inntekt.read"}}));
        REQUIRE(location(back).starts_with("/consent?transaction="));
        auto const consent = world.browser.get(location(back));
        CHECK(has_mark(consent, "consent-form"));
        auto const end = World::answer(world.browser, consent, "/consent", {{"action", "deny"}});
        CHECK(world.id_token(World::code_of(end)).at("pid") == stale);
    }

    TEST_CASE("the question is answered once, by the browser and the page that were asked") {
        World world;
        auto const page = asked(world, stale);
        auto const before = person(world, stale);
        Browser stranger(world.router);
        auto const address = "/contact?transaction=" + input(page, "transaction");
        CHECK(stranger.get(address).status == 400);
        CHECK(World::answer(stranger, page, "/contact", {{"action", "skip"}}).status == 400);
        CHECK(send(world, page, {{"csrf", "another"}}).status == 400);
        CHECK(send(world, page, {{"transaction", "another"}}).status == 400);
        // Another page of the same login, or another stage, is no way around it.
        CHECK(World::answer(world.browser, page, "/consent", {{"action", "deny"}}).status == 400);
        CHECK(World::answer(world.browser, page, "/login/testid", {{"pid", everything}}).status == 400);
        CHECK(person(world, stale) == before);

        REQUIRE(send(world, page).status == 303);
        auto const after = person(world, stale);
        world.clock.advance(seconds(5));
        auto const twice = send(world, page, {{"epostadresse", "to@example.no"}});
        CHECK(twice.status == 400);
        CHECK(twice.body.find(gone) != std::string::npos);
        CHECK(person(world, stale) == after);
        // Who goes back asks for the same anew, and is answered by the session.
        auto const anew = world.browser.get(address);
        REQUIRE(anew.status == 302);
        REQUIRE(location(anew).starts_with("/authorize?"));
        CHECK(World::code_of(world.browser.get(location(anew))).size() > 10);
    }

    TEST_CASE("a logout while the page is open ends the login, and shows nobody's information") {
        World world;
        auto const page = asked(world, stale);
        auto const before = person(world, stale);
        world.browser.get("/logout");
        auto const late = world.browser.get("/contact?transaction=" + input(page, "transaction"));
        CHECK(late.status == 400);
        CHECK(late.body.find("sindig.skilpadde") == std::string::npos);
        CHECK(send(world, page).status == 400);
        CHECK(person(world, stale) == before);
    }

    TEST_CASE("what changed elsewhere while the page was open is neither confirmed nor overwritten") {
        World world;
        auto const page = asked(world, stale);
        auto const pid = need(model::PersonNumber::parse(stale));
        world.persons.edit(pid, [&](model::Person& changed_person) {
            changed_person.epostadresse = {"annet@example.no", world.clock.now() - seconds(9), {}};
        });
        REQUIRE(send(world, page).status == 303);
        CHECK(person(world, stale).epostadresse.value == "annet@example.no");
        CHECK(person(world, stale).epostadresse.sist_verifisert == std::nullopt);
        CHECK(person(world, stale).mobiltelefonnummer.sist_verifisert == world.clock.now());
    }

    TEST_CASE("the page speaks every language, also where it was confirmed in another window meanwhile") {
        World world;
        auto const page = asked(world, stale);
        auto const address = "/contact?transaction=" + input(page, "transaction");
        for (auto const* language : {"nn", "en", "se", "nb"}) {
            auto const shown = world.browser.get(address + "&locale=" + language);
            CAPTURE(language);
            CHECK(is_in(shown, language));
            CHECK(is_contact_page(shown));
        }
        world.persons.edit(need(model::PersonNumber::parse(stale)), [&](model::Person& confirmed) {
            confirmed.epostadresse.sist_verifisert = confirmed.mobiltelefonnummer.sist_verifisert =
                world.clock.now();
        });
        CHECK(marked(world.browser.get(address), "contact-heading") == "Er opplysningene dine riktige?");
    }
}

}  // namespace
}  // namespace emulator::idporten
