#include "services/demo/world.h"

#include "http/answers.h"
#include "services/demo/service.h"

namespace emulator::test {
namespace {

std::optional<demo::KeyAtHand> key_at_hand(std::string const& client_id) {
    Assets const assets;
    auto const pem = assets.find("fixtures/keys/" + client_id + ".pem");
    if (!pem) return std::nullopt;
    auto const certificates = assets.find("fixtures/keys/" + client_id + ".crt");
    return demo::KeyAtHand{
        need(jose::private_key_from_pem(*pem)),
        certificates ? need(jose::certificates_from_pem(*certificates)) : std::vector<jose::Certificate>()};
}

}  // namespace

World::World()
    : database(need(store::Database::open({}, assets))),
      state(*database, clock),
      pages(need(http::Pages::load(assets))),
      site(*pages, entropy, "demotjeneste", "Demotjeneste", "http://localhost:4700"),
      journal(clock, entropy),
      router("demotjeneste", demo::Service::dialect(site), log, &journal),
      service(std::make_unique<demo::Service>(
          demo::Deps{demo_origin,
                     "http://localhost:4704",
                     "http://localhost:4703",
                     {IdportenTwin::issuer, "demotjeneste", "demotjeneste-1", fixture_key("demotjeneste"),
                      demo_origin + "/callback", "openid profile krr:user/kontaktinformasjon.read"},
                     directory,
                     key_at_hand,
                     client,
                     state,
                     clock,
                     entropy,
                     site,
                     log})),
      contact{{"personidentifikator", "28876895937"},
              {"reservasjon", "NEI"},
              {"status", "AKTIV"},
              {"varslingsstatus", "KAN_VARSLES"},
              {"kontaktinformasjon",
               {{"epostadresse", "ola@example.no"},
                {"epostadresse_oppdatert", "2026-06-10T21:00:01+02"},
                {"mobiltelefonnummer", "+4799999901"},
                {"mobiltelefonnummer_oppdatert", "2026-01-31T23:30:00+01"}}}},
      krr([this] { return Result<http::Response>(http::json(200, contact)); }) {
    service->mount(router);
    client.answer = [this](http::Call const& call) {
        if (call.url != krr_person) return idporten.answer(call);
        shown_tokens.emplace_back(call.headers.find("Authorization").value_or("").substr(7));
        return krr();
    };
}

World::~World() = default;

http::Response World::log_in(Browser& visitor, std::string const& target) {
    auto const there = visitor.get(target);
    REQUIRE(there.status == 302);
    auto const back = visitor.get("/callback?" + idporten.approve(location(there)));
    REQUIRE(back.status == 302);
    REQUIRE(location(back) == demo_origin + "/");
    return visitor.get("/");
}

bool World::logged_in(http::Response const& page) {
    return page.status == 200 && has_mark(page, "user-pid");
}

http::Response World::post(std::string const& path, std::string const& csrf) {
    http::Parameters form;
    form.add("csrf", csrf);
    return browser.post(path, form);
}

http::Response World::fetch_contact(http::Response const& page) {
    auto const answer = post("/contact", input(page, "csrf"));
    REQUIRE(answer.status == 303);
    REQUIRE(location(answer) == demo_origin + "/");
    return browser.get("/");
}

Json World::logout_claims() const {
    auto const now = clock.now().time_since_epoch().count();
    return {{"iss", IdportenTwin::issuer},
            {"aud", "demotjeneste"},
            {"sub", "sub-of-28876895937"},
            {"iat", now},
            {"exp", now + 300},
            {"jti", "logout-1"},
            {"events", {{logout_event, Json::object()}}},
            {"sid", "session-1"}};
}

http::Response World::back_channel(std::string const& logout_token) {
    http::Request request;
    request.method = http::Method::post;
    REQUIRE(http::set_target(request, "/backchannel-logout"));
    request.headers.add("Content-Type", "application/x-www-form-urlencoded");
    request.body = "logout_token=" + logout_token;
    return answer(router, std::move(request));
}

}  // namespace emulator::test
