// Requests as the server room would make them.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "http/message.h"
#include "http/router.h"
#include "support/world.h"

namespace emulator::http {

inline Request request(Method method, std::string_view target,
                       std::initializer_list<std::pair<std::string, std::string>> headers = {}) {
    Request made;
    made.method = method;
    REQUIRE(set_target(made, target));
    for (auto const& [name, value] : headers)
        made.headers.add(name, value);
    return made;
}

Response answer(Router const& router, Request asked);

// A header of an answer, or "" where there is none.
inline std::string header(Response const& response, std::string_view name) {
    return std::string(response.headers.find(name).value_or(""));
}

inline bool holds(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

}  // namespace emulator::http
