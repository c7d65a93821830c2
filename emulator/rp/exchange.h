// One question to another server and what came of it, for services that show how a protocol runs.
#pragma once

#include <string>
#include <vector>

#include "base/task.h"
#include "http/client.h"

namespace emulator::rp {

struct Exchange {
    http::Call call;
    http::Response answer = {};
    std::string failure = {};  // why there is no answer, in English
};
using Exchanges = std::vector<Exchange>;

// What `client` gets for the call. It is added to `seen`, where that is given; both outlive the task.
Task<Result<http::Response>> ask(http::Client& client, http::Call call, Exchanges* seen);

}  // namespace emulator::rp
