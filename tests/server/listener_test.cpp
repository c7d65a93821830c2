#include "server/listener.h"

#include "http/answers.h"
#include "server/support.h"

namespace emulator::server {
namespace {

namespace net = boost::asio;

std::string refusal(net::io_context& context, std::vector<std::string> const& addresses,
                    unsigned short port) {
    auto const listener = server::bind(context, "Maskinporten", "--maskinporten-port", addresses, port);
    return listener ? "bound" : listener.error().description;
}

TEST_CASE("port 0 takes a free port, the same one on both loopback addresses") {
    net::io_context context;
    for (int i = 0; i < 50; ++i) {
        auto const listener = need(server::bind(context, "Test", "--test-port", {"127.0.0.1", "::1"}, 0));
        CHECK(listener.port != 0);
        CHECK(listener.acceptors.size() == (machine_has_ipv6() ? 2 : 1));
        for (auto const& acceptor : listener.acceptors) {
            CHECK(acceptor.local_endpoint().port() == listener.port);
            CHECK(acceptor.local_endpoint().address().is_loopback());
        }
    }
}

TEST_CASE("a server answers on every address that it listens on") {
    TestServer server;
    for (bool const v6 : {false, true}) {
        if (v6 && !machine_has_ipv6()) continue;
        CAPTURE(v6);
        Wire wire(server.port(), v6);
        wire.send(get("/echo"));
        CHECK(wire.answer().status == 200);
    }
}

TEST_CASE("an address in use is refused with the option that changes it") {
    net::io_context context;
    auto const first = need(server::bind(context, "Konsoll", "--port", {"127.0.0.1"}, 0));
    auto const description = refusal(context, {"127.0.0.1", "::1"}, first.port);
    CAPTURE(description);
    CHECK(description.find("Maskinporten cannot listen on 127.0.0.1:" + std::to_string(first.port)) == 0);
    CHECK(description.find("in use") != std::string::npos);
    CHECK(description.find("--maskinporten-port PORT") != std::string::npos);
    CHECK(description.find("DIGDIR_MASKINPORTEN_PORT=PORT") != std::string::npos);
}

TEST_CASE("a port in use on the second address is refused by that address, and the first is let go") {
    if (!machine_has_ipv6()) return;
    net::io_context context;
    auto const second = need(server::bind(context, "Konsoll", "--port", {"::1"}, 0));
    auto const description = refusal(context, {"127.0.0.1", "::1"}, second.port);
    CAPTURE(description);
    CHECK(description.find("[::1]:" + std::to_string(second.port)) != std::string::npos);
    CHECK(refusal(context, {"127.0.0.1"}, second.port) == "bound");
}

TEST_CASE("an address that is none, or not this machine's, is refused by name") {
    net::io_context context;
    struct Row {
        std::string name;
        std::vector<std::string> addresses;
        char const* told;
    };
    for (auto const& row : {
             Row{"a word", {"everywhere"}, "everywhere:0"},
             Row{"another machine's", {"192.0.2.1"}, "192.0.2.1:0"},
             Row{"another machine's beside a right one", {"127.0.0.1", "192.0.2.1"}, "192.0.2.1:"},
             Row{"another machine's of IPv6", {"2001:db8::1"}, "[2001:db8::1]:0"},
             Row{"a wrong one beside a right one", {"127.0.0.1", "127.0.0"}, "127.0.0:"},
             Row{"none at all", {}, "--listen ADDRESS"},
         }) {
        CAPTURE(row.name);
        auto const description = refusal(context, row.addresses, 0);
        CAPTURE(description);
        CHECK(description.find(row.told) != std::string::npos);
        CHECK(description.find("--listen ADDRESS") != std::string::npos);
    }
}

TEST_CASE("a port can be listened on again as soon as its server is gone") {
    unsigned short port = 0;
    {
        TestServer server;
        port = server.port();
        CHECK(server.ask(get("/echo")).status == 200);
    }
    net::io_context context;
    CHECK(refusal(context, {"127.0.0.1", "::1"}, port) == "bound");
}

// Listens at once, and serves from serve() on.
struct LateServer {
    explicit LateServer(unsigned threads) : workers(threads) {}
    ~LateServer() {
        server.stop();
        workers.finish();
        thread.join();
    }
    void serve() {
        server.serve(std::move(listener), {&router, {}});
        thread = std::thread([this] { workers.run(); });
    }

    Workers workers;
    test::FixedClock clock;
    test::CollectingLog log{clock};
    http::Router router{"test", http::oauth_dialect(), log};
    Listener listener = need(server::bind(workers.first(), "Test", "--test-port", {"127.0.0.1"}, 0));
    Server server{workers, {}, log};
    std::thread thread;
};

TEST_CASE("connections that come before the server serves wait for it") {
    LateServer late(2);
    late.router.route(http::Method::get, "/echo",
                      http::PlainHandler([](http::Request const&) { return http::text(200, "here"); }));
    Wire early(late.listener.port);
    early.send(get("/echo"));
    late.serve();
    CHECK(early.answer().body == "here");
}

TEST_CASE("of a crowd that comes at once, the last is answered before anyone is answered twice") {
    LateServer late(1);
    std::string answered;
    late.router.route(http::Method::get, "/ask", http::PlainHandler([&](http::Request const& request) {
                          answered += request.query;
                          return http::text(200, "");
                      }));
    std::vector<std::unique_ptr<Wire>> crowd;
    for (int i = 0; i < 20; ++i) {
        crowd.push_back(std::make_unique<Wire>(late.listener.port));
        crowd.back()->send(get("/ask?1") + get("/ask?2"));
    }
    late.serve();
    for (auto const& wire : crowd) {
        CHECK(wire->answer().status == 200);
        CHECK(wire->answer().status == 200);
    }
    CHECK(answered == std::string(20, '1') + std::string(20, '2'));
}

TEST_CASE("one server serves several origins, each with its own router and hosts") {
    Workers workers(2);
    test::FixedClock const clock;
    test::CollectingLog log(clock);
    http::Router one("one", http::oauth_dialect(), log);
    http::Router two("two", http::oauth_dialect(), log);
    for (auto* router : {&one, &two}) {
        router->route(http::Method::get, "/name", http::PlainHandler([router](http::Request const&) {
                          return http::text(200, router->product());
                      }));
    }
    auto first = need(server::bind(workers.first(), "One", "--one-port", {"127.0.0.1"}, 0));
    auto second = need(server::bind(workers.first(), "Two", "--two-port", {"127.0.0.1"}, 0));
    auto const ports = std::pair(first.port, second.port);
    Server server(workers, {}, log);
    server.serve(std::move(first), {&one, {"one.test"}});
    server.serve(std::move(second), {&two, {}});
    std::thread thread([&] { workers.run(); });
    auto const ask = [](unsigned short port, std::string const& host) {
        Wire wire(port);
        wire.send("GET /name HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
        return wire.answer();
    };
    CHECK(ask(ports.first, "localhost").body == "one");
    CHECK(ask(ports.second, "localhost").body == "two");
    CHECK(ask(ports.first, "one.test").body == "one");
    CHECK(ask(ports.second, "one.test").status == 421);
    server.stop();
    workers.finish();
    thread.join();
}

}  // namespace
}  // namespace emulator::server
