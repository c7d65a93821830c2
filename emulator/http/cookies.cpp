#include "http/cookies.h"

#include <algorithm>

namespace emulator::http {
namespace {

bool is_cookie_field(std::string_view name) {
    constexpr std::string_view cookie = "cookie";
    return std::equal(name.begin(), name.end(), cookie.begin(), cookie.end(),
                      [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; });
}

}  // namespace

std::optional<std::string> cookie(Request const& request, std::string_view name) {
    for (auto const& [field, line] : request.headers) {
        if (!is_cookie_field(field)) continue;
        std::string_view rest = line;
        while (!rest.empty()) {
            auto const end = rest.find(';');
            auto pair = rest.substr(0, end);
            rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
            while (pair.starts_with(' '))
                pair.remove_prefix(1);
            if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=') {
                return std::string(pair.substr(name.size() + 1));
            }
        }
    }
    return std::nullopt;
}

void set_cookie(Response& response, std::string_view name, std::string_view value, bool secure) {
    std::string line(name);
    line.append("=").append(value).append("; Path=/; HttpOnly; SameSite=Lax");
    if (secure) line += "; Secure";
    response.headers.add("Set-Cookie", std::move(line));
}

void clear_cookie(Response& response, std::string_view name) {
    response.headers.add("Set-Cookie", std::string(name) + "=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax");
}

}  // namespace emulator::http
