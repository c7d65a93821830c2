#include "services/minprofil/goto_url.h"

#include <doctest/doctest.h>

using namespace emulator;
using namespace emulator::minprofil;

namespace {

std::vector<std::string> const registered{"http://localhost:4706/", "https://tjeneste.example.no/skjema",
                                          "http://localhost:*/"};

}  // namespace

TEST_SUITE("minprofil/goto_url") {
    TEST_CASE("[krr_sluttbrukerinnstillinger] gotoUrl is a registered URL with its protocol, in lower case") {
        struct Row {
            char const* name;
            std::string url;
            GotoFault fault;
            char const* host;
        };
        using enum GotoFault;
        Row const rows[] = {
            {"registered itself", "http://localhost:4706/", none, "localhost:4706"},
            {"without the slash", "http://localhost:4706", none, "localhost:4706"},
            {"any path below", "http://localhost:4706/a/b?c=d%2fe", none, "localhost:4706"},
            {"any port of localhost", "http://localhost:9/", none, "localhost:9"},
            {"below a registered path", "https://tjeneste.example.no/skjema/2", none, "tjeneste.example.no"},
            {"beside a registered path", "https://tjeneste.example.no/skjemaer", not_registered, ""},
            {"another path", "https://tjeneste.example.no/", not_registered, ""},
            {"another scheme", "http://tjeneste.example.no/skjema", not_registered, ""},
            {"another host", "https://example.no/skjema", not_registered, ""},
            {"another port", "https://tjeneste.example.no:8443/skjema", not_registered, ""},
            {"host below the registered one", "https://x.tjeneste.example.no/skjema", not_registered, ""},
            {"host that continues", "https://tjeneste.example.no.evil.example/skjema", not_registered, ""},
            {"user name that looks like the host", "https://tjeneste.example.no@evil.example/skjema",
             not_registered, ""},
            {"user name", "http://me@localhost:4706/", not_registered, ""},
            {"fragment", "http://localhost:4706/#top", not_registered, ""},
            {"capital letter in the path", "http://localhost:4706/Min", upper_case, ""},
            {"capital letter in an escape", "http://localhost:4706/a%2Fb", upper_case, ""},
            {"capital letters in the scheme", "HTTP://localhost:4706/", upper_case, ""},
            {"capital letter in the host", "http://Localhost:4706/", upper_case, ""},
            {"no scheme", "localhost:4706/", not_a_url, ""},
            {"only a path", "/min-side", not_a_url, ""},
            {"scheme-relative", "//localhost:4706/", not_a_url, ""},
            {"script", "javascript:alert(1)", not_a_url, ""},
            {"data", "data:text/html,hei", not_a_url, ""},
            {"file", "file:///etc/passwd", not_a_url, ""},
            {"another protocol", "ftp://localhost:4706/", not_a_url, ""},
            {"backslash", "http:\\\\localhost:4706\\", not_a_url, ""},
            {"backslash before at", "http://evil.example\\@localhost:4706/", not_a_url, ""},
            {"line break", "http://localhost:4706/\r\nset-cookie:a=b", not_a_url, ""},
            {"line break first", "\nhttp://localhost:4706/", not_a_url, ""},
            {"space", "http://localhost:4706/ ", not_a_url, ""},
            {"tab in the host", "http://local\thost:4706/", not_a_url, ""},
            {"markup", "http://localhost:4706/\"><b>", not_a_url, ""},
            {"letters beyond ASCII", "http://localhost:4706/søk", not_a_url, ""},
            {"no host", "http:///min-side", not_a_url, ""},
        };
        for (auto const& row : rows) {
            CAPTURE(row.name);
            auto const judged = judge_goto_url(row.url, registered);
            CHECK(judged.fault == row.fault);
            CHECK(judged.host == row.host);
            CHECK(judged.url() == (row.fault == none ? row.url : ""));
            CHECK(explain(judged).rule.empty() == (row.fault == none));
        }
    }

    TEST_CASE("nothing is right where nothing is registered") {
        CHECK(judge_goto_url("http://localhost:4706/", {}).fault == GotoFault::not_registered);
    }

    TEST_CASE("[krr_sluttbrukerinnstillinger] the parameter is gotoUrl, once; the old goto is only told of") {
        struct Row {
            char const* name;
            char const* query;
            GotoFault fault;
            char const* hint;  // in the explanation
        };
        using enum GotoFault;
        Row const rows[] = {
            {"absent", "", absent, ""},
            {"empty", "gotoUrl=", absent, ""},
            {"unknown parameters", "a=b&locale=nb", absent, ""},
            {"encoded", "gotoUrl=http%3A%2F%2Flocalhost%3A4706%2F", none, ""},
            {"not encoded, as in the documentation's own sample", "gotoUrl=http://localhost:4706/", none, ""},
            {"encoded twice", "gotoUrl=http%253a%252f%252flocalhost%253a4706%252f", not_a_url,
             "percent-encoded once"},
            {"old name", "goto=http://localhost:4706/", old_name, "Rename"},
            {"both names", "goto=http://evil.example/&gotoUrl=http://localhost:4706/", none, ""},
            {"another spelling", "gotourl=http://localhost:4706/", absent, ""},
            {"twice", "gotoUrl=http://localhost:4706/&gotoUrl=http://evil.example/", repeated, "Remove"},
            {"line break", "gotoUrl=http://localhost:4706/%0d%0aset-cookie:a=b", not_a_url, "whole address"},
        };
        for (auto const& row : rows) {
            CAPTURE(row.name);
            auto const judged = read_goto_url(need(http::parse_parameters(row.query)), registered);
            CHECK(judged.fault == row.fault);
            auto const mend = explain(judged).mend;
            CHECK((row.hint[0] == 0 ? mend.empty() : mend.find(row.hint) != std::string::npos));
        }
    }
}
