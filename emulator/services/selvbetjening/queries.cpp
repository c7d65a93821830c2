#include "services/selvbetjening/queries.h"

#include <algorithm>

#include "base/encoding.h"
#include "http/parameters.h"
#include "services/selvbetjening/faults.h"

namespace emulator::selvbetjening {

Result<std::optional<bool>> read_flag(http::Request const& request, std::string_view name) {
    auto text = EMULATOR_TRY(read_text(request, name));
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    if (text.empty()) return std::optional<bool>();
    if (text == "true" || text == "false") return std::optional(text == "true");
    return refused("Query", {{std::string(name), shown(text, 60), "true or false", "Correct the value."}});
}

Result<std::string> read_text(http::Request const& request, std::string_view name) {
    return EMULATOR_TRY(http::read_query(request)).text(name);
}

Result<std::string> read_required(http::Request const& request, std::string_view name) {
    auto text = EMULATOR_TRY(read_text(request, name));
    if (!text.empty()) return text;
    return refused("Query", {{std::string(name), "nothing", "a value in the query",
                              "Add ?" + std::string(name) + "=...; escape ':' and '/' of a scope."}});
}

Version if_match(http::Request const& request) {
    auto const value = request.headers.find("If-Match");
    if (!value || *value == "*") return std::nullopt;
    return std::string(*value);
}

}  // namespace emulator::selvbetjening
