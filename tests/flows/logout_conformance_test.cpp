// What the modules of the OpenID Foundation's conformance suite check of a provider's logout, under their
// names. That every address is https is not among it: this emulator has no TLS yet.
#include <doctest/doctest.h>

#include <array>
#include <nlohmann/json.hpp>
#include <set>

#include "base/encoding.h"
#include "flows/relying_service.h"
#include "jose/jwk.h"
#include "jose/jwt.h"

using namespace emulator;
using namespace emulator::test;

namespace {

using Fields = std::map<std::string, std::string>;

// A client of the suite with what the modules do.
struct Suite {
    TemporaryFolder folder;
    RelyingService service;
    Registered client;
    TestApp app;
    Browser browser{app};

    explicit Suite(bool front_channel = false, bool back_channel = false)
        : client{"suite", service.url(), front_channel, back_channel},
          app(on_free_ports_with(folder, {client})) {}

    std::string after() const { return service.url() + "/post_logout_redirect"; }
    std::string log_in() { return log_in_at(app, browser, client).answer.at("id_token"); }
    Page log_out(Fields const& fields) {
        http::Parameters query;
        for (auto const& [name, value] : fields)
            query.add(name, value);
        return browser.get(http::with_query(app.url("idporten") + "/logout", query));
    }
    Json discovery() {
        return need(parse_json(
            app.send({http::Method::get, app.url("idporten") + "/.well-known/openid-configuration"}).body));
    }
    // Logs in, then sends `fields` beside the hint; the provider stays on a page of its own.
    void stays(std::function<Fields(std::string const& id_token)> const& fields, unsigned status) {
        auto const page = log_out(fields(log_in()));
        INFO(page.url);
        CHECK(page.url.starts_with(app.url("idporten") + "/logout"));
        CHECK(page.response.status == status);
        CHECK(page.element("logging-out-title").empty());
    }
    // After a logout there is no session that prompt=none could use.
    void session_is_gone() {
        auto const page = authorize_at(app, browser, client, {{"prompt", "none"}});
        REQUIRE(page.url.starts_with(service.url() + "/callback?"));
        auto const back = need(http::parse_parameters(page.url.substr(page.url.find('?') + 1)));
        std::set<std::string> const expected{"login_required", "interaction_required",
                                             "account_selection_required", "consent_required"};
        CHECK(expected.contains(back.text("error")));
    }
    // Logs out with hint, address and `state`, and comes back with that state and nothing else.
    void logs_out(std::string const& state) {
        auto const page =
            log_out({{"id_token_hint", log_in()}, {"post_logout_redirect_uri", after()}, {"state", state}});
        CHECK(page.url == after() + (state.empty() ? "" : "?state=" + state));
        session_is_gone();
    }
};

std::string resigned(std::string const& id_token, std::string const& with) {
    auto const pem = file_bytes(FIXTURES_DIR "/keys/" + with + ".pem");
    auto const jwt = need(jose::parse_jwt(id_token));
    return jose::sign_jwt(need(jose::private_key_from_pem(pem)), jose::Algorithm::RS256,
                          std::string(string_member(jwt.jws.header, "kid")), jwt.claims);
}
std::string unsecured(std::string const& id_token) {
    auto const payload =
        id_token.substr(id_token.find('.') + 1, id_token.rfind('.') - id_token.find('.') - 1);
    return base64url_encode(R"({"alg":"none"})") + "." + payload + ".";
}

}  // namespace

TEST_SUITE("conformance/RP-initiated logout") {
    TEST_CASE("oidcc-rp-initiated-logout-discovery-endpoint-verification") {
        Suite suite;
        auto const metadata = suite.discovery();
        CHECK(metadata.at("issuer") == suite.app.url("idporten"));
        CHECK(metadata.at("end_session_endpoint") == suite.app.url("idporten") + "/logout");
    }
    TEST_CASE("oidcc-rp-initiated-logout") {
        Suite().logs_out("state-of-the-suite");
    }
    TEST_CASE("oidcc-rp-initiated-logout-no-state") {
        Suite().logs_out("");
    }
    TEST_CASE("oidcc-rp-initiated-logout-bad-post-logout-redirect-uri") {
        Suite suite;
        suite.stays(
            [&](std::string const& hint) {
                return Fields{{"id_token_hint", hint},
                              {"post_logout_redirect_uri", suite.after() + "/unregistered"},
                              {"state", "s"}};
            },
            200);
    }
    TEST_CASE("oidcc-rp-initiated-logout-query-added-to-post-logout-redirect-uri") {
        Suite suite;
        suite.stays(
            [&](std::string const& hint) {
                return Fields{{"id_token_hint", hint},
                              {"post_logout_redirect_uri", suite.after() + "?foo=bar"},
                              {"state", "s"}};
            },
            200);
    }
    TEST_CASE("oidcc-rp-initiated-logout-modified-id-token-hint") {
        Suite suite;
        suite.stays(
            [&](std::string const& hint) {
                return Fields{{"id_token_hint", unsecured(hint)},
                              {"post_logout_redirect_uri", suite.after()},
                              {"state", "s"}};
            },
            400);
    }
    TEST_CASE("oidcc-rp-initiated-logout-bad-id-token-hint") {
        Suite suite;
        suite.stays(
            [&](std::string const& hint) {
                return Fields{{"id_token_hint", resigned(hint, "demotjeneste")},
                              {"post_logout_redirect_uri", suite.after()},
                              {"state", "s"}};
            },
            400);
    }
    TEST_CASE("oidcc-rp-initiated-logout-no-id-token-hint") {
        Suite suite;
        suite.stays(
            [&](std::string const&) {
                return Fields{{"post_logout_redirect_uri", suite.after()}, {"state", "s"}};
            },
            200);
    }
    TEST_CASE("oidcc-rp-initiated-logout-no-params") {
        Suite suite;
        suite.stays([](std::string const&) { return Fields{}; }, 200);
        suite.session_is_gone();
    }
    TEST_CASE("oidcc-rp-initiated-logout-no-post-logout-redirect-uri") {
        Suite suite;
        suite.stays(
            [](std::string const& hint) {
                return Fields{{"id_token_hint", hint}, {"state", "s"}};
            },
            200);
        suite.session_is_gone();
    }
    TEST_CASE("oidcc-rp-initiated-logout-only-state") {
        Suite suite;
        suite.stays([](std::string const&) { return Fields{{"state", "s"}}; }, 200);
        suite.session_is_gone();
    }
}

TEST_SUITE("conformance/front-channel logout") {
    TEST_CASE("oidcc-frontchannel-logout-discovery-endpoint-verification") {
        Suite suite;
        auto const metadata = suite.discovery();
        CHECK(metadata.at("frontchannel_logout_supported") == true);
        CHECK(metadata.at("frontchannel_logout_session_supported") == true);
        CHECK(metadata.contains("end_session_endpoint"));
    }
    TEST_CASE("oidcc-frontchannel-rp-initiated-logout") {
        Suite suite(true, false);
        auto const id_token = suite.log_in();
        auto const sid = need(jose::parse_jwt(id_token)).claims.at("sid");
        auto const page = suite.log_out({{"id_token_hint", id_token},
                                         {"post_logout_redirect_uri", suite.after()},
                                         {"state", "state-of-the-suite"}});
        auto const called = suite.service.front_channel();
        REQUIRE(called.size() == 1);
        std::map<std::string, std::string> const sent(called[0].begin(), called[0].end());
        CHECK(sent == std::map<std::string, std::string>{{"iss", suite.app.url("idporten")}, {"sid", sid}});
        CHECK(page.url == suite.after() + "?state=state-of-the-suite");
        suite.session_is_gone();
    }
}

TEST_SUITE("conformance/back-channel logout") {
    TEST_CASE("oidcc-backchannel-logout-discovery-endpoint-verification") {
        Suite suite;
        auto const metadata = suite.discovery();
        CHECK(metadata.at("backchannel_logout_supported") == true);
        CHECK(metadata.at("backchannel_logout_session_supported") == true);
        CHECK(metadata.contains("end_session_endpoint"));
    }
    TEST_CASE("oidcc-backchannel-rp-initiated-logout") {
        Suite suite(false, true);
        auto const id_token = suite.log_in();
        auto const page = suite.log_out({{"id_token_hint", id_token},
                                         {"post_logout_redirect_uri", suite.after()},
                                         {"state", "state-of-the-suite"}});
        auto const told = suite.service.back_channel();
        REQUIRE(told.size() == 1);
        auto const token = need(jose::parse_jwt(told[0]));
        auto const jwks =
            need(parse_json(suite.app.send({http::Method::get, suite.discovery().at("jwks_uri")}).body));
        auto const& jwk = jwks.at("keys").at(0);
        CHECK(token.jws.header.at("kid") == jwk.at("kid"));
        constexpr std::array allowed{jose::Algorithm::RS256};
        CHECK(jose::verify(token.jws, need(jose::public_key_from_jwk(jwk)), allowed).has_value());
        auto const& claims = token.claims;
        auto const of_login = need(jose::parse_jwt(id_token)).claims;
        auto const now = suite.app.clock().now().time_since_epoch().count();
        CHECK(claims.at("iss") == suite.app.url("idporten"));
        CHECK(claims.at("aud") == "suite");
        CHECK(claims.at("iat") == now);
        CHECK(claims.at("exp").get<std::int64_t>() > now);
        CHECK(!claims.at("jti").get<std::string>().empty());
        CHECK(claims.at("events") ==
              Json{{"http://schemas.openid.net/event/backchannel-logout", Json::object()}});
        CHECK(claims.at("sid") == of_login.at("sid"));
        CHECK(claims.at("sub") == of_login.at("sub"));
        CHECK(!claims.contains("nonce"));
        CHECK(page.url == suite.after() + "?state=state-of-the-suite");
        suite.session_is_gone();
    }
}
