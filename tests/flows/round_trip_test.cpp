#include <doctest/doctest.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "base/times.h"
#include "flows/grants.h"
#include "flows/test_app.h"

using namespace emulator;
using namespace emulator::test;

namespace {

constexpr auto pid = "28876895937";

http::Parameters contact_form(Page const& page, std::string const& email) {
    http::Parameters form;
    // Every field as the page shows it, then the change.
    for (auto const* name : {"csrf", "mobiltelefonnummer"})
        form.add(name, page.input(name));
    for (auto const* name :
         {"shown_epostadresse", "shown_mobiltelefonnummer", "shown_spraak", "shown_reservasjon"}) {
        if (page.shows("name=\"" + std::string(name) + "\"")) form.add(name, page.input(name));
    }
    form.add("epostadresse", email);
    form.add("spraak", "nb");
    form.add("reservasjon", "NEI");
    form.add("action", "save");
    return form;
}

}  // namespace

TEST_SUITE("flows/round trip") {
    TEST_CASE(
        "a person logs in at a service, follows the link to MinProfil, changes the e-mail, and machines see "
        "it") {
        TestApp app;
        Browser browser(app);

        auto const before = look_up(app, pid, "before");
        CHECK(before["kontaktinformasjon"]["epostadresse"] == "stodig.vindmolle@example.no");

        auto const login = browser.get(app.url("demotjeneste") + "/login");
        REQUIRE(login.url.starts_with(app.url("idporten") + "/authorize"));
        CHECK_FALSE(browser.open_link(login, "eid-testid").element(std::string("person-") + pid).empty());
        auto const service = browser.log_in(login, pid);
        REQUIRE(service.url.starts_with(app.url("demotjeneste")));
        REQUIRE(service.response.status == 200);
        CHECK(service.shows(pid));

        http::Parameters fetch;
        fetch.add("csrf", service.input("csrf"));
        auto const contact = browser.post(app.url("demotjeneste") + "/contact", fetch);
        CHECK(contact.shows("stodig.vindmolle@example.no"));

        app.clock().advance(seconds(60));
        auto const goto_url = percent_encode(app.url("demotjeneste") + "/");
        auto const profile = browser.get(app.url("minprofil") + "/?gotoUrl=" + goto_url);
        REQUIRE(profile.url.starts_with(app.url("minprofil")));  // single sign-on: no login page
        REQUIRE(profile.response.status == 200);
        CHECK(profile.element("return-link").find("href=\"" + app.url("demotjeneste") + "/\"") !=
              std::string::npos);
        auto const saved =
            browser.post(app.url("minprofil") + "/", contact_form(profile, "ny.adresse@example.no"));
        REQUIRE(saved.response.status == 200);
        CHECK(saved.input("epostadresse") == "ny.adresse@example.no");
        CHECK_FALSE(saved.element("return-link").empty());

        auto const back = browser.get(app.url("demotjeneste") + "/");
        CHECK(back.shows("ny.adresse@example.no"));

        auto const after = look_up(app, pid, "after");
        CHECK(after["kontaktinformasjon"]["epostadresse"] == "ny.adresse@example.no");
        CHECK(after["kontaktinformasjon"]["epostadresse_oppdatert"] == format_oslo(app.clock().now()));
        CHECK(after["kontaktinformasjon"]["mobiltelefonnummer_oppdatert"] ==
              before["kontaktinformasjon"]["mobiltelefonnummer_oppdatert"]);

        http::Parameters leave;
        leave.add("csrf", back.input("csrf"));
        auto const left = browser.post(app.url("demotjeneste") + "/logout", leave);
        CHECK(left.url.starts_with(app.url("demotjeneste")));
        CHECK_FALSE(browser.get(app.url("minprofil") + "/").element("eid-selector").empty());
        auto const again = browser.get(app.url("demotjeneste") + "/login");
        CHECK(again.url.starts_with(app.url("idporten")));
    }

    TEST_CASE("a gotoUrl that is not registered is no way out: only the log-out is offered") {
        TestApp app;
        Browser browser(app);
        auto const login = browser.get(app.url("minprofil") + "/?gotoUrl=https%3A%2F%2Fevil.example%2F");
        auto const profile = browser.log_in(login, pid);
        REQUIRE(profile.url.starts_with(app.url("minprofil")));
        CHECK(profile.element("return-link").empty());
        CHECK_FALSE(profile.element("logout").empty());
        CHECK_FALSE(profile.shows("evil.example"));
        CHECK(app.log().mentions("gotoUrl"));
    }

    TEST_CASE("a change is kept over a restart with the same database, and so is the login") {
        auto const file =
            std::filesystem::temp_directory_path() / ("digdir-flow-" + std::to_string(::getpid()) + ".db");
        auto configuration = on_free_ports();
        configuration.database = file;
        auto const remove = [&] {
            for (auto const* ending : {"", "-wal", "-shm"})
                std::filesystem::remove(file.string() + ending);
        };
        remove();
        std::map<std::string, std::string> cookies;
        {
            TestApp app(configuration);
            for (auto& [product, port] : configuration.ports) {
                auto const url = app.url(product);
                port = static_cast<unsigned short>(std::stoi(url.substr(url.rfind(':') + 1)));
            }
            Browser browser(app);
            auto const profile = browser.log_in(browser.get(app.url("minprofil") + "/"), pid);
            auto const saved =
                browser.post(app.url("minprofil") + "/", contact_form(profile, "varig@example.no"));
            REQUIRE(saved.response.status == 200);
            cookies = browser.cookies;
        }
        {
            TestApp app(configuration);
            CHECK(look_up(app, pid, "restart")["kontaktinformasjon"]["epostadresse"] == "varig@example.no");
            Browser browser(app);
            browser.cookies = cookies;
            auto const profile = browser.get(app.url("minprofil") + "/");
            CHECK(profile.input("epostadresse") == "varig@example.no");
        }
        remove();
    }
}
