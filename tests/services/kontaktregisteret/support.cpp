#include "support.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstdio>

#include "http/parameters.h"
#include "jose/jwk.h"
#include "jose/jwt.h"
#include "support/data_set.h"
#include "support/idporten_twin.h"
#include "support/run.h"

namespace emulator::kontaktregisteret::test {
namespace {

using emulator::test::fixture_key;

constexpr std::string_view machine_kid = "maskinporten-1";
constexpr std::string_view user_kid = "idporten-1";

jose::Certificate certificate(Assets const& assets, std::string const& name) {
    return need(jose::certificates_from_pem(assets.find("fixtures/keys/" + name + ".crt").value())).front();
}

http::Response jwks(jose::PrivateKey const& key, std::string_view kid) {
    auto const document = jose::jwks({jose::public_jwk(key.public_key(), kid, jose::Algorithm::RS256)});
    return {200, {}, document.dump()};
}

// Of days in January 2001, when nobody of the fixtures was born, with the check digits found by trying.
std::vector<std::string> make_numbers(std::size_t count) {
    std::vector<std::string> numbers;
    for (int tried = 0; numbers.size() < count; ++tried) {
        for (int check = 0; check < 100; ++check) {
            std::array<char, 32> digits{};
            std::snprintf(digits.data(), digits.size(), "%02d8101%03d%02d", 1 + tried / 400,
                          500 + tried % 400, check);
            if (model::person_number_fault(digits.data()).empty()) numbers.emplace_back(digits.data());
        }
    }
    return numbers;
}

}  // namespace

std::string const& unknown_number(int index) {
    static auto const numbers = make_numbers(1000);
    return numbers.at(static_cast<std::size_t>(index));
}

// An issuer answers with its own keys only, at its own address only.
Result<http::Response> World::answer_of(http::Call const& call) const {
    if (call.url == "http://localhost:4701/jwk") return jwks(machine_key_, machine_kid);
    if (call.url == "http://localhost:4702/jwks.json") return jwks(user_key_, user_kid);
    if (call.url == "http://localhost:4702/token/introspect") {
        auto const form = need(http::parse_parameters(call.body));
        REQUIRE(form.text("client_id") == "kontaktregisteret");
        REQUIRE(form.has("client_assertion"));
        auto const told = told_.find(form.text("token"));
        Json const inactive{{"active", false}};
        return http::Response{200, {}, (told == told_.end() ? inactive : told->second).dump()};
    }
    return Error{ErrorCode::bad_gateway, "No answer from " + call.url};
}

World::World(Expired expired)
    : machine_key_(fixture_key("maskinporten-signing")), user_key_(fixture_key("idporten-signing")) {
    database = need(store::Database::open(std::nullopt, assets));
    directory = emulator::test::load_data_set(assets, *database, clock.now());
    persons = std::make_unique<store::Persons>(*database);
    pages = need(http::Pages::load(assets));
    site = std::make_unique<http::Site>(*pages, entropy, "kontaktregisteret", "Oppslagstjenesten",
                                        "http://localhost:4700");
    client.answer = [this](http::Call const& call) { return answer_of(call); };
    machine_tokens = std::make_unique<rp::AccessTokens>(
        client, clock, std::vector<rp::Issuer>{{std::string(machine_issuer), "http://localhost:4701/jwk"}});
    self_contained_user_tokens = std::make_unique<rp::AccessTokens>(
        client, clock,
        std::vector<rp::Issuer>{{std::string(user_issuer), "http://localhost:4702/jwks.json"}});
    introspection = std::make_unique<rp::Introspection>(
        rp::Registration{std::string(user_issuer), "kontaktregisteret", "kontaktregisteret-1",
                         fixture_key("kontaktregisteret")},
        "http://localhost:4702/token/introspect", client, clock, entropy);
    user_tokens = std::make_unique<rp::UserTokens>(*self_contained_user_tokens, *introspection);
    auto const signing_name = "kontaktregisteret-signing";
    service = std::make_unique<Service>(
        Service::Deps{*database,
                      *directory,
                      clock,
                      *machine_tokens,
                      *user_tokens,
                      *site,
                      assets,
                      log,
                      &journal,
                      fixture_key(signing_name),
                      {certificate(assets, signing_name), certificate(assets, "ca-root")},
                      certificate(assets, "printserver"),
                      nullptr,
                      expired});
    router = std::make_unique<http::Router>("kontaktregisteret", Service::dialect(*site), log, &journal);
    service->mount(*router);
}

Json World::claims(std::string_view issuer, std::string_view scope) const {
    auto const now = clock.now().time_since_epoch().count();
    Json claims{{"scope", scope}, {"iss", issuer}, {"exp", now + 120}, {"iat", now}};
    claims["client_id"] = issuer == user_issuer ? "demotjeneste" : "demo-etat-nokkel";
    return claims;
}

std::string World::signed_by(std::string_view issuer, Json const& claims) const {
    bool const machine = issuer == machine_issuer;
    return jose::sign_jwt(machine ? machine_key_ : user_key_, jose::Algorithm::RS256,
                          machine ? machine_kid : user_kid, claims);
}

std::string World::machine_token(std::string_view scope) const {
    return signed_by(machine_issuer, claims(machine_issuer, scope));
}

std::string World::user_token(std::string_view pid, std::string_view scope) const {
    auto user = claims(user_issuer, scope);
    user["sub"] = pid;
    user["pid"] = pid;
    return signed_by(user_issuer, user);
}

http::Response World::call(http::Method method, std::string_view target, Given const& given) {
    http::Request request;
    request.method = method;
    REQUIRE(http::set_target(request, target));
    request.headers = given.headers;
    if (!given.token.empty()) request.headers.add("Authorization", "Bearer " + std::string(given.token));
    if (!given.content_type.empty()) request.headers.add("Content-Type", std::string(given.content_type));
    request.body = given.body;
    return emulator::test::run(router->answer(request));
}

Json World::look_up(std::string_view version, Json const& body, std::string_view scope) {
    auto const token = machine_token(scope);
    auto const text = body.dump();
    auto const response =
        call(http::Method::post, "/rest/" + std::string(version) + "/personer", {token, text});
    INFO(response.body);
    REQUIRE(response.status == 200);
    auto const document = need(parse_json(response.body));
    REQUIRE(document.size() == 1);
    return document.at("personer");
}

model::Person World::stored(std::string_view number) {
    return persons->find(need(model::PersonNumber::parse(number))).value();
}

void World::edit(std::string_view number, std::function<void(model::Person&)> const& change) {
    persons->edit(need(model::PersonNumber::parse(number)), change);
}

std::string newest_note(World const& world) {
    auto const notes = world.journal.newest(1);
    return notes.empty() ? "" : notes.front().error.description;
}

Json refusal(http::Response const& response) {
    INFO(response.body);
    CHECK(response.headers.find("Content-Type") == "application/json");
    CHECK(response.headers.find("Cache-Control") == "no-store");
    auto const document = need(parse_json(response.body));
    REQUIRE(document.size() == 2);
    auto const description = document.at("error_description").get<std::string>();
    CHECK(!description.empty());
    CHECK(std::all_of(description.begin(), description.end(),
                      [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; }));
    return document;
}

Json numbers_body(std::vector<std::string> const& numbers) {
    return Json{{"personidentifikatorer", numbers}};
}

}  // namespace emulator::kontaktregisteret::test
