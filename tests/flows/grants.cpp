#include "flows/grants.h"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "jose/jwt.h"
#include "jose/key.h"

namespace emulator::test {
namespace {

std::string read_file(std::string const& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

http::Response ask_for_token(TestApp& app, std::string const& scope, std::string const& jti) {
    auto const key = need(jose::private_key_from_pem(read_file(FIXTURES_DIR "/keys/demo-etat-nokkel.pem")));
    auto const now = app.clock().now().time_since_epoch().count();
    Json const claims{{"aud", app.url("maskinporten") + "/"},
                      {"iss", "demo-etat-nokkel"},
                      {"scope", scope},
                      {"iat", now},
                      {"exp", now + 100},
                      {"jti", jti}};
    http::Parameters form;
    form.add("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
    form.add("assertion", jose::sign_jwt(key, jose::Algorithm::RS256, "demo-etat-nokkel-1", claims));
    http::Call call{http::Method::post, app.url("maskinporten") + "/token", {}, form.encoded()};
    call.headers.add("Content-Type", "application/x-www-form-urlencoded");
    return app.send(std::move(call));
}

Json look_up(TestApp& app, std::string const& pid, std::string const& jti) {
    auto const token = ask_for_token(app, "krr:global/kontaktinformasjon.read", jti);
    REQUIRE(token.status == 200);
    http::Call call{http::Method::post,
                    app.url("kontaktregisteret") + "/rest/v2/personer",
                    {},
                    Json{{"personidentifikatorer", {pid}}, {"inkluderIkkeRegistrerte", true}}.dump()};
    call.headers.add("Content-Type", "application/json");
    call.headers.add("Authorization", "Bearer " + Json::parse(token.body)["access_token"].get<std::string>());
    auto const answer = app.send(std::move(call));
    REQUIRE(answer.status == 200);
    return Json::parse(answer.body)["personer"][0];
}

}  // namespace emulator::test
