#include "http/parameters.h"

#include <algorithm>

#include "base/encoding.h"

namespace emulator::http {
namespace {

constexpr std::size_t most_pairs = 200;
constexpr std::string_view form_type = "application/x-www-form-urlencoded";

Error broken_pair(std::string_view pair) {
    return {ErrorCode::invalid_request,
            "A parameter is not well-formed application/x-www-form-urlencoded UTF-8",
            {"Parameters are percent-encoded UTF-8 (RFC 6749 appendix B)", shown(pair),
             "name=value with % followed by two hexadecimal digits",
             "Encode the value with the URL library of your language instead of by hand."}};
}

std::string_view media_type(std::string_view content_type) {
    auto type = content_type.substr(0, content_type.find(';'));
    while (type.ends_with(' '))
        type.remove_suffix(1);
    return type;
}

bool is_form(std::string_view content_type) {
    auto const type = media_type(content_type);
    return std::equal(type.begin(), type.end(), form_type.begin(), form_type.end(),
                      [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; });
}

}  // namespace

std::optional<std::string> Parameters::get(std::string_view name) const {
    for (auto const& [key, value] : pairs_) {
        if (key == name && !value.empty()) return value;
    }
    return std::nullopt;
}

std::optional<std::string> Parameters::repeated() const {
    for (auto pair = pairs_.begin(); pair != pairs_.end(); ++pair) {
        auto const again =
            std::find_if(pair + 1, pairs_.end(), [&](auto const& p) { return p.first == pair->first; });
        if (again != pairs_.end()) return pair->first;
    }
    return std::nullopt;
}

void Parameters::add(std::string name, std::string value) {
    if (pairs_.empty()) pairs_.reserve(8);
    pairs_.emplace_back(std::move(name), std::move(value));
}

std::string Parameters::encoded() const {
    std::string out;
    for (auto const& [name, value] : pairs_) {
        if (!out.empty()) out += '&';
        out.append(percent_encode(name)).append("=").append(percent_encode(value));
    }
    return out;
}

Result<Parameters> parse_parameters(std::string_view encoded) {
    Parameters parameters;
    std::size_t pairs = 0;
    while (!encoded.empty()) {
        auto const end = encoded.find('&');
        auto const pair = encoded.substr(0, end);
        encoded.remove_prefix(end == std::string_view::npos ? encoded.size() : end + 1);
        if (pair.empty()) continue;
        auto const equals = pair.find('=');
        auto name = percent_decode(pair.substr(0, equals), Plus::is_space);
        auto value =
            percent_decode(equals == std::string_view::npos ? "" : pair.substr(equals + 1), Plus::is_space);
        if (!name || !value || !is_utf8(*name) || !is_utf8(*value)) return broken_pair(pair);
        if (++pairs > most_pairs) {
            return Error{ErrorCode::invalid_request,
                         "The request has more than 200 parameters",
                         {"A request has at most 200 parameters", "more", "those of the endpoint",
                          "Send each parameter once, and none that the endpoint does not know."}};
        }
        parameters.add(std::move(*name), std::move(*value));
    }
    return parameters;
}

Result<Parameters> read_query(Request const& request) {
    return parse_parameters(request.query);
}

Result<Parameters> read_form_with_repetitions(Request const& request) {
    auto const type = request.headers.find("Content-Type").value_or("");
    if (!is_form(type)) {
        return Error{ErrorCode::invalid_request,
                     "The body must be sent as application/x-www-form-urlencoded",
                     {"The parameters of this endpoint come as a form (RFC 6749 4.1.3)",
                      "Content-Type: " + shown(type), "Content-Type: application/x-www-form-urlencoded",
                      "Send the parameters as a form, not as JSON."}};
    }
    return parse_parameters(request.body);
}

Result<Parameters> read_form(Request const& request) {
    auto form = EMULATOR_TRY(read_form_with_repetitions(request));
    if (auto const name = form.repeated()) {
        return Error{ErrorCode::invalid_request,
                     "A parameter is included more than once",
                     {"No parameter may stand more than once (RFC 6749 3.2)", shown(*name) + " stands twice",
                      "each name once", "Remove one of them."}};
    }
    return form;
}

std::string with_query(std::string_view url, Parameters const& parameters) {
    auto const hash = url.find('#');
    std::string out(url.substr(0, hash));
    auto const query = parameters.encoded();
    if (!query.empty()) {
        bool const has_query = out.find('?') != std::string::npos;
        if (!has_query)
            out += '?';
        else if (!out.ends_with('?') && !out.ends_with('&'))
            out += '&';
        out += query;
    }
    if (hash != std::string_view::npos) out += url.substr(hash);
    return out;
}

}  // namespace emulator::http
