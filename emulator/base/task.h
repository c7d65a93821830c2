// What a coroutine of this program returns. It runs on the thread of the connection it answers.
#pragma once

#include <boost/asio/awaitable.hpp>

namespace emulator {

template <class T>
using Task = boost::asio::awaitable<T>;

}  // namespace emulator
