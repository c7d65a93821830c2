#include "base/json.h"

#include <nlohmann/json.hpp>
#include <set>
#include <vector>

namespace emulator {
namespace {

constexpr std::size_t deepest = 64;

// Passes the parser's events on to nlohmann's own tree builder, and stops at what it lets through.
class StrictBuilder : public nlohmann::json_sax<Json> {
public:
    explicit StrictBuilder(Json& root) : tree_(root, false) {}

    bool null() override { return tree_.null(); }
    bool boolean(bool value) override { return tree_.boolean(value); }
    bool number_integer(number_integer_t value) override { return tree_.number_integer(value); }
    bool number_unsigned(number_unsigned_t value) override { return tree_.number_unsigned(value); }
    bool number_float(number_float_t value, string_t const& text) override {
        return tree_.number_float(value, text);
    }
    bool string(string_t& value) override { return tree_.string(value); }
    bool binary(binary_t& value) override { return tree_.binary(value); }

    bool start_object(std::size_t size) override {
        names_.emplace_back();
        return names_.size() + arrays_ <= deepest ? tree_.start_object(size)
                                                  : refuse("nested deeper than 64 levels");
    }
    bool key(string_t& name) override {
        if (!names_.back().insert(name).second)
            return refuse("the member '" + name + "' stands twice in one object");
        return tree_.key(name);
    }
    bool end_object() override {
        names_.pop_back();
        return tree_.end_object();
    }
    bool start_array(std::size_t size) override {
        return names_.size() + ++arrays_ <= deepest ? tree_.start_array(size)
                                                    : refuse("nested deeper than 64 levels");
    }
    bool end_array() override {
        --arrays_;
        return tree_.end_array();
    }
    bool parse_error(std::size_t position, std::string const& last_token,
                     nlohmann::json::exception const& failure) override {
        position_ = position;
        reason_ = failure.what();
        return tree_.parse_error(position, last_token, failure);
    }

    std::string const& reason() const { return reason_; }
    std::size_t position() const { return position_; }

private:
    bool refuse(std::string reason) {
        reason_ = std::move(reason);
        return false;
    }

    nlohmann::detail::json_sax_dom_parser<Json> tree_;
    std::vector<std::set<std::string>> names_;
    std::size_t arrays_ = 0;
    std::size_t position_ = 0;
    std::string reason_;
};

// nlohmann's messages start with an id in brackets and the place, which is told better here.
std::string plain_reason(std::string reason) {
    if (auto const end = reason.find("column "); reason.starts_with('[') && end != std::string::npos) {
        if (auto const colon = reason.find(": ", end); colon != std::string::npos) reason.erase(0, colon + 2);
    }
    return reason;
}

std::string place(std::string_view text, std::size_t position) {
    auto const before = text.substr(0, position > 0 ? position - 1 : 0);
    std::size_t line = 1;
    std::size_t line_start = 0;
    for (std::size_t i = 0; i < before.size(); ++i) {
        if (before[i] == '\n') {
            ++line;
            line_start = i + 1;
        }
    }
    return "line " + std::to_string(line) + ", column " + std::to_string(before.size() - line_start + 1);
}

}  // namespace

Result<Json> parse_json(std::string_view text) {
    Json root;
    StrictBuilder builder(root);
    if (Json::sax_parse(text.begin(), text.end(), &builder)) return root;
    auto const where = builder.position() > 0 ? " at " + place(text, builder.position()) : std::string();
    auto const reason = plain_reason(builder.reason());
    return Error{
        ErrorCode::invalid_request,
        "malformed JSON" + where + ": " + reason,
        {"JSON texts are well formed and name a member once (RFC 8259)", reason, "one JSON value", ""}};
}

std::string_view string_member(Json const& object, std::string_view name) {
    if (!object.is_object()) return {};
    auto const found = object.find(name);
    if (found == object.end() || !found->is_string()) return {};
    return found->get_ref<std::string const&>();
}

void append_json_string(std::string& out, std::string_view value) {
    constexpr std::string_view hex = "0123456789abcdef";
    out += '"';
    for (auto const c : value) {
        auto const byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += {'\\', c};
        } else if (byte < 0x20) {
            out += "\\u00";
            out += {hex[byte >> 4], hex[byte & 15]};
        } else {
            out += c;
        }
    }
    out += '"';
}

}  // namespace emulator
