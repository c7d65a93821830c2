#include "services/konsoll/refusals.h"

#include <nlohmann/json.hpp>

#include "base/times.h"

namespace emulator::konsoll {
namespace {

std::string text(Json const& object, char const* name) {
    return std::string(string_member(object, name));
}

void add_sent(http::Values& examined, Json const& record, char const* member, std::string const& name) {
    auto const sent = record.find(member);
    if (sent != record.end()) examined.add("SENT_" + name).set(name, sent->dump(2));
}

void add_rule(http::Values& values, Json const& rule) {
    auto& row = values.add("EXAMINED_RULE");
    row.set("SAYS", text(rule, "says"))
        .set("NAME", text(rule, "name"))
        .set("MEASURED", text(rule, "measured"));
    auto const outcome = text(rule, "outcome");
    row.show("PASSED", outcome == "passed").show("SKIPPED", outcome == "not examined");
    if (outcome != "failed") return;
    row.set("EXPECTED", text(rule, "expected")).set("MEND", text(rule, "mend")).show("FAILED");
}

}  // namespace

std::string short_name(http::Refusal const& refusal) {
    if (refusal.accepted) return std::to_string(refusal.status);
    auto const& error = refusal.error;
    return error.reference.empty() ? std::string(error_name(error.code)) : error.reference;
}

Json refusal_document(http::Refusal const& refusal) {
    auto const& error = refusal.error;
    auto const& why = error.explanation;
    Json document{{"trace_id", error.trace_id},
                  {"time", format_utc(refusal.at)},
                  {"product", refusal.product},
                  {"request", refusal.request},
                  {"status", refusal.status}};
    if (!refusal.accepted) document["error"] = error_name(error.code);
    if (!error.reference.empty()) document["code"] = error.reference;
    document["description"] = error.description;
    if (!why.rule.empty()) {
        document["explanation"] = {
            {"rule", why.rule}, {"received", why.received}, {"expected", why.expected}, {"mend", why.mend}};
    }
    if (!error.record.empty()) document["record"] = need(parse_json(error.record));
    return document;
}

Json refusals_document(std::vector<http::Refusal> const& refusals) {
    auto list = Json::array();
    for (auto const& refusal : refusals) {
        list.push_back(refusal_document(refusal));
        list.back().erase("record");
    }
    return {{"refusals", std::move(list)}};
}

http::Values refusal_values(http::Refusal const& refusal) {
    auto const& error = refusal.error;
    http::Values values;
    values.set("TIME", format_utc(refusal.at)).set("REQUEST", refusal.product + " " + refusal.request);
    values.set("STATUS", std::to_string(refusal.status)).set("ERROR", short_name(refusal));
    values.set("DESCRIPTION", error.description).set("TRACE_ID", error.trace_id);
    values.show("ACCEPTED", refusal.accepted).show("REFUSED", !refusal.accepted);
    if (auto const& why = error.explanation; !why.rule.empty()) {
        values.add("EXPLANATION")
            .set("RULE", why.rule)
            .set("RECEIVED", why.received)
            .set("EXPECTED", why.expected)
            .set("MEND", why.mend);
    }
    if (error.record.empty()) return values;
    auto const record = need(parse_json(error.record));
    auto& examined = values.add("EXAMINED");
    add_sent(examined, record, "parameters", "PARAMETERS");
    add_sent(examined, record, "header", "HEADER");
    add_sent(examined, record, "claims", "CLAIMS");
    for (auto const& rule : record.value("rules", Json::array()))
        add_rule(examined, rule);
    return values;
}

}  // namespace emulator::konsoll
