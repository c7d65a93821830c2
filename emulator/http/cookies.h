// Cookies (RFC 6265). Pure; safe from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "http/message.h"

namespace emulator::http {

// The value of the first cookie of that name.
std::optional<std::string> cookie(Request const& request, std::string_view name);

// The same, but nothing where cookies of that name hold different values: one of them may come from somewhere
// else than this origin, for a cookie does not tell who set it (RFC 6265 8.6).
std::optional<std::string> only_cookie(Request const& request, std::string_view name);

// HttpOnly, SameSite=Lax, Path=/; a session cookie. `secure` where the origin's public URL is https.
void set_cookie(Response& response, std::string_view name, std::string_view value, bool secure = false);
void clear_cookie(Response& response, std::string_view name);

}  // namespace emulator::http
