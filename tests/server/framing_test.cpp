// What is not well-formed is refused, and nothing behind it is taken for a request of its own.
#include "server/support.h"

namespace emulator::server {
namespace {

std::string const hidden = "GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n";

std::string body_with(std::string_view lines, std::string_view body) {
    return "POST /body HTTP/1.1\r\nHost: localhost\r\n" + std::string(lines) + "\r\n" + std::string(body);
}

std::string chunked(std::string_view body) {
    return body_with("Transfer-Encoding: chunked\r\n", body);
}

struct Row {
    std::string name;
    std::string bytes;
};

// Sends the bytes and a hidden request; exactly one answer of 400 must come, and then the end.
void check_refused(TestServer& server, Row const& row) {
    CAPTURE(row.name);
    Wire wire(server.port());
    wire.send(row.bytes + hidden);
    wire.end_sending();
    auto const refusal = wire.answer();
    CHECK(refusal.status == 400);
    CHECK(refusal.headers.find("Connection") == "close");
    CHECK(refusal.body.find("\"error\":\"invalid_request\"") != std::string::npos);
    CHECK(wire.rest() == "");
    CHECK(server.smuggled() == 0);
}

TEST_CASE("[RFC 9112 6.3] a body whose end is in doubt is refused") {
    TestServer server;
    for (auto const& row : {
             Row{"a length, then chunked",
                 body_with("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")},
             Row{"chunked, then a length",
                 body_with("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", "0\r\n\r\n")},
             Row{"chunked twice",
                 body_with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")},
             Row{"chunked twice in one line",
                 body_with("Transfer-Encoding: chunked, chunked\r\n", "0\r\n\r\n")},
             Row{"identity", body_with("Transfer-Encoding: identity\r\n", "")},
             Row{"identity and a length",
                 body_with("Transfer-Encoding: identity\r\nContent-Length: 4\r\n", "abcd")},
             Row{"chunked, then identity",
                 body_with("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n")},
             Row{"identity, then chunked in another line",
                 body_with("Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")},
             Row{"a coding that nobody here reads",
                 body_with("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n")},
             Row{"almost chunked", body_with("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n")},
             Row{"chunked in quotation marks", body_with("Transfer-Encoding: \"chunked\"\r\n", "0\r\n\r\n")},
             Row{"no coding", body_with("Transfer-Encoding:\r\n", "")},
             Row{"no coding, then chunked",
                 body_with("Transfer-Encoding:\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")},
             Row{"chunked in HTTP/1.0",
                 "POST /body HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\nTransfer-Encoding: "
                 "chunked\r\n\r\n"
                 "0\r\n\r\n"},
             Row{"two lengths", body_with("Content-Length: 4\r\nContent-Length: 5\r\n", "abcd")},
             Row{"two lengths in one line", body_with("Content-Length: 4, 5\r\n", "abcd")},
             Row{"a length with a sign", body_with("Content-Length: +4\r\n", "abcd")},
             Row{"a negative length", body_with("Content-Length: -4\r\n", "abcd")},
             Row{"a length in hexadecimal", body_with("Content-Length: 0x4\r\n", "abcd")},
             Row{"a length with a blank in it", body_with("Content-Length: 4 4\r\n", "abcd")},
             Row{"a length with a fraction", body_with("Content-Length: 4.0\r\n", "abcd")},
             Row{"no length", body_with("Content-Length:\r\n", "abcd")},
             Row{"a length beyond 64 bits", body_with("Content-Length: 18446744073709551617\r\n", "a")},
         }) {
        check_refused(server, row);
    }
}

TEST_CASE("[RFC 9112 7.1] chunks that are not well-formed are refused") {
    TestServer server;
    for (auto const& row : {
             Row{"a size that is no number", chunked("zz\r\nab\r\n0\r\n\r\n")},
             Row{"a size with a prefix", chunked("0x2\r\nab\r\n0\r\n\r\n")},
             Row{"a negative size", chunked("-2\r\nab\r\n0\r\n\r\n")},
             Row{"a size with a sign", chunked("+2\r\nab\r\n0\r\n\r\n")},
             Row{"a blank before the size", chunked(" 2\r\nab\r\n0\r\n\r\n")},
             Row{"no size", chunked("\r\nab\r\n0\r\n\r\n")},
             Row{"a size beyond 64 bits", chunked("10000000000000002\r\nab\r\n0\r\n\r\n")},
             Row{"more than the size", chunked("2\r\nabcd\r\n0\r\n\r\n")},
             Row{"a size that ends in LF", chunked("2\nab\r\n0\r\n\r\n")},
             Row{"a chunk that ends in LF", chunked("2\r\nab\n0\r\n\r\n")},
             Row{"a trailer that is no field", chunked("2\r\nab\r\n0\r\nno field\r\n\r\n")},
         }) {
        check_refused(server, row);
    }
}

TEST_CASE("[RFC 9112 5.1] header lines that are read in two ways are refused") {
    TestServer server;
    std::string const line = "GET /echo HTTP/1.1\r\nHost: localhost\r\n";
    for (auto const& row : {
             Row{"a blank before the colon", line + "X : a\r\n\r\n"},
             Row{"a blank before the colon of a length", body_with("Content-Length : 4\r\n", "abcd")},
             Row{"a blank before the colon of Host", "GET /echo HTTP/1.1\r\nHost : localhost\r\n\r\n"},
             Row{"no colon", line + "X\r\n\r\n"},
             Row{"no name", line + ": a\r\n\r\n"},
             Row{"a name with brackets", line + "X(Y): a\r\n\r\n"},
             Row{"a name that is not ASCII", line + "Xå: a\r\n\r\n"},
             Row{"a blank before the first name", "GET /echo HTTP/1.1\r\n Host: localhost\r\n\r\n"},
             Row{"LF instead of CRLF", "GET /echo HTTP/1.1\nHost: localhost\n\n"},
             Row{"LF after the request line", "GET /echo HTTP/1.1\nHost: localhost\r\n\r\n"},
             Row{"LF after a field", "GET /echo HTTP/1.1\r\nHost: localhost\nX: a\r\n\r\n"},
             Row{"CR alone in a value", line + "X: a\rb\r\n\r\n"},
             Row{"NUL in a value", line + std::string("X: a\0b\r\n\r\n", 10)},
             Row{"NUL in a name", line + std::string("X\0Y: b\r\n\r\n", 10)},
         }) {
        check_refused(server, row);
    }
}

TEST_CASE("[RFC 9112 5.2] a folded line hides nothing") {
    TestServer server;
    Wire wire(server.port());
    wire.send(get("/headers", "X: a\r\n b\r\n"));
    CHECK(wire.answer().body == "Host: localhost\nX: a b\n");
    // Whether as chunks or as a refusal: the bytes behind the fold never become a request.
    wire.send(body_with("Transfer-Encoding:\r\n chunked\r\n", hidden));
    CHECK(wire.answer().status == 400);
    CHECK(wire.rest() == "");
    CHECK(server.smuggled() == 0);
}

TEST_CASE("[RFC 9112 3] request lines that are not well-formed are refused") {
    TestServer server;
    std::string const host = "\r\nHost: localhost\r\n\r\n";
    for (auto const& row : {
             Row{"two blanks", "GET  /echo HTTP/1.1" + host},
             Row{"a blank in the target", "GET /echo x HTTP/1.1" + host},
             Row{"a tab", "GET\t/echo HTTP/1.1" + host},
             Row{"no target", "GET HTTP/1.1" + host},
             Row{"no version", "GET /echo" + host},
             Row{"HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"},
             Row{"HTTP/1.2", "GET /echo HTTP/1.2" + host},
             Row{"http/1.1", "GET /echo http/1.1" + host},
             Row{"a method with a colon", "G:T /echo HTTP/1.1" + host},
             Row{"a target that is not ASCII", "GET /\x01 HTTP/1.1" + host},
             Row{"a TLS greeting", std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11) + host},
             Row{"an answer", "HTTP/1.1 200 OK" + host},
         }) {
        check_refused(server, row);
    }
}

TEST_CASE("a path must be percent-encoded UTF-8") {
    TestServer server;
    for (auto const* target : {"/%", "/%4", "/%zz", "/%ff", "/%c3", "/%00", "/a%00b", "/%ed%a0%80"}) {
        CAPTURE(target);
        Wire wire(server.port());
        wire.send(get(target));
        CHECK(wire.answer().status == 400);
    }
    CHECK(server.ask(get("/%65cho")).body == "/echo?");
    CHECK(server.ask(get("/echo?%ff")).body == "/echo?%ff");
}

TEST_CASE("[RFC 9110 8.6] the same length twice is that length") {
    TestServer server;
    Wire wire(server.port());
    wire.send(body_with("Content-Length: 4\r\nContent-Length: 4\r\n", "abcd") + get("/echo"));
    auto const answer = wire.answer();
    CHECK((answer.status == 400 || answer.body == "abcd"));
    CHECK(server.smuggled() == 0);
}

TEST_CASE("a method that nobody knows is refused by the path, not by the connection") {
    TestServer server;
    Wire wire(server.port());
    for (auto const* method : {"BREW", "get", "TRACE"}) {
        CAPTURE(method);
        wire.send(std::string(method) + " /echo HTTP/1.1\r\nHost: localhost\r\n\r\n");
        auto const answer = wire.answer();
        CHECK(answer.status == 405);
        CHECK(answer.headers.find("Allow") == "GET, HEAD, OPTIONS");
    }
    wire.send(get("/echo"));
    CHECK(wire.answer().status == 200);
}

TEST_CASE("a refusal is in the log, with what the caller should do, on one line") {
    TestServer server;
    Wire wire(server.port());
    wire.send("GET /echo\x7f HTTP/1.1\r\nHost: localhost\r\n\r\n");
    wire.answer();
    REQUIRE(server.log().lines().size() == 1);
    auto const line = server.log().lines().front();
    CHECK(line.find("warning test: refused") != std::string::npos);
    CHECK(line.find("status=400") != std::string::npos);
    CHECK(line.find("Use an HTTP library") != std::string::npos);
    CHECK(std::count(line.begin(), line.end(), '\n') == 1);
}

}  // namespace
}  // namespace emulator::server
