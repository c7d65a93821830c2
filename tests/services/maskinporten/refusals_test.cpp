// Every refusal of Maskinporten as it goes over the wire.
#include "services/maskinporten/refusals.h"

#include <set>

#include "services/maskinporten/world.h"

namespace emulator::maskinporten {
namespace {

struct Row {
    std::string name;
    unsigned status;
    std::string error;
    std::string code;  // empty: without error_uri
    std::string text;
    std::function<http::Response(World&)> ask;
};

// A right grant with one claim set to another value.
std::function<http::Response(World&)> with(std::string const& claim, Json const& value) {
    return [=](World& world) {
        auto claims = world.claims();
        claims[claim] = value;
        return world.ask(claims);
    };
}
std::function<http::Response(World&)> without(std::string const& claim) {
    return [=](World& world) {
        auto claims = world.claims();
        claims.erase(claim);
        return world.ask(claims);
    };
}
std::function<http::Response(World&)> with_header(Json const& header,
                                                  std::string const& signer = "demo-etat-nokkel") {
    return [=](World& world) { return world.ask(World::sign(world.claims(), header, signer)); };
}
// A right grant of a client whose registration was changed before.
std::function<http::Response(World&)> of_client(test::Registrations::Change const& change) {
    return [=](World& world) {
        world.registrations.client("demo-etat-nokkel", change);
        return world.ask(world.claims());
    };
}
std::function<http::Response(World&)> of_scope(test::Registrations::Change const& change) {
    return [=](World& world) {
        world.registrations.scope(contact_scope, change);
        return world.ask(world.claims());
    };
}
std::function<http::Response(World&)> body(std::string const& text) {
    return [=](World& world) { return world.post(text); };
}

std::int64_t const the_time = test::FixedClock().now().time_since_epoch().count();
std::string const bearer = "urn:ietf:params:oauth:grant-type:jwt-bearer";
std::string const not_authenticated = "Invalid assertion. Client authentication failed. ";
std::string const bad_value = "Invalid assertion. Invalid parameter value. ";
std::string const not_a_jwt = bad_value + "The assertion must be a signed JWT";

std::vector<Row> request_rows() {
    return {
        {"no grant_type", 400, "invalid_request", "", "Missing grant_type", body("assertion=a.b.c")},
        {"an empty grant_type", 400, "invalid_request", "", "Missing grant_type",
         body("grant_type=&assertion=a.b.c")},
        {"another grant_type", 400, "unsupported_grant_type", "", "Unsupported grant_type",
         body("grant_type=client_credentials&assertion=a.b.c")},
        {"grant_type in upper case", 400, "unsupported_grant_type", "", "Unsupported grant_type",
         body("grant_type=URN:ietf:params:oauth:grant-type:jwt-bearer&assertion=a.b.c")},
        {"no assertion", 400, "invalid_request", "", "Missing assertion", body("grant_type=" + bearer)},
        {"a parameter twice", 400, "invalid_request", "", "A parameter is included more than once",
         body("grant_type=" + bearer + "&assertion=a.b.c&assertion=a.b.c")},
        {"a broken escape", 400, "invalid_request", "",
         "A parameter is not well-formed application/x-www-form-urlencoded UTF-8",
         body("grant_type=" + bearer + "&assertion=%4")},
        {"nothing", 400, "invalid_request", "", "Missing grant_type", body("")},
        {"JSON", 400, "invalid_request", "", "The body must be sent as application/x-www-form-urlencoded",
         [](World& world) {
             return world.send(http::Method::post, "/token", R"({"grant_type":"x"})", "application/json");
         }},
        {"no Content-Type", 400, "invalid_request", "",
         "The body must be sent as application/x-www-form-urlencoded",
         [](World& world) { return world.send(http::Method::post, "/token", "grant_type=x"); }},
        {"GET", 405, "invalid_request", "", "Unsupported HTTP method",
         [](World& world) { return world.get("/token"); }},
        {"an unknown path", 404, "invalid_request", "", "Requested resource not found",
         [](World& world) { return world.get("/tokens"); }},
    };
}

std::vector<Row> reading_rows() {
    return {
        {"two parts", 400, "invalid_request", "MP-011", not_a_jwt,
         [](World& world) { return world.ask(std::string("a.b")); }},
        {"a line break in the assertion", 400, "invalid_request", "MP-011", not_a_jwt,
         [](World& world) { return world.ask(World::sign(world.claims()).insert(30, "\n")); }},
        {"alg PS256", 400, "invalid_request", "MP-011",
         bad_value + "The header's alg must be RS256, RS384 or RS512",
         [](World& world) {
             auto const grant = World::sign(world.claims());
             auto const header = base64url_encode(R"({"alg":"PS256","kid":"demo-etat-nokkel-1"})");
             return world.ask(header + grant.substr(grant.find('.')));
         }},
    };
}

std::vector<Row> client_rows() {
    return {
        {"an unknown iss", 400, "invalid_grant", "MP-100", "Client not found", with("iss", "nobody")},
        {"no iss", 400, "invalid_grant", "MP-100", "Client not found", without("iss")},
        {"iss that is no string", 400, "invalid_grant", "MP-100", "Client not found", with("iss", 1)},
        {"a client of ID-porten", 400, "invalid_grant", "MP-100", "Client not found",
         with("iss", "min-tjeneste-nokkel")},
        {"a client that is not active", 400, "invalid_grant", "MP-100", "Client not found",
         of_client([](Json& client) { client["active"] = false; })},
        {"an unknown kid", 400, "invalid_grant", "MP-100",
         not_authenticated + "Unknown key identifier (kid) for client.", with_header({{"kid", "other"}})},
        {"a kid of another client", 400, "invalid_grant", "MP-100",
         not_authenticated + "Unknown key identifier (kid) for client.",
         with_header({{"kid", "demo-leverandoer-klient-1"}}, "demo-leverandoer-klient")},
        {"no kid", 400, "invalid_grant", "MP-100",
         not_authenticated +
             "Invalid JWT. The client requires pre-registered jwk and no key identifier (kid) provided",
         with_header(Json::object())},
        {"a key older than a year", 400, "invalid_grant", "MP-121", not_authenticated + "Expired key.",
         of_client([](Json& client) {
             client["jwks"]["keys"][0]["exp"] = the_time;  // now itself is too late
         })},
        {"a signature by another key", 400, "invalid_grant", "MP-124",
         not_authenticated + "Invalid JWT signature.",
         with_header({{"kid", "demo-etat-nokkel-1"}}, "demo-leverandoer-klient")},
        {"a registered key of another kind", 400, "invalid_grant", "MP-124",
         not_authenticated + "Invalid JWT signature.", of_client([](Json& client) {
             client["jwks"]["keys"][0] = {{"kty", "EC"}, {"kid", "demo-etat-nokkel-1"}, {"crv", "P-256"}};
         })},
    };
}

std::vector<Row> claim_rows() {
    auto const at = the_time;
    auto const unknown_claim = [](std::string const& name) { return bad_value + "Unknown claim " + name; };
    auto const wrong_audience = not_authenticated + "Invalid JWT claim aud";
    auto const no_resource = bad_value + "The claim resource must be a URI or an array of URIs";
    auto const no_pid = bad_value + "The claim pid must be a synthetic person number";
    return {
        {"no aud", 400, "invalid_grant", "MP-110", wrong_audience, without("aud")},
        {"aud without the slash", 400, "invalid_grant", "MP-110", wrong_audience,
         with("aud", "http://localhost:4701")},
        {"aud of ID-porten", 400, "invalid_grant", "MP-110", wrong_audience,
         with("aud", "http://localhost:4702")},
        {"aud of the real service", 400, "invalid_grant", "MP-110", wrong_audience,
         with("aud", "https://test.maskinporten.no/")},
        {"aud that is a number", 400, "invalid_grant", "MP-110", wrong_audience, with("aud", 5)},
        {"an empty array as aud", 400, "invalid_grant", "MP-110", wrong_audience, with("aud", Json::array())},
        {"an array of numbers as aud", 400, "invalid_grant", "MP-110", wrong_audience,
         with("aud", Json::array({issuer, 5}))},
        {"no iat", 400, "invalid_request", "MP-011", bad_value + "The claim iat must be a time",
         without("iat")},
        {"no exp", 400, "invalid_request", "MP-011", bad_value + "The claim exp must be a time",
         without("exp")},
        {"exp as text", 400, "invalid_request", "MP-011", bad_value + "The claim exp must be a time",
         with("exp", std::to_string(at + 100))},
        {"exp in milliseconds", 400, "invalid_request", "MP-011", bad_value + "The claim exp must be a time",
         with("exp", (at + 100) * 1000)},
        {"iat too far ahead", 400, "invalid_grant", "", "Invalid assertion. Issue time is in the future.",
         with("iat", at + 11)},
        {"exp long past", 400, "invalid_grant", "MP-130", "Invalid assertion. JWT is expired.",
         with("exp", at - 11)},
        {"a life of an hour", 400, "invalid_grant", "MP-011", "Invalid assertion. JWT has too long lifetime.",
         with("exp", at + 3600)},
        {"jti that is no string", 400, "invalid_request", "MP-011",
         bad_value + "The claim jti must be a string", with("jti", 17)},
        {"an unknown claim", 400, "invalid_request", "MP-011", unknown_claim("consumer_orgno"),
         with("consumer_orgno", "310222224")},
        {"a claim with a hostile name", 400, "invalid_request", "MP-011", unknown_claim("a.b...."),
         with("a\"b\\\n\xc3\xa6", 1)},
        {"resource that is no URI", 400, "invalid_request", "MP-011", no_resource, with("resource", "api")},
        {"an empty resource", 400, "invalid_request", "MP-011", no_resource, with("resource", "")},
        {"an empty array as resource", 400, "invalid_request", "MP-011", no_resource,
         with("resource", Json::array())},
        {"an array with a number as resource", 400, "invalid_request", "MP-011", no_resource,
         with("resource", Json::array({"https://api.example.no", 5}))},
        {"an object as resource", 400, "invalid_request", "MP-011", no_resource,
         with("resource", Json::object())},
        {"pid of ten digits", 400, "invalid_request", "MP-011", no_pid, with("pid", "2887689593")},
        {"pid with a wrong check digit", 400, "invalid_request", "MP-011", no_pid,
         with("pid", "28876895938")},
        {"pid that is not synthetic", 400, "invalid_request", "MP-011", no_pid, with("pid", "28076895937")},
        {"pid as a number", 400, "invalid_request", "MP-011", no_pid, with("pid", 28876895937)},
    };
}

std::vector<Row> scope_rows() {
    auto const no_scope = bad_value + "The claim scope must name at least one scope";
    auto const not_on_client = "Token request contains invalid scopes for client, ";
    return {
        {"no scope", 400, "invalid_request", "MP-011", no_scope, without("scope")},
        {"a scope of blanks", 400, "invalid_request", "MP-011", no_scope, with("scope", "  ")},
        {"scope as an array", 400, "invalid_request", "MP-011", no_scope,
         with("scope", Json::array({contact_scope}))},
        {"a scope that is not on the client", 400, "invalid_scope", "MP-200",
         not_on_client + std::string("idporten:dcr.read"), with("scope", "idporten:dcr.read")},
        {"one scope of two that is not on the client", 400, "invalid_scope", "MP-200",
         not_on_client + std::string("altinn:broker.read"),
         with("scope", contact_scope + " altinn:broker.read")},
        {"a scope in upper case", 400, "invalid_scope", "MP-200",
         not_on_client + std::string("KRR:global/kontaktinformasjon.read"),
         with("scope", "KRR:global/kontaktinformasjon.read")},
        {"a scope that is not active", 400, "invalid_scope", "MP-200", not_on_client + contact_scope,
         of_scope([](Json& scope) { scope["active"] = false; })},
        {"a scope for logins", 400, "invalid_scope", "MP-201",
         "Token request contains scopes not allowed for maskinporten, " + contact_scope,
         of_scope([](Json& scope) { scope["allowed_integration_types"] = {"idporten"}; })},
        {"a scope that another organisation may use", 403, "forbidden", "MP-250",
         "Consumer has not been granted access to the scope krr:global/postkasse.read.",
         [](World& world) {
             auto claims = world.claims("demo-leverandoer-klient");
             claims["scope"] = "krr:global/postkasse.read";
             return world.ask(
                 World::sign(claims, {{"kid", "demo-leverandoer-klient-1"}}, "demo-leverandoer-klient"));
         }},
        {"a scope that was not delegated", 403, "forbidden", "MP-251",
         "Consumer 310222224 has not delegated access to the scope krr:global/kontaktinformasjon.read to "
         "supplier "
         "313111113.",
         [](World& world) {
             world.registrations.client("demo-leverandoer-klient",
                                        [](Json& client) { client["scopes"] = {contact_scope}; });
             auto claims = world.claims("demo-leverandoer-klient");
             claims["consumer_org"] = "310222224";
             return world.ask(
                 World::sign(claims, {{"kid", "demo-leverandoer-klient-1"}}, "demo-leverandoer-klient"));
         }},
        {"authorization_details of an unknown type", 400, "invalid_authorization_details", "MP-301",
         "Unknown authorization details type.", with("authorization_details", {{{"type", "x"}}})},
        {"authorization_details with an unknown field", 400, "invalid_authorization_details", "MP-302",
         "Unknown fields in the authorization details: x",
         with("authorization_details", {{{"type", "urn:altinn:consent"}, {"x", 1}}})},
        {"authorization_details with a bad value", 400, "invalid_authorization_details", "MP-303",
         "Invalid authorization details values: id",
         with("authorization_details", {{{"type", "urn:altinn:consent"}}})},
        {"a grant for the second time", 400, "invalid_grant", "MP-012",
         "Invalid assertion. Grant is used before.",
         [](World& world) {
             auto const grant = World::sign(world.claims());
             CHECK(world.ask(grant).status == 200);
             return world.ask(grant);
         }},
    };
}

std::vector<Row> certificate_rows() {
    auto const ask = [](std::string const& signer, std::vector<jose::Certificate> const& chain) {
        return [=](World& world) {
            return world.ask(
                World::sign(world.claims("demo-etat-sertifikat"), {{"x5c", x5c(chain)}}, signer));
        };
    };
    return {
        {"a certificate for encryption", 400, "invalid_grant", "MP-120",
         not_authenticated + "The JWT is signed with an invalid certificate.",
         ask("postboks-984661185", certificates("postboks-984661185"))},
        {"a certificate of another organisation", 400, "invalid_grant", "MP-122",
         "Invalid JWT. Invalid organization number for client. Does not match certificate orgno",
         ask("idporten-signing", certificates("idporten-signing"))},
        {"x5c as a bare string", 400, "invalid_grant", "MP-123", "Invalid JWT header x5c",
         [](World& world) {
             auto const leaf = x5c(certificates("demo-etat-sertifikat")).at(0);
             return world.ask(
                 World::sign(world.claims("demo-etat-sertifikat"), {{"x5c", leaf}}, "demo-etat-sertifikat"));
         }},
        {"a signature by another key than the certificate's", 400, "invalid_grant", "MP-124",
         not_authenticated + "Invalid JWT signature.",
         ask("demo-etat-nokkel", certificates("demo-etat-sertifikat"))},
    };
}

std::vector<Row> all_rows() {
    std::vector<Row> rows;
    for (auto const& part :
         {request_rows(), reading_rows(), client_rows(), claim_rows(), scope_rows(), certificate_rows()})
        rows.insert(rows.end(), part.begin(), part.end());
    return rows;
}

TEST_SUITE("maskinporten/refusals") {
    TEST_CASE("[maskinporten 12] each refusal has its status, error, text and error_uri, and is explained") {
        std::set<std::string> codes;
        for (auto const& row : all_rows()) {
            CAPTURE(row.name);
            World world;
            auto const refused = refusal(world, row.ask(world));
            CHECK(refused.status == row.status);
            CHECK(refused.error == row.error);
            CHECK(refused.text == row.text);
            CHECK(refused.error_uri == (row.code.empty() ? "" : issuer + "errors/" + row.code));
            if (!row.code.empty()) codes.insert(row.code);
            auto const kept = world.journal.newest(1).at(0);
            CHECK(kept.at == world.clock.now());
            CHECK(kept.product == "maskinporten");
            CHECK(kept.error.reference == row.code);
            CHECK(!kept.error.explanation.rule.empty());
            CHECK(!kept.error.explanation.received.empty());
            CHECK(!kept.error.explanation.expected.empty());
            CHECK(!kept.error.explanation.mend.empty());
            CHECK(world.log.mentions(refused.trace_id));
        }
        std::set<std::string> known;
        for (auto const& entry : catalogue())
            known.emplace(entry.code);
        CHECK(codes == known);
    }

    TEST_CASE("what came in is shown where it helps") {
        struct Shown {
            std::string name;
            std::function<http::Response(World&)> ask;
            std::string received;
            std::string expected;
        };
        for (auto const& row :
             {Shown{"aud", with("aud", "https://test.maskinporten.no/"), "aud https://test.maskinporten.no/",
                    issuer + " or " + issuer + "token"},
              Shown{"kid", with_header({{"kid", "other"}}), "kid other", "one of demo-etat-nokkel-1"},
              Shown{"scope", with("scope", "altinn:broker.read"), "altinn:broker.read",
                    "of: krr:global/kontaktinformasjon.read, krr:global/digitalpost.read, "
                    "krr:global/hentendring.read"},
              Shown{"neither kid nor x5c",
                    [](World& world) {
                        return world.ask(World::sign(world.claims("demo-etat-sertifikat"), Json::object(),
                                                     "demo-etat-sertifikat"));
                    },
                    "neither kid nor x5c",
                    "x5c with a business certificate, since the client has no registered key"}}) {
            CAPTURE(row.name);
            World world;
            static_cast<void>(row.ask(world));
            auto const why = world.journal.newest(1).at(0).error.explanation;
            CHECK(why.received == row.received);
            CHECK(why.expected == row.expected);
        }
    }

    TEST_CASE("[maskinporten 12] the page behind error_uri tells what the code means, in a page for people") {
        World world;
        for (auto const& entry : catalogue()) {
            CAPTURE(entry.code);
            auto const page = world.get("/errors/" + std::string(entry.code));
            CHECK(page.status == 200);
            CHECK(page.headers.find("Content-Type") == "text/html; charset=utf-8");
            CHECK(page.body.find(html_escape(std::string(entry.code) + ": " + std::string(entry.heading))) !=
                  std::string::npos);
            CHECK(page.body.find(html_escape(entry.meaning)) != std::string::npos);
            CHECK(page.body.find(html_escape(entry.mend)) != std::string::npos);
        }
        auto const claims = [&] {
            auto wrong = world.claims();
            wrong["aud"] = "x";
            return wrong;
        }();
        auto const uri = refusal(world, world.ask(claims)).error_uri;
        REQUIRE(uri.starts_with(issuer));
        CHECK(world.get(uri.substr(issuer.size() - 1)).body.find("MP-110: Invalid JWT claim aud") !=
              std::string::npos);
        CHECK(refusal(world, world.get("/errors/MP-999")).status == 404);
        CHECK(refusal(world, world.get("/errors/%3Cscript%3E")).text == "Requested resource not found");
    }

    TEST_CASE(
        "whoever asks for a token gets JSON, also where its library asks for text/html as Java's does") {
        World world;
        auto const answer =
            world.send(http::Method::post, "/token", "assertion=x", "application/x-www-form-urlencoded",
                       "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2");
        CHECK(refusal(world, answer).error == "invalid_request");
        CHECK(answer.headers.find("Trace-Id") == world.journal.newest(1).at(0).error.trace_id);
    }

    TEST_CASE("a browser gets a page for its refusal, with the trace id of the journal") {
        World world;
        auto const page = world.send(http::Method::post, "/errors/MP-110", "assertion=x",
                                     "application/x-www-form-urlencoded", "text/html");
        CHECK(page.status == 405);
        CHECK(page.headers.find("Content-Type") == "text/html; charset=utf-8");
        auto const newest = world.journal.newest(1);
        REQUIRE(newest.size() == 1);
        CHECK(page.body.find(newest.front().error.trace_id) != std::string::npos);
        CHECK(page.body.find("Unsupported HTTP method") != std::string::npos);
    }
}

}  // namespace
}  // namespace emulator::maskinporten
