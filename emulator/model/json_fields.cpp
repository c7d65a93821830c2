#include "model/json_fields.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "model/identifiers.h"

namespace emulator::model {
namespace {

std::string as_text(Json const& value) {
    return shown(value.dump(-1, ' ', false, Json::error_handler_t::replace), 60);
}

}  // namespace

JsonFields::JsonFields(Json const& object) : object_(object) {
    if (!object.is_object()) fault("", as_text(object), "a JSON object");
}

Json const* JsonFields::member(std::string_view name) {
    known_.emplace_back(name);
    if (!object_.is_object()) return nullptr;
    auto const found = object_.find(name);
    return found == object_.end() ? nullptr : &*found;
}

void JsonFields::text(std::string_view name, std::string& into) {
    auto const* value = member(name);
    if (!value) return;
    if (!value->is_string()) return fault(name, as_text(*value), "a string");
    into = value->get<std::string>();
}

void JsonFields::required_text(std::string_view name, std::string& into) {
    text(name, into);
    if (into.empty()) fault(name, "nothing", "a string that is not empty");
}

void JsonFields::flag(std::string_view name, bool& into) {
    auto const* value = member(name);
    if (!value) return;
    if (!value->is_boolean()) return fault(name, as_text(*value), "true or false");
    into = value->get<bool>();
}

void JsonFields::number(std::string_view name, std::int64_t& into) {
    auto const* value = member(name);
    if (!value) return;
    if (!value->is_number_integer() || value->get<std::int64_t>() < 0)
        return fault(name, as_text(*value), "a whole number from 0");
    into = value->get<std::int64_t>();
}

void JsonFields::texts(std::string_view name, std::vector<std::string>& into) {
    auto const* value = member(name);
    if (!value) return;
    bool const right = value->is_array() &&
                       std::all_of(value->begin(), value->end(), [](auto const& v) { return v.is_string(); });
    if (!right) return fault(name, as_text(*value), "an array of strings");
    into = value->get<std::vector<std::string>>();
}

void JsonFields::organisation_number(std::string_view name, std::string& into) {
    text(name, into);
    if (into.empty() || is_organisation_number(into)) return;
    fault(name, "\"" + shown(into, 60) + "\"",
          "an organisation number of nine digits with a right check digit");
}

void JsonFields::one_of(std::string_view name, std::string& into,
                        std::initializer_list<std::string_view> words) {
    text(name, into);
    if (!object_.contains(name) || std::find(words.begin(), words.end(), into) != words.end()) return;
    std::string list;
    for (auto const word : words)
        list.append(list.empty() ? "" : ", ").append(word);
    fault(name, "\"" + shown(into, 60) + "\"", "one of " + list);
}

void JsonFields::fault(std::string_view name, std::string_view received, std::string_view expected) {
    bool const told =
        std::any_of(faults_.begin(), faults_.end(), [&](auto const& fault) { return fault.name == name; });
    if (!told) faults_.push_back({std::string(name), std::string(received), std::string(expected)});
}

std::vector<std::string> JsonFields::unknown() const {
    std::vector<std::string> names;
    if (!object_.is_object()) return names;
    for (auto const& [name, value] : object_.items()) {
        if (name != "$schema" && std::find(known_.begin(), known_.end(), name) == known_.end())
            names.push_back(name);
    }
    return names;
}

Result<> JsonFields::finish() const {
    if (!faults_.empty()) {
        auto const& [name, received, expected] = faults_.front();
        auto const where = name.empty() ? std::string() : "member '" + name + "': ";
        return Error{ErrorCode::invalid_request, where + "received " + received + ", expected " + expected};
    }
    auto const names = unknown();
    if (names.empty()) return {};
    std::string list;
    for (auto const& known : known_)
        list.append(list.empty() ? "" : ", ").append(known);
    return Error{ErrorCode::invalid_request,
                 "unknown member '" + shown(names.front(), 60) + "'; known members are " + list};
}

}  // namespace emulator::model
