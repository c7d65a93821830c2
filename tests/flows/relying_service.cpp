#include "flows/relying_service.h"

#include <doctest/doctest.h>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/encoding.h"
#include "http/answers.h"
#include "http/router.h"
#include "jose/jwt.h"
#include "oauth/pkce.h"
#include "server/listener.h"

namespace emulator::test {
namespace {

constexpr auto verifier = "xyo94uhy3zKvgB0NJwLms86SwcjtWviEOpkBnGgaLlo";
constexpr auto person = "28876895937";

http::Response json_refusal(http::Request const&, Error const& error) {
    return http::oauth_error(error);
}

}  // namespace

struct RelyingService::Inside {
    BackChannel answer;
    FixedClock clock;
    CollectingLog log{clock};
    http::Router router;
    mutable std::mutex mutex;
    std::vector<http::Parameters> front_channel;
    std::vector<std::string> back_channel;
    std::string url;
    server::Workers workers{1};
    server::Server server;
    std::jthread thread;

    explicit Inside(BackChannel answer_so)
        : answer(answer_so), router("service", json_refusal, log), server(workers, server::Limits{}, log) {
        router.route(
            http::Method::get, "/frontchannel_logout",
            http::PlainHandler([this](http::Request const& request) { return keep_front_channel(request); }));
        router.route(
            http::Method::post, "/backchannel_logout",
            http::Handler([this](http::Request const& request) { return keep_back_channel(request); }));
        auto listener = need(server::bind(workers.first(), "service", "", {"127.0.0.1", "::1"}, 0));
        url = "http://localhost:" + std::to_string(listener.port);
        server.serve(std::move(listener), {&router, {"localhost"}});
        thread = std::jthread([this] { workers.run(); });
    }
    ~Inside() {
        server.stop();
        workers.stop();
    }

    http::Response keep_front_channel(http::Request const& request) {
        std::lock_guard const lock(mutex);
        front_channel.push_back(need(http::read_query(request)));
        return http::no_store(http::text(200, ""));
    }

    Task<http::Response> keep_back_channel(http::Request const& request) {
        auto const form = need(http::read_form(request));
        {
            std::lock_guard const lock(mutex);
            back_channel.push_back(form.text("logout_token"));
        }
        if (answer == BackChannel::hangs) {
            auto const executor = co_await boost::asio::this_coro::executor;
            boost::asio::steady_timer timer(executor, std::chrono::minutes(1));
            co_await timer.async_wait(boost::asio::use_awaitable);
        }
        co_return http::text(answer == BackChannel::refuses ? 400 : 200, "");
    }
};

RelyingService::RelyingService(BackChannel answer) : inside_(std::make_unique<Inside>(answer)) {}
RelyingService::~RelyingService() = default;

std::string const& RelyingService::url() const {
    return inside_->url;
}
std::vector<http::Parameters> RelyingService::front_channel() const {
    std::lock_guard const lock(inside_->mutex);
    return inside_->front_channel;
}
std::vector<std::string> RelyingService::back_channel() const {
    std::lock_guard const lock(inside_->mutex);
    return inside_->back_channel;
}

app::Configuration on_free_ports_with(TemporaryFolder const& folder,
                                      std::vector<Registered> const& services) {
    auto const fixtures = folder / "fixtures";
    std::filesystem::copy(FIXTURES_DIR, fixtures, std::filesystem::copy_options::recursive);
    auto document = need(parse_json(file_bytes(fixtures / "clients.json")));
    auto& clients = document.at("clients");
    Json pattern;
    for (auto const& client : clients) {
        if (client.at("client_id") == "min-tjeneste") pattern = client;
    }
    for (auto const& service : services) {
        auto client = pattern;
        client["client_id"] = service.client_id;
        client["redirect_uris"] = {service.url + "/callback"};
        client["post_logout_redirect_uris"] = {service.url + "/post_logout_redirect"};
        client["refresh_token_usage"] = service.refresh_token_usage;
        client["scopes"].push_back("demo-etat:inntekt.read");  // the one that asks for consent
        client["frontchannel_logout_session_required"] = true;
        if (service.front_channel) client["frontchannel_logout_uri"] = service.url + "/frontchannel_logout";
        if (service.back_channel) client["backchannel_logout_uri"] = service.url + "/backchannel_logout";
        clients.push_back(client);
    }
    write_file(fixtures / "clients.json", document.dump());
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

http::Response post_as(TestApp& app, Registered const& service, std::string const& path,
                       std::map<std::string, std::string> const& fields) {
    http::Parameters form;
    for (auto const& [name, value] : fields)
        form.add(name, value);
    http::Call call{http::Method::post, app.url("idporten") + path, {}, form.encoded()};
    call.headers.add("Content-Type", "application/x-www-form-urlencoded");
    call.headers.add("Authorization",
                     "Basic " + base64_encode(service.client_id + ":min-tjeneste-hemmelighet"));
    return app.send(std::move(call));
}

LoggedIn redeem_at(TestApp& app, Registered const& service, Page const& page) {
    auto const back = sent_back_to(service, page);
    auto const response = post_as(app, service, "/token",
                                  {{"grant_type", "authorization_code"},
                                   {"code", back.text("code")},
                                   {"redirect_uri", service.url + "/callback"},
                                   {"code_verifier", verifier}});
    INFO(response.body);
    REQUIRE(response.status == 200);
    auto answer = need(parse_json(response.body));
    auto claims = need(jose::parse_jwt(answer.at("id_token").get<std::string>())).claims;
    return {std::move(answer), std::move(claims)};
}

}  // namespace emulator::test
