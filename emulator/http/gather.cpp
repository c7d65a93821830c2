#include "http/gather.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>
#include <optional>

namespace emulator::http {
namespace {

namespace net = boost::asio;

// Shared, since a call may outlive the wait for it.
struct Gathering {
    Gathering(net::any_io_executor const& executor, std::size_t calls)
        : answers(calls), open(calls), all_there(executor) {}

    std::vector<std::optional<Result<Response>>> answers;
    std::size_t open;
    net::steady_timer all_there;
};

Task<void> send_one(Client& client, Call call, std::shared_ptr<Gathering> gathering, std::size_t place) {
    auto answer = co_await client.send(std::move(call));
    gathering->answers[place].emplace(std::move(answer));
}

Error no_answer(std::string const& url, std::string const& reason) {
    return {ErrorCode::bad_gateway,
            "No answer from " + url,
            {"A call is answered within its time", reason, "an answer",
             "Check that something listens at that address, and how long it takes."}};
}

void start(Client& client, Call call, std::shared_ptr<Gathering> const& gathering, std::size_t place,
           net::any_io_executor const& executor) {
    auto const ended = [gathering, place, url = call.url](std::exception_ptr fault) {
        if (fault) gathering->answers[place].emplace(no_answer(url, "a fault in the call"));
        if (--gathering->open == 0) gathering->all_there.cancel();
    };
    net::co_spawn(executor, send_one(client, std::move(call), gathering, place), ended);
}

}  // namespace

Task<std::vector<Result<Response>>> send_all(Client& client, std::vector<Call> calls,
                                             std::chrono::milliseconds limit) {
    auto const executor = co_await net::this_coro::executor;
    auto const gathering = std::make_shared<Gathering>(executor, calls.size());
    gathering->all_there.expires_after(limit);
    std::vector<std::string> urls;
    for (std::size_t place = 0; place < calls.size(); ++place) {
        urls.push_back(calls[place].url);
        start(client, std::move(calls[place]), gathering, place, executor);
    }
    constexpr auto as_result = net::as_tuple(net::use_awaitable);
    if (gathering->open > 0) co_await gathering->all_there.async_wait(as_result);

    std::vector<Result<Response>> outcomes;
    for (std::size_t place = 0; place < urls.size(); ++place) {
        auto& answer = gathering->answers[place];
        if (answer)
            outcomes.push_back(std::move(*answer));
        else
            outcomes.push_back(no_answer(urls[place], "none in time"));
    }
    co_return outcomes;
}

}  // namespace emulator::http
