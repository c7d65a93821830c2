// Which redirect URIs a registration covers. Pure; safe from any thread.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace emulator::oauth {

// Exact comparison (RFC 9700 2.1), with the exceptions that Selvbetjening knows for loopback addresses: port
// 0 or * in the registered URI of localhost, 127.0.0.1 or [::1] stands for any port (RFC 8252 7.3). What is
// asked for must be an absolute URI without a fragment and without user information. Schemes of apps are fine
// (RFC 8252 7.1), those that a browser would run itself, as javascript, are not.
bool redirect_uri_matches(std::string_view registered, std::string_view asked_for);
bool is_registered(std::span<std::string const> registered, std::string_view asked_for);

// What rules of registration look at.
struct RegisteredAddress {
    std::string scheme;
    std::string host;
    bool is_loopback = false;
    bool any_port = false;  // of a loopback address
};
// Nothing for what redirect_uri_matches() would never let pass.
std::optional<RegisteredAddress> read_registered(std::string_view address);

// RFC 8707 2: an absolute URI (RFC 3986 4.3), which has no fragment.
bool is_absolute_uri(std::string_view text);

// Whether the scheme is http and the host is not this machine.
bool is_plain_http_elsewhere(std::string_view url);

// Whether `url` lies below a registered address: the same scheme, host and port, and a path that starts with
// the registered one at a '/' or the end and has no "." or ".." in it. For gotoUrl, where customers register
// their service rather than a page.
bool lies_below(std::string_view registered, std::string_view url);

}  // namespace emulator::oauth
