// A request and an answer as values; no sockets. The server room fills the one and sends the other.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace emulator::http {

enum class Method { get, head, post, put, patch, delete_, options, other };

std::string_view method_name(Method method);

// Header fields in their order; names are compared without regard to case (RFC 9110 5.1).
class Headers {
public:
    // The first field of that name, or nothing. The view lives until the next change.
    std::optional<std::string_view> find(std::string_view name) const;
    // How many fields of that name there are.
    std::size_t count(std::string_view name) const;
    void add(std::string name, std::string value) { fields_.emplace_back(std::move(name), std::move(value)); }
    // Replaces every field of that name by this one.
    void set(std::string name, std::string value);

    auto begin() const { return fields_.begin(); }
    auto end() const { return fields_.end(); }

private:
    std::vector<std::pair<std::string, std::string>> fields_;
};

struct Request {
    Method method = Method::get;
    std::string target;  // as it came: path and query
    std::string path;    // percent-decoded; starts with '/'
    std::string query;   // without '?', still encoded
    Headers headers;
    std::string body;
    std::string remote;  // the caller's address, for the log
    std::vector<std::pair<std::string, std::string>> path_parameters = {};  // set by the router

    std::string_view path_parameter(std::string_view name) const;
    // Whether the caller is a browser that wants a page rather than JSON.
    bool wants_html() const;
};

struct Response {
    unsigned status = 200;
    Headers headers;
    std::string body;
};

// Sets target, path and query. False where the target is not a path with well-formed escapes, or where the
// path decodes to bytes that are not UTF-8 or hold a NUL.
bool set_target(Request& request, std::string_view target);

}  // namespace emulator::http
