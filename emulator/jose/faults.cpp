#include "jose/faults.h"

#include "base/encoding.h"

namespace emulator::jose {
namespace {

constexpr std::string_view white_space = " \t\r\n";

bool holds_any_of(std::string_view text, std::string_view characters) {
    return text.find_first_of(characters) != std::string_view::npos;
}

}  // namespace

Error malformed_json(std::string_view subject, Error const& error, std::string_view rule) {
    auto const& reason = error.explanation.received;
    return {ErrorCode::invalid_request,
            std::string(subject) + " is not valid JSON: " + wire_text(reason),
            {std::string(rule), shown(reason), "a JSON object in which no member stands twice",
             "build the JSON with a library, and look at what it wrote"}};
}

std::string base64url_fault(std::string_view text) {
    if (text.empty()) return "it is empty";
    if (holds_any_of(text, white_space)) return "it holds white space";
    if (holds_any_of(text, "=")) return "it has padding (=)";
    if (holds_any_of(text, "+/")) return "it uses the base64 characters + or / in the place of - and _";
    if (text.size() % 4 == 1) return "it is cut off: no base64url text has this length";
    if (text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") !=
        std::string_view::npos) {
        return "it holds a character outside the base64url alphabet";
    }
    return "its last character has bits that belong to no byte";
}

std::string base64_fault(std::string_view text) {
    if (text.empty()) return "it is empty";
    if (text.starts_with("-----BEGIN"))
        return "it is PEM; only the lines between BEGIN and END, joined, are wanted";
    if (holds_any_of(text, white_space)) return "it holds white space";
    if (holds_any_of(text, "-_")) return "it uses the base64url characters - or _ in the place of + and /";
    if (text.size() % 4 != 0)
        return "its length is not a multiple of 4, so padding is missing or it is cut off";
    return "it holds a character outside the base64 alphabet";
}

std::string received(std::string_view text, std::size_t most) {
    return text.empty() ? std::string("an empty string") : shown(text, most);
}

std::string wire_text(std::string_view text) {
    constexpr std::size_t most = 160;
    std::string out;
    for (auto const c : text.substr(0, most)) {
        bool const allowed = c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
        out += allowed ? c : '.';
    }
    return out;
}

}  // namespace emulator::jose
