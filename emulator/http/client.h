// The HTTP client that products use to call each other and the configured relying parties. The server room
// implements it; tests record.
#pragma once

#include <chrono>
#include <string>

#include "base/result.h"
#include "base/task.h"
#include "http/message.h"

namespace emulator::http {

struct Call {
    Method method = Method::get;
    std::string url;  // absolute, http
    Headers headers = {};
    std::string body = {};
    std::chrono::milliseconds timeout{5000};  // for the whole call
    // For finding and reaching the other side, where that may take less than the whole.
    std::chrono::milliseconds connect_timeout{5000};
};

class Client {
public:
    virtual ~Client() = default;
    // One request on a connection of its own; redirects are not followed. An answer of any status is a
    // Response; a call that got none is an Error bad_gateway that names the URL. The caller keeps `call`
    // until the task is done.
    virtual Task<Result<Response>> send(Call call) = 0;
};

}  // namespace emulator::http
