#include "services/selvbetjening/web_frame.h"

#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "http/cookies.h"
#include "http/parameters.h"
#include "http/same_origin.h"
#include "model/identifiers.h"
#include "services/selvbetjening/faults.h"

namespace emulator::selvbetjening {
namespace {

constexpr std::string_view cookie_name = "SELVBETJENING_ORGNO";

}  // namespace

Caller acting_for(http::Request const& request, store::Directory const& directory) {
    auto chosen = http::only_cookie(request, cookie_name).value_or("");
    if (model::is_organisation_number(chosen)) return {std::move(chosen), "", true};
    auto const& all = directory.organisations;
    return {all.empty() ? std::string() : all.begin()->first, "", true};
}

Result<> act_for(http::Response& response, std::string_view orgno) {
    if (!model::is_organisation_number(orgno))
        return refused("Organisation", {{"orgno", shown(orgno, 40),
                                         "an organisation number of nine digits with a right check digit",
                                         "Correct the number."}});
    http::set_cookie(response, cookie_name, orgno);
    return {};
}

std::string locale_query(http::Request const& request) {
    auto const query = http::read_query(request);
    auto const locale = query ? query->text("locale") : "";
    return http::parse_language(locale) ? "?locale=" + locale : "";
}

http::Values frame_values(http::Request const& request, store::Directory const& directory,
                          Caller const& caller, std::string const& current) {
    http::Values values;
    values.set("LOCALE", locale_query(request)).set("ORGNO", caller.orgno);
    values.show(current + "_HERE").show("INTEGRATIONS_THERE", current != "INTEGRATIONS");
    values.show("ACCESS_THERE", current != "ACCESS").show("AGREEMENTS_THERE", current != "AGREEMENTS");
    bool known = false;
    for (auto const& [orgnr, organisation] : directory.organisations) {
        bool const chosen = orgnr == caller.orgno;
        known = known || chosen;
        values.add("ORGANISATION").set("VALUE", orgnr).set("LABEL", organisation.navn).show("CHOSEN", chosen);
    }
    if (!known)
        values.add("ORGANISATION").set("VALUE", caller.orgno).set("LABEL", caller.orgno).show("CHOSEN");
    return values;
}

std::string upper_case(std::string_view name) {
    std::string out(name);
    for (auto& c : out)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    return out;
}

http::Parameters read_posted(http::Request const& request) {
    need(http::check_same_origin(request));
    return need(http::read_form_with_repetitions(request));
}

http::Values& add_faults(http::Values& values, Error const& error) {
    if (error.code == ErrorCode::precondition_failed) return values.add("STALE");
    auto& section = values.add("FAULTS");
    auto const record = parse_json(error.record.empty() ? "{}" : error.record);
    bool told = false;
    if (record && record->contains("errors")) {
        for (auto const& entry : record->at("errors")) {
            section.add("FAULT").set("TEXT", std::string(string_member(entry, "errorMessage")));
            told = true;
        }
    }
    if (!told) section.add("FAULT").set("TEXT", error.description + ". " + error.explanation.mend);
    return section;
}

void add_differences(http::Values& stale, Differences const& rows) {
    if (rows.empty()) return;
    auto& list = stale.add("DIFFERENCES");
    for (auto const& [name, value] : rows)
        list.add("DIFFERENCE").set("NAME", name).set("VALUE", value);
}

}  // namespace emulator::selvbetjening
