// Several HTTP calls side by side.
#pragma once

#include <chrono>
#include <vector>

#include "http/client.h"

namespace emulator::http {

// Makes all calls at once and returns their outcomes in the order of the calls, after `limit` at the latest:
// a call that has none by then is an Error bad_gateway, and goes on unheard to its own end. REQUIRES: runs on
// one thread, as every handler does, and `client` outlives the calls.
Task<std::vector<Result<Response>>> send_all(Client& client, std::vector<Call> calls,
                                             std::chrono::milliseconds limit);

}  // namespace emulator::http
