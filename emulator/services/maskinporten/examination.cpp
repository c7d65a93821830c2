#include "services/maskinporten/examination.h"

#include <nlohmann/json.hpp>
#include <set>

#include "base/encoding.h"
#include "services/maskinporten/refusals.h"

namespace emulator::maskinporten {
namespace {

constexpr std::size_t longest_text = 400;
constexpr std::size_t most_members = 40;
constexpr int deepest = 6;

// A record is kept for a while, and grants are as large as their senders like.
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

Json row(std::string_view name, std::string_view says, std::string outcome, std::string measured) {
    return {
        {"name", name}, {"says", says}, {"outcome", std::move(outcome)}, {"measured", std::move(measured)}};
}

Json failed(Json entry, Error const& error) {
    entry["outcome"] = "failed";
    entry["expected"] = error.explanation.expected;
    entry["mend"] = error.explanation.mend;
    if (!error.reference.empty()) entry["code"] = error.reference;
    return entry;
}

}  // namespace

std::string examination(jose::Jwt const& grant, Facts const& facts, Policy const& policy, bool used_before) {
    Decision decision;
    std::set<std::string_view> held{""};
    auto list = Json::array();
    for (auto const& named : rules()) {
        auto entry = row(named.name, named.says, "not examined", named.measured(grant, facts, policy));
        if (held.contains(named.after)) {
            auto const outcome = named.rule(grant, facts, policy, decision);
            if (outcome) held.insert(named.name);
            entry["outcome"] = "passed";
            if (!outcome) entry = failed(std::move(entry), outcome.error());
        }
        list.push_back(std::move(entry));
    }
    if (used_before) {
        auto const jti = string_member(grant.claims, "jti");
        list.push_back(
            failed(row("grant_is_unused", "A grant is used once", "failed", "jti " + shown(jti, 100)),
                   maskinporten::used_before(jti)));
    }
    Json const record{{"header", shortened(grant.jws.header)},
                      {"claims", shortened(grant.claims)},
                      {"rules", std::move(list)},
                      {"warnings", decision.warnings}};
    return record.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace emulator::maskinporten
