// What one connection does with well-formed requests.
#include "server/support.h"

namespace emulator::server {
namespace {

TEST_CASE("[RFC 9112 9.3] a connection serves one request after another") {
    TestServer server;
    Wire wire(server.port());
    for (int i = 0; i < 5; ++i) {
        CAPTURE(i);
        wire.send(get("/echo?n=" + std::to_string(i)));
        auto const answer = wire.answer();
        CHECK(answer.status == 200);
        CHECK(answer.body == "/echo?n=" + std::to_string(i));
    }
    wire.send(post("/body", "hello"));
    CHECK(wire.answer().body == "hello");
    wire.send(get("/nowhere"));
    CHECK(wire.answer().status == 404);
    wire.send(get("/echo"));
    CHECK(wire.answer().status == 200);
}

TEST_CASE("[RFC 9112 9.3] the caller decides how long a connection lasts") {
    TestServer server;
    struct Row {
        std::string name;
        std::string request;
        bool lasts;
    };
    for (auto const& row : {
             Row{"HTTP/1.1", get("/echo"), true},
             Row{"close", get("/echo", "Connection: close\r\n"), false},
             Row{"close, in capitals among others", get("/echo", "Connection: te, CLOSE\r\n"), false},
             Row{"HTTP/1.0", "GET /echo HTTP/1.0\r\n\r\n", false},
             Row{"HTTP/1.0 with keep-alive", "GET /echo HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", true},
         }) {
        CAPTURE(row.name);
        Wire wire(server.port());
        wire.send(row.request);
        CHECK(wire.answer().status == 200);
        wire.send(get("/echo?again", "Connection: close\r\n"));
        CHECK((wire.answer().status == 200) == row.lasts);
        CHECK(wire.rest() == "");
    }
}

TEST_CASE("[RFC 9112 9.3.2] pipelined requests are answered in their order") {
    TestServer server;
    Wire wire(server.port());
    wire.send(get("/echo?1") + post("/body", "two") + get("/slow") + get("/nothing") + get("/echo?5"));
    CHECK(wire.answer().body == "/echo?1");
    CHECK(wire.answer().body == "two");
    CHECK(wire.answer().body == "slow");
    CHECK(wire.answer().status == 204);
    CHECK(wire.answer().body == "/echo?5");
}

TEST_CASE("a hundred pipelined requests are answered one by one") {
    TestServer server;
    std::string all;
    for (int i = 0; i < 100; ++i)
        all += get("/echo?" + std::to_string(i));
    Wire wire(server.port());
    wire.send(all);
    int misplaced = 0;
    for (int i = 0; i < 100; ++i)
        misplaced += wire.answer().body != "/echo?" + std::to_string(i);
    CHECK(misplaced == 0);
}

TEST_CASE("a request may come in single bytes") {
    TestServer server;
    Wire wire(server.port());
    auto const request = post("/body", "hello") + get("/echo");
    for (auto const byte : request)
        wire.send({&byte, 1});
    CHECK(wire.answer().body == "hello");
    CHECK(wire.answer().body == "/echo?");
}

TEST_CASE("[RFC 9112 7.1] a chunked body arrives as one") {
    TestServer server;
    Wire wire(server.port());
    std::string const head = "POST /body HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
    wire.send(head + "5\r\nhello\r\n1\r\n,\r\n006;name=\"value\"\r\n world\r\n0\r\n\r\n");
    CHECK(wire.answer().body == "hello, world");
    wire.send(head + "0\r\n\r\n");
    auto const empty = wire.answer();
    CHECK(empty.status == 200);
    CHECK(empty.body.empty());
    wire.send(head + "A\r\n0123456789\r\na\r\n0123456789\r\n0\r\n\r\n" + get("/echo"));
    CHECK(wire.answer().body == "01234567890123456789");
    CHECK(wire.answer().body == "/echo?");
}

TEST_CASE("[RFC 9110 6.5.1] a trailer adds nothing to the header") {
    TestServer server;
    Wire wire(server.port());
    wire.send(
        "GET /headers HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
        "1\r\nx\r\n0\r\nX-Injected: 1\r\nAuthorization: Bearer stolen\r\nHost: elsewhere\r\n\r\n");
    auto const answer = wire.answer();
    CHECK(answer.status == 200);
    CHECK(answer.body == "Host: localhost\nTransfer-Encoding: chunked\n");
    wire.send(get("/echo"));
    CHECK(wire.answer().status == 200);
}

TEST_CASE("bytes of a body pass unchanged") {
    TestServer server;
    std::string body;
    for (int i = 0; i < 1024; ++i)
        body += static_cast<char>(i % 256);
    Wire wire(server.port());
    wire.send(post("/body", body));
    CHECK(wire.answer().body == body);
}

TEST_CASE("[RFC 9110 9.3.2] HEAD tells the length of what GET would send, and sends nothing") {
    TestServer server;
    Wire wire(server.port());
    wire.send("HEAD /echo?abc HTTP/1.1\r\nHost: localhost\r\n\r\n" + get("/echo"));
    auto const head = wire.answer(true);
    CHECK(head.status == 200);
    CHECK(head.headers.find("Content-Length") == "9");
    CHECK(head.headers.find("Content-Type") == "text/plain; charset=utf-8");
    CHECK(wire.answer().body == "/echo?");

    wire.send("HEAD /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n" + get("/echo"));
    CHECK(wire.answer(true).status == 404);
    CHECK(wire.answer().body == "/echo?");
}

TEST_CASE("[RFC 9110 8.6] 204 has neither a body nor its length") {
    TestServer server;
    auto const answer = server.ask(get("/nothing"));
    CHECK(answer.status == 204);
    CHECK_FALSE(answer.headers.find("Content-Length"));
}

TEST_CASE("[RFC 9110 10.1.1] a caller that asks for it is told to go on") {
    TestServer server;
    Wire wire(server.port());
    wire.send("POST /body HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nExpect: 100-Continue\r\n\r\n");
    CHECK(wire.answer().status == 100);
    wire.send("hello");
    auto const answer = wire.answer();
    CHECK(answer.status == 200);
    CHECK(answer.body == "hello");
    wire.send(get("/echo"));
    CHECK(wire.answer().status == 200);
}

TEST_CASE("[RFC 9110 10.1.1] a caller that waits to go on is refused at once, where it is refused") {
    TestServer server;
    Wire wire(server.port());
    wire.send(
        "POST /body HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1048577\r\nExpect: 100-continue\r\n\r\n");
    CHECK(wire.answer().status == 413);
}

TEST_CASE("[RFC 9112 3.2.2] a target in absolute form names its own host") {
    TestServer server({}, {"emulator.test"});
    struct Row {
        std::string name;
        char const* target;
        unsigned status;
        char const* body;
    };
    for (auto const& row : {
             Row{"a path", "http://localhost:4701/echo?a=b", 200, "/echo?a=b"},
             Row{"a scheme in capitals", "HTTP://LOCALHOST/echo", 200, "/echo?"},
             Row{"a configured host", "http://emulator.test/echo", 200, "/echo?"},
             Row{"no path", "http://localhost", 404, nullptr},
             Row{"no path, but a query", "http://localhost?/echo", 404, nullptr},
             Row{"another host", "http://evil.example/echo", 421, nullptr},
             Row{"another host after user information", "http://localhost@evil.example/echo", 421, nullptr},
             Row{"own host after user information", "http://evil.example@localhost/echo", 421, nullptr},
             Row{"another scheme", "https://localhost/echo", 400, nullptr},
             Row{"an asterisk", "*", 400, nullptr},
             Row{"an authority", "localhost:80", 400, nullptr},
         }) {
        CAPTURE(row.name);
        auto const answer =
            server.ask("GET " + std::string(row.target) + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        CHECK(answer.status == row.status);
        if (row.body) CHECK(answer.body == row.body);
    }
}

TEST_CASE("only known host names are answered, against DNS rebinding") {
    TestServer server({}, {"emulator.test", "Second.Test"});
    struct Row {
        std::string name;
        char const* host_lines;
        unsigned status;
    };
    for (auto const& row : {
             Row{"localhost", "Host: localhost\r\n", 200},
             Row{"with a port", "Host: localhost:4701\r\n", 200},
             Row{"in capitals", "Host: LocalHost:1\r\n", 200},
             Row{"a name below localhost", "Host: idporten.localhost:4702\r\n", 200},
             Row{"loopback of IPv4", "Host: 127.0.0.1\r\n", 200},
             Row{"loopback of IPv6", "Host: [::1]:4701\r\n", 200},
             Row{"a configured name", "Host: emulator.test:9\r\n", 200},
             Row{"a configured name in another case", "Host: second.TEST\r\n", 200},
             Row{"a name like it", "Host: notlocalhost\r\n", 421},
             Row{"localhost in front", "Host: localhost.evil.example\r\n", 421},
             Row{"loopback in front", "Host: 127.0.0.1.evil.example\r\n", 421},
             Row{"another address", "Host: 192.168.1.1\r\n", 421},
             Row{"another address of IPv6", "Host: [::2]\r\n", 421},
             Row{"an open bracket", "Host: [::1\r\n", 421},
             Row{"user information", "Host: localhost@evil.example\r\n", 421},
             Row{"two names in one", "Host: localhost, evil.example\r\n", 421},
             Row{"a path", "Host: evil.example/localhost\r\n", 421},
             Row{"only a port", "Host: :4701\r\n", 421},
             Row{"none", "", 400},
             Row{"an empty one", "Host:\r\n", 400},
             Row{"two", "Host: localhost\r\nHost: evil.example\r\n", 400},
             Row{"the same twice", "Host: localhost\r\nHost: localhost\r\n", 400},
         }) {
        CAPTURE(row.name);
        auto const answer = server.ask("GET /echo HTTP/1.1\r\n" + std::string(row.host_lines) + "\r\n");
        CHECK(answer.status == row.status);
    }
    CHECK(server.ask("GET /echo HTTP/1.0\r\n\r\n").status == 200);
    CHECK(server.ask("GET /echo HTTP/1.0\r\nHost: evil.example\r\n\r\n").status == 421);
    CHECK(server.log().mentions("Host: localhost.evil.example"));
    CHECK(server.log().mentions("--allowed-host"));
}

TEST_CASE("[RFC 9110 5.5] a line break in a value of ours begins no header of its own") {
    TestServer server;
    auto const answer = server.ask(get("/broken"));
    CHECK(answer.status == 200);
    CHECK(answer.headers.find("X-Broken") == "one  Set-Cookie: two  three");
    CHECK_FALSE(answer.headers.find("Set-Cookie"));
    CHECK(answer.body == "broken");
}

TEST_CASE("[RFC 9110 5.3] the values of a field that stands twice are kept apart and in order") {
    TestServer server;
    auto const answer = server.ask(get("/headers", "Cookie: a=1\r\ncookie: b=2\r\nX: \r\n"));
    CHECK(answer.body == "Host: localhost\nCookie: a=1\ncookie: b=2\nX: \n");
}

TEST_CASE("many connections at once are all answered") {
    TestServer server;
    std::atomic<int> right{0};
    std::vector<std::thread> callers;
    for (int caller = 0; caller < 16; ++caller) {
        callers.emplace_back([&, caller] {
            Wire wire(server.port());
            for (int i = 0; i < 20; ++i) {
                auto const name = std::to_string(caller) + "-" + std::to_string(i);
                wire.send(get("/echo?" + name));
                right += wire.answer().body == "/echo?" + name;
            }
        });
    }
    for (auto& caller : callers)
        caller.join();
    CHECK(right == 320);
}

}  // namespace
}  // namespace emulator::server
