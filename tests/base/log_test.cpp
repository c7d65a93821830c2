#include "base/log.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <thread>
#include <vector>

#include "support/temporary_folder.h"
#include "support/world.h"

namespace emulator {
namespace {

using test::CollectingLog;
using test::FixedClock;

std::string only_line(CollectingLog const& log) {
    auto const lines = log.lines();
    REQUIRE(lines.size() == 1);
    return lines.front();
}

std::string line_of(std::string_view value) {
    FixedClock const clock;
    CollectingLog log(clock);
    log.info("krr", "looked up", {{"value", value}, {"after", "1"}});
    return only_line(log);
}

std::string const head = "2026-11-22T12:00:00Z info krr: looked up ";

TEST_CASE("a line tells time, level, product, message and fields in their order") {
    FixedClock const clock;
    CollectingLog log(clock);
    log.debug("a", "one");
    log.info("b", "two", {{"x", "1"}});
    log.warning("c", "three", {{"x", "1"}, {"y", "2"}});
    log.error("d", "four");
    CHECK(log.lines() == std::vector<std::string>{"2026-11-22T12:00:00Z debug a: one\n",
                                                  "2026-11-22T12:00:00Z info b: two x=1\n",
                                                  "2026-11-22T12:00:00Z warning c: three x=1 y=2\n",
                                                  "2026-11-22T12:00:00Z error d: four\n"});
}

TEST_CASE("a value cannot be taken for another field, and begins no line") {
    struct Row {
        std::string value;
        std::string shown;
    };
    for (auto const& row : {
             Row{"plain-1.5:/ø", "value=plain-1.5:/ø"},
             Row{"two words", "value=\"two words\""},
             Row{"x after=2", "value=\"x after=2\""},
             Row{"a=b", "value=\"a=b\""},
             Row{"\" after=\"2", "value=\"\\\" after=\\\"2\""},
             Row{"ends in \\", "value=\"ends in \\\\\""},
             Row{"\\\"", "value=\"\\\\\\\"\""},
             Row{"1\n2026-11-22T12:00:00Z error krr: forged",
                 "value=\"1.2026-11-22T12:00:00Z error krr: forged\""},
             Row{"\r\x1b[2K\u0085\u2028", "value=..[2K.."},
             Row{std::string("a\0b", 3), "value=a.b"},
             Row{"\xff", "value=."},
         }) {
        CAPTURE(row.value);
        CHECK(line_of(row.value) == head + row.shown + " after=1\n");
    }
}

TEST_CASE("a value that is empty is left out; a long one is cut and hides nothing behind it") {
    CHECK(line_of("") == head + "after=1\n");
    auto const line = line_of(std::string(5000, 'x'));
    CHECK(line.size() < 700);
    CHECK(line.ends_with("… after=1\n"));
    CHECK(line_of(std::string(5000, '"')).ends_with("\\\"…\" after=1\n"));
}

TEST_CASE("a message begins no line either") {
    FixedClock const clock;
    CollectingLog log(clock);
    log.info("krr", "one\ntwo");
    CHECK(only_line(log) == "2026-11-22T12:00:00Z info krr: one.two\n");
}

// Standard error is a file while this lives.
class StandardError {
public:
    explicit StandardError(std::filesystem::path const& file) : kept_(dup(STDERR_FILENO)) {
        auto const to = open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        REQUIRE(to >= 0);
        dup2(to, STDERR_FILENO);
        close(to);
    }
    ~StandardError() {
        dup2(kept_, STDERR_FILENO);
        close(kept_);
    }

private:
    int kept_;
};

TEST_CASE("only lines of the least level and above are written") {
    test::TemporaryFolder const folder;
    FixedClock const clock;
    struct Row {
        LogLevel least;
        int lines;
    };
    for (auto const& row : {Row{LogLevel::debug, 4}, Row{LogLevel::info, 3}, Row{LogLevel::warning, 2},
                            Row{LogLevel::error, 1}, Row{LogLevel::off, 0}}) {
        CAPTURE(row.lines);
        auto const file = folder / std::to_string(row.lines);
        {
            StandardError const redirected(file);
            Log log(row.least, clock);
            log.debug("a", "1");
            log.info("a", "2");
            log.warning("a", "3");
            log.error("a", "4");
        }
        auto const written = test::file_bytes(file);
        CHECK(std::count(written.begin(), written.end(), '\n') == row.lines);
    }
}

TEST_CASE("lines of many threads are written whole") {
    test::TemporaryFolder const folder;
    FixedClock const clock;
    constexpr std::size_t threads = 8, each = 200;
    auto const value = std::string(599, 'x');
    {
        StandardError const redirected(folder / "log");
        Log log(LogLevel::info, clock);
        std::vector<std::thread> writers;
        for (std::size_t i = 0; i < threads; ++i) {
            writers.emplace_back([&] {
                for (std::size_t n = 0; n < each; ++n)
                    log.info("a", "b",
                             {{"1", value},
                              {"2", value},
                              {"3", value},
                              {"4", value},
                              {"5", value},
                              {"6", value},
                              {"7", value},
                              {"8", value}});
            });
        }
        for (auto& writer : writers)
            writer.join();
    }
    std::string expected = "2026-11-22T12:00:00Z info a: b";
    for (char name = '1'; name <= '8'; ++name)
        expected += std::string(" ") + name + "=" + value;
    expected += '\n';
    auto const written = test::file_bytes(folder / "log");
    CHECK(written.size() == expected.size() * threads * each);
    std::size_t broken = 0;
    for (std::size_t at = 0; at + expected.size() <= written.size(); at += expected.size())
        broken += written.compare(at, expected.size(), expected) != 0;
    CHECK(broken == 0);
}

TEST_CASE("a log that cannot be written stops nobody") {
    FixedClock const clock;
    Log log(LogLevel::info, clock);
    auto const kept = dup(STDERR_FILENO);
    close(STDERR_FILENO);
    CHECK_NOTHROW(log.error("a", "b"));
    dup2(kept, STDERR_FILENO);
    close(kept);
}

}  // namespace
}  // namespace emulator
