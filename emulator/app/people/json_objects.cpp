#include "app/people/json_objects.h"

#include <string_view>
#include <utility>

#include "base/json.h"

namespace emulator::app {
namespace {

constexpr std::size_t longest = 1 << 20;
constexpr int end_of_file = std::char_traits<char>::eof();

Error malformed(std::string what) {
    return {ErrorCode::invalid_request, std::move(what)};
}

constexpr char no_comma[] = "expected a comma or ] after an object";
constexpr char no_object[] = "expected an object, {...}";

bool is_blank(int c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

void drop_blanks(std::string_view& text) {
    while (!text.empty() && is_blank(text.back()))
        text.remove_suffix(1);
}

// Whether the text ends with the name of a list of people and its bracket: "persons": [
bool begins_list(std::string_view text) {
    text.remove_suffix(1);
    drop_blanks(text);
    if (!text.ends_with(':')) return false;
    text.remove_suffix(1);
    drop_blanks(text);
    for (std::string_view const name : {"\"persons\"", "\"dokumentListe\""}) {
        if (!text.ends_with(name)) continue;
        auto const before = text[text.size() - name.size() - 1];
        return before == '{' || before == ',' || is_blank(before);
    }
    return false;
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
    for (;;) {
        if (in_list_) {
            auto const c = EMULATOR_TRY(next_of_list());
            if (c != end_of_file) return read_object(c, text);
            EMULATOR_TRY(leave_list());
        }
        auto const c = EMULATOR_TRY(next_of_all());
        if (c == end_of_file) return false;
        EMULATOR_TRY(read_object(c, text));
        any_ = true;
        if (!in_list_) return true;
    }
}

Result<int> JsonObjects::next_of_list() {
    bool const first = std::exchange(list_begins_, false);
    auto const c = skip_blanks();
    if (c == ']') return end_of_file;
    if (first) return c;
    if (c != ',') return malformed(no_comma);
    return skip_blanks();
}

Result<int> JsonObjects::next_of_all() {
    auto c = skip_blanks();
    if (!any_) {
        for (auto const mark : {0xEF, 0xBB, 0xBF})
            if (c == mark) c = skip_blanks();
        in_array_ = c == '[';
        if (in_array_) c = skip_blanks();
        if (in_array_ && c == ']') return end_of_file;
    } else if (in_array_ && c == ',') {
        c = skip_blanks();
    } else if (in_array_) {
        if (c != ']') return malformed(no_comma);
        if (skip_blanks() != end_of_file) return malformed("there is text after the array");
        return end_of_file;
    }
    if (c == end_of_file && in_array_) return malformed(no_object);
    return c;
}

Result<bool> JsonObjects::read_object(int c, std::string& text) {
    if (c != '{') return malformed(no_object);
    text = '{';
    EMULATOR_TRY(read_to_end(text, !in_list_));
    return true;
}

Result<> JsonObjects::read_to_end(std::string& text, bool may_hold_list) {
    int depth = 1;
    bool in_string = false;
    while (depth > 0) {
        auto const c = get();
        if (c == end_of_file) return malformed("the object has no end");
        if (text.size() >= longest) return malformed("the object is longer than a megabyte");
        text += static_cast<char>(c);
        if (in_string && c == '\\') {
            if (auto const escaped = get(); escaped != end_of_file) text += static_cast<char>(escaped);
        } else if (c == '"') {
            in_string = !in_string;
        } else if (!in_string) {
            depth += (c == '{') - (c == '}');
            if (may_hold_list && depth == 1 && c == '[' && begins_list(text)) {
                in_list_ = list_begins_ = true;
                around_list_ = text;
                return {};
            }
        }
    }
    return {};
}

Result<> JsonObjects::leave_list() {
    in_list_ = false;
    auto text = std::exchange(around_list_, {}) + ']';
    EMULATOR_TRY(read_to_end(text, false));
    auto const around = parse_json(text);
    if (!around) return around.error();
    return {};
}

}  // namespace emulator::app
