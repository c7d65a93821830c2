// Names and values from a query or a form (application/x-www-form-urlencoded). Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "http/message.h"

namespace emulator::http {

class Parameters {
public:
    // The value; nothing where the name is absent or its value empty, which RFC 6749 3.1 calls omitted.
    std::optional<std::string> get(std::string_view name) const;
    // The value, or "".
    std::string text(std::string_view name) const { return get(name).value_or(""); }
    bool has(std::string_view name) const { return get(name).has_value(); }
    // A name that stands more than once (RFC 6749 3.1 forbids it), or nothing.
    std::optional<std::string> repeated() const;
    void add(std::string name, std::string value);
    // name=value&…, percent-encoded, in order. REQUIRES nothing.
    std::string encoded() const;

    auto begin() const { return pairs_.begin(); }
    auto end() const { return pairs_.end(); }

private:
    std::vector<std::pair<std::string, std::string>> pairs_;
};

// Refused with invalid_request: a broken escape, bytes that are not UTF-8, more than 200 pairs.
Result<Parameters> parse_parameters(std::string_view encoded);

// The query of a request.
Result<Parameters> read_query(Request const& request);

// The body of a request. Refused with invalid_request where Content-Type is another than
// application/x-www-form-urlencoded (parameters of the type are ignored) or where a name is repeated.
Result<Parameters> read_form(Request const& request);

// The same, where a name may be repeated: for those who have their own rule for it.
Result<Parameters> read_form_with_repetitions(Request const& request);

// `url` with the parameters added to its query; a fragment stays last.
std::string with_query(std::string_view url, Parameters const& parameters);

}  // namespace emulator::http
