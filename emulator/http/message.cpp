#include "http/message.h"

#include <algorithm>
#include <cctype>

#include "base/encoding.h"

namespace emulator::http {
namespace {

bool same_name(std::string_view left, std::string_view right) {
    return std::equal(left.begin(), left.end(), right.begin(), right.end(), [](char a, char b) {
        return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
    });
}

}  // namespace

std::string_view method_name(Method method) {
    switch (method) {
        case Method::get:
            return "GET";
        case Method::head:
            return "HEAD";
        case Method::post:
            return "POST";
        case Method::put:
            return "PUT";
        case Method::patch:
            return "PATCH";
        case Method::delete_:
            return "DELETE";
        case Method::options:
            return "OPTIONS";
        case Method::other:
            break;
    }
    return "other";
}

std::optional<std::string_view> Headers::find(std::string_view name) const {
    for (auto const& [field, value] : fields_) {
        if (same_name(field, name)) return value;
    }
    return std::nullopt;
}

std::size_t Headers::count(std::string_view name) const {
    return static_cast<std::size_t>(std::count_if(fields_.begin(), fields_.end(),
                                                  [&](auto const& f) { return same_name(f.first, name); }));
}

void Headers::set(std::string name, std::string value) {
    std::erase_if(fields_, [&](auto const& f) { return same_name(f.first, name); });
    add(std::move(name), std::move(value));
}

std::string_view Request::path_parameter(std::string_view name) const {
    for (auto const& [key, value] : path_parameters) {
        if (key == name) return value;
    }
    return {};
}

bool Request::wants_html() const {
    auto const accept = headers.find("Accept").value_or("");
    return accept.find("text/html") != std::string_view::npos;
}

bool set_target(Request& request, std::string_view target) {
    request.target = target;
    auto const question = target.find('?');
    auto path = percent_decode(target.substr(0, question));
    request.query = question == std::string_view::npos ? "" : target.substr(question + 1);
    if (!path || !path->starts_with('/') || !is_utf8(*path) || path->find('\0') != std::string::npos)
        return false;
    request.path = std::move(*path);
    return true;
}

}  // namespace emulator::http
