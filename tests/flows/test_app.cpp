#include "flows/test_app.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <future>
#include <thread>

#include "app/app.h"
#include "base/encoding.h"
#include "server/http_client.h"

namespace emulator::test {
namespace {

Task<void> send_into(http::Client& client, http::Call call, std::promise<Result<http::Response>>& answer) {
    auto result = co_await client.send(std::move(call));
    answer.set_value(std::move(result));
}

std::string origin_of(std::string const& url) {
    return url.substr(0, url.find('/', url.find("://") + 3));
}

}  // namespace

app::Configuration on_free_ports() {
    auto configuration = app::default_configuration();
    for (auto& [product, port] : configuration.ports)
        port = 0;
    configuration.fixtures = FIXTURES_DIR;
    return configuration;
}

struct TestApp::Inside {
    FixedClock clock;
    CountingEntropy entropy;
    CollectingLog log{clock};
    server::Workers workers{2};
    std::unique_ptr<app::App> app;
    server::HttpClient client;
    std::jthread thread;

    explicit Inside(app::Configuration const& configuration)
        : app(need(app::App::start(workers, configuration, clock, entropy, log))),
          thread([this] { workers.run(); }) {}
    ~Inside() {
        app->stop();
        workers.stop();
    }
};

TestApp::TestApp(app::Configuration const& configuration)
    : inside_(std::make_unique<Inside>(configuration)) {}
TestApp::~TestApp() = default;

std::string TestApp::url(std::string_view product) const {
    return inside_->app->url(product);
}
FixedClock& TestApp::clock() {
    return inside_->clock;
}
CollectingLog& TestApp::log() {
    return inside_->log;
}

http::Response TestApp::send(http::Call call) {
    std::promise<Result<http::Response>> answer;
    auto arrives = answer.get_future();
    boost::asio::co_spawn(inside_->workers.next(), send_into(inside_->client, std::move(call), answer),
                          [](std::exception_ptr fault) {
                              if (fault) std::terminate();
                          });
    return need(arrives.get());
}

std::string Page::element(std::string const& test_id) const {
    auto const at = response.body.find("data-testid=\"" + test_id + "\"");
    if (at == std::string::npos) return {};
    auto const begin = response.body.rfind('<', at);
    return response.body.substr(begin, response.body.find('>', at) - begin + 1);
}

std::string Page::input(std::string const& name) const {
    auto const at = response.body.find("name=\"" + name + "\"");
    if (at == std::string::npos) return {};
    auto const end = response.body.find('>', at);
    auto const value = response.body.find("value=\"", response.body.rfind('<', at));
    if (value == std::string::npos || value > end) return {};
    return response.body.substr(value + 7, response.body.find('"', value + 7) - value - 7);
}

http::Response Browser::send(http::Method method, std::string const& url, std::string body) {
    http::Call call{method, url, {}, std::move(body)};
    call.timeout = std::chrono::seconds(20);  // a logout may wait five for its services
    call.headers.add("Accept", "text/html");
    std::string jar;
    for (auto const& [name, value] : cookies)
        jar.append(jar.empty() ? "" : "; ").append(name).append("=").append(value);
    if (!jar.empty()) call.headers.add("Cookie", jar);
    if (method == http::Method::post) call.headers.add("Content-Type", "application/x-www-form-urlencoded");
    auto response = app_.send(std::move(call));
    for (auto const& [name, value] : response.headers) {
        if (name != "Set-Cookie") continue;
        auto const equals = value.find('=');
        auto const cookie = value.substr(0, equals);
        if (value.find("Max-Age=0") != std::string::npos)
            cookies.erase(cookie);
        else
            cookies[cookie] = value.substr(equals + 1, value.find(';') - equals - 1);
    }
    return response;
}

void Browser::load_frames(http::Response const& page) {
    auto const& html = page.body;
    for (auto at = html.find("<iframe src=\""); at != std::string::npos;
         at = html.find("<iframe src=\"", at)) {
        at += std::string_view("<iframe src=\"").size();
        auto url = html.substr(at, html.find('"', at) - at);
        for (auto amp = url.find("&amp;"); amp != std::string::npos; amp = url.find("&amp;"))
            url.replace(amp, 5, "&");
        app_.send({http::Method::get, url});
        frames.push_back(url);
    }
}

Page Browser::follow(std::string url, http::Response response) {
    for (int hops = 0; hops < 10; ++hops) {
        bool const redirects = response.status >= 300 && response.status < 400;
        auto const refresh = std::string(response.headers.find("Refresh").value_or(""));
        if (!redirects) load_frames(response);
        if (!redirects && !refresh.starts_with("0;url=")) break;
        auto target = redirects ? std::string(response.headers.find("Location").value()) : refresh.substr(6);
        if (target.starts_with('/')) target = origin_of(url) + target;
        url = std::move(target);
        bool ours = false;
        for (auto const& product : app::products)
            ours = ours || origin_of(url) == app_.url(product.key);
        if (!ours) break;
        response = send(http::Method::get, url, {});
    }
    return {std::move(url), std::move(response)};
}

Page Browser::get(std::string url) {
    auto response = send(http::Method::get, url, {});
    return follow(std::move(url), std::move(response));
}

Page Browser::post(std::string url, http::Parameters const& form) {
    auto response = send(http::Method::post, url, form.encoded());
    return follow(std::move(url), std::move(response));
}

Page Browser::log_in(Page const& login, std::string const& pid, std::string const& acr) {
    auto const page = open_link(login, "eid-testid");
    return answer(page, {{"acr", acr}, {"pid", pid}});
}

Page Browser::open_link(Page const& page, std::string const& test_id) {
    auto const element = page.element(test_id);
    auto const begin = element.find("href=\"");
    if (begin == std::string::npos) throw std::logic_error("no link " + test_id + " at " + page.url);
    auto target = element.substr(begin + 6, element.find('"', begin + 6) - begin - 6);
    for (auto amp = target.find("&amp;"); amp != std::string::npos; amp = target.find("&amp;"))
        target.replace(amp, 5, "&");
    return get(target.starts_with('/') ? origin_of(page.url) + target : target);
}

Page Browser::answer(Page const& page, std::map<std::string, std::string> const& fields) {
    http::Parameters form;
    for (auto const* hidden : {"csrf", "transaction", "claim"}) {
        if (auto const value = page.input(hidden); !value.empty()) form.add(hidden, value);
    }
    for (auto const& [name, value] : fields)
        form.add(name, value);
    auto const action = page.response.body.find("action=\"") + 8;
    auto const path = page.response.body.substr(action, page.response.body.find('"', action) - action);
    return post(origin_of(page.url) + path, form);
}

}  // namespace emulator::test
