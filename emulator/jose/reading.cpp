#include "jose/reading.h"

#include <algorithm>

#include "jose/compact.h"

namespace emulator::jose {
namespace {

// The part of that number; empty where there is none.
std::string_view part(std::string_view text, int number) {
    for (; number > 0; --number) {
        auto const dot = text.find('.');
        text = dot == std::string_view::npos ? std::string_view() : text.substr(dot + 1);
    }
    return text.substr(0, text.find('.'));
}

Result<> members_of(Result<Json> const& header) {
    if (!header) return header.error();
    return check_header(*header);
}

Result<Json> claims_of(std::string_view payload, Padding padding) {
    auto const decoded = EMULATOR_TRY(decode_part(payload, "payload", padding));
    return read_claims(decoded);
}

}  // namespace

Jwt Reading::jwt() const {
    return {{*header, {}, signing_input, signature ? *signature : std::string()}, *claims};
}

Reading read_by_steps(std::string_view text, Padding padding) {
    auto const compact = split_compact(text);
    auto const parts = static_cast<std::size_t>(std::count(text.begin(), text.end(), '.')) + 1;
    auto const outcome = compact ? Result<>() : Result<>(compact.error());
    if (text.size() > largest_compact) {
        auto const& why = compact.error();
        return {text.size(), parts, outcome, why, why, why, why, {}};
    }
    auto const first = part(text, 0), second = part(text, 1);
    auto header = read_header(first, padding);
    auto members = members_of(header);
    auto const input = text.substr(0, std::min(text.size(), first.size() + 1 + second.size()));
    return {text.size(),
            parts,
            outcome,
            std::move(header),
            std::move(members),
            claims_of(second, padding),
            decode_part(part(text, 2), "signature", padding),
            std::string(input)};
}

}  // namespace emulator::jose
