#include "oauth/redirect_uri.h"

#include <algorithm>
#include <array>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <optional>

#include "base/encoding.h"

namespace emulator::oauth {
namespace {

struct Parts {
    std::string scheme;
    std::string host;
    std::string port;  // empty where none is given
    std::string rest;  // path and query
};

// A registered "*" is no port to a URL parser, and "0" says the same.
std::string with_port_zero(std::string_view url) {
    std::string out(url);
    auto const authority = out.find("://");
    if (authority == std::string::npos) return out;
    auto const star = out.find(":*", authority + 3);
    if (star != std::string::npos && star < out.find('/', authority + 3)) out.replace(star, 2, ":0");
    return out;
}

// The parser takes "localhost:80a/b" for port 80 and the path "a/b", and a port of any length.
bool has_right_port(boost::urls::url_view const& url) {
    auto const path = url.encoded_path();
    if (url.has_authority() && !path.empty() && path.front() != '/') return false;
    auto const port = url.port();
    return port.size() <= 5 && (port.empty() || std::stoi(std::string(port)) <= 65535);
}

std::optional<Parts> parts(std::string_view url) {
    auto const parsed = boost::urls::parse_uri({url.data(), url.size()});
    if (!parsed || parsed->has_fragment() || parsed->has_userinfo() || !has_right_port(*parsed))
        return std::nullopt;
    Parts out{
        std::string(parsed->scheme()), std::string(parsed->encoded_host()), std::string(parsed->port()), {}};
    out.rest = std::string(parsed->encoded_path());
    if (parsed->has_query()) out.rest += "?" + std::string(parsed->encoded_query());
    return out;
}

// What a browser does not send anywhere but runs or shows with the rights of the page before.
bool is_run_by_browsers(std::string_view scheme) {
    constexpr std::array<std::string_view, 7> schemes{"javascript", "data",        "vbscript", "blob",
                                                      "file",       "view-source", "about"};
    return std::any_of(schemes.begin(), schemes.end(), [&](std::string_view one) {
        return std::equal(one.begin(), one.end(), scheme.begin(), scheme.end(),
                          [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? b + 32 : b); });
    });
}

bool is_loopback(std::string_view host) {
    return host == "localhost" || host == "127.0.0.1" || host == "[::1]";
}

bool any_port(Parts const& registered) {
    return registered.port == "0" && is_loopback(registered.host);
}

bool same_origin(Parts const& registered, Parts const& other) {
    return registered.scheme == other.scheme && registered.host == other.host &&
           (any_port(registered) || registered.port == other.port);
}

// Whether a browser would read the path as another one: "/a/../b" is "/b".
bool has_dot_segments(std::string_view path) {
    while (!path.empty()) {
        auto const segment = path.substr(0, path.find('/'));
        path.remove_prefix(std::min(path.size(), segment.size() + 1));
        auto const decoded = percent_decode(segment);
        if (decoded == "." || decoded == "..") return true;
    }
    return false;
}

}  // namespace

bool redirect_uri_matches(std::string_view registered, std::string_view asked_for) {
    auto const given = parts(asked_for);
    if (!given || is_run_by_browsers(given->scheme)) return false;
    if (registered == asked_for) return true;
    auto const allowed = parts(with_port_zero(registered));
    return allowed && any_port(*allowed) && same_origin(*allowed, *given) && allowed->rest == given->rest;
}

bool is_registered(std::span<std::string const> registered, std::string_view asked_for) {
    return std::any_of(registered.begin(), registered.end(),
                       [&](std::string const& uri) { return redirect_uri_matches(uri, asked_for); });
}

std::optional<RegisteredAddress> read_registered(std::string_view address) {
    auto const with_port = with_port_zero(address);
    auto read = parts(with_port);
    if (!read || is_run_by_browsers(read->scheme)) return std::nullopt;
    bool const any = any_port(*read);
    if (with_port != address && !any) return std::nullopt;
    bool const local = is_loopback(read->host);
    return RegisteredAddress{std::move(read->scheme), std::move(read->host), local, any};
}

bool is_absolute_uri(std::string_view text) {
    auto const parsed = boost::urls::parse_absolute_uri({text.data(), text.size()});
    return parsed.has_value();
}

bool is_plain_http_elsewhere(std::string_view url) {
    auto const given = parts(url);
    return given && given->scheme == "http" && !is_loopback(given->host);
}

bool lies_below(std::string_view registered, std::string_view url) {
    auto const given = parts(url);
    auto const allowed = parts(with_port_zero(registered));
    if (!given || !allowed || !same_origin(*allowed, *given)) return false;
    auto prefix = allowed->rest;
    if (prefix.ends_with('/')) prefix.pop_back();
    auto const path = given->rest.substr(0, given->rest.find('?'));
    return !has_dot_segments(path) && path.starts_with(prefix) &&
           (path.size() == prefix.size() || path[prefix.size()] == '/');
}

}  // namespace emulator::oauth
