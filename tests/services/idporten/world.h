// ID-porten on the data set of fixtures/, with browsers that log in and clients that fetch tokens.
#pragma once

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "app/fixtures.h"
#include "base/json.h"
#include "jose/jwk.h"
#include "oauth/client_authentication.h"
#include "oauth/pkce.h"
#include "services/idporten/service.h"
#include "services/minprofil/browser.h"
#include "support/registrations.h"

namespace emulator::idporten {

using test::Browser;
using test::has_mark;
using test::input;
using test::location;
using test::marked;
using test::query_of;

inline std::string const issuer = "http://localhost:4702";
inline std::string const callback = "http://localhost:3000/callback";
inline std::string const verifier = "xyo94uhy3zKvgB0NJwLms86SwcjtWviEOpkBnGgaLlo";
inline std::string const everything = "28876895937";
inline std::string const d_number = "47906701517";
inline std::string const unheard_of = "06819774798";
inline std::string const high_level = "idporten-loa-high";
inline std::string const substantial_level = "idporten-loa-substantial";

using Fields = std::map<std::string, std::string>;

inline std::string key_file(std::string const& name) {
    return Assets().find("fixtures/keys/" + name).value();
}
inline jose::PrivateKey key(std::string const& name) {
    return need(jose::private_key_from_pem(key_file(name + ".pem")));
}
inline std::vector<jose::Certificate> certificates(std::string const& name) {
    return need(jose::certificates_from_pem(key_file(name + ".crt")));
}
// The fields as a query or form; an empty value is left out.
inline http::Parameters parameters(Fields const& fields) {
    http::Parameters list;
    for (auto const& [name, value] : fields) {
        if (!value.empty()) list.add(name, value);
    }
    return list;
}
inline Fields changed(Fields fields, Fields const& changes) {
    for (auto const& [name, value] : changes)
        fields[name] = value;
    return fields;
}
inline std::string basic(std::string const& client_id, std::string const& secret) {
    return "Basic " + base64_encode(client_id + ":" + secret);
}
// Where the link with that data-testid leads.
inline std::string link_of(http::Response const& page, std::string const& test_id) {
    auto target = test::between(test::tag(page, test_id), "href=\"", "\"");
    for (auto at = target.find("&amp;"); at != std::string::npos; at = target.find("&amp;"))
        target.replace(at, 5, "&");
    return target.empty() ? "/no-such-link" : target;
}
inline std::vector<std::string> names(Json const& object) {
    std::vector<std::string> list;
    for (auto const& [name, value] : object.items())
        list.push_back(name);
    return list;
}
// The claims of a token after its signature was checked.
inline Json claims_of(std::string const& token) {
    auto const jwt = need(jose::parse_jwt(token));
    constexpr std::array allowed{jose::Algorithm::RS256};
    CHECK(jose::verify(jwt.jws, key("idporten-signing").public_key(), allowed).has_value());
    CHECK(jwt.jws.header.dump() == R"({"kid":"digitaliseringsdirektoratet--cert0","alg":"RS256"})");
    return jwt.claims;
}

struct World {
    test::FixedClock clock;
    test::CountingEntropy entropy;
    test::CollectingLog log{clock};
    Assets assets;
    std::unique_ptr<store::Database> database = need(store::Database::open({}, assets));
    std::unique_ptr<store::DirectoryStore> directory = loaded_directory();
    test::Registrations registrations{*directory};
    store::Persons persons{*database};
    store::ProtocolState state{*database, clock};
    store::Grants grants{*database, clock};
    std::unique_ptr<http::Pages> pages = need(http::Pages::load(assets));
    http::Site site{*pages, entropy, "idporten", "ID-porten", "http://localhost:4700"};
    http::Journal journal{clock, entropy};
    test::RecordingClient outbound;  // to the back channels of clients
    http::Router router{"idporten", Service::dialect(site), log, &journal};
    Service service{{*directory, persons, state, grants, clock, entropy, log, &journal, site, outbound,
                     key("idporten-signing"), "digitaliseringsdirektoratet--cert0",
                     certificates("idporten-signing"), issuer, certificates("ca-root"),
                     certificates("ca-prod")}};
    Browser browser{router};
    int assertions = 0;

    World() { service.mount(router); }

    std::unique_ptr<store::DirectoryStore> loaded_directory() {
        need(app::load_fixtures(assets, *database, clock.now()));
        return std::make_unique<store::DirectoryStore>(
            *database, store::Placeholders{{"demotjeneste", "http://localhost:4706"},
                                           {"minprofil", "http://localhost:4704"}});
    }

    std::int64_t now() const { return clock.now().time_since_epoch().count(); }

    // A right authorization request of min-tjeneste with these changes.
    static Fields asked(Fields const& changes = {}) {
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
    static std::string authorize_url(Fields const& changes = {}) {
        return "/authorize?" + parameters(asked(changes)).encoded();
    }

    // Follows a tile of the login page.
    static http::Response open_eid(Browser& visitor, http::Response const& page, std::string const& eid) {
        return visitor.get(link_of(page, "eid-" + eid));
    }
    // Sends a form of these pages to that path.
    static http::Response answer(Browser& visitor, http::Response const& page, std::string const& path,
                                 Fields const& fields) {
        return visitor.post(
            path, parameters(changed(
                      {{"csrf", input(page, "csrf")}, {"transaction", input(page, "transaction")}}, fields)));
    }
    // From the login page by TestID, pressing a person of the list.
    static http::Response choose(Browser& visitor, http::Response const& page,
                                 std::string const& pid = everything,
                                 std::string const& acr = substantial_level) {
        return answer(visitor, open_eid(visitor, page, "testid"), "/login/testid",
                      {{"acr", acr}, {"pid", pid}});
    }
    // The page of that eID's own step, reached by that person.
    http::Response confirmation_of(std::string const& eid, Fields const& changes = {},
                                   std::string const& pid = everything) {
        auto const who = open_eid(browser, browser.get(authorize_url(changes)), eid);
        auto const back = answer(browser, who, "/login/" + eid, {{"pid", pid}});
        REQUIRE(back.status == 303);
        return browser.get(location(back));
    }
    // Through the pages of that eID to a code.
    std::string log_in_with(std::string const& eid, Fields const& changes = {},
                            std::string const& pid = everything) {
        if (eid == "testid") return log_in(changes, pid);
        auto const step = confirmation_of(eid, changes, pid);
        auto const back = answer(browser, step, "/login/" + eid + "/confirmation",
                                 {{"code", "12345"}, {"action", "approve"}});
        INFO(back.body);
        REQUIRE(back.status == 303);
        return code_of(back);
    }
    // Through the login page to a code.
    std::string log_in(Fields const& changes = {}, std::string const& pid = everything,
                       std::string const& acr = substantial_level) {
        return log_in(browser, changes, pid, acr);
    }
    static std::string log_in(Browser& visitor, Fields const& changes, std::string const& pid = everything,
                              std::string const& acr = substantial_level) {
        auto const page = visitor.get(authorize_url(changes));
        REQUIRE(page.status == 200);
        auto const back = choose(visitor, page, pid, acr);
        INFO(back.body);
        REQUIRE(back.status == 303);
        return code_of(back);
    }
    static std::string code_of(http::Response const& back) {
        auto const code = query_of(location(back)).text("code");
        INFO(location(back));
        REQUIRE(!code.empty());
        return code;
    }
    // A code without pages.
    std::string headless_code(Fields const& changes = {}, std::string const& pid = everything,
                              std::string const& acr = substantial_level) {
        return code_of(send(http::Method::get,
                            authorize_url(changed({{"login_hint", "testid:" + pid + "_" + acr}}, changes))));
    }

    http::Response send(http::Method method, std::string const& target, std::string body = {},
                        std::vector<std::pair<std::string, std::string>> const& headers = {}) {
        http::Request request;
        request.method = method;
        REQUIRE(http::set_target(request, target));
        for (auto const& [name, value] : headers)
            request.headers.add(name, value);
        if (method == http::Method::post && !request.headers.find("Content-Type"))
            request.headers.add("Content-Type", "application/x-www-form-urlencoded");
        request.body = std::move(body);
        return test::run(router.answer(request));
    }

    // Redeems a code as min-tjeneste.
    http::Response redeem(std::string const& code, Fields const& changes = {},
                          std::string const& authorization = basic("min-tjeneste",
                                                                   "min-tjeneste-hemmelighet")) {
        auto const form = changed({{"grant_type", "authorization_code"},
                                   {"code", code},
                                   {"redirect_uri", callback},
                                   {"code_verifier", verifier}},
                                  changes);
        std::vector<std::pair<std::string, std::string>> headers{{"Origin", "http://localhost:3000"}};
        if (!authorization.empty()) headers.emplace_back("Authorization", authorization);
        return send(http::Method::post, "/token", parameters(form).encoded(), headers);
    }
    Json tokens(std::string const& code) {
        auto const response = redeem(code);
        INFO(response.body);
        REQUIRE(response.status == 200);
        return need(parse_json(response.body));
    }
    Json id_token(std::string const& code) { return claims_of(tokens(code).at("id_token")); }
    std::string access_token(Fields const& changes = {}) {
        return tokens(headless_code(changes)).at("access_token");
    }

    // A client assertion, its claims changed by `change`.
    std::string assertion(
        std::string const& client_id, std::function<void(Json&)> const& change = [](Json&) {}) {
        Json claims{{"iss", client_id}, {"sub", client_id},   {"aud", issuer},
                    {"iat", now()},     {"exp", now() + 100}, {"jti", std::to_string(++assertions)}};
        change(claims);
        return jose::sign_jwt(key(client_id), jose::Algorithm::RS256, client_id + "-1", claims);
    }
    static Fields asserting(std::string const& client_id, std::string const& assertion) {
        return {{"client_id", client_id},
                {"client_assertion_type", std::string(oauth::assertion_type)},
                {"client_assertion", assertion}};
    }

    http::Response userinfo(std::string const& token) {
        return send(http::Method::get, "/userinfo", {}, {{"Authorization", "Bearer " + token}});
    }
    Json introspection(std::string const& token, std::string const& client_id = "min-tjeneste",
                       std::string const& secret = "min-tjeneste-hemmelighet") {
        auto const response =
            send(http::Method::post, "/token/introspect", parameters({{"token", token}}).encoded(),
                 {{"Authorization", basic(client_id, secret)}});
        INFO(response.body);
        REQUIRE(response.status == 200);
        CHECK(response.headers.find("Cache-Control") == "no-store");
        return need(parse_json(response.body));
    }
};

// The refusal as OAuth's JSON: its error and description.
struct Refused {
    unsigned status;
    std::string error;
    std::string description;
};
inline Refused refusal(http::Response const& response) {
    INFO(response.body);
    REQUIRE(response.status >= 400);
    CHECK(response.headers.find("Content-Type") == "application/json");
    CHECK(response.headers.find("Cache-Control") == "no-store");
    auto const body = need(parse_json(response.body));
    CHECK(body.size() == 2);
    return {response.status, body.at("error"), body.at("error_description")};
}

// What a redirect back to the client tells.
struct Told {
    std::string error;
    std::string description;
};
// Reads a refusal that travels to the client, and checks what all of them have in common.
inline Told told(World const& world, http::Response const& response, std::string const& state = "state-1") {
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
    auto const newest = world.journal.newest(1);
    REQUIRE(newest.size() == 1);
    auto const& refused = newest.front();
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

inline bool is_login_page(http::Response const& response) {
    return response.status == 200 && has_mark(response, "eid-selector");
}
inline bool is_in(http::Response const& page, std::string const& language) {
    return page.body.find("<html lang=\"" + language + "\"") != std::string::npos;
}

}  // namespace emulator::idporten
