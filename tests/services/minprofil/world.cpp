#include "services/minprofil/world.h"

#include <optional>

#include "services/minprofil/service.h"
#include "support/data_set.h"

namespace emulator::test {

model::PersonNumber number(std::string const& digits) {
    return need(model::PersonNumber::parse(digits));
}

World::World()
    : database(need(store::Database::open({}, assets))),
      directory(load_data_set(assets, *database, clock.now())),
      persons(*database),
      state(*database, clock),
      pages(need(http::Pages::load(assets))),
      site(*pages, entropy, "minprofil", "MinProfil", "http://localhost:4700"),
      journal(clock, entropy),
      router("minprofil", minprofil::Service::dialect(site), log, &journal),
      service(std::make_unique<minprofil::Service>(
          minprofil::Deps{minprofil_origin,
                          {IdportenTwin::issuer, "minprofil", "minprofil-1", fixture_key("minprofil"),
                           minprofil_origin + "/callback", "openid profile"},
                          client,
                          state,
                          persons,
                          *directory,
                          clock,
                          entropy,
                          site,
                          log,
                          &journal})) {
    service->mount(router);
    client.answer = [this](http::Call const& call) { return idporten.answer(call); };
}

World::~World() = default;

http::Response World::log_in(Browser& visitor, std::string const& target) {
    auto const there = visitor.get(target);
    REQUIRE(there.status == 302);
    auto const back = visitor.get("/callback?" + idporten.approve(location(there)));
    REQUIRE(back.status == 302);
    REQUIRE(location(back) == minprofil_origin + "/");
    return visitor.get("/");
}

model::Person World::person(std::string const& digits) const {
    return persons.find(number(digits)).value_or(model::Person{});
}

http::Parameters form_of(http::Response const& page, std::map<std::string, std::string> const& changed,
                         std::string const& action) {
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
    for (auto const* name : {"spraak", "reservasjon", "postkasse"}) {
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
