#include "services/idporten/world.h"

#include <array>

#include "jose/certificate.h"
#include "jose/jwt.h"
#include "oauth/client_authentication.h"
#include "oauth/pkce.h"
#include "services/idporten/service.h"
#include "support/data_set.h"
#include "support/told_by_rules.h"

namespace emulator::idporten {
namespace {

std::vector<jose::Certificate> certificates(std::string const& name) {
    return need(jose::certificates_from_pem(key_file(name + ".crt")));
}

std::string const own_secret = "min-tjeneste-hemmelighet";

}  // namespace

std::string key_file(std::string const& name) {
    return Assets().find("fixtures/keys/" + name).value();
}

jose::PrivateKey key(std::string const& name) {
    return need(jose::private_key_from_pem(key_file(name + ".pem")));
}

http::Parameters parameters(Fields const& fields) {
    http::Parameters list;
    for (auto const& [name, value] : fields) {
        if (!value.empty()) list.add(name, value);
    }
    return list;
}

Fields changed(Fields fields, Fields const& changes) {
    for (auto const& [name, value] : changes)
        fields[name] = value;
    return fields;
}

std::string basic(std::string const& client_id, std::string const& secret) {
    return "Basic " + base64_encode(client_id + ":" + secret);
}

std::string link_of(http::Response const& page, std::string const& test_id) {
    auto target = test::between(test::tag(page, test_id), "href=\"", "\"");
    for (auto at = target.find("&amp;"); at != std::string::npos; at = target.find("&amp;"))
        target.replace(at, 5, "&");
    return target.empty() ? "/no-such-link" : target;
}

std::vector<std::string> names(Json const& object) {
    std::vector<std::string> list;
    for (auto const& [name, value] : object.items())
        list.push_back(name);
    return list;
}

Json claims_of(std::string const& token) {
    auto const jwt = need(jose::parse_jwt(token));
    constexpr std::array allowed{jose::Algorithm::RS256};
    CHECK(jose::verify(jwt.jws, key("idporten-signing").public_key(), allowed).has_value());
    CHECK(jwt.jws.header.dump() == R"({"kid":"digitaliseringsdirektoratet--cert0","alg":"RS256"})");
    return jwt.claims;
}

std::string text(Json const& answer, char const* member) {
    return answer.at(member).get<std::string>();
}

World::World(std::optional<seconds> contact_age)
    : database(need(store::Database::open({}, assets))),
      directory(test::load_data_set(assets, *database, clock.now())),
      registrations(*directory),
      persons(*database),
      state(*database, clock),
      grants(*database, clock),
      pages(need(http::Pages::load(assets))),
      site(*pages, entropy, "idporten", "ID-porten", "http://localhost:4700"),
      journal(clock, entropy),
      router("idporten", Service::dialect(site), log, &journal),
      service(std::make_unique<Service>(Deps{
          *directory, persons, state, grants, clock, entropy, log, &journal, site, outbound,
          key("idporten-signing"), "digitaliseringsdirektoratet--cert0", certificates("idporten-signing"),
          issuer, certificates("ca-root"), certificates("ca-prod"), contact_age})) {
    service->mount(router);
}

World::~World() {
    test::check_told_by_rules(journal);
}

Fields World::asked(Fields const& changes) {
    return changed({{"client_id", "min-tjeneste"},
                    {"response_type", "code"},
                    {"scope", "openid profile"},
                    {"redirect_uri", callback},
                    {"state", "state-1"},
                    {"nonce", "nonce-1"},
                    {"code_challenge", oauth::code_challenge(verifier)},
                    {"code_challenge_method", "S256"}},
                   changes);
}

std::string World::authorize_url(Fields const& changes) {
    return "/authorize?" + parameters(asked(changes)).encoded();
}

http::Response World::open_eid(Browser& visitor, http::Response const& page, std::string const& eid) {
    return visitor.get(link_of(page, "eid-" + eid));
}

http::Response World::answer(Browser& visitor, http::Response const& page, std::string const& path,
                             Fields const& fields) {
    Fields own;
    for (auto const* hidden : {"csrf", "transaction", "claim"})
        own[hidden] = input(page, hidden);
    return visitor.post(path, parameters(changed(own, fields)));
}

http::Response World::choose(Browser& visitor, http::Response const& page, std::string const& pid,
                             std::string const& acr) {
    return answer(visitor, open_eid(visitor, page, "testid"), "/login/testid", {{"acr", acr}, {"pid", pid}});
}

http::Response World::confirmation_of(std::string const& eid, Fields const& changes, std::string const& pid) {
    auto const who = open_eid(browser, browser.get(authorize_url(changes)), eid);
    auto const back = answer(browser, who, "/login/" + eid, {{"pid", pid}});
    REQUIRE(back.status == 303);
    return browser.get(location(back));
}

std::string World::log_in_with(std::string const& eid, Fields const& changes, std::string const& pid) {
    if (eid == "testid") return log_in(changes, pid);
    auto const step = confirmation_of(eid, changes, pid);
    auto const back =
        answer(browser, step, "/login/" + eid + "/confirmation", {{"code", "12345"}, {"action", "approve"}});
    INFO(back.body);
    REQUIRE(back.status == 303);
    return code_of(back);
}

std::string World::log_in(Fields const& changes, std::string const& pid, std::string const& acr) {
    return log_in(browser, changes, pid, acr);
}

std::string World::log_in(Browser& visitor, Fields const& changes, std::string const& pid,
                          std::string const& acr) {
    auto const page = visitor.get(authorize_url(changes));
    REQUIRE(page.status == 200);
    auto const back = choose(visitor, page, pid, acr);
    INFO(back.body);
    REQUIRE(back.status == 303);
    return code_of(back);
}

std::string World::code_of(http::Response const& back) {
    auto const code = query_of(location(back)).text("code");
    INFO(location(back));
    REQUIRE(!code.empty());
    return code;
}

std::string World::headless_code(Fields const& changes, std::string const& pid, std::string const& acr) {
    Fields const hinted{{"login_hint", "testid:" + pid + "_" + acr}};
    return code_of(send(http::Method::get, authorize_url(changed(hinted, changes))));
}

http::Response World::send(http::Method method, std::string const& target, std::string body,
                           std::vector<std::pair<std::string, std::string>> const& headers) {
    http::Request request;
    request.method = method;
    REQUIRE(http::set_target(request, target));
    for (auto const& [name, value] : headers)
        request.headers.add(name, value);
    if (method == http::Method::post && !request.headers.find("Content-Type"))
        request.headers.add("Content-Type", "application/x-www-form-urlencoded");
    request.body = std::move(body);
    return test::answer(router, std::move(request));
}

http::Response World::redeem(std::string const& code, Fields const& changes) {
    return redeem(code, changes, basic("min-tjeneste", own_secret));
}

http::Response World::redeem(std::string const& code, Fields const& changes,
                             std::string const& authorization) {
    Fields const right{{"grant_type", "authorization_code"},
                       {"code", code},
                       {"redirect_uri", callback},
                       {"code_verifier", verifier}};
    std::vector<std::pair<std::string, std::string>> headers{{"Origin", "http://localhost:3000"}};
    if (!authorization.empty()) headers.emplace_back("Authorization", authorization);
    return send(http::Method::post, "/token", parameters(changed(right, changes)).encoded(), headers);
}

Json World::tokens(std::string const& code) {
    auto const response = redeem(code);
    INFO(response.body);
    REQUIRE(response.status == 200);
    return need(parse_json(response.body));
}

Json World::id_token(std::string const& code) {
    return claims_of(text(tokens(code), "id_token"));
}

std::string World::access_token(Fields const& changes) {
    return text(tokens(headless_code(changes)), "access_token");
}

std::string World::assertion(std::string const& client_id, std::function<void(Json&)> const& change) {
    Json claims{{"iss", client_id}, {"sub", client_id},   {"aud", issuer},
                {"iat", now()},     {"exp", now() + 100}, {"jti", std::to_string(++assertions)}};
    if (change) change(claims);
    return jose::sign_jwt(key(client_id), jose::Algorithm::RS256, client_id + "-1", claims);
}

Fields World::asserting(std::string const& client_id, std::string const& assertion) {
    return {{"client_id", client_id},
            {"client_assertion_type", std::string(oauth::assertion_type)},
            {"client_assertion", assertion}};
}

http::Response World::userinfo(std::string const& token) {
    return send(http::Method::get, "/userinfo", {}, {{"Authorization", "Bearer " + token}});
}

Json World::introspection(std::string const& token, std::string const& client_id, std::string const& secret) {
    auto const response =
        send(http::Method::post, "/token/introspect", parameters({{"token", token}}).encoded(),
             {{"Authorization", basic(client_id, secret)}});
    INFO(response.body);
    REQUIRE(response.status == 200);
    CHECK(response.headers.find("Cache-Control") == "no-store");
    return need(parse_json(response.body));
}

Refused refusal(http::Response const& response) {
    INFO(response.body);
    REQUIRE(response.status >= 400);
    CHECK(response.headers.find("Content-Type") == "application/json");
    CHECK(response.headers.find("Cache-Control") == "no-store");
    auto const body = need(parse_json(response.body));
    CHECK(body.size() == 2);
    return {response.status, text(body, "error"), text(body, "error_description")};
}

Told told(World const& world, http::Response const& response, std::string const& state) {
    INFO(response.body);
    REQUIRE((response.status == 302 || response.status == 303));
    CHECK(response.headers.find("Cache-Control") == "no-store");
    REQUIRE(location(response).starts_with(callback + "?"));
    auto const query = query_of(location(response));
    std::vector<std::string> order;
    for (auto const& [name, value] : query)
        order.push_back(name);
    std::vector<std::string> expected{"error", "error_description", "iss"};
    if (!state.empty()) expected.emplace_back("state");
    CHECK(order == expected);
    CHECK(query.text("iss") == issuer);
    CHECK(query.text("state") == state);
    auto const refused = newest(world);
    CHECK(refused.product == "idporten");
    CHECK(refused.status == response.status);
    CHECK(refused.error.description == query.text("error_description"));
    CHECK(refused.error.trace_id.size() == 32);
    auto const& why = refused.error.explanation;
    CHECK(!why.rule.empty());
    CHECK(!why.received.empty());
    CHECK(!why.expected.empty());
    CHECK(!why.mend.empty());
    return {query.text("error"), query.text("error_description")};
}

bool is_login_page(http::Response const& response) {
    return response.status == 200 && has_mark(response, "eid-selector");
}

bool is_in(http::Response const& page, std::string const& language) {
    return page.body.find("<html lang=\"" + language + "\"") != std::string::npos;
}

http::Refusal newest(World const& world) {
    auto const kept = world.journal.newest(1);
    REQUIRE(kept.size() == 1);
    return kept.front();
}

std::string outcome(World const& world, std::string const& rule) {
    auto const record = need(parse_json(newest(world).error.record));
    for (auto const& entry : record.at("rules")) {
        if (entry.at("name") == rule) return text(entry, "outcome");
    }
    return "absent";
}

}  // namespace emulator::idporten
