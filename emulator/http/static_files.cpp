#include <algorithm>
#include <array>
#include <memory>

#include "base/assets.h"
#include "base/encoding.h"
#include "http/answers.h"
#include "http/pages.h"
#include "http/preferences.h"
#include "http/router.h"

namespace emulator::http {
namespace {

struct Type {
    std::string_view ending;
    std::string_view media_type;
};
constexpr std::array types{
    Type{".css", "text/css; charset=utf-8"},
    Type{".js", "text/javascript; charset=utf-8"},
    Type{".svg", "image/svg+xml"},
    Type{".woff2", "font/woff2"},
    Type{".png", "image/png"},
    Type{".txt", "text/plain; charset=utf-8"},
};

std::string_view media_type(std::string_view file) {
    for (auto const& [ending, type] : types) {
        if (file.ends_with(ending)) return type;
    }
    return "application/octet-stream";
}

bool takes_gzip(Request const& request) {
    auto const wishes = read_preferences(request.headers.find("Accept-Encoding").value_or(""));
    return std::any_of(wishes.begin(), wishes.end(), [](auto const& wish) { return wish.word == "gzip"; });
}

// Whether the caller has what the tag names already (RFC 9110 13.1.2).
bool has_already(Request const& request, std::string_view tag) {
    auto list = request.headers.find("If-None-Match").value_or("");
    while (!list.empty()) {
        auto const end = list.find(',');
        auto known = list.substr(0, end);
        list.remove_prefix(end == std::string_view::npos ? list.size() : end + 1);
        known.remove_prefix(std::min(known.find_first_not_of(" \t"), known.size()));
        if (known.starts_with("W/")) known.remove_prefix(2);
        while (known.ends_with(' '))
            known.remove_suffix(1);
        if (known == tag || known == "*") return true;
    }
    return false;
}

// FNV-1a: only has to differ when a build's files differ.
std::string etag(std::string_view bytes) {
    std::uint64_t hash = 14695981039346656037U;
    for (auto const c : bytes)
        hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
    return "\"" + std::to_string(hash) + "\"";
}

Response serve(Assets const& assets, Request const& request) {
    auto const file = std::string(request.path_parameter("file"));
    auto const name = "web/static/" + file;
    bool const safe = file.find_first_of("/\\") == std::string::npos && !file.starts_with('.');
    auto bytes = safe ? assets.find(name) : std::nullopt;
    if (!bytes) throw Problem(Error{ErrorCode::not_found, "Requested resource not found"});

    auto packed = takes_gzip(request) ? assets.find(name + ".gz") : std::nullopt;
    auto& chosen = packed ? *packed : *bytes;
    Response response{200, {}, {}};
    // Of what is sent: a file and its compressed form are two representations (RFC 9110 8.8.3).
    auto const tag = etag(chosen);
    response.headers.add("Content-Type", std::string(media_type(file)));
    response.headers.add("ETag", tag);
    response.headers.add("Cache-Control", "public, max-age=0, must-revalidate");
    response.headers.add("Vary", "Accept-Encoding");
    response.headers.add("X-Content-Type-Options", "nosniff");
    if (packed) response.headers.add("Content-Encoding", "gzip");
    if (has_already(request, tag))
        response.status = 304;
    else
        response.body = std::move(chosen);
    return response;
}

}  // namespace

void add_static_routes(Router& router, Assets const& assets) {
    router.route(Method::get, "/static/{file}",
                 PlainHandler([&assets](Request const& request) { return serve(assets, request); }));
}

}  // namespace emulator::http
