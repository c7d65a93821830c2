#include "rp/relying_party.h"

#include <set>

#include "oauth/pkce.h"
#include "rp/support.h"

namespace emulator::rp {
namespace {

std::string const issuer = "http://localhost:4702";
std::string const discovery_url = issuer + "/.well-known/openid-configuration";

Json metadata() {
    return {{"issuer", issuer},
            {"authorization_endpoint", issuer + "/authorize"},
            {"token_endpoint", issuer + "/token"},
            {"jwks_uri", issuer + "/jwks.json"},
            {"end_session_endpoint", issuer + "/logout"}};
}

struct World {
    test::FixedClock clock;
    test::CountingEntropy entropy;
    test::RecordingClient client;
    Answers answers;
    jose::PrivateKey issuer_key = private_key("idporten-signing");
    jose::PrivateKey client_key = private_key("demotjeneste");
    RelyingParty party{{issuer, "demotjeneste", "demotjeneste-1", client_key,
                        "http://localhost:4706/callback", "openid profile"},
                       client,
                       clock,
                       entropy};

    World() {
        answer_from(client, answers);
        answers.by_url[discovery_url] = http::json(200, metadata());
        answers.by_url[issuer + "/jwks.json"] = http::json(200, key_set("i1", issuer_key));
    }
    LoginStart start(http::Parameters extra = {}) { return need(test::run(party.start(std::move(extra)))); }
    Json claims(Login const& login) const {
        auto const now = in_seconds(clock.now());
        return {{"iss", issuer},
                {"aud", "demotjeneste"},
                {"sub", "abc"},
                {"nonce", login.nonce},
                {"iat", now},
                {"exp", now + 120},
                {"acr", "idporten-loa-high"}};
    }
    // The token endpoint answers this login with an id_token that is right but for the change.
    void issue(Login const& login, Change const& change = unchanged) {
        auto made = claims(login);
        change(made);
        auto const id_token = jose::sign_jwt(issuer_key, jose::Algorithm::RS256, "i1", made);
        answers.by_url[issuer + "/token"] = http::json(200, {{"id_token", id_token},
                                                             {"access_token", "access"},
                                                             {"refresh_token", "refresh"},
                                                             {"expires_in", 120}});
    }
    Result<Tokens> finish(Login const& login, http::Parameters callback) {
        return test::run(party.finish(login, std::move(callback)));
    }
};

http::Parameters parameters_of(std::string const& url) {
    return need(http::parse_parameters(url.substr(url.find('?') + 1)));
}

http::Parameters callback(Login const& login, std::string const& without = "",
                          std::pair<std::string, std::string> const& instead = {}) {
    http::Parameters made;
    for (auto const& [name, value] :
         {std::pair<std::string, std::string>{"code", "code-1"}, {"iss", issuer}, {"state", login.state}}) {
        if (name != without && name != instead.first) made.add(name, value);
    }
    if (!instead.first.empty()) made.add(instead.first, instead.second);
    return made;
}

TEST_CASE("[idporten 3] a login starts with code flow, PKCE, state and nonce, all new each time") {
    World world;
    http::Parameters extra;
    extra.add("acr_values", "idporten-loa-high");
    extra.add("ui_locales", "se");
    extra.add("prompt", "");
    auto const start = world.start(extra);
    CHECK(start.url.starts_with(issuer + "/authorize?"));
    auto const sent = parameters_of(start.url);
    CHECK(sent.get("client_id") == "demotjeneste");
    CHECK(sent.get("response_type") == "code");
    CHECK(sent.get("redirect_uri") == "http://localhost:4706/callback");
    CHECK(sent.get("scope") == "openid profile");
    CHECK(sent.get("state") == start.login.state);
    CHECK(sent.get("nonce") == start.login.nonce);
    CHECK(sent.get("code_challenge_method") == "S256");
    CHECK(sent.get("code_challenge") == oauth::code_challenge(start.login.code_verifier));
    CHECK(sent.get("acr_values") == "idporten-loa-high");
    CHECK(sent.get("ui_locales") == "se");
    CHECK_FALSE(sent.has("prompt"));
    CHECK_FALSE(sent.repeated().has_value());
    CHECK(start.url.find(start.login.code_verifier) == std::string::npos);
    CHECK(oauth::is_code_verifier(start.login.code_verifier));
    CHECK(start.login.acr_values == "idporten-loa-high");

    auto const again = world.start();
    std::set<std::string> const secrets{start.login.state, start.login.nonce, start.login.code_verifier,
                                        again.login.state, again.login.nonce, again.login.code_verifier};
    CHECK(secrets.size() == 6);
    CHECK(again.login.acr_values.empty());
    // The metadata is asked for once.
    CHECK(world.client.calls.size() == 1);
}

TEST_CASE("a login may ask for other scopes than the registered ones, and do without PKCE") {
    World world;
    LoginRequest asked;
    asked.parameters.add("scope", "openid");
    asked.pkce = false;
    auto const start = need(test::run(world.party.begin(asked)));
    auto const sent = parameters_of(start.url);
    CHECK(sent.get("scope") == "openid");
    CHECK_FALSE(sent.has("code_challenge"));
    CHECK_FALSE(sent.has("code_challenge_method"));
    CHECK_FALSE(sent.repeated().has_value());
    CHECK(start.login.code_verifier.empty());
    world.issue(start.login);
    CHECK(world.finish(start.login, callback(start.login)).has_value());
    CHECK(world.client.calls[1].body.find("code_verifier") == std::string::npos);
}

TEST_CASE("[RFC 9126 2] a pushed request is sent with the client's proof, and the browser brings its name") {
    World world;
    auto document = metadata();
    document["pushed_authorization_request_endpoint"] = issuer + "/par";
    world.answers.by_url[discovery_url] = http::json(200, document);
    LoginRequest asked;
    asked.parameters.add("prompt", "login");
    asked.pushed = true;
    struct Row {
        std::string name;
        std::optional<http::Response> answer;
        ErrorCode code;
    };
    for (auto const& row : {
             Row{"a refusal", http::oauth_error({ErrorCode::invalid_scope, "No such scope"}),
                 ErrorCode::access_denied},
             Row{"no answer", std::nullopt, ErrorCode::bad_gateway},
             Row{"another status", http::json(200, {{"request_uri", "urn:x"}}), ErrorCode::bad_gateway},
             Row{"no request_uri", http::json(201, {{"expires_in", 120}}), ErrorCode::bad_gateway},
         }) {
        CAPTURE(row.name);
        world.answers.by_url.erase(issuer + "/par");
        if (row.answer) world.answers.by_url[issuer + "/par"] = *row.answer;
        Exchanges seen;
        auto const refused = test::run(world.party.begin(asked, &seen));
        REQUIRE_FALSE(refused.has_value());
        CHECK(refused.error().code == row.code);
        REQUIRE(seen.size() == 1);
        CHECK(seen[0].failure.empty() == row.answer.has_value());
    }
    world.answers.by_url[issuer + "/par"] = http::json(201, {{"request_uri", "urn:x"}, {"expires_in", 120}});
    Exchanges seen;
    auto const start = need(test::run(world.party.begin(asked, &seen)));
    CHECK(parameters_of(start.url).encoded() == "client_id=demotjeneste&request_uri=urn%3Ax");
    CHECK(start.request.get("prompt") == "login");
    REQUIRE(seen.size() == 1);
    CHECK(seen[0].answer.status == 201);
    auto const form = need(http::parse_parameters(seen[0].call.body));
    CHECK(form.has("client_assertion"));
    CHECK_FALSE(form.repeated().has_value());
    CHECK(form.get("state") == start.login.state);
    CHECK(form.get("prompt") == "login");
}

TEST_CASE("a request cannot be pushed where the metadata has no place for it") {
    World world;
    LoginRequest asked;
    asked.pushed = true;
    CHECK(test::run(world.party.begin(asked)).error().code == ErrorCode::bad_gateway);
}

TEST_CASE("[JARM 2.4] the parameters of an answer are taken out of a JWT that the issuer has signed") {
    World world;
    auto const opened = [&](jose::PrivateKey const& key, std::string const& kid) {
        Json const claims{{"iss", issuer},
                          {"aud", "demotjeneste"},
                          {"exp", in_seconds(world.clock.now()) + 120},
                          {"code", "c"}};
        http::Parameters callback;
        callback.add("response", jose::sign_jwt(key, jose::Algorithm::RS256, kid, claims));
        return test::run(world.party.open_callback(callback));
    };
    CHECK(need(opened(world.issuer_key, "i1")).get("code") == "c");
    CHECK(opened(world.client_key, "i1").error().code == ErrorCode::access_denied);
    CHECK(opened(world.issuer_key, "i9").error().code == ErrorCode::invalid_token);
    http::Parameters plain;
    plain.add("code", "c");
    CHECK(need(test::run(world.party.open_callback(plain))).encoded() == "code=c");
}

TEST_CASE("[OpenID Connect Discovery 4.3] metadata that cannot be used is told, and asked for again") {
    struct Row {
        std::string name;
        std::optional<http::Response> answer;
        ErrorCode code;
    };
    auto const without = [](std::string const& name) {
        auto document = metadata();
        document.erase(name);
        return http::json(200, document);
    };
    auto another = metadata();
    another["issuer"] = issuer + "/";
    for (auto const& row : {
             Row{"no answer", std::nullopt, ErrorCode::bad_gateway},
             Row{"another issuer", http::json(200, another), ErrorCode::access_denied},
             Row{"no issuer", without("issuer"), ErrorCode::access_denied},
             Row{"no authorization endpoint", without("authorization_endpoint"), ErrorCode::bad_gateway},
             Row{"no token endpoint", without("token_endpoint"), ErrorCode::bad_gateway},
             Row{"no keys", without("jwks_uri"), ErrorCode::bad_gateway},
             Row{"no JSON", http::html(200, "<html>"), ErrorCode::bad_gateway},
             Row{"no object", http::json(200, Json::array()), ErrorCode::bad_gateway},
             Row{"a page about a fault", http::html(502, "<html>"), ErrorCode::bad_gateway},
             Row{"another status", http::json(404, Json::object()), ErrorCode::bad_gateway},
         }) {
        CAPTURE(row.name);
        World world;
        world.answers.by_url.erase(discovery_url);
        if (row.answer) world.answers.by_url[discovery_url] = *row.answer;
        auto const start = test::run(world.party.start({}));
        REQUIRE_FALSE(start.has_value());
        CHECK(start.error().code == row.code);
        world.answers.by_url[discovery_url] = http::json(200, metadata());
        CHECK(test::run(world.party.start({})).has_value());
    }
}

TEST_CASE(
    "[RFC 6749 4.1.3] a login ends with the code, the verifier and a new assertion at the token endpoint") {
    World world;
    auto const login = world.start().login;
    world.issue(login);
    auto const tokens = need(world.finish(login, callback(login)));
    CHECK(tokens.access_token == "access");
    CHECK(tokens.refresh_token == "refresh");
    CHECK(tokens.id_token_claims == world.claims(login));
    CHECK(tokens.answer["expires_in"] == 120);
    REQUIRE(tokens.checks.size() == 7);
    CHECK(tokens.checks[0].name == "signature");
    CHECK(tokens.checks[0].result == "RS256, kid i1");

    REQUIRE(world.client.calls.size() == 3);
    auto const& call = world.client.calls[1];
    CHECK(call.url == issuer + "/token");
    CHECK(call.method == http::Method::post);
    CHECK(call.headers.find("Content-Type") == "application/x-www-form-urlencoded");
    auto const form = need(http::parse_parameters(call.body));
    CHECK(form.get("grant_type") == "authorization_code");
    CHECK(form.get("code") == "code-1");
    CHECK(form.get("redirect_uri") == "http://localhost:4706/callback");
    CHECK(form.get("code_verifier") == login.code_verifier);
    CHECK(form.get("client_id") == "demotjeneste");
    CHECK(form.get("client_assertion_type") == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");

    auto const assertion = need(jose::parse_jwt(form.text("client_assertion")));
    constexpr std::array allowed{jose::Algorithm::RS256};
    CHECK(jose::verify(assertion.jws, world.client_key.public_key(), allowed).has_value());
    CHECK(string_member(assertion.jws.header, "kid") == "demotjeneste-1");
    CHECK(string_member(assertion.claims, "iss") == "demotjeneste");
    CHECK(string_member(assertion.claims, "sub") == "demotjeneste");
    CHECK(string_member(assertion.claims, "aud") == issuer);
    CHECK_FALSE(string_member(assertion.claims, "jti").empty());
    auto const life =
        assertion.claims["exp"].get<std::int64_t>() - assertion.claims["iat"].get<std::int64_t>();
    CHECK(life > 0);
    CHECK(life <= 120);
}

TEST_CASE("[RFC 9207 2.4] an answer that does not belong to the login is refused before anything is sent") {
    World world;
    auto const login = world.start().login;
    world.issue(login);
    auto const sent = world.client.calls.size();
    Login const none{};
    struct Row {
        std::string name;
        Login login;
        http::Parameters callback;
        std::string told;
    };
    for (auto const& row : {
             Row{"another state", login, callback(login, "", {"state", "x"}), "state"},
             Row{"no state", login, callback(login, "state"), "state"},
             Row{"no state, in a login that was never started", none, callback(none), "state"},
             Row{"another issuer", login, callback(login, "", {"iss", "http://localhost:4703"}), "iss"},
             Row{"no issuer", login, callback(login, "iss"), "iss"},
             Row{"no code", login, callback(login, "code"), "code"},
             Row{"an error", login, callback(login, "", {"error", "access_denied"}),
                 "ID-porten answered access_denied"},
             Row{"an error with another state", login,
                 [&] {
                     auto made = callback(login, "", {"state", "x"});
                     made.add("error", "access_denied");
                     return made;
                 }(),
                 "state"},
         }) {
        CAPTURE(row.name);
        auto const tokens = world.finish(row.login, row.callback);
        REQUIRE_FALSE(tokens.has_value());
        CHECK(tokens.error().code == ErrorCode::access_denied);
        CHECK(tokens.error().description.find(row.told) == 0);
        CHECK(world.client.calls.size() == sent);
    }
}

TEST_CASE("what ID-porten says of a refused code is passed on, and a broken answer is told as one") {
    World world;
    auto const login = world.start().login;
    struct Row {
        std::string name;
        std::optional<http::Response> answer;
        ErrorCode code;
        std::string told;
    };
    for (auto const& row : {
             Row{"a refusal", http::oauth_error({ErrorCode::invalid_grant, "No such code"}),
                 ErrorCode::access_denied, "ID-porten answered invalid_grant: No such code"},
             Row{"no answer", std::nullopt, ErrorCode::bad_gateway, "No answer from"},
             Row{"a page about a fault", http::html(502, "<html>"), ErrorCode::bad_gateway,
                 "ID-porten did not answer as it should"},
             Row{"no object", http::json(200, Json::array()), ErrorCode::bad_gateway,
                 "ID-porten did not answer as it should"},
             Row{"no id_token", http::json(200, {{"access_token", "x"}}), ErrorCode::access_denied,
                 "The id_token is not accepted"},
             Row{"an id_token that is none", http::json(200, {{"id_token", "x"}}), ErrorCode::access_denied,
                 "The id_token is not accepted"},
         }) {
        CAPTURE(row.name);
        world.answers.by_url.erase(issuer + "/token");
        if (row.answer) world.answers.by_url[issuer + "/token"] = *row.answer;
        auto const tokens = world.finish(login, callback(login));
        REQUIRE_FALSE(tokens.has_value());
        CAPTURE(tokens.error().description);
        CHECK(tokens.error().code == row.code);
        CHECK(tokens.error().description.find(row.told) == 0);
    }
}

TEST_CASE("[OpenID Connect Core 3.1.3.7] a login with an id_token that does not hold has failed") {
    World world;
    http::Parameters extra;
    extra.add("acr_values", "idporten-loa-high");
    auto const login = world.start(extra).login;
    auto const other = world.start(extra).login;
    auto const answer_with = [&](std::string const& id_token) {
        world.answers.by_url[issuer + "/token"] =
            http::json(200, {{"id_token", id_token}, {"access_token", "x"}});
    };
    struct Row {
        std::string name;
        std::function<void()> issue;
    };
    for (auto const& row : {
             Row{"of another login", [&] { world.issue(other); }},
             Row{"too low a level",
                 [&] { world.issue(login, [](Json& c) { c["acr"] = "idporten-loa-substantial"; }); }},
             Row{"expired", [&] { world.issue(login, [](Json& c) { c["exp"] = 0; }); }},
             Row{"another key",
                 [&] {
                     answer_with(
                         jose::sign_jwt(world.client_key, jose::Algorithm::RS256, "i1", world.claims(login)));
                 }},
             Row{"another algorithm",
                 [&] {
                     answer_with(
                         jose::sign_jwt(world.issuer_key, jose::Algorithm::RS512, "i1", world.claims(login)));
                 }},
             Row{"the algorithm none",
                 [&] {
                     answer_with(base64url_encode(R"({"alg":"none","kid":"i1"})") + "." +
                                 base64url_encode(world.claims(login).dump()) + ".");
                 }},
         }) {
        CAPTURE(row.name);
        row.issue();
        auto const tokens = world.finish(login, callback(login));
        REQUIRE_FALSE(tokens.has_value());
        CAPTURE(tokens.error().description);
        CHECK(tokens.error().code == ErrorCode::access_denied);
        CHECK(tokens.error().description.find("The id_token is not accepted: ") == 0);
    }
    world.issue(login);
    CHECK(world.finish(login, callback(login)).has_value());
}

TEST_CASE("an id_token of an unknown key is refused") {
    World world;
    auto const login = world.start().login;
    world.answers.by_url[issuer + "/token"] = http::json(
        200,
        {{"id_token", jose::sign_jwt(world.issuer_key, jose::Algorithm::RS256, "i2", world.claims(login))}});
    auto const tokens = world.finish(login, callback(login));
    REQUIRE_FALSE(tokens.has_value());
    CHECK(tokens.error().code == ErrorCode::invalid_token);
}

TEST_CASE("[idporten 16.1] a logout goes to ID-porten with the id_token, and where to come back") {
    World world;
    auto const url = need(test::run(world.party.logout_url("x.y.z", "http://localhost:4706/", "state 1")));
    CHECK(url.starts_with(issuer + "/logout?"));
    auto const sent = parameters_of(url);
    CHECK(sent.get("id_token_hint") == "x.y.z");
    CHECK(sent.get("post_logout_redirect_uri") == "http://localhost:4706/");
    CHECK(sent.get("state") == "state 1");
}

TEST_CASE("what to do about an error of ID-porten is advice, and never its own words again") {
    struct Row {
        std::string error;
        std::string advice;  // a part of it
    };
    for (auto const& row :
         {Row{"access_denied", "pressed Cancel"}, Row{"login_required", "prompt=none"},
          Row{"interaction_required", "prompt=none"}, Row{"consent_required", "prompt=none"},
          Row{"server_error", "Try again"}, Row{"temporarily_unavailable", "Try again"},
          Row{"invalid_client", "registration"}, Row{"unauthorized_client", "registration"},
          Row{"invalid_grant", "Redeem each code once"}, Row{"invalid_scope", "Konsoll"},
          Row{"something_new", "Konsoll"}}) {
        CAPTURE(row.error);
        World world;
        auto const login = world.start().login;
        http::Parameters back;
        back.add("error", row.error);
        back.add("error_description", "Said already");
        back.add("iss", issuer);
        back.add("state", login.state);
        auto const tokens = test::run(world.party.finish(login, back));
        REQUIRE(!tokens);
        CHECK(tokens.error().description.find("Said already") != std::string::npos);
        CHECK(tokens.error().explanation.mend.find(row.advice) != std::string::npos);
        CHECK(tokens.error().explanation.mend.find("Said already") == std::string::npos);
    }
}

TEST_CASE("the issuer's keys are fetched for a logout before any login") {
    World world;
    CHECK(test::run(world.party.key("i1")).has_value());
    CHECK(test::run(world.party.key("i9")).error().code == ErrorCode::invalid_token);
    World silent;
    silent.answers.by_url.clear();
    CHECK(test::run(silent.party.key("i1")).error().code == ErrorCode::bad_gateway);
}

}  // namespace
}  // namespace emulator::rp
