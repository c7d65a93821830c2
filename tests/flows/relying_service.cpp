#include "flows/relying_service.h"

#include <doctest/doctest.h>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "http/answers.h"
#include "jose/jwt.h"
#include "oauth/pkce.h"

namespace emulator::test {
namespace {

constexpr auto verifier = "xyo94uhy3zKvgB0NJwLms86SwcjtWviEOpkBnGgaLlo";
constexpr auto person = "28876895937";

http::Response json_refusal(http::Request const&, Error const& error) {
    return http::oauth_error(error);
}

}  // namespace

RelyingService::RelyingService(BackChannel answer)
    : answer_(answer), router_("service", json_refusal, log_), server_(workers_, server::Limits{}, log_) {
    router_.route(
        http::Method::get, "/frontchannel_logout",
        http::PlainHandler([this](http::Request const& request) { return keep_front_channel(request); }));
    router_.route(http::Method::post, "/backchannel_logout",
                  http::Handler([this](http::Request const& request) { return keep_back_channel(request); }));
    auto listener = need(server::bind(workers_.first(), "service", "", {"127.0.0.1", "::1"}, 0));
    url_ = "http://localhost:" + std::to_string(listener.port);
    server_.serve(std::move(listener), {&router_, {"localhost"}});
    thread_ = std::jthread([this] { workers_.run(); });
}

RelyingService::~RelyingService() {
    server_.stop();
    workers_.stop();
}

http::Response RelyingService::keep_front_channel(http::Request const& request) {
    std::lock_guard const lock(mutex_);
    front_channel_.push_back(need(http::read_query(request)));
    return http::no_store(http::text(200, ""));
}

Task<http::Response> RelyingService::keep_back_channel(http::Request const& request) {
    auto const form = need(http::read_form(request));
    {
        std::lock_guard const lock(mutex_);
        back_channel_.push_back(form.text("logout_token"));
    }
    if (answer_ == BackChannel::hangs) {
        auto const executor = co_await boost::asio::this_coro::executor;
        boost::asio::steady_timer timer(executor, std::chrono::minutes(1));
        co_await timer.async_wait(boost::asio::use_awaitable);
    }
    co_return http::text(answer_ == BackChannel::refuses ? 400 : 200, "");
}

std::vector<http::Parameters> RelyingService::front_channel() const {
    std::lock_guard const lock(mutex_);
    return front_channel_;
}
std::vector<std::string> RelyingService::back_channel() const {
    std::lock_guard const lock(mutex_);
    return back_channel_;
}

app::Configuration on_free_ports_with(TemporaryFolder const& folder,
                                      std::vector<Registered> const& services) {
    auto const fixtures = folder / "fixtures";
    std::filesystem::copy(FIXTURES_DIR, fixtures, std::filesystem::copy_options::recursive);
    auto clients = need(parse_json(file_bytes(fixtures / "clients.json")));
    Json pattern;
    for (auto const& client : clients) {
        if (client.at("client_id") == "min-tjeneste") pattern = client;
    }
    for (auto const& service : services) {
        auto client = pattern;
        client["client_id"] = service.client_id;
        client["redirect_uris"] = {service.url + "/callback"};
        client["post_logout_redirect_uris"] = {service.url + "/post_logout_redirect"};
        client["scopes"].push_back("demo-etat:inntekt.read");  // the one that asks for consent
        client["frontchannel_logout_session_required"] = true;
        if (service.front_channel) client["frontchannel_logout_uri"] = service.url + "/frontchannel_logout";
        if (service.back_channel) client["backchannel_logout_uri"] = service.url + "/backchannel_logout";
        clients.push_back(client);
    }
    write_file(fixtures / "clients.json", clients.dump());
    auto configuration = on_free_ports();
    configuration.fixtures = fixtures;
    return configuration;
}

Page authorize_at(TestApp& app, Browser& browser, Registered const& service,
                  std::map<std::string, std::string> const& more) {
    std::map<std::string, std::string> const plain{{"client_id", service.client_id},
                                                   {"response_type", "code"},
                                                   {"scope", "openid profile"},
                                                   {"redirect_uri", service.url + "/callback"},
                                                   {"state", "login-state"},
                                                   {"nonce", "login-nonce"},
                                                   {"code_challenge", oauth::code_challenge(verifier)},
                                                   {"code_challenge_method", "S256"}};
    auto fields = more;
    fields.insert(plain.begin(), plain.end());  // what is there already wins
    http::Parameters query;
    for (auto const& [name, value] : fields)
        query.add(name, value);
    return browser.get(http::with_query(app.url("idporten") + "/authorize", query));
}

LoggedIn log_in_at(TestApp& app, Browser& browser, Registered const& service) {
    auto page = authorize_at(app, browser, service);
    if (!page.element("eid-selector").empty()) page = browser.log_in(page, person);
    return redeem_at(app, service, page);
}

http::Parameters sent_back_to(Registered const& service, Page const& page) {
    INFO(page.url);
    REQUIRE(page.url.starts_with(service.url + "/callback?"));
    return need(http::parse_parameters(page.url.substr(page.url.find('?') + 1)));
}

LoggedIn redeem_at(TestApp& app, Registered const& service, Page const& page) {
    auto const back = sent_back_to(service, page);
    http::Parameters form;
    form.add("grant_type", "authorization_code");
    form.add("code", back.text("code"));
    form.add("redirect_uri", service.url + "/callback");
    form.add("code_verifier", verifier);
    http::Call call{http::Method::post, app.url("idporten") + "/token", {}, form.encoded()};
    call.headers.add("Content-Type", "application/x-www-form-urlencoded");
    call.headers.add("Authorization",
                     "Basic " + base64_encode(service.client_id + ":min-tjeneste-hemmelighet"));
    auto const response = app.send(std::move(call));
    INFO(response.body);
    REQUIRE(response.status == 200);
    auto answer = need(parse_json(response.body));
    auto claims = need(jose::parse_jwt(answer.at("id_token").get<std::string>())).claims;
    return {std::move(answer), std::move(claims)};
}

}  // namespace emulator::test
