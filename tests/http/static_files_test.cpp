#include "base/assets.h"
#include "http/pages.h"
#include "http/support.h"
#include "support/temporary_folder.h"

namespace emulator::http {
namespace {

struct Files {
    test::FixedClock clock;
    test::CollectingLog log{clock};
    Assets assets;
    Router router{"test", oauth_dialect(), log};
    Files() { add_static_routes(router, assets); }

    Response get(std::string_view target,
                 std::initializer_list<std::pair<std::string, std::string>> headers = {}) {
        return answer(router, request(Method::get, target, headers));
    }
};

TEST_CASE("files are served with their media type") {
    Files files;
    struct Row {
        std::string file;
        std::string type;
    };
    for (auto const& row : {
             Row{"emulator.css", "text/css; charset=utf-8"},
             Row{"designsystem.css", "text/css; charset=utf-8"},
             Row{"emulator.js", "text/javascript; charset=utf-8"},
             Row{"favicon.svg", "image/svg+xml"},
             Row{"inter-latin.woff2", "font/woff2"},
             Row{"LICENSES.txt", "text/plain; charset=utf-8"},
         }) {
        CAPTURE(row.file);
        auto const response = files.get("/static/" + row.file);
        CHECK(response.status == 200);
        CHECK(header(response, "Content-Type") == row.type);
        CHECK(header(response, "X-Content-Type-Options") == "nosniff");
        CHECK(response.body == files.assets.find("web/static/" + row.file));
    }
}

TEST_CASE("every file that a page or a style asks for is there") {
    Files files;
    auto const check_all = [&](std::string const& name, std::string_view before, char after) {
        auto const text = files.assets.find(name).value_or("");
        for (auto at = text.find(before); at != std::string::npos; at = text.find(before, at + 1)) {
            auto const start = at + before.size();
            auto const file = text.substr(start, text.find(after, start) - start);
            CAPTURE(name);
            CAPTURE(file);
            CHECK(files.get("/static/" + file).status == 200);
        }
    };
    for (auto const& name : files.assets.names_below("web/templates"))
        check_all(name, "\"/static/", '"');
    for (auto const* style : {"web/static/emulator.css", "web/static/designsystem.css"})
        check_all(style, "url(/static/", ')');
}

TEST_CASE("[RFC 9110 12.5.3] a caller who takes gzip gets it, others the file itself") {
    Files files;
    auto const plain = files.get("/static/emulator.css");
    CHECK_FALSE(plain.headers.find("Content-Encoding"));
    CHECK(header(plain, "Vary") == "Accept-Encoding");
    for (auto const* list : {"gzip", "gzip, deflate, br", "br;q=1.0, GZIP;q=0.8"}) {
        CAPTURE(list);
        auto const packed = files.get("/static/emulator.css", {{"Accept-Encoding", list}});
        CHECK(header(packed, "Content-Encoding") == "gzip");
        CHECK(packed.body.starts_with("\x1f\x8b"));
        CHECK(packed.body.size() < plain.body.size());
        CHECK(header(packed, "Content-Type") == "text/css; charset=utf-8");
    }
    for (auto const* list : {"", "br", "identity", "gzip;q=0", "gzip;q=0.0, br", "x-gzipped"}) {
        CAPTURE(list);
        CHECK(files.get("/static/emulator.css", {{"Accept-Encoding", list}}).body == plain.body);
    }
    // What is compressed already is not compressed again.
    CHECK_FALSE(files.get("/static/inter-latin.woff2", {{"Accept-Encoding", "gzip"}})
                    .headers.find("Content-Encoding"));
}

TEST_CASE("[RFC 9110 13.1.2] a caller who has the file already is told so") {
    Files files;
    auto const tag = header(files.get("/static/emulator.css"), "ETag");
    auto const packed_tag = header(files.get("/static/emulator.css", {{"Accept-Encoding", "gzip"}}), "ETag");
    REQUIRE(tag.size() > 2);
    CHECK(tag.starts_with('"'));
    CHECK(tag.ends_with('"'));
    CHECK(packed_tag != tag);
    CHECK(header(files.get("/static/emulator.js"), "ETag") != tag);
    struct Row {
        std::string list;
        unsigned status;
    };
    for (auto const& row : {
             Row{tag, 304},
             Row{"W/" + tag, 304},
             Row{"\"other\", " + tag, 304},
             Row{tag + " ,\"other\"", 304},
             Row{"*", 304},
             Row{"\"other\"", 200},
             Row{tag.substr(1, tag.size() - 2), 200},
             Row{packed_tag, 200},
             Row{"", 200},
         }) {
        CAPTURE(row.list);
        auto const response = files.get("/static/emulator.css", {{"If-None-Match", row.list}});
        CHECK(response.status == row.status);
        CHECK(response.body.empty() == (row.status == 304));
        CHECK(header(response, "ETag") == tag);
    }
    auto const packed =
        files.get("/static/emulator.css", {{"If-None-Match", packed_tag}, {"Accept-Encoding", "gzip"}});
    CHECK(packed.status == 304);
}

TEST_CASE("no path leads out of the folder") {
    Files files;
    test::TemporaryFolder const folder;
    test::write_file(folder / "web/static/style.css", "p{}");
    test::write_file(folder / "web/static/.hidden", "hidden");
    test::write_file(folder / "web/static/deeper/file.css", "deeper");
    test::write_file(folder / "web/secret.txt", "secret");
    test::write_file(folder / "secret.txt", "secret");
    for (bool const on_disk : {false, true}) {
        CAPTURE(on_disk);
        if (on_disk) files.assets.read_from_disk("web", folder / "web");
        for (auto const* target :
             {"/static/..", "/static/.", "/static/../secret.txt", "/static/..%2fsecret.txt",
              "/static/%2e%2e%2fsecret.txt", "/static/..%5csecret.txt", "/static/....//secret.txt",
              "/static/%2fetc%2fpasswd", "/static//etc/passwd", "/static/.hidden", "/static/deeper",
              "/static/deeper/file.css", "/static/deeper%2ffile.css", "/static/", "/static",
              "/static/missing.css", "/static/..%2f..%2ffixtures%2fkeys%2fca-root.pem"}) {
            CAPTURE(target);
            CHECK(files.get(target).status == 404);
        }
    }
    CHECK(files.get("/static/style.css").body == "p{}");
}

TEST_CASE("a file on disk is read anew each time") {
    Files files;
    test::TemporaryFolder const folder;
    test::write_file(folder / "web/static/style.css", "one");
    files.assets.read_from_disk("web", folder / "web");
    auto const before = files.get("/static/style.css");
    test::write_file(folder / "web/static/style.css", "two");
    auto const after = files.get("/static/style.css", {{"If-None-Match", header(before, "ETag")}});
    CHECK(before.body == "one");
    CHECK(after.body == "two");
}

}  // namespace
}  // namespace emulator::http
