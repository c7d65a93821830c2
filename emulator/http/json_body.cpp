#include "http/json_body.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/encoding.h"

namespace emulator::http {
namespace {

bool is_json(std::string_view type) {
    type = type.substr(0, type.find(';'));
    while (type.ends_with(' ') || type.ends_with('\t'))
        type.remove_suffix(1);
    constexpr std::string_view json = "application/json";
    return std::equal(type.begin(), type.end(), json.begin(), json.end(),
                      [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; });
}

}  // namespace

Result<Json> read_json(Request const& request) {
    auto const type = request.headers.find("Content-Type");
    if (is_json(type.value_or(""))) return parse_json(request.body);
    return Error{ErrorCode::unsupported_media_type,
                 "The body must be application/json",
                 {"The body is JSON and says so", "Content-Type: " + shown(type.value_or("none")),
                  "Content-Type: application/json", "Set the header."}};
}

}  // namespace emulator::http
