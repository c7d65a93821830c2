#include "server/support.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <stdexcept>

#include "http/answers.h"

namespace emulator::server {
namespace {

int connected(unsigned short port, bool v6) {
    auto const socket = ::socket(v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (socket < 0) throw std::runtime_error("no socket");
    timeval const patience{10, 0};
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    sockaddr_in v4_address{};
    v4_address.sin_family = AF_INET;
    v4_address.sin_port = htons(port);
    v4_address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    sockaddr_in6 v6_address{};
    v6_address.sin6_family = AF_INET6;
    v6_address.sin6_port = htons(port);
    v6_address.sin6_addr = in6addr_loopback;
    auto const* address =
        v6 ? reinterpret_cast<sockaddr const*>(&v6_address) : reinterpret_cast<sockaddr const*>(&v4_address);
    socklen_t const size = v6 ? sizeof v6_address : sizeof v4_address;
    if (::connect(socket, address, size) != 0) {
        ::close(socket);
        throw std::runtime_error("nobody listens on port " + std::to_string(port));
    }
    return socket;
}

Answer parsed_head(std::string_view head) {
    Answer answer;
    auto const line = head.substr(0, head.find("\r\n"));
    if (line.starts_with("HTTP/1.") && line.size() >= 12)
        answer.status = static_cast<unsigned>(std::stoul(std::string(line.substr(9, 3))));
    head.remove_prefix(std::min(head.size(), line.size() + 2));
    while (!head.empty()) {
        auto const field = head.substr(0, head.find("\r\n"));
        head.remove_prefix(std::min(head.size(), field.size() + 2));
        auto const colon = field.find(": ");
        if (colon == std::string_view::npos) continue;
        answer.headers.add(std::string(field.substr(0, colon)), std::string(field.substr(colon + 2)));
    }
    return answer;
}

Task<http::Response> slow_answer(std::atomic<int>& count) {
    ++count;
    auto const executor = co_await boost::asio::this_coro::executor;
    boost::asio::steady_timer timer(executor, std::chrono::milliseconds(300));
    co_await timer.async_wait(boost::asio::use_awaitable);
    co_return http::text(200, "slow");
}

}  // namespace

Wire::Wire(unsigned short port, bool v6) : socket_(connected(port, v6)) {}
Wire::~Wire() {
    if (socket_ >= 0) ::close(socket_);
}

bool Wire::send(std::string_view bytes) {
    while (!bytes.empty()) {
        auto const sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

bool Wire::read_more() {
    char bytes[65536];
    auto const count = ::recv(socket_, bytes, sizeof bytes, 0);
    if (count <= 0) return false;
    buffer_.append(bytes, static_cast<std::size_t>(count));
    return true;
}

Answer Wire::answer(bool head) {
    std::size_t end;
    while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
        if (!read_more()) return {};
    }
    auto answer = parsed_head(std::string_view(buffer_).substr(0, end + 2));
    buffer_.erase(0, end + 4);
    auto const length = head ? std::nullopt : answer.headers.find("Content-Length");
    auto const size = length ? std::stoul(std::string(*length)) : 0;
    while (buffer_.size() < size) {
        if (!read_more()) return {};
    }
    answer.body = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return answer;
}

std::optional<std::string> Wire::rest() {
    char bytes[65536];
    while (true) {
        auto const count = ::recv(socket_, bytes, sizeof bytes, 0);
        if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return std::nullopt;
        if (count <= 0) return std::move(buffer_);
        buffer_.append(bytes, static_cast<std::size_t>(count));
    }
}

void Wire::end_sending() {
    ::shutdown(socket_, SHUT_WR);
}

void Wire::reset() {
    linger const at_once{1, 0};
    setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    ::close(socket_);
    socket_ = -1;
}

TestServer::TestServer(Limits limits, std::vector<std::string> hosts)
    : router_("test", http::oauth_dialect(), log_), server_(workers_, limits, log_) {
    using http::Method;
    using http::PlainHandler;
    using http::Request;
    router_.route(Method::get, "/echo", PlainHandler([](Request const& request) {
                      return http::text(200, request.path + "?" + request.query);
                  }));
    router_.route(Method::get, "/headers", PlainHandler([](Request const& request) {
                      std::string list;
                      for (auto const& [name, value] : request.headers)
                          list += name + ": " + value + "\n";
                      return http::text(200, list);
                  }));
    auto const body = PlainHandler([](Request const& request) { return http::text(200, request.body); });
    router_.route(Method::post, "/body", body);
    router_.route(Method::get, "/slow",
                  http::Handler([this](Request const&) { return slow_answer(slow_ones_); }));
    router_.route(Method::get, "/big",
                  PlainHandler([](Request const&) { return http::text(200, std::string(8'000'000, 'x')); }));
    router_.route(Method::get, "/nothing", PlainHandler([](Request const&) { return http::no_content(); }));
    router_.route(Method::get, "/broken", PlainHandler([](Request const&) {
                      auto response = http::text(200, "broken");
                      response.headers.add("X-Broken", "one\r\nSet-Cookie: two\n\nthree");
                      return response;
                  }));
    router_.route(Method::get, "/smuggled", PlainHandler([this](Request const&) {
                      ++smuggled_;
                      return http::text(200, "smuggled");
                  }));
    auto listener = need(server::bind(workers_.first(), "Test", "--test-port", {"127.0.0.1", "::1"}, 0));
    port_ = listener.port;
    server_.serve(std::move(listener), {&router_, std::move(hosts)});
    thread_ = std::thread([this] {
        workers_.run();
        running_ = false;
    });
}

TestServer::~TestServer() {
    workers_.stop();
    thread_.join();
}

Answer TestServer::ask(std::string_view request) {
    Wire wire(port_);
    wire.send(request);
    return wire.answer();
}

bool TestServer::stops_within(std::chrono::seconds time) {
    server_.stop();
    workers_.finish();
    auto const end = std::chrono::steady_clock::now() + time;
    while (running_ && std::chrono::steady_clock::now() < end)
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    return !running_;
}

std::string get(std::string_view path, std::string_view more) {
    return "GET " + std::string(path) + " HTTP/1.1\r\nHost: localhost\r\n" + std::string(more) + "\r\n";
}

std::string post(std::string_view path, std::string_view body) {
    return "POST " + std::string(path) +
           " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
           std::string(body);
}

bool machine_has_ipv6() {
    auto const socket = ::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (socket < 0) return false;
    sockaddr_in6 address{};
    address.sin6_family = AF_INET6;
    address.sin6_addr = in6addr_loopback;
    auto const bound = ::bind(socket, reinterpret_cast<sockaddr const*>(&address), sizeof address);
    ::close(socket);
    return bound == 0;
}

}  // namespace emulator::server
