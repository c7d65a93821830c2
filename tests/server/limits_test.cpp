// What one connection may use, and that it uses up nothing of another's.
#include <chrono>

#include "server/support.h"

namespace emulator::server {
namespace {

Limits impatient() {
    Limits limits;
    limits.read = limits.idle = limits.write = std::chrono::seconds(1);
    return limits;
}

std::string lines_of(std::size_t bytes) {
    std::string lines;
    for (int i = 0; lines.size() + 80 <= bytes; ++i) {
        auto const name = "X-" + std::to_string(i) + ": ";
        lines += name + std::string(78 - name.size(), 'x') + "\r\n";
    }
    return lines;
}

TEST_CASE("[RFC 6585 5] a header over 16 KiB is refused with 431") {
    TestServer server;
    struct Row {
        std::string name;
        std::string request;
        unsigned status;
    };
    for (auto const& row : {
             Row{"a long target that fits", get("/echo?" + std::string(16'000, 'x')), 200},
             Row{"many lines that fit", get("/echo", lines_of(16'000)), 200},
             Row{"a target that is too long", get("/echo?" + std::string(17'000, 'x')), 431},
             Row{"one line that is too long", get("/echo", "X: " + std::string(17'000, 'x') + "\r\n"), 431},
             Row{"too many lines", get("/echo", lines_of(17'000)), 431},
             Row{"a target and lines that are too long together",
                 get("/echo?" + std::string(9'000, 'x'), lines_of(9'000)), 431},
             Row{"lines without an end", "GET /echo HTTP/1.1\r\n" + lines_of(200'000), 431},
             Row{"a line without an end", std::string(200'000, 'x'), 431},
         }) {
        CAPTURE(row.name);
        Wire wire(server.port());
        wire.send(row.request);
        auto const answer = wire.answer();
        CHECK(answer.status == row.status);
        if (row.status == 431) CHECK(wire.rest() == "");
    }
    // Also where no single piece of it is long.
    Wire wire(server.port());
    wire.send("GET /echo HTTP/1.1\r\nHost: localhost\r\n");
    for (int i = 0; i < 30; ++i) {
        wire.send(lines_of(1'000));
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    wire.send("\r\n");
    CHECK(wire.answer().status == 431);
}

TEST_CASE("[RFC 9110 15.5.14] a body over 1 MiB is refused with 413, declared or not") {
    TestServer server;
    constexpr std::size_t most = 1024 * 1024;
    std::string const chunked =
        "POST /body HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
    {
        INFO("exactly 1 MiB");
        auto const answer = server.ask(post("/body", std::string(most, 'x')));
        CHECK(answer.status == 200);
        CHECK(answer.body.size() == most);
    }
    {
        INFO("exactly 1 MiB in chunks");
        auto const answer = server.ask(chunked + "100000\r\n" + std::string(most, 'x') + "\r\n0\r\n\r\n");
        CHECK(answer.status == 200);
        CHECK(answer.body.size() == most);
    }
    {
        INFO("declared too long, and not yet sent");
        auto const answer =
            server.ask("POST /body HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1048577\r\n\r\n");
        CHECK(answer.status == 413);
        CHECK(answer.headers.find("Connection") == "close");
    }
    {
        INFO("declared too long, and sent: the answer arrives nevertheless");
        CHECK(server.ask(post("/body", std::string(3 * most, 'x'))).status == 413);
    }
    {
        INFO("one chunk too long, and not yet sent");
        CHECK(server.ask(chunked + "100001\r\n").status == 413);
    }
    {
        INFO("too many chunks");
        std::string request = chunked;
        for (int i = 0; i < 33; ++i)
            request += "8000\r\n" + std::string(0x8000, 'x') + "\r\n";
        CHECK(server.ask(request).status == 413);
    }
}

TEST_CASE("a trailer or the words after a chunk's size cannot go on for ever") {
    TestServer server;
    std::string const chunked =
        "POST /body HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (auto const& endless :
         {chunked + "0\r\n" + lines_of(3'000'000), chunked + "1;" + std::string(3'000'000, 'x')}) {
        Wire wire(server.port());
        wire.send(endless);
        auto const status = wire.answer().status;
        CAPTURE(status);
        CHECK((status == 400 || status == 413 || status == 431));
    }
    CHECK(server.ask(get("/echo")).status == 200);
}

TEST_CASE("whoever is too slow is hung up on, and others are served meanwhile") {
    TestServer server(impatient());
    struct Row {
        std::string name;
        std::string begun;
    };
    for (auto const& row : {
             Row{"silent", ""},
             Row{"half a request line", "GET /ec"},
             Row{"half a header", "GET /echo HTTP/1.1\r\nHost: local"},
             Row{"half a body", "POST /body HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhello"},
             Row{"half a chunk",
                 "POST /body HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe"},
             Row{"half a second request", get("/echo") + "GET /ec"},
         }) {
        CAPTURE(row.name);
        Wire wire(server.port());
        wire.send(row.begun);
        CHECK(server.ask(get("/echo")).status == 200);
        if (row.begun.starts_with(get("/echo"))) CHECK(wire.answer().status == 200);
        CHECK(wire.rest() == "");
    }
}

TEST_CASE("a header that drips has no more time than one that stops") {
    TestServer server(impatient());
    Wire wire(server.port());
    bool hung_up = false;
    // Each byte comes well within the second; all of them would take half a minute.
    for (int i = 0; i < 100 && !hung_up; ++i) {
        hung_up = !wire.send("x");
        std::this_thread::sleep_for(std::chrono::milliseconds(300));
    }
    CHECK(hung_up);
}

TEST_CASE("whoever does not take the answer is hung up on") {
    TestServer server(impatient());
    Wire wire(server.port());
    wire.send(get("/big"));
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    CHECK(server.ask(get("/echo")).status == 200);
    for (int i = 0; i < 1000 && server.server().open() > 0; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    CHECK(server.server().open() == 0);
}

TEST_CASE("connections that are silent, cut off or torn away hurt no other") {
    TestServer server;
    std::vector<std::unique_ptr<Wire>> silent;
    for (int i = 0; i < 200; ++i)
        silent.push_back(std::make_unique<Wire>(server.port()));
    for (std::size_t i = 0; i < silent.size(); ++i) {
        if (i % 4 == 1)
            silent[i]->send("POST /body HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\nx");
        if (i % 4 == 2) silent[i]->send(get("/big"));
        if (i % 4 == 3) silent[i]->send(get("/slow"));
    }
    CHECK(server.ask(get("/echo")).status == 200);
    for (std::size_t i = 0; i < silent.size(); i += 2)
        silent[i]->reset();
    CHECK(server.ask(get("/echo")).status == 200);
    for (std::size_t i = 1; i < silent.size(); i += 4)
        silent[i]->end_sending();
    CHECK(server.ask(get("/echo")).status == 200);
    silent.clear();
    for (int i = 0; i < 1000 && server.server().open() > 0; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    CHECK(server.server().open() == 0);
    CHECK_FALSE(server.log().mentions("ended by a fault"));
}

}  // namespace
}  // namespace emulator::server
