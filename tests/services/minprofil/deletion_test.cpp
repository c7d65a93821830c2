// Leaving the register, and coming back.
#include "services/minprofil/world.h"

using namespace emulator;
using namespace emulator::test;

namespace {

http::Response remove(World& world, std::string const& csrf) {
    http::Parameters form;
    form.add("csrf", csrf);
    return world.browser.post("/delete", form);
}

}  // namespace

TEST_SUITE("minprofil/deletion") {
    TEST_CASE("a person reads what it means, leaves the register, and registers anew") {
        World world;
        auto page = world.log_in();
        CHECK(has_mark(page, "delete-link"));
        auto const asked = world.browser.get("/delete");
        REQUIRE(asked.status == 200);
        REQUIRE(has_mark(asked, "delete-title"));
        CHECK(asked.body.find("Stødig Vindmølle") != std::string::npos);
        CHECK(world.browser.get("/delete?locale=se").body.find("<html lang=\"se\"") != std::string::npos);
        CHECK(world.person().status == model::Registration::AKTIV);

        auto const answer = remove(world, input(asked, "csrf"));
        REQUIRE(answer.status == 303);
        CHECK(location(answer) == "http://localhost:4704/");
        CHECK(world.person().status == model::Registration::SLETTET);
        CHECK(world.person().epostadresse.value.empty());
        page = world.browser.get("/");
        CHECK(has_mark(page, "deleted"));
        CHECK_FALSE(has_mark(page, "delete-link"));
        CHECK(world.browser.get("/delete").status == 302);

        REQUIRE(world.browser.post("/", form_of(page, {{"epostadresse", "ny@example.no"}})).status == 303);
        CHECK(world.person().status == model::Registration::AKTIV);
        CHECK(world.person().epostadresse.value == "ny@example.no");
    }

    TEST_CASE("nobody is deleted by a form of another session, or without one") {
        World world;
        CHECK(world.browser.get("/delete").status == 302);
        CHECK(remove(world, "").status == 403);
        world.log_in();
        CHECK(remove(world, "").status == 403);
        CHECK(remove(world, "another").status == 403);
        CHECK(world.person().status == model::Registration::AKTIV);
    }

    TEST_CASE("whoever was never registered is not deleted") {
        World world;
        world.idporten.pid = unregistered;
        auto const page = world.log_in();
        CHECK_FALSE(has_mark(page, "delete-link"));
        REQUIRE(remove(world, input(page, "csrf")).status == 303);
        CHECK(world.person(unregistered).status == model::Registration::IKKE_REGISTRERT);
    }
}
