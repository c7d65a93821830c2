// MinProfil on the data set of fixtures/, with ID-porten played by the test.
#pragma once

#include <doctest/doctest.h>

#include "app/fixtures.h"
#include "services/minprofil/idporten_twin.h"
#include "services/minprofil/service.h"

namespace emulator::test {

inline std::string const minprofil_origin = "http://localhost:4704";
inline std::string const everything = "28876895937";  // has e-mail, mobile, postbox and language nb
inline std::string const only_mobile = "21879498012";
inline std::string const deleted = "22885399316";
inline std::string const unregistered = "21836797660";

inline model::PersonNumber number(std::string const& digits) {
    return need(model::PersonNumber::parse(digits));
}

struct World {
    FixedClock clock;
    CountingEntropy entropy;
    CollectingLog log{clock};
    Assets assets;
    std::unique_ptr<store::Database> database = need(store::Database::open({}, assets));
    std::unique_ptr<store::DirectoryStore> directory = loaded_directory();
    store::Persons persons{*database};
    store::ProtocolState state{*database, clock};
    RecordingClient client;
    IdportenTwin idporten{clock, "minprofil"};
    std::unique_ptr<http::Pages> pages = need(http::Pages::load(assets));
    http::Site site{*pages, entropy, "minprofil", "MinProfil", "http://localhost:4700"};
    http::Journal journal{clock, entropy};
    http::Router router{"minprofil", minprofil::Service::dialect(site), log, &journal};
    minprofil::Service service{{minprofil_origin,
                                {IdportenTwin::issuer, "minprofil", "minprofil-1", fixture_key("minprofil"),
                                 minprofil_origin + "/callback", "openid profile"},
                                client,
                                state,
                                persons,
                                *directory,
                                clock,
                                entropy,
                                site,
                                log}};
    Browser browser{router};

    World() {
        service.mount(router);
        client.answer = [this](http::Call const& call) { return idporten.answer(call); };
    }

    std::unique_ptr<store::DirectoryStore> loaded_directory() {
        need(app::load_fixtures(assets, *database, clock.now()));
        return std::make_unique<store::DirectoryStore>(
            *database,
            store::Placeholders{{"demotjeneste", "http://localhost:4706"}, {"minprofil", minprofil_origin}});
    }

    // Visits `target`, agrees at ID-porten, and loads the page that the browser ends at.
    http::Response log_in(std::string const& target = "/") { return log_in(browser, target); }
    http::Response log_in(Browser& visitor, std::string const& target = "/") {
        auto const there = visitor.get(target);
        REQUIRE(there.status == 302);
        auto const back = visitor.get("/callback?" + idporten.approve(location(there)));
        REQUIRE(back.status == 302);
        REQUIRE(location(back) == minprofil_origin + "/");
        return visitor.get("/");
    }

    model::Person person(std::string const& digits = everything) const {
        return persons.find(number(digits)).value_or(model::Person{});
    }
};

// The form of a page, as the browser would send it, with the fields in `changed` typed over.
inline http::Parameters form_of(http::Response const& page,
                                std::map<std::string, std::string> const& changed = {},
                                std::string const& action = "save") {
    auto const checked = [&](std::string const& name) -> std::optional<std::string> {
        for (std::size_t at = 0; (at = page.body.find("name=\"" + name + "\"", at)) != std::string::npos;
             ++at) {
            auto const rest = page.body.substr(at, page.body.find('>', at) - at);
            if (rest.find("checked") != std::string::npos) return between(rest, "value=\"", "\"");
        }
        return std::nullopt;
    };
    std::map<std::string, std::string> fields{{"csrf", input(page, "csrf")},
                                              {"shown", input(page, "shown")},
                                              {"epostadresse", input(page, "epostadresse")},
                                              {"mobiltelefonnummer", input(page, "mobiltelefonnummer")},
                                              {"action", action}};
    for (auto const* name : {"spraak", "reservasjon"}) {
        if (auto const value = checked(name)) fields[name] = *value;
    }
    for (auto const& [name, value] : changed)
        fields[name] = value;
    http::Parameters form;
    for (auto const& [name, value] : fields)
        form.add(name, value);
    return form;
}

}  // namespace emulator::test
