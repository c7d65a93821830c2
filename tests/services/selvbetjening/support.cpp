#include "support.h"

#include "app/fixtures.h"
#include "jose/jwk.h"
#include "jose/jwt.h"
#include "support/idporten_twin.h"
#include "support/run.h"

namespace emulator::selvbetjening::test {
namespace {

constexpr std::string_view kid = "maskinporten-1";
constexpr std::string_view issuer = "http://localhost:4701/";

bool is_hexadecimal(std::string_view text) {
    return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace

World::World(Policy policy) : key_(emulator::test::fixture_key("maskinporten-signing")) {
    database = need(store::Database::open(std::nullopt, assets));
    need(app::load_fixtures(assets, *database, clock.now()));
    directory =
        std::make_unique<store::DirectoryStore>(*database,
                                                store::Placeholders{{"demotjeneste", "http://localhost:4706"},
                                                                    {"minprofil", "http://localhost:4704"}},
                                                &clock);
    pages = need(http::Pages::load(assets));
    site = std::make_unique<http::Site>(*pages, entropy, "selvbetjening", "Selvbetjening",
                                        "http://localhost:4700");
    client.answer = [this](http::Call const& call) -> Result<http::Response> {
        REQUIRE(call.url == "http://localhost:4701/jwk");
        auto const jwk = jose::public_jwk(key_.public_key(), kid, jose::Algorithm::RS256);
        return http::Response{200, {}, jose::jwks({jwk}).dump()};
    };
    tokens = std::make_unique<rp::AccessTokens>(
        client, clock, std::vector<rp::Issuer>{{std::string(issuer), "http://localhost:4701/jwk"}});
    service = std::make_unique<Service>(Service::Deps{*directory,
                                                      clock,
                                                      entropy,
                                                      *tokens,
                                                      *site,
                                                      assets,
                                                      {"http://localhost:4701", "http://localhost:4702"},
                                                      log,
                                                      &journal,
                                                      policy});
    router = std::make_unique<http::Router>("selvbetjening", Service::dialect(*site, clock), log, &journal);
    service->mount(*router);
}

Json World::claims(std::string_view scope, std::string const& orgno) const {
    auto const now = clock.now().time_since_epoch().count();
    return {{"scope", scope},
            {"iss", issuer},
            {"client_id", "demo-selvbetjening"},
            {"exp", now + 120},
            {"iat", now},
            {"consumer", {{"authority", "iso6523-actorid-upis"}, {"ID", "0192:" + orgno}}}};
}

std::string World::signed_token(Json const& claims) const {
    return jose::sign_jwt(key_, jose::Algorithm::RS256, kid, claims);
}

std::string World::token(std::string_view scope, std::string const& orgno) const {
    return signed_token(claims(scope, orgno));
}

http::Response World::call(http::Method method, std::string_view target, Given const& given) {
    http::Request request;
    request.method = method;
    REQUIRE(http::set_target(request, target));
    request.headers = given.headers;
    if (!given.token.empty()) request.headers.add("Authorization", "Bearer " + given.token);
    if (!given.body.is_null()) request.body = given.body.dump();
    // As digdirator sends it, on every call.
    if (!request.headers.find("Content-Type")) request.headers.add("Content-Type", "application/json");
    return emulator::test::run(router->answer(request));
}

Json World::expect(unsigned status, http::Method method, std::string_view target, Given const& given) {
    auto const response = call(method, target, given);
    INFO(target << " " << response.body);
    REQUIRE(response.status == status);
    if (response.body.empty()) return {};
    CHECK(response.headers.find("Content-Type") == "application/json");
    return need(parse_json(response.body));
}

Json World::create(Json const& changes) {
    return expect(201, http::Method::post, "/clients", {token(all_of_dcr), with(machine_client(), changes)});
}

Json machine_client() {
    return {{"client_name", "Origo"},
            {"description", "cluster:namespace:app"},
            {"scopes", {"krr:global/kontaktinformasjon.read"}},
            {"token_endpoint_auth_method", "private_key_jwt"},
            {"grant_types", {"urn:ietf:params:oauth:grant-type:jwt-bearer"}},
            {"integration_type", "maskinporten"},
            {"application_type", "web"}};
}

Json login_client() {
    return {{"client_name", "Tjenesten"},
            {"description", "cluster:namespace:app"},
            {"integration_type", "idporten"},
            {"token_endpoint_auth_method", "private_key_jwt"},
            {"redirect_uris", {"https://tjeneste.example/callback"}},
            {"post_logout_redirect_uris", {"https://tjeneste.example/"}}};
}

Json public_key(std::string_view kid) {
    static auto const key = [] {
        Assets const assets;
        return need(parse_json(assets.find("fixtures/keys/demo-etat-nokkel.jwk.json").value()));
    }();
    return {{"kty", "RSA"}, {"e", key["e"]}, {"use", "sig"}, {"kid", kid}, {"alg", "RS256"}, {"n", key["n"]}};
}

std::vector<std::string> fields_of(Json const& refusal) {
    std::vector<std::string> members;
    for (auto const& [name, value] : refusal.items())
        members.push_back(name);
    CHECK(members == std::vector<std::string>{"status", "timestamp", "correlation_id", "errors", "error",
                                              "error_description"});
    auto const id = refusal.at("correlation_id").get<std::string>();
    CHECK(id.size() == 32);
    CHECK(is_hexadecimal(id));
    CHECK(refusal.at("timestamp").get<std::string>().ends_with(".000000000Z"));
    std::vector<std::string> fields;
    std::string joined;
    for (auto const& error : refusal.at("errors")) {
        CHECK(error.size() == 4);
        auto const message = error.at("errorMessage").get<std::string>();
        CHECK(!message.empty());
        joined += ", " + message;
        fields.push_back(error.at("fieldIdentifier").get<std::string>());
        CHECK(error.at("isFieldError").get<bool>() == !fields.back().empty());
    }
    CHECK(refusal.at("error") == joined);
    CHECK(refusal.at("error_description") == joined);
    return fields;
}

Json with(Json object, Json const& changes) {
    for (auto const& [name, value] : changes.items()) {
        if (value.is_null())
            object.erase(name);
        else
            object[name] = value;
    }
    return object;
}

}  // namespace emulator::selvbetjening::test
