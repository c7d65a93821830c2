#include "app/people/json_objects.h"

#include "base/encoding.h"

namespace emulator::app {
namespace {

constexpr std::size_t longest = 1 << 20;
constexpr int end_of_file = std::char_traits<char>::eof();

Error malformed(std::string what) {
    return {ErrorCode::invalid_request, std::move(what)};
}

bool is_blank(int c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

}  // namespace

int JsonObjects::get() {
    auto const c = in_.rdbuf()->sbumpc();
    if (c == '\n') ++line_;
    return c;
}

int JsonObjects::skip_blanks() {
    auto c = get();
    while (is_blank(c))
        c = get();
    begin_ = line_;
    return c;
}

Result<bool> JsonObjects::next(std::string& text) {
    auto c = skip_blanks();
    if (!any_) {
        for (auto const mark : {0xEF, 0xBB, 0xBF})
            if (c == mark) c = skip_blanks();
        in_array_ = c == '[';
        if (in_array_) c = skip_blanks();
        if (in_array_ && c == ']') return false;
    } else if (in_array_ && c == ',') {
        c = skip_blanks();
    } else if (in_array_) {
        if (c != ']') return malformed("expected a comma or ] after an object");
        if (skip_blanks() != end_of_file) return malformed("there is text after the array");
        return false;
    }
    if (c == end_of_file && !in_array_) return false;
    if (c != '{') return malformed("expected an object, {...}");
    any_ = true;
    text = '{';
    return read_object(text);
}

Result<bool> JsonObjects::read_object(std::string& text) {
    int depth = 1;
    bool in_string = false;
    while (depth > 0) {
        auto const c = get();
        if (c == end_of_file) return malformed("the object has no end");
        if (text.size() == longest) return malformed("the object is longer than a megabyte");
        text += static_cast<char>(c);
        if (in_string && c == '\\') {
            if (auto const escaped = get(); escaped != end_of_file) text += static_cast<char>(escaped);
        } else if (c == '"') {
            in_string = !in_string;
        } else if (!in_string) {
            depth += (c == '{') - (c == '}');
        }
    }
    return true;
}

}  // namespace emulator::app
