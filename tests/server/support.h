// A server on free ports with a few routes, and a caller that writes its bytes by hand.
#pragma once

#include <doctest/doctest.h>

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "http/router.h"
#include "server/listener.h"
#include "support/world.h"

namespace emulator::server {

// What came back. `status` is 0 where the connection ended without a whole answer.
struct Answer {
    unsigned status = 0;
    http::Headers headers = {};
    std::string body = {};
};

// A blocking connection; whatever does not come within ten seconds counts as the end.
class Wire {
public:
    explicit Wire(unsigned short port, bool v6 = false);
    ~Wire();
    Wire(Wire const&) = delete;
    Wire& operator=(Wire const&) = delete;

    // False where the other side takes no more.
    bool send(std::string_view bytes);
    // The next answer; with `head` one that has no body whatever its headers say.
    Answer answer(bool head = false);
    // Everything until the other side closes; nothing where it does not close.
    std::optional<std::string> rest();
    // Tells the other side that no more comes.
    void end_sending();
    // Ends the connection as a crash does.
    void reset();

private:
    bool read_more();
    int socket_;
    std::string buffer_;
};

// The routes of every test:
//   GET  /echo      the path and the query, as "path?query"
//   GET  /headers   the header fields, one a line
//   POST /body      the body
//   GET  /slow      "slow", after 300 ms
//   GET  /big       eight megabytes
//   GET  /nothing   204
//   GET  /broken    a header value with a line break in it
//   GET  /smuggled  counted; no test means to ask for it
class TestServer {
public:
    explicit TestServer(Limits limits = {}, std::vector<std::string> hosts = {});
    ~TestServer();

    unsigned short port() const { return port_; }
    Server& server() { return server_; }
    int smuggled() const { return smuggled_; }
    int slow_ones() const { return slow_ones_; }
    test::CollectingLog const& log() const { return log_; }
    // One request on a connection of its own.
    Answer ask(std::string_view request);
    // Asks the server to stop, and waits until nothing of it runs any more.
    bool stops_within(std::chrono::seconds time);

private:
    test::FixedClock clock_;
    test::CollectingLog log_{clock_};
    Workers workers_{2};
    http::Router router_;
    Server server_;
    unsigned short port_ = 0;
    std::atomic<int> smuggled_{0};
    std::atomic<int> slow_ones_{0};
    std::atomic<bool> running_{true};
    std::thread thread_;
};

// "GET <path> HTTP/1.1" with Host: localhost and further header lines.
std::string get(std::string_view path, std::string_view more = "");
std::string post(std::string_view path, std::string_view body);

bool machine_has_ipv6();

}  // namespace emulator::server
