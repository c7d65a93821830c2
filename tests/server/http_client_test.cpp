#include "server/http_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server/support.h"
#include "support/run.h"

namespace emulator::server {
namespace {

namespace net = boost::asio;

// A listener that answers its one caller with these bytes, whatever was asked, and closes. With `silent` it
// keeps the connection open until it is destroyed.
class Canned {
public:
    explicit Canned(std::string bytes, bool silent = false) : silent_(silent) {
        listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        REQUIRE(::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) == 0);
        REQUIRE(::listen(listener_, 1) == 0);
        getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
        port_ = ntohs(address.sin_port);
        thread_ = std::thread([this, bytes = std::move(bytes)] { serve(bytes); });
    }
    ~Canned() {
        ::shutdown(listener_, SHUT_RDWR);
        thread_.join();
        ::close(listener_);
    }
    std::string url(std::string_view path = "/") const {
        return "http://127.0.0.1:" + std::to_string(port_) + std::string(path);
    }
    std::string const& asked() const { return asked_; }

private:
    void serve(std::string const& bytes) {
        auto const connection = ::accept(listener_, nullptr, nullptr);
        if (connection < 0) return;
        char buffer[4096];
        while (asked_.find("\r\n\r\n") == std::string::npos) {
            auto const count = ::recv(connection, buffer, sizeof buffer, 0);
            if (count <= 0) break;
            asked_.append(buffer, static_cast<std::size_t>(count));
        }
        std::string_view rest = bytes;
        while (!rest.empty()) {
            auto const sent = ::send(connection, rest.data(), rest.size(), MSG_NOSIGNAL);
            if (sent <= 0) break;
            rest.remove_prefix(static_cast<std::size_t>(sent));
        }
        // Ends when the caller hangs up.
        while (silent_ && ::recv(connection, buffer, sizeof buffer, 0) > 0) {
        }
        ::close(connection);
    }

    int listener_ = -1;
    unsigned short port_ = 0;
    bool silent_;
    std::string asked_;
    std::thread thread_;
};

Result<http::Response> ask(http::Call call) {
    HttpClient client;
    return test::run(client.send(std::move(call)));
}

http::Call get_of(std::string url) {
    return {http::Method::get, std::move(url)};
}

std::string url_of(TestServer const& server, std::string_view path) {
    return "http://localhost:" + std::to_string(server.port()) + std::string(path);
}

TEST_CASE("an answer comes with its status, headers and body") {
    TestServer server;
    auto const answer = need(ask(get_of(url_of(server, "/echo?a=b%20c#fragment"))));
    CHECK(answer.status == 200);
    CHECK(answer.body == "/echo?a=b%20c");
    CHECK(answer.headers.find("content-type") == "text/plain; charset=utf-8");
    CHECK(need(ask(get_of(url_of(server, "/nowhere")))).status == 404);
    CHECK(need(ask(get_of(url_of(server, "")))).status == 404);
    auto const nothing = need(ask(get_of(url_of(server, "/nothing"))));
    CHECK(nothing.status == 204);
    CHECK(nothing.body.empty());
}

TEST_CASE("a body and headers are sent as they were given") {
    TestServer server;
    http::Call call{http::Method::post, url_of(server, "/body")};
    call.body = std::string("a=b&\0c", 6);
    call.headers.add("Content-Type", "application/x-www-form-urlencoded");
    CHECK(need(ask(std::move(call))).body == std::string("a=b&\0c", 6));

    http::Call with_headers{http::Method::get, url_of(server, "/headers")};
    with_headers.headers.add("Authorization", "Bearer abc");
    auto const headers = need(ask(std::move(with_headers))).body;
    CHECK(headers.find("Authorization: Bearer abc\n") != std::string::npos);
    CHECK(headers.find("Host: localhost:" + std::to_string(server.port()) + "\n") != std::string::npos);
    CHECK(headers.find("Connection: close\n") != std::string::npos);
}

TEST_CASE("HEAD gets headers and no body") {
    TestServer server;
    auto const answer = need(ask({http::Method::head, url_of(server, "/echo?abc")}));
    CHECK(answer.status == 200);
    CHECK(answer.headers.find("Content-Length") == "9");
    CHECK(answer.body.empty());
}

TEST_CASE("a redirect is an answer and is not followed") {
    Canned const elsewhere(
        "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n");
    auto const answer = need(ask(get_of(elsewhere.url())));
    CHECK(answer.status == 302);
    CHECK(answer.headers.find("Location") == "http://127.0.0.1:1/");
}

TEST_CASE("a known origin is connected to at its address, under its own name") {
    TestServer server({}, {"idporten.test"});
    HttpClient client;
    client.add_origin("http://idporten.test:4702", {net::ip::make_address("127.0.0.1"), server.port()});
    auto const answer = need(test::run(client.send(get_of("http://idporten.test:4702/headers"))));
    CHECK(answer.status == 200);
    CHECK(answer.body.find("Host: idporten.test:4702\n") != std::string::npos);
    // Neither another port nor a longer name is that origin.
    for (auto const* url : {"http://idporten.test:47021/", "http://idporten.test.invalid:4702/"}) {
        CAPTURE(url);
        http::Call call = get_of(url);
        call.timeout = std::chrono::milliseconds(500);
        CHECK_FALSE(test::run(client.send(std::move(call))).has_value());
    }
}

TEST_CASE("whoever is not reached, or does not answer as HTTP does, is named in the error") {
    std::string const head = "HTTP/1.1 200 OK\r\n";
    struct Row {
        std::string name;
        std::string bytes;
    };
    for (auto const& row : {
             Row{"nothing", ""},
             Row{"no HTTP", "SSH-2.0-OpenSSH_9.2\r\n"},
             Row{"half a header", head + "Content-Le"},
             Row{"half a body", head + "Content-Length: 10\r\n\r\nhello"},
             Row{"half a chunk", head + "Transfer-Encoding: chunked\r\n\r\n5\r\nhe"},
             Row{"too long a body", head + "Content-Length: 4194305\r\n\r\n" + std::string(4'194'305, 'x')},
             Row{"too long a body without its length", head + "\r\n" + std::string(5'000'000, 'x')},
             Row{"too long a body in chunks", head + "Transfer-Encoding: chunked\r\n\r\n4C4B40\r\n" +
                                                  std::string(5'000'000, 'x') + "\r\n0\r\n\r\n"},
         }) {
        CAPTURE(row.name);
        Canned const other(row.bytes);
        auto const answer = ask(get_of(other.url("/path")));
        REQUIRE_FALSE(answer.has_value());
        CHECK(answer.error().code == ErrorCode::bad_gateway);
        CHECK(answer.error().description == "No answer from " + other.url("/path"));
        CHECK_FALSE(answer.error().explanation.received.empty());
    }
}

TEST_CASE("an answer that ends with the connection is whole") {
    Canned const other("HTTP/1.0 200 OK\r\n\r\nto the end");
    CHECK(need(ask(get_of(other.url()))).body == "to the end");
}

TEST_CASE("an answer of 4 MiB is taken") {
    Canned const other("HTTP/1.1 200 OK\r\nContent-Length: 4194304\r\n\r\n" + std::string(4'194'304, 'x'));
    CHECK(need(ask(get_of(other.url()))).body.size() == 4'194'304);
}

TEST_CASE("where nobody listens there is an error at once") {
    net::io_context context;
    unsigned short port = 0;
    {
        auto const listener = need(server::bind(context, "Test", "--test-port", {"127.0.0.1"}, 0));
        port = listener.port;
    }
    auto const url = "http://127.0.0.1:" + std::to_string(port) + "/token";
    auto const answer = ask(get_of(url));
    REQUIRE_FALSE(answer.has_value());
    CHECK(answer.error().code == ErrorCode::bad_gateway);
    CHECK(answer.error().description == "No answer from " + url);
}

TEST_CASE("whoever takes too long is given up") {
    for (auto const* bytes : {"", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello"}) {
        CAPTURE(bytes);
        Canned const other(bytes, true);
        auto call = get_of(other.url());
        call.timeout = std::chrono::milliseconds(200);
        auto const answer = ask(std::move(call));
        REQUIRE_FALSE(answer.has_value());
        CHECK(answer.error().code == ErrorCode::bad_gateway);
    }
}

// A listener whose queue is full: whoever connects now waits until somebody is let in.
class Full {
public:
    Full() {
        listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        REQUIRE(::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) == 0);
        REQUIRE(::listen(listener_, 0) == 0);
        getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
        port_ = ntohs(address.sin_port);
        for (auto& waiting : waiting_) {
            waiting = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
            ::connect(waiting, reinterpret_cast<sockaddr*>(&address), size);
        }
    }
    ~Full() {
        for (auto const waiting : waiting_)
            ::close(waiting);
        ::close(listener_);
    }
    std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/"; }

private:
    int listener_ = -1;
    int waiting_[3] = {};
    unsigned short port_ = 0;
};

TEST_CASE("reaching the other side has a limit of its own, which does not count for the answer") {
    Full const full;
    auto call = get_of(full.url());
    call.timeout = std::chrono::seconds(20);
    call.connect_timeout = std::chrono::milliseconds(200);
    auto const began = std::chrono::steady_clock::now();
    auto const answer = ask(std::move(call));
    REQUIRE_FALSE(answer.has_value());
    CHECK(answer.error().code == ErrorCode::bad_gateway);
    CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(10));

    TestServer server;
    auto slow = get_of(url_of(server, "/slow"));
    slow.connect_timeout = std::chrono::milliseconds(150);  // it answers after 300 ms
    CHECK(need(ask(std::move(slow))).body == "slow");
}

TEST_CASE("only absolute http URLs are called") {
    for (auto const* url :
         {"", "/path", "localhost/path", "https://localhost/", "file:///etc/passwd", "http:", "http:/x",
          "http://[::1", "http://localhost:port/", "javascript:alert(1)"}) {
        CAPTURE(url);
        auto const answer = ask(get_of(url));
        REQUIRE_FALSE(answer.has_value());
        CHECK(answer.error().code == ErrorCode::bad_gateway);
    }
    CHECK_FALSE(ask({http::Method::other, "http://127.0.0.1:1/"}).has_value());
}

TEST_CASE("IPv6 addresses are called by their brackets") {
    if (!machine_has_ipv6()) return;
    TestServer server;
    auto const answer = need(ask(get_of("http://[::1]:" + std::to_string(server.port()) + "/headers")));
    CHECK(answer.status == 200);
    CHECK(answer.body.find("Host: [::1]:" + std::to_string(server.port()) + "\n") != std::string::npos);
}

}  // namespace
}  // namespace emulator::server
