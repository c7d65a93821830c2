#include "base/json.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>
#include <vector>

#include "base/encoding.h"
#include "base/json_object.h"

template class nlohmann::basic_json<nlohmann::ordered_map>;

namespace emulator {
namespace {

constexpr std::size_t deepest = 64;

// Tells how far the parser has read, which it tells itself only of what is malformed.
class Reader {
public:
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = char const*;
    using reference = char const&;

    Reader(char const* at, std::size_t& taken) : at_(at), taken_(&taken) {}
    reference operator*() const { return *at_; }
    Reader& operator++() {
        ++at_;
        ++*taken_;
        return *this;
    }
    bool operator==(Reader const& other) const { return at_ == other.at_; }
    bool operator!=(Reader const& other) const { return at_ != other.at_; }

private:
    char const* at_;
    std::size_t* taken_;
};

// Builds the tree from the parser's events, and stops at what the parser lets through. nlohmann's own builder
// copies what an object holds whenever it grows. Strings are copied from the parser's, which keeps its room.
class StrictBuilder : public nlohmann::json_sax<Json> {
public:
    explicit StrictBuilder(Json& root) : root_(root) {}

    bool null() override { return add(nullptr); }
    bool boolean(bool value) override { return add(value); }
    bool number_integer(number_integer_t value) override { return add(value); }
    bool number_unsigned(number_unsigned_t value) override { return add(value); }
    bool number_float(number_float_t value, string_t const&) override { return add(value); }
    bool string(string_t& value) override { return add(value); }
    bool binary(binary_t&) override { return refuse("bytes are not JSON"); }

    bool start_object(std::size_t) override { return open(json_object(8)); }
    bool key(string_t& name) override {
        auto& [object, names] = open_.back();
        if (stands_already(members(*object), names, name))
            return refuse("the member '" + name + "' stands twice in one object");
        members(*object).emplace_back(name, Json());
        return true;
    }
    bool end_object() override { return close(); }
    bool start_array(std::size_t) override { return open(Json::array()); }
    bool end_array() override { return close(); }
    bool parse_error(std::size_t position, std::string const&,
                     nlohmann::json::exception const& failure) override {
        position_ = position;
        return refuse(failure.what());
    }

    std::string const& reason() const { return reason_; }
    // Of a malformed text: one behind the first byte that does not fit; 0 where it is another refusal.
    std::size_t position() const { return position_; }

private:
    using Members = Json::object_t::Container;
    using Names = std::set<std::string>;
    struct Open {
        Json* value;
        Names names;  // of an object that is too large to be walked for each name
    };

    static Members& members(Json& object) { return object.get_ref<Json::object_t&>(); }

    static bool stands_already(Members const& members, Names& names, std::string const& name) {
        constexpr std::size_t walked = 16;
        if (members.size() < walked)
            return std::any_of(members.begin(), members.end(),
                               [&](auto const& member) { return member.first == name; });
        if (names.empty()) {
            for (auto const& member : members)
                names.insert(member.first);
        }
        return !names.insert(name).second;
    }

    // Where the next value belongs: a name stands there already, an array grows.
    Json& next() {
        if (open_.empty()) return root_;
        auto& value = *open_.back().value;
        return value.is_object() ? members(value).back().second : value.emplace_back();
    }
    bool add(Json value) {
        next() = std::move(value);
        return true;
    }
    bool open(Json empty) {
        if (open_.size() == deepest) return refuse("nested deeper than 64 levels");
        auto& value = next() = std::move(empty);
        open_.push_back({&value, {}});
        return true;
    }
    bool close() {
        open_.pop_back();
        return true;
    }
    bool refuse(std::string reason) {
        reason_ = std::move(reason);
        return false;
    }

    Json& root_;
    std::vector<Open> open_;
    std::size_t position_ = 0;
    std::string reason_;
};

// nlohmann's messages start with an id in brackets and most with the place, which is told better here.
std::string plain_reason(std::string reason) {
    if (!reason.starts_with('[')) return reason;
    reason.erase(0, reason.find("] ") + 2);
    auto const place = reason.starts_with("parse error at ") ? reason.find(": ") : std::string::npos;
    return place == std::string::npos ? reason : reason.substr(place + 2);
}

// The place of the byte behind the first `before` ones. Columns count characters, as editors do.
std::string place(std::string_view text, std::size_t before) {
    text = text.substr(0, before);
    auto const line_end = text.rfind('\n');
    auto const line = line_end == std::string_view::npos ? text : text.substr(line_end + 1);
    auto const starts_character = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; };
    return "line " + std::to_string(std::count(text.begin(), text.end(), '\n') + 1) + ", column " +
           std::to_string(std::count_if(line.begin(), line.end(), starts_character) + 1);
}

// Eight times the same byte.
constexpr std::uint64_t each(char byte) {
    return std::uint64_t{static_cast<unsigned char>(byte)} * 0x0101010101010101;
}

// Whether one of the eight bytes is less than `byte`, which is at most 0x80.
constexpr bool some_below(std::uint64_t eight, char byte) {
    return ((eight - each(byte)) & ~eight & 0x8080808080808080) != 0;
}

// How many bytes at the start of `text` stand in a JSON string as they are.
std::size_t plain_length(std::string_view text) {
    std::size_t i = 0;
    for (std::uint64_t eight = 0; i + sizeof eight <= text.size(); i += sizeof eight) {
        std::memcpy(&eight, text.data() + i, sizeof eight);
        if (some_below(eight, 0x20) || some_below(eight ^ each('"'), 1) || some_below(eight ^ each('\\'), 1))
            break;
    }
    auto const is_plain = [](char c) {
        return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\';
    };
    while (i < text.size() && is_plain(text[i]))
        ++i;
    return i;
}

void append_escaped(std::string& out, char c) {
    constexpr std::string_view hex = "0123456789abcdef", short_forms = "\"\\\b\f\n\r\t";
    auto const byte = static_cast<unsigned char>(c);
    if (auto const at = short_forms.find(c); at != std::string_view::npos)
        out += {'\\', "\"\\bfnrt"[at]};
    else
        out.append("\\u00") += {hex[byte >> 4], hex[byte & 15]};
}

void append_number(std::string& out, auto number) {
    std::array<char, 24> digits;
    auto const end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    out.append(digits.data(), end);
}

void append_members(std::string& out, Json const& value) {
    bool const object = value.is_object();
    out += object ? '{' : '[';
    bool first = true;
    for (auto it = value.begin(); it != value.end(); ++it) {
        if (!std::exchange(first, false)) out += ',';
        if (object) {
            append_json_string(out, it.key());
            out += ':';
        }
        append_json(out, *it);
    }
    out += object ? '}' : ']';
}

}  // namespace

Result<Json> parse_json(std::string_view text) {
    Json root;
    StrictBuilder builder(root);
    std::size_t taken = 0;
    Reader const first(text.data(), taken);
    Reader const last(text.data() + text.size(), taken);
    if (Json::sax_parse(first, last, &builder)) return root;
    auto const reason = plain_reason(builder.reason());
    // What is well-formed and refused all the same ended with the last byte taken: a name, a bracket too
    // many.
    auto const told = builder.position() > 0 ? " at " + place(text, builder.position() - 1) + ": " + reason
                                             : ": " + reason + " (" + place(text, taken - 1) + ")";
    return Error{
        ErrorCode::invalid_request,
        "malformed JSON" + told,
        {"JSON texts are well formed and name a member once (RFC 8259)", reason, "one JSON value", ""}};
}

Json json_object(std::size_t members) {
    Json object(Json::value_t::object);
    object.get_ref<Json::object_t&>().reserve(members);
    return object;
}

std::string_view string_member(Json const& object, std::string_view name) {
    if (!object.is_object()) return {};
    auto const found = object.find(name);
    if (found == object.end() || !found->is_string()) return {};
    return found->get_ref<std::string const&>();
}

void append_json_string(std::string& out, std::string_view value) {
    out += '"';
    while (true) {
        auto const plain = plain_length(value);
        out.append(value, 0, plain);
        if (plain == value.size()) break;
        append_escaped(out, value[plain]);
        value.remove_prefix(plain + 1);
    }
    out += '"';
}

void append_json(std::string& out, Json const& value) {
    switch (value.type()) {
        case Json::value_t::string: {
            auto const& text = value.get_ref<std::string const&>();
            if (!is_utf8(text)) break;
            return append_json_string(out, text);
        }
        case Json::value_t::number_integer:
            return append_number(out, value.get<std::int64_t>());
        case Json::value_t::number_unsigned:
            return append_number(out, value.get<std::uint64_t>());
        case Json::value_t::object:
        case Json::value_t::array:
            return append_members(out, value);
        default:
            break;
    }
    out += value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string json_text(Json const& value) {
    std::string text;
    append_json(text, value);
    return text;
}

}  // namespace emulator
