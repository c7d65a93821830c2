#include "services/selvbetjening/faults.h"

#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "base/times.h"
#include "http/answers.h"
#include "oauth/examination.h"

namespace emulator::selvbetjening {
namespace {

std::string message(Fault const& fault) {
    auto const subject = fault.field.empty() ? std::string() : fault.field + ": ";
    return subject + "expected " + fault.expected + ", received " + fault.received;
}

Json entry(std::string_view text, std::string_view object, std::string_view field) {
    return {{"errorMessage", text},
            {"isFieldError", !field.empty()},
            {"objectName", object},
            {"fieldIdentifier", field}};
}

// Those of a refusal that was made of faults; any other is one entry about the whole.
Json entries(Error const& error) {
    auto const record = error.record.empty() ? Result<Json>(Json::object()) : parse_json(error.record);
    if (record && record->contains("errors")) return record->at("errors");
    return Json::array({entry(error.description, "", "")});
}

// As recorded: every message with a comma before it.
std::string joined(Json const& errors) {
    std::string text;
    for (auto const& error : errors)
        text.append(", ").append(string_member(error, "errorMessage"));
    return text;
}

}  // namespace

Error refused(std::string_view object, Faults const& faults, ErrorCode code) {
    oauth::Examination examined;
    auto errors = Json::array();
    std::string description;
    for (auto const& fault : faults) {
        Error const one{code, message(fault), {message(fault), fault.received, fault.expected, fault.mend}};
        auto const name = fault.field.empty() ? std::string(object) : fault.field;
        examined.add(name, name + " is " + fault.expected, fault.received, one);
        errors.push_back(entry(one.description, object, fault.field));
        description.append(description.empty() ? "" : "; ").append(one.description);
    }
    auto const& first = faults.front();
    auto const subject = first.field.empty() ? std::string(object) : first.field;
    Error error{code,
                shown(description, 1000),
                {subject + " is " + first.expected, first.received, first.expected, first.mend}};
    return oauth::with_record(std::move(error), examined.record({{"errors", std::move(errors)}}));
}

http::Response error_answer(Error const& error, Instant now) {
    auto const about_the_token =
        http_status(error.code) == 401 || error.code == ErrorCode::insufficient_scope;
    auto response = about_the_token ? http::bearer_error(error) : http::oauth_error(error);
    auto const utc = format_utc(now);
    auto const errors = entries(error);
    auto const text = joined(errors);
    response.body = json_text({{"status", response.status},
                               {"timestamp", utc.substr(0, utc.size() - 1) + ".000000000Z"},
                               {"correlation_id", error.trace_id},
                               {"errors", errors},
                               {"error", text},
                               {"error_description", text}});
    return response;
}

}  // namespace emulator::selvbetjening
