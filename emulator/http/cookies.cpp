#include "http/cookies.h"

#include <algorithm>

namespace emulator::http {
namespace {

bool is_cookie_field(std::string_view name) {
    constexpr std::string_view cookie = "cookie";
    return std::equal(name.begin(), name.end(), cookie.begin(), cookie.end(),
                      [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; });
}

// Calls `visit` with the value of each cookie of that name, until it returns false.
template <class Visit>
void each_cookie(Request const& request, std::string_view name, Visit const& visit) {
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
                if (!visit(pair.substr(name.size() + 1))) return;
            }
        }
    }
}

}  // namespace

std::optional<std::string> cookie(Request const& request, std::string_view name) {
    std::optional<std::string> first;
    each_cookie(request, name, [&](std::string_view value) {
        first = value;
        return false;
    });
    return first;
}

std::optional<std::string> only_cookie(Request const& request, std::string_view name) {
    std::optional<std::string> first;
    bool alike = true;
    each_cookie(request, name, [&](std::string_view value) {
        if (!first) first = value;
        alike = *first == value;
        return alike;
    });
    return alike ? first : std::nullopt;
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
