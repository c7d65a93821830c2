#include "app/json_place.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "base/json.h"

namespace emulator::app {
namespace {

TextPlace place_at(std::string_view text, std::size_t offset) {
    auto const before = text.substr(0, offset);
    auto const line = before.substr(before.rfind('\n') + 1);
    auto const starts_character = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; };
    return {static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')) + 1,
            static_cast<std::size_t>(std::count_if(line.begin(), line.end(), starts_character)) + 1};
}

// Walks over a well-formed text.
class Walker {
public:
    explicit Walker(std::string_view text) : text_(text) { skip_blanks(); }

    std::size_t at() const { return at_; }

    // From the beginning of a value to that of a member or an element of it, which `found` tells. False, and
    // somewhere behind, where the value has none of that name.
    bool enter(std::string const& name, std::size_t& found) {
        char const kind = text_[at_];
        if (kind != '{' && kind != '[') return false;
        next();
        for (std::size_t index = 0; text_[at_] != '}' && text_[at_] != ']'; ++index) {
            found = at_;
            bool const wanted = kind == '[' ? std::to_string(index) == name : take_name() == name;
            if (wanted) return true;
            skip_value();
            if (text_[at_] == ',') next();
        }
        return false;
    }

private:
    void skip_blanks() { at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size()); }
    // Past a mark and the blanks behind it.
    void next() {
        ++at_;
        skip_blanks();
    }
    std::string_view take_string() {
        auto const begin = at_++;
        for (; text_[at_] != '"'; ++at_)
            if (text_[at_] == '\\') ++at_;
        next();
        return text_.substr(begin, text_.rfind('"', at_ - 1) + 1 - begin);
    }
    std::string take_name() {
        auto const name = need(parse_json(take_string())).get<std::string>();
        next();  // the colon
        return name;
    }
    void skip_value() {
        if (text_[at_] == '"') {
            take_string();
            return;
        }
        if (text_[at_] != '{' && text_[at_] != '[') {
            at_ = std::min(text_.find_first_of(" \t\r\n,]}", at_), text_.size());
            return skip_blanks();
        }
        for (int depth = 0;;) {
            char const c = text_[at_];
            if (c == '"') {
                take_string();
                continue;
            }
            depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
            next();
            if (depth == 0) return;
        }
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

std::size_t number_behind(std::string_view text, std::string_view word) {
    auto const found = text.find(word);
    std::size_t number = 0;
    if (found != text.npos)
        std::from_chars(text.data() + found + word.size(), text.data() + text.size(), number);
    return number;
}

}  // namespace

TextPlace place_of(std::string_view text, JsonPath const& path) {
    Walker walker(text);
    auto place = walker.at();
    for (auto const& name : path) {
        std::size_t found = 0;
        if (!walker.enter(name, found)) break;
        place = found;
    }
    return place_at(text, place);
}

TextPlace place_told(std::string_view description) {
    constexpr std::string_view malformed = "malformed JSON at line ";
    auto const begin = description.starts_with(malformed) ? 0 : description.rfind("(line ");
    if (begin == description.npos) return {};
    auto const told = description.substr(begin);
    return {number_behind(told, "line "), number_behind(told, "column ")};
}

}  // namespace emulator::app
