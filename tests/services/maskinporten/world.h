// Maskinporten on the data set of fixtures/, and grants for it.
#pragma once

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "app/fixtures.h"
#include "base/encoding.h"
#include "base/json.h"
#include "http/parameters.h"
#include "jose/jwk.h"
#include "jose/jwt.h"
#include "services/maskinporten/service.h"
#include "support/registrations.h"
#include "support/world.h"

namespace emulator::maskinporten {

inline std::string const issuer = "http://localhost:4701/";
inline std::string const contact_scope = "krr:global/kontaktinformasjon.read";
inline std::string const post_scope = "krr:global/digitalpost.read";

inline std::string key_file(std::string const& name) {
    return Assets().find("fixtures/keys/" + name).value();
}
inline jose::PrivateKey key(std::string const& name) {
    return need(jose::private_key_from_pem(key_file(name + ".pem")));
}
inline std::vector<jose::Certificate> certificates(std::string const& name) {
    return need(jose::certificates_from_pem(key_file(name + ".crt")));
}
// Whom the emulator trusts to issue business certificates.
inline std::vector<jose::Certificate> trusted() {
    std::vector<jose::Certificate> all;
    for (auto const* name : {"ca-root", "ca-buypass", "ca-commfides"}) {
        for (auto const& certificate : certificates(name))
            all.push_back(certificate);
    }
    return all;
}
inline Json x5c(std::vector<jose::Certificate> const& chain) {
    auto list = Json::array();
    for (auto const& certificate : chain)
        list.push_back(base64_encode(certificate.der()));
    return list;
}

// What a refusal says, with the trace id taken off its description.
struct Refused {
    unsigned status = 0;
    std::string error;
    std::string text;
    std::string error_uri;
    std::string trace_id;
};

struct World {
    test::FixedClock clock;
    test::CountingEntropy entropy;
    test::CollectingLog log{clock};
    Assets assets;
    std::unique_ptr<store::Database> database = need(store::Database::open({}, assets));
    std::unique_ptr<store::DirectoryStore> directory = loaded_directory();
    test::Registrations registrations{*directory};
    store::ProtocolState state{*database, clock};
    std::unique_ptr<http::Pages> pages = need(http::Pages::load(assets));
    http::Site site{*pages, entropy, "maskinporten", "Maskinporten", "http://localhost:4700"};
    http::Journal journal{clock, entropy};
    http::Router router{"maskinporten", Service::dialect(issuer, site), log, &journal};
    Policy policy{issuer,      issuer + "token", seconds(180),           seconds(120),
                  seconds(10), trusted(),        certificates("ca-prod")};
    jose::SigningKeys signing_keys{jose::Algorithm::RS256,
                                   {{"maskinporten-kid", key("maskinporten-signing")}}};
    Service service{{*directory, state, clock, entropy, log, &journal, site, signing_keys, policy}};
    int grants = 0;

    World() { service.mount(router); }

    std::unique_ptr<store::DirectoryStore> loaded_directory() {
        need(app::load_fixtures(assets, *database, clock.now()));
        return std::make_unique<store::DirectoryStore>(
            *database, store::Placeholders{{"demotjeneste", "http://localhost:4706"},
                                           {"minprofil", "http://localhost:4704"}});
    }

    std::int64_t now() const { return clock.now().time_since_epoch().count(); }

    // The claims of a right grant, each with a jti of its own.
    Json claims(std::string const& client_id = "demo-etat-nokkel") {
        return {{"aud", issuer}, {"iss", client_id},   {"scope", contact_scope},
                {"iat", now()},  {"exp", now() + 100}, {"jti", "grant-" + std::to_string(++grants)}};
    }
    // Signed by demo-etat-nokkel with its kid.
    static std::string sign(Json const& claims) { return sign(claims, {{"kid", "demo-etat-nokkel-1"}}); }
    // With the members of `header` beside alg.
    static std::string sign(Json const& claims, Json header, std::string const& signer = "demo-etat-nokkel",
                            jose::Algorithm algorithm = jose::Algorithm::RS256) {
        header["alg"] = jose::name(algorithm);
        return jose::sign_compact(key(signer), algorithm, header, claims.dump());
    }

    http::Response send(http::Method method, std::string const& target, std::string body = {},
                        std::string const& content_type = {}, std::string const& accept = {}) {
        http::Request request;
        request.method = method;
        REQUIRE(http::set_target(request, target));
        if (!content_type.empty()) request.headers.add("Content-Type", content_type);
        if (!accept.empty()) request.headers.add("Accept", accept);
        request.body = std::move(body);
        return test::run(router.answer(request));
    }
    http::Response get(std::string const& target) { return send(http::Method::get, target); }
    http::Response post(std::string const& body) {
        return send(http::Method::post, "/token", body, "application/x-www-form-urlencoded");
    }
    http::Response ask(std::string const& assertion) {
        http::Parameters form;
        form.add("grant_type", std::string(model::jwt_bearer_grant));
        form.add("assertion", assertion);
        return post(form.encoded());
    }
    http::Response ask(Json const& grant_claims) { return ask(sign(grant_claims)); }

    // The claims of the token that a grant is expected to give.
    Json token(std::string const& assertion) {
        auto const response = ask(assertion);
        INFO(response.body);
        REQUIRE(response.status == 200);
        auto const answer = need(parse_json(response.body));
        auto const jwt = need(jose::parse_jwt(answer.at("access_token").get<std::string>()));
        constexpr std::array allowed{jose::Algorithm::RS256};
        CHECK(jose::verify(jwt.jws, key("maskinporten-signing").public_key(), allowed).has_value());
        return jwt.claims;
    }
    Json token(Json const& grant_claims) { return token(sign(grant_claims)); }
};

// Reads a refusal, and checks what all of them have in common.
inline Refused refusal(World const& world, http::Response const& response) {
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
