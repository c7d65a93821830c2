#include "rp/trial_tokens.h"

#include "rp/support.h"

namespace emulator::rp {
namespace {

constexpr auto maskinporten = "http://localhost:4701/";
constexpr auto idporten = "http://localhost:4702";

struct Trial {
    test::FixedClock clock;
    test::CountingEntropy entropy;
    test::RecordingClient client;
    TrialTokens tokens{
        {maskinporten, "demo-etat-nokkel", "demo-etat-nokkel-1", private_key("demo-etat-nokkel"), "",
         "krr:global/kontaktinformasjon.read"},
        Registration{idporten, "min-tjeneste-nokkel", "min-tjeneste-nokkel-1",
                     private_key("min-tjeneste-nokkel"), "http://localhost:4703/callback", "openid"},
        client,
        clock,
        entropy};
};

}  // namespace

TEST_SUITE("rp/trial_tokens") {
    TEST_CASE("an organisation's token is fetched with a signed grant") {
        Trial trial;
        trial.client.answer = [](http::Call const&) {
            return http::Response{200, {}, R"({"access_token":"abc"})"};
        };
        CHECK(need(test::run(trial.tokens.of_organisation())) == "abc");
        REQUIRE(trial.client.calls.size() == 1);
        auto const& call = trial.client.calls[0];
        CHECK(call.method == http::Method::post);
        CHECK(call.url == "http://localhost:4701/token");
        auto const form = need(http::parse_parameters(call.body));
        CHECK(form.text("grant_type") == "urn:ietf:params:oauth:grant-type:jwt-bearer");
        auto const grant = need(jose::parse_jwt(form.text("assertion")));
        CHECK(grant.jws.header["kid"] == "demo-etat-nokkel-1");
        CHECK(grant.claims["aud"] == maskinporten);
        CHECK(grant.claims["iss"] == "demo-etat-nokkel");
        CHECK(grant.claims["scope"] == "krr:global/kontaktinformasjon.read");
    }

    TEST_CASE("what the issuer says instead of a token is passed on") {
        Trial trial;
        trial.client.answer = [](http::Call const&) {
            return http::Response{
                400, {}, R"({"error":"invalid_grant","error_description":"No such client"})"};
        };
        auto const refused = test::run(trial.tokens.of_organisation());
        REQUIRE(refused.has_error());
        CHECK(refused.error().code == ErrorCode::bad_gateway);
        CHECK(refused.error().description.find("No such client") != std::string::npos);
    }

    TEST_CASE("a login that shows a page gives no token") {
        Trial trial;
        trial.client.answer = [](http::Call const& call) {
            if (!call.url.ends_with("/.well-known/openid-configuration"))
                return http::Response{200, {}, "<html>"};
            Json metadata{{"issuer", idporten}};
            for (auto const* name :
                 {"authorization_endpoint", "token_endpoint", "jwks_uri", "end_session_endpoint"})
                metadata[name] = std::string(idporten) + "/" + name;
            return http::Response{200, {}, metadata.dump()};
        };
        auto const refused = test::run(trial.tokens.of_person("testid:28876895937"));
        REQUIRE(refused.has_error());
        CHECK(refused.error().code == ErrorCode::bad_gateway);
        auto const& visit = trial.client.calls.at(1).url;
        CHECK(visit.starts_with("http://localhost:4702/authorization_endpoint?"));
        CHECK(visit.find("login_hint=testid%3A28876895937") != std::string::npos);
    }
}

}  // namespace emulator::rp
