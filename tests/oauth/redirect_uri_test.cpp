#include "oauth/redirect_uri.h"

#include <doctest/doctest.h>

#include <vector>

namespace emulator::oauth {
namespace {

struct Row {
    std::string registered;
    std::string asked_for;
    bool matches;
};

TEST_CASE("[RFC 9700 2.1] a redirect URI is the registered one, character by character") {
    std::string const app = "https://app.example.no/cb";
    for (auto const& row : {
             Row{app, app, true},
             Row{"https://app.example.no:443/cb", "https://app.example.no:443/cb", true},
             Row{"https://app.example.no/cb?a=b", "https://app.example.no/cb?a=b", true},
             Row{"no.example.app:/cb", "no.example.app:/cb", true},
             Row{"no.example.app://cb", "no.example.app://cb", true},
             Row{app, "", false},
             Row{app, "https://app.example.no/cb/", false},
             Row{app, "https://app.example.no/cb?", false},
             Row{app, "https://app.example.no/cb?a=b", false},
             Row{app, "https://app.example.no/cb#", false},
             Row{app, "https://app.example.no/cb#x", false},
             Row{app, "https://app.example.no/CB", false},
             Row{app, "https://APP.example.no/cb", false},
             Row{app, "HTTPS://app.example.no/cb", false},
             Row{app, "http://app.example.no/cb", false},
             Row{app, "https://app.example.no:443/cb", false},
             Row{app, "https://app.example.no./cb", false},
             Row{app, "https://user@app.example.no/cb", false},
             Row{app, "https://app.example.no/./cb", false},
             Row{app, "https://app.example.no/x/../cb", false},
             Row{app, "https://app.example.no/%63b", false},
             Row{app, "https://app.example.no//cb", false},
             Row{app, "https://app.example.no/cb%20", false},
             Row{app, " https://app.example.no/cb", false},
             Row{app, "https://app.example.no/cb\n", false},
             Row{app, "//app.example.no/cb", false},
             Row{app, "/cb", false},
             Row{app, "https://evil.example/cb", false},
             Row{app, "https://app.example.no.evil.example/cb", false},
             Row{app, "https://app.example.no@evil.example/cb", false},
             Row{app, "https://evil.example\\@app.example.no/cb", false},
             Row{app, "javascript:alert(1)", false},
             Row{"", "", false},
             Row{"", app, false},
         }) {
        CAPTURE(row.registered);
        CAPTURE(row.asked_for);
        CHECK(redirect_uri_matches(row.registered, row.asked_for) == row.matches);
    }
}

TEST_CASE("[RFC 8252 7.1] schemes of apps are fine, those that a browser runs itself are not") {
    for (auto const* fine :
         {"no.example.app:/cb", "no.example.app://cb", "myapp://cb", "com.example.app:cb"}) {
        CAPTURE(fine);
        CHECK(redirect_uri_matches(fine, fine));
    }
    for (auto const* run :
         {"javascript:alert(1)", "JavaScript:alert(1)", "javascript://x/%0aalert(1)", "data:text/html,x",
          "vbscript:x", "blob:http://localhost/x", "file:///etc/passwd", "view-source:x", "about:blank"}) {
        CAPTURE(run);
        CHECK(!redirect_uri_matches(run, run));
    }
}

TEST_CASE("[RFC 8707 2] a resource is an absolute URI") {
    for (auto const* right : {"https://api.example.no/", "https://api.example.no/a?b=c", "urn:example:api"})
        CHECK(is_absolute_uri(right));
    for (auto const* wrong :
         {"", "api", "/api", "//api.example.no", "https://api.example.no/#x", "https://a b/"}) {
        CAPTURE(wrong);
        CHECK(!is_absolute_uri(wrong));
    }
}

TEST_CASE("plain http is known where it leaves the machine") {
    CHECK(is_plain_http_elsewhere("http://tjeneste.example.no/cb"));
    CHECK(is_plain_http_elsewhere("http://localhost.example.no/cb"));
    for (auto const* fine : {"https://tjeneste.example.no/cb", "http://localhost:3000/cb",
                             "http://127.0.0.1/cb", "http://[::1]:1/cb", "no.example.app:/cb"})
        CHECK(!is_plain_http_elsewhere(fine));
}

TEST_CASE("a registered URI that could never be safe is not made so by asking for it exactly") {
    for (auto const* uri :
         {"https://app.example.no/cb#fragment", "https://user:pw@app.example.no/cb", "/cb", "cb", "",
          "https://app.example.no/c b", "https://app.example.no/cb\r\nSet-Cookie: a=b"}) {
        CAPTURE(uri);
        CHECK_FALSE(redirect_uri_matches(uri, uri));
    }
}

TEST_CASE(
    "[RFC 8252 7.3] of a loopback address registered with port 0 or * any port will do, and nothing else") {
    for (std::string const port : {":0", ":*"}) {
        for (std::string const host : {"localhost", "127.0.0.1", "[::1]"}) {
            auto const registered = "http://" + host + port + "/callback";
            for (auto const& row : {
                     Row{registered, "http://" + host + ":1/callback", true},
                     Row{registered, "http://" + host + ":3000/callback", true},
                     Row{registered, "http://" + host + ":65535/callback", true},
                     Row{registered, "http://" + host + "/callback", true},
                     Row{registered, "https://" + host + ":3000/callback", false},
                     Row{registered, "http://" + host + ":3000/callback/", false},
                     Row{registered, "http://" + host + ":3000/callback/../admin", false},
                     Row{registered, "http://" + host + ":3000/other/../callback", false},
                     Row{registered, "http://" + host + ":3000/callback?a=b", false},
                     Row{registered, "http://" + host + ":3000/callback#", false},
                     Row{registered, "http://" + host + ":3000/callback%2F", false},
                     Row{registered, "http://" + host + ":3000/Callback", false},
                     Row{registered, "http://" + host + ":3000", false},
                     Row{registered, "http://user@" + host + ":3000/callback", false},
                     Row{registered, "http://" + host + ":3000@evil.example/callback", false},
                     Row{registered, "http://evil.example:3000/callback", false},
                     Row{registered, "http://" + host + ".evil.example:3000/callback", false},
                     Row{registered, "http://evil.localhost:3000/callback", false},
                     Row{registered, "http://localhost.:3000/callback", false},
                     Row{registered, "http://LOCALHOST:3000/callback", false},
                     Row{registered, "http://127.1:3000/callback", false},
                     Row{registered, "http://127.0.0.2:3000/callback", false},
                     Row{registered, "http://2130706433:3000/callback", false},
                     Row{registered, "http://[::2]:3000/callback", false},
                     Row{registered, "http://[0:0:0:0:0:0:0:1]:3000/callback", false},
                     Row{registered, "http://" + host + ":30a/callback", false},
                     Row{registered, "http://" + host + ":3000callback", false},
                     Row{registered, "http://" + host + ":65536/callback", false},
                     Row{registered, "http://" + host + ":0003000/callback", false},
                     Row{registered, "http://" + host + ":-1/callback", false},
                     Row{registered, "http://" + host + ":*/callback", false},
                 }) {
                CAPTURE(row.registered);
                CAPTURE(row.asked_for);
                CHECK(redirect_uri_matches(row.registered, row.asked_for) == row.matches);
            }
        }
    }
}

TEST_CASE("the loopback addresses do not stand for each other") {
    CHECK_FALSE(redirect_uri_matches("http://localhost:0/cb", "http://127.0.0.1:1/cb"));
    CHECK_FALSE(redirect_uri_matches("http://127.0.0.1:0/cb", "http://[::1]:1/cb"));
    CHECK_FALSE(redirect_uri_matches("http://127.0.0.1:*/cb", "http://localhost:1/cb"));
}

TEST_CASE("only loopback addresses have any port; others with 0 or * have none at all") {
    for (auto const& row : {
             Row{"https://app.example.no:*/cb", "https://app.example.no:3000/cb", false},
             Row{"https://app.example.no:*/cb", "https://app.example.no:0/cb", false},
             Row{"https://app.example.no:*/cb", "https://app.example.no/cb", false},
             Row{"https://app.example.no:0/cb", "https://app.example.no:3000/cb", false},
             Row{"http://evil.localhost:*/cb", "http://evil.localhost:3000/cb", false},
             Row{"http://localhost.example:*/cb", "http://localhost.example:3000/cb", false},
             Row{"http://localhost:3000/cb", "http://localhost:3001/cb", false},
             Row{"http://localhost/cb", "http://localhost:3000/cb", false},
             Row{"http://localhost:30*/cb", "http://localhost:3000/cb", false},
             Row{"http://*/cb", "http://localhost/cb", false},
             Row{"http://localhost:3000/cb/*", "http://localhost:3000/cb/x", false},
             Row{"http://localhost:3000/a:*/cb", "http://localhost:3000/a:0/cb", false},
             Row{"http://localhost:3000/a:*/cb", "http://localhost:3000/a:*/cb", true},
         }) {
        CAPTURE(row.registered);
        CAPTURE(row.asked_for);
        CHECK(redirect_uri_matches(row.registered, row.asked_for) == row.matches);
    }
}

TEST_CASE("a registration of several URIs covers each of them") {
    std::vector<std::string> const registered{"https://app.example.no/cb", "http://localhost:*/cb"};
    CHECK(is_registered(registered, "https://app.example.no/cb"));
    CHECK(is_registered(registered, "http://localhost:5173/cb"));
    CHECK_FALSE(is_registered(registered, "https://localhost:5173/cb"));
    CHECK_FALSE(is_registered({}, "https://app.example.no/cb"));
}

TEST_CASE(
    "[minprofil 4] an address lies below the registered one at the same origin and at a border of its path") {
    std::string const service = "http://app.example.no/service";
    for (auto const& row : {
             Row{service, service, true},
             Row{service, "http://app.example.no/service/", true},
             Row{service, "http://app.example.no/service/a/b?c=d", true},
             Row{service, "http://app.example.no/service?c=d", true},
             Row{service + "/", "http://app.example.no/service", true},
             Row{"http://app.example.no/", "http://app.example.no/x", true},
             Row{"http://app.example.no", "http://app.example.no", true},
             Row{"http://app.example.no", "http://app.example.no/x", true},
             Row{"http://localhost:*/", "http://localhost:4706/tjeneste", true},
             Row{service, "http://app.example.no/services", false},
             Row{service, "http://app.example.no/service.evil", false},
             Row{service, "http://app.example.no/", false},
             Row{service, "http://app.example.no/SERVICE", false},
             Row{service, "http://app.example.no/service/../admin", false},
             Row{service, "http://app.example.no/service/..", false},
             Row{service, "http://app.example.no/service/./x", false},
             Row{service, "http://app.example.no/service/%2e%2E/admin", false},
             Row{service, "http://app.example.no/service/.%2e/admin", false},
             Row{service, "http://app.example.no/service/...", true},
             Row{service, "https://app.example.no/service", false},
             Row{service, "http://app.example.no:8080/service", false},
             Row{service, "http://app.example.no.evil.example/service", false},
             Row{service, "http://app.example.no@evil.example/service", false},
             Row{service, "http://evil.example/service", false},
             Row{service, "http://evil.example\\app.example.no/service", false},
             Row{service, "//app.example.no/service", false},
             Row{service, "/service", false},
             Row{service, "javascript:alert(1)//http://app.example.no/service", false},
             Row{service, "http://app.example.no/service#x", false},
             Row{service, "", false},
             Row{"http://localhost:*/", "http://localhost.evil.example:1/", false},
             Row{"http://localhost:*/", "https://localhost:1/", false},
             Row{"", "http://localhost/", false},
         }) {
        CAPTURE(row.registered);
        CAPTURE(row.asked_for);
        CHECK(lies_below(row.registered, row.asked_for) == row.matches);
    }
}

}  // namespace
}  // namespace emulator::oauth
