#include "services/maskinporten/world.h"

#include <array>

#include "services/maskinporten/service.h"
#include "support/data_set.h"
#include "support/told_by_rules.h"

namespace emulator::maskinporten {

std::string key_file(std::string const& name) {
    return Assets().find("fixtures/keys/" + name).value();
}

jose::PrivateKey key(std::string const& name) {
    return need(jose::private_key_from_pem(key_file(name + ".pem")));
}

std::vector<jose::Certificate> certificates(std::string const& name) {
    return need(jose::certificates_from_pem(key_file(name + ".crt")));
}

std::vector<jose::Certificate> trusted() {
    std::vector<jose::Certificate> all;
    for (auto const* name : {"ca-root", "ca-buypass", "ca-commfides"}) {
        for (auto const& certificate : certificates(name))
            all.push_back(certificate);
    }
    return all;
}

Json x5c(std::vector<jose::Certificate> const& chain) {
    auto list = Json::array();
    for (auto const& certificate : chain)
        list.push_back(base64_encode(certificate.der()));
    return list;
}

World::World()
    : database(need(store::Database::open({}, assets))),
      directory(test::load_data_set(assets, *database, clock.now())),
      registrations(*directory),
      state(*database, clock),
      pages(need(http::Pages::load(assets))),
      site(*pages, entropy, "maskinporten", "Maskinporten", "http://localhost:4700"),
      journal(clock, entropy),
      router("maskinporten", Service::dialect(issuer, site), log, &journal),
      policy{issuer,      issuer + "token", seconds(180),           seconds(120),
             seconds(10), trusted(),        certificates("ca-prod")},
      signing_keys(jose::Algorithm::RS256, {{"maskinporten-kid", key("maskinporten-signing")}}),
      service(std::make_unique<Service>(
          Deps{*directory, state, clock, entropy, log, &journal, site, signing_keys, policy})) {
    service->mount(router);
}

World::~World() {
    test::check_told_by_rules(journal);
}

Json World::claims(std::string const& client_id) {
    return {{"aud", issuer}, {"iss", client_id},   {"scope", contact_scope},
            {"iat", now()},  {"exp", now() + 100}, {"jti", "grant-" + std::to_string(++grants)}};
}

std::string World::sign(Json const& claims) {
    return sign(claims, {{"kid", "demo-etat-nokkel-1"}});
}

std::string World::sign(Json const& claims, Json header, std::string const& signer,
                        jose::Algorithm algorithm) {
    header["alg"] = jose::name(algorithm);
    return jose::sign_compact(key(signer), algorithm, header, claims.dump());
}

http::Response World::send(http::Method method, std::string const& target, std::string body,
                           std::string const& content_type, std::string const& accept) {
    http::Request request;
    request.method = method;
    REQUIRE(http::set_target(request, target));
    if (!content_type.empty()) request.headers.add("Content-Type", content_type);
    if (!accept.empty()) request.headers.add("Accept", accept);
    request.body = std::move(body);
    return test::answer(router, std::move(request));
}

http::Response World::post(std::string const& body) {
    return send(http::Method::post, "/token", body, "application/x-www-form-urlencoded");
}

http::Response World::ask(std::string const& assertion) {
    http::Parameters form;
    form.add("grant_type", std::string(model::jwt_bearer_grant));
    form.add("assertion", assertion);
    return post(form.encoded());
}

Json World::token(std::string const& assertion) {
    auto const response = ask(assertion);
    INFO(response.body);
    REQUIRE(response.status == 200);
    auto const answer = need(parse_json(response.body));
    auto const jwt = need(jose::parse_jwt(answer.at("access_token").get<std::string>()));
    constexpr std::array allowed{jose::Algorithm::RS256};
    CHECK(jose::verify(jwt.jws, key("maskinporten-signing").public_key(), allowed).has_value());
    return jwt.claims;
}

Refused refusal(World const& world, http::Response const& response) {
    INFO(response.body);
    REQUIRE(response.status >= 400);
    CHECK(response.headers.find("Content-Type") == "application/json");
    CHECK(response.headers.find("Cache-Control") == "no-store");
    auto const body = need(parse_json(response.body));
    Refused refused{response.status,
                    body.at("error").get<std::string>(),
                    body.at("error_description").get<std::string>(),
                    std::string(string_member(body, "error_uri")),
                    {}};
    CHECK(body.size() == (refused.error_uri.empty() ? 2 : 3));
    auto const bracket = refused.text.rfind(" (trace_id: ");
    REQUIRE(bracket != std::string::npos);
    refused.trace_id = refused.text.substr(bracket + 12, 32);
    CHECK(refused.text.substr(bracket) == " (trace_id: " + refused.trace_id + ")");
    CHECK(refused.trace_id.find_first_not_of("0123456789abcdef") == std::string::npos);
    refused.text.resize(bracket);
    auto const newest = world.journal.newest(1);
    REQUIRE(newest.size() == 1);
    CHECK(newest.front().error.trace_id == refused.trace_id);
    CHECK(newest.front().status == refused.status);
    return refused;
}

}  // namespace emulator::maskinporten
