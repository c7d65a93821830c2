#include "rp/exchange.h"

namespace emulator::rp {

Task<Result<http::Response>> ask(http::Client& client, http::Call call, Exchanges* seen) {
    Exchange exchange;
    if (seen) exchange.call = call;
    auto answer = co_await client.send(std::move(call));
    if (!seen) co_return answer;
    if (answer)
        exchange.answer = *answer;
    else
        exchange.failure = answer.error().description;
    seen->push_back(std::move(exchange));
    co_return answer;
}

}  // namespace emulator::rp
