#include "services/kontaktregisteret/trial_tokens.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "http/parameters.h"
#include "jose/jwt.h"
#include "support.h"
#include "support/run.h"

namespace emulator::kontaktregisteret {
namespace {

using namespace test;
using emulator::test::run;

jose::PrivateKey key(std::string const& name) {
    return need(jose::private_key_from_pem(Assets().find("fixtures/keys/" + name + ".pem").value()));
}

struct Trial {
    emulator::test::FixedClock clock;
    emulator::test::CountingEntropy entropy;
    emulator::test::RecordingClient client;
    TrialTokens tokens{{std::string(machine_issuer), "demo-etat-nokkel", "demo-etat-nokkel-1",
                        key("demo-etat-nokkel"), "", "krr:global/kontaktinformasjon.read"},
                       {std::string(user_issuer), "min-tjeneste-nokkel", "min-tjeneste-nokkel-1",
                        key("min-tjeneste-nokkel"), "http://localhost:4703/callback", "openid"},
                       client,
                       clock,
                       entropy};
};

}  // namespace

TEST_SUITE("kontaktregisteret/trial_tokens") {
    TEST_CASE("an organisation's token is fetched with a signed grant") {
        Trial trial;
        trial.client.answer = [](http::Call const&) {
            return http::Response{200, {}, R"({"access_token":"abc"})"};
        };
        CHECK(need(run(trial.tokens.of_organisation())) == "abc");
        REQUIRE(trial.client.calls.size() == 1);
        auto const& call = trial.client.calls[0];
        CHECK(call.method == http::Method::post);
        CHECK(call.url == "http://localhost:4701/token");
        auto const form = need(http::parse_parameters(call.body));
        CHECK(form.text("grant_type") == "urn:ietf:params:oauth:grant-type:jwt-bearer");
        auto const grant = need(jose::parse_jwt(form.text("assertion")));
        CHECK(grant.jws.header["kid"] == "demo-etat-nokkel-1");
        CHECK(grant.claims["aud"] == machine_issuer);
        CHECK(grant.claims["iss"] == "demo-etat-nokkel");
        CHECK(grant.claims["scope"] == "krr:global/kontaktinformasjon.read");
    }

    TEST_CASE("what the issuer says instead of a token is passed on") {
        Trial trial;
        trial.client.answer = [](http::Call const&) {
            return http::Response{
                400, {}, R"({"error":"invalid_grant","error_description":"No such client"})"};
        };
        auto const refused = run(trial.tokens.of_organisation());
        REQUIRE(refused.has_error());
        CHECK(refused.error().code == ErrorCode::bad_gateway);
        CHECK(refused.error().description.find("No such client") != std::string::npos);
    }

    TEST_CASE("a login that shows a page gives no token") {
        Trial trial;
        trial.client.answer = [](http::Call const& call) {
            if (!call.url.ends_with("/.well-known/openid-configuration"))
                return http::Response{200, {}, "<html>"};
            Json metadata{{"issuer", user_issuer}};
            for (auto const* name :
                 {"authorization_endpoint", "token_endpoint", "jwks_uri", "end_session_endpoint"})
                metadata[name] = std::string(user_issuer) + "/" + name;
            return http::Response{200, {}, metadata.dump()};
        };
        auto const number = need(model::PersonNumber::parse(has_everything));
        auto const refused = run(trial.tokens.of_person(number));
        REQUIRE(refused.has_error());
        CHECK(refused.error().code == ErrorCode::bad_gateway);
        auto const& visit = trial.client.calls.at(1).url;
        CHECK(visit.starts_with("http://localhost:4702/authorization_endpoint?"));
        CHECK(visit.find("login_hint=testid%3A28876895937_idporten-loa-substantial") != std::string::npos);
    }
}

}  // namespace emulator::kontaktregisteret
