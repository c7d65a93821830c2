#include "oauth/examination.h"

#include <nlohmann/json.hpp>

#include "base/encoding.h"

namespace emulator::oauth {
namespace {

constexpr std::size_t longest_text = 400;
constexpr std::size_t most_members = 40;
constexpr int deepest = 7;

// A record is kept for a while, and requests are as large as their senders like.
Json shortened(Json const& value, int depth = 0) {
    if (value.is_string()) return shown(value.get_ref<std::string const&>(), longest_text);
    if (!value.is_structured()) return value;
    if (depth == deepest) return "...";
    Json copy = value.is_array() ? Json::array() : Json::object();
    for (auto const& [name, member] : value.items()) {
        if (copy.size() == most_members) break;
        if (value.is_array())
            copy.push_back(shortened(member, depth + 1));
        else
            copy[shown(name, 100)] = shortened(member, depth + 1);
    }
    return copy;
}

Json row(std::string_view name, std::string_view says, std::string measured, std::string_view outcome) {
    return {{"name", name}, {"says", says}, {"outcome", outcome}, {"measured", std::move(measured)}};
}

}  // namespace

void Examination::add(std::string_view name, std::string_view says, std::string measured,
                      Result<> const& outcome) {
    rules_.push_back(row(name, says, std::move(measured), outcome ? "passed" : "failed"));
    if (outcome) {
        held_.emplace(name);
        return;
    }
    auto const& error = outcome.error();
    auto& entry = rules_.back();
    entry["expected"] = error.explanation.expected;
    entry["mend"] = error.explanation.mend;
    if (!error.reference.empty()) entry["code"] = error.reference;
}

void Examination::skip(std::string_view name, std::string_view says, std::string measured) {
    rules_.push_back(row(name, says, std::move(measured), "not examined"));
}

std::string Examination::record(Json const& received, std::vector<std::string> const& warnings) const {
    auto record = shortened(received);
    record["rules"] = rules_;
    record["warnings"] = warnings;
    return record.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string members(Json const& object, std::initializer_list<char const*> names) {
    std::string text;
    for (auto const* name : names) {
        auto const found = object.find(name);
        if (found == object.end()) continue;
        text.append(text.empty() ? "" : ", ").append(name).append(" ");
        text += shown(json_text(*found), 200);
    }
    return text.empty() ? "absent" : text;
}

Error with_record(Error error, std::string record) {
    error.record = std::move(record);
    return error;
}

Error with_rule(Error error, std::string_view name) {
    Examination examined;
    examined.add(name, error.explanation.rule, error.explanation.received, error);
    return with_record(std::move(error), examined.record(Json::object()));
}

}  // namespace emulator::oauth
