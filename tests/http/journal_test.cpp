#include "http/journal.h"

#include <thread>

#include "http/support.h"

namespace emulator::http {
namespace {

Refusal refusal(std::string request) {
    return {{}, "test", std::move(request), 400, {ErrorCode::invalid_request, "No"}};
}

TEST_CASE("the newest refusals come first, with the time at which they came") {
    test::FixedClock clock;
    test::CountingEntropy entropy;
    Journal journal(clock, entropy);
    CHECK(journal.newest(10).empty());
    journal.keep(refusal("GET /1"));
    clock.advance(seconds(5));
    journal.keep(refusal("GET /2"));
    auto const newest = journal.newest(10);
    REQUIRE(newest.size() == 2);
    CHECK(newest[0].request == "GET /2");
    CHECK(newest[0].at == clock.now());
    CHECK(newest[1].request == "GET /1");
    CHECK(newest[1].at == clock.now() - seconds(5));
    CHECK(journal.newest(1).size() == 1);
    CHECK(journal.newest(0).empty());
}

TEST_CASE("a journal keeps no more than it may") {
    test::FixedClock const clock;
    test::CountingEntropy entropy;
    Journal journal(clock, entropy, 3);
    for (int i = 0; i < 10; ++i)
        journal.keep(refusal(std::to_string(i)));
    auto const newest = journal.newest(100);
    REQUIRE(newest.size() == 3);
    CHECK(newest[0].request == "9");
    CHECK(newest[2].request == "7");
}

TEST_CASE("warnings give way to each other while they fill more than half of the journal") {
    test::FixedClock const clock;
    test::CountingEntropy entropy;
    Journal journal(clock, entropy, 4);
    journal.keep(refusal("refused"));
    for (int i = 0; i < 10; ++i) {
        auto warning = refusal("warned " + std::to_string(i));
        warning.accepted = true;
        journal.keep(std::move(warning));
    }
    auto const requests = [&] {
        std::string all;
        for (auto const& kept : journal.newest(100))
            all += kept.request + "; ";
        return all;
    };
    CHECK(requests() == "warned 9; warned 8; warned 7; refused; ");
    journal.keep(refusal("again"));
    CHECK(requests() == "again; warned 9; warned 8; refused; ");
    journal.keep(refusal("and again"));
    CHECK(requests() == "and again; again; warned 9; warned 8; ");
}

TEST_CASE("a noted refusal has the same trace id in answer, log and journal") {
    test::FixedClock const clock;
    test::CountingEntropy entropy;
    test::CollectingLog log(clock);
    Journal journal(clock, entropy);
    auto const noted = note_refusal(log, &journal, refusal("GET /"));
    CHECK(noted.trace_id.size() == 32);
    CHECK(noted.trace_id.find_first_not_of("0123456789abcdef") == std::string::npos);
    CHECK(log.mentions("trace_id=" + noted.trace_id));
    REQUIRE(journal.newest(1).size() == 1);
    CHECK(journal.newest(1)[0].error.trace_id == noted.trace_id);
    CHECK(note_refusal(log, &journal, refusal("GET /")).trace_id != noted.trace_id);
    CHECK(note_refusal(log, nullptr, refusal("GET /")).trace_id.empty());
}

TEST_CASE("a refusal is found by its trace id for as long as it is kept") {
    test::FixedClock const clock;
    test::CountingEntropy entropy;
    test::CollectingLog log(clock);
    Journal journal(clock, entropy, 2);
    auto const first = note_refusal(log, &journal, refusal("GET /1")).trace_id;
    REQUIRE(journal.find(first));
    CHECK(journal.find(first)->request == "GET /1");
    CHECK_FALSE(journal.find(""));
    for (int i = 0; i < 2; ++i)
        static_cast<void>(note_refusal(log, &journal, refusal("GET /2")));
    CHECK_FALSE(journal.find(first));
}

TEST_CASE("warnings of an answered request are logged and kept as one") {
    test::FixedClock const clock;
    test::CountingEntropy entropy;
    test::CollectingLog log(clock);
    Journal journal(clock, entropy);
    note_warnings(log, &journal, {{}, "test", "POST /", 200, {}}, {});
    CHECK(journal.newest(1).empty());
    CHECK(log.lines().empty());
    note_warnings(log, &journal, {{}, "test", "POST /", 200, {}}, {"this", "that"});
    REQUIRE(journal.newest(2).size() == 1);
    auto const kept = journal.newest(1)[0];
    CHECK(kept.status == 200);
    CHECK(kept.accepted);
    CHECK(kept.error.description == "accepted, but this; that");
    CHECK(log.mentions("trace_id=" + kept.error.trace_id));
    note_warnings(log, nullptr, {{}, "test", "POST /", 200, {}}, {"this"});
    CHECK(log.lines().size() == 2);
}

TEST_CASE("many threads may keep and read at once") {
    test::FixedClock const clock;
    test::CountingEntropy entropy;
    Journal journal(clock, entropy, 50);
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&] {
            for (int n = 0; n < 100; ++n) {
                journal.keep(refusal("GET /"));
                static_cast<void>(journal.newest(10));
            }
        });
    }
    for (auto& thread : threads)
        thread.join();
    CHECK(journal.newest(1000).size() == 50);
}

}  // namespace
}  // namespace emulator::http
