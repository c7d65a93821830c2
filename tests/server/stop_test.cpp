// The limits of these servers are minutes: whoever waited for one of them would fail these tests.
#include <chrono>

#include "server/support.h"

namespace emulator::server {
namespace {

constexpr std::chrono::seconds soon{5};

Limits patient() {
    Limits limits;
    limits.read = limits.idle = limits.write = std::chrono::minutes(5);
    return limits;
}

TEST_CASE("a server without connections stops") {
    TestServer server(patient());
    CHECK(server.stops_within(soon));
}

TEST_CASE("connections that wait for a request, or have sent half of one, are closed by a stop") {
    TestServer server(patient());
    struct Row {
        std::string name;
        std::string begun;
    };
    std::vector<std::unique_ptr<Wire>> wires;
    for (auto const& row : {
             Row{"silent", ""},
             Row{"half a header", "GET /echo HTTP/1.1\r\nHost: local"},
             Row{"half a body", "POST /body HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhello"},
             Row{"refused, and still sending",
                 "POST /body HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999999\r\n\r\n"},
         }) {
        wires.push_back(std::make_unique<Wire>(server.port()));
        wires.back()->send(row.begun);
    }
    // One that was answered before.
    wires.push_back(std::make_unique<Wire>(server.port()));
    wires.back()->send(get("/echo"));
    CHECK(wires.back()->answer().status == 200);
    while (server.server().open() < wires.size())
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    CHECK(server.stops_within(soon));
    CHECK(server.server().open() == 0);
}

TEST_CASE("a request under way is answered before the server stops, and is the connection's last") {
    TestServer server(patient());
    Wire idle(server.port());
    Wire busy(server.port());
    busy.send(get("/slow") + get("/echo"));
    while (server.slow_ones() == 0)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    CHECK(server.stops_within(soon));
    auto const answer = busy.answer();
    CHECK(answer.status == 200);
    CHECK(answer.body == "slow");
    CHECK(answer.headers.find("Connection") == "close");
    CHECK(busy.answer().status == 0);
    CHECK(idle.rest() == "");
}

TEST_CASE("after a stop nobody is accepted any more; a second stop changes nothing") {
    TestServer server(patient());
    CHECK(server.ask(get("/echo")).status == 200);
    CHECK(server.stops_within(soon));
    CHECK_THROWS(Wire(server.port()));
    server.server().stop();
}

TEST_CASE("a stop in the midst of many connections ends them all") {
    for (int round = 0; round < 5; ++round) {
        TestServer server(patient());
        std::atomic<bool> stopped{false};
        std::vector<std::thread> callers;
        for (int i = 0; i < 8; ++i) {
            callers.emplace_back([&] {
                while (!stopped) {
                    try {
                        Wire wire(server.port());
                        wire.send(get("/echo") + get("/nothing"));
                        wire.answer();
                        wire.answer();
                    } catch (std::exception const&) {
                        return;  // nobody listens any more
                    }
                }
            });
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(30));
        CHECK(server.stops_within(soon));
        stopped = true;
        for (auto& caller : callers)
            caller.join();
        CHECK(server.server().open() == 0);
        CHECK_FALSE(server.log().mentions("fault"));
    }
}

}  // namespace
}  // namespace emulator::server
