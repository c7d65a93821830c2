// Runs a coroutine to its end. Apart from world.h, for it costs seconds to compile.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <optional>

#include "base/task.h"

namespace emulator::test {

template <class T>
Task<void> keep_result(Task<T> task, std::optional<T>& result) {
    result.emplace(co_await std::move(task));
}

// Runs a coroutine to its end on this thread, and passes on what it throws.
template <class T>
T run(Task<T> task) {
    boost::asio::io_context context;
    std::optional<T> result;
    std::exception_ptr fault;
    auto const finished = [&](std::exception_ptr thrown) { fault = thrown; };
    boost::asio::co_spawn(context, keep_result(std::move(task), result), finished);
    context.run();
    if (fault) std::rethrow_exception(fault);
    return std::move(*result);
}

}  // namespace emulator::test
