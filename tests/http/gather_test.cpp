#include "http/gather.h"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <map>

#include "http/support.h"
#include "support/run.h"

namespace emulator::http {
namespace {

using std::chrono::milliseconds;

// Answers each URL after a time, with its own body; "broken" throws, and what is not listed has no answer.
class SlowClient : public Client {
public:
    std::map<std::string, milliseconds> takes;
    int under_way = 0;
    int most_at_once = 0;

    Task<Result<Response>> send(Call call) override {
        auto const executor = co_await boost::asio::this_coro::executor;
        most_at_once = std::max(most_at_once, ++under_way);
        boost::asio::steady_timer timer(executor,
                                        takes.contains(call.url) ? takes[call.url] : milliseconds(0));
        co_await timer.async_wait(boost::asio::use_awaitable);
        --under_way;
        if (call.url == "broken") throw std::runtime_error("a fault");
        if (!takes.contains(call.url)) co_return Error{ErrorCode::bad_gateway, "nobody there"};
        co_return Response{200, {}, call.url};
    }
};

std::vector<Result<Response>> outcomes(Client& client, std::vector<std::string> const& urls,
                                       milliseconds limit) {
    std::vector<Call> calls;
    for (auto const& url : urls)
        calls.push_back({Method::post, url});
    return test::run(send_all(client, std::move(calls), limit));
}

TEST_CASE("calls go out at once, and their outcomes come in the order of the calls") {
    SlowClient client;
    client.takes = {{"slow", milliseconds(60)}, {"quick", milliseconds(0)}, {"broken", milliseconds(10)}};
    auto const answers = outcomes(client, {"slow", "nobody", "quick", "broken"}, milliseconds(5000));
    REQUIRE(answers.size() == 4);
    CHECK(answers[0]->body == "slow");
    CHECK(answers[1].error().description == "nobody there");
    CHECK(answers[2]->body == "quick");
    CHECK(answers[3].error().code == ErrorCode::bad_gateway);
    CHECK(client.most_at_once == 4);
}

TEST_CASE("a call that takes longer than the limit has no answer, and the others keep theirs") {
    SlowClient client;
    client.takes = {{"hangs", milliseconds(1500)}, {"quick", milliseconds(1)}};
    std::optional<std::chrono::steady_clock::duration> took;
    auto const measured = [](SlowClient& slow, auto& time) -> Task<std::vector<Result<Response>>> {
        auto const began = std::chrono::steady_clock::now();
        std::vector<Call> calls{{Method::post, "hangs"}, {Method::post, "quick"}};
        auto answers = co_await send_all(slow, std::move(calls), milliseconds(100));
        time = std::chrono::steady_clock::now() - began;
        co_return answers;
    };
    auto const answers = test::run(measured(client, took));
    REQUIRE(answers.size() == 2);
    CHECK(answers[0].error().description == "No answer from hangs");
    CHECK(answers[0].error().explanation.received == "none in time");
    CHECK(answers[1]->body == "quick");
    CHECK(*took < milliseconds(1000));
}

TEST_CASE("a client that answers without waiting is heard, and no calls have no outcomes") {
    test::RecordingClient client;
    client.answer = [](Call const& call) { return Result<Response>(Response{204, {}, call.url}); };
    auto const answers = outcomes(client, {"a", "b"}, milliseconds(5000));
    REQUIRE(answers.size() == 2);
    CHECK(answers[0]->body == "a");
    CHECK(answers[1]->body == "b");
    CHECK(outcomes(client, {}, milliseconds(5000)).empty());
}

}  // namespace
}  // namespace emulator::http
