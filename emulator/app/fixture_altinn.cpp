#include "app/fixture_altinn.h"

#include <nlohmann/json.hpp>

#include "app/fixture_times.h"
#include "base/encoding.h"
#include "model/identifiers.h"
#include "model/json_fields.h"

namespace emulator::app {
namespace {

void require_organisation(model::JsonFields& fields, std::string_view name, std::string& into) {
    fields.organisation_number(name, into);
    if (into.empty()) fields.fault(name, "nothing", "an organisation number");
}

void read_giver(model::JsonFields& fields, std::string& from) {
    fields.required_text("from", from);
    if (from.empty() || model::is_altinn_party(from)) return;
    fields.fault("from", "\"" + shown(from, 80) + "\"",
                 std::string(model::altinn_person) + "<person number> or " +
                     std::string(model::altinn_organisation) + "<organisation number>");
}

std::optional<Instant> required_time(model::JsonFields& fields, std::string_view name, Instant now) {
    std::optional<Instant> time;
    read_time(fields, name, now, time);
    if (!time) fields.fault(name, "nothing", "a time, or a duration such as P1Y");
    return time;
}

}  // namespace

model::Delegation read_delegation(model::JsonFields& fields) {
    model::Delegation delegation;
    require_organisation(fields, "consumer_orgno", delegation.consumer_orgno);
    require_organisation(fields, "supplier_orgno", delegation.supplier_orgno);
    fields.required_text("scope", delegation.scope);
    fields.required_text("delegation_source", delegation.delegation_source);
    return delegation;
}

model::SystemUser read_system_user(model::JsonFields& fields) {
    model::SystemUser user;
    fields.required_text("id", user.id);
    fields.required_text("system_id", user.system_id);
    fields.text("client_id", user.client_id);
    require_organisation(fields, "owner_orgno", user.owner_orgno);
    fields.text("external_ref", user.external_ref);
    if (user.external_ref.empty()) user.external_ref = user.owner_orgno;
    return user;
}

model::Consent read_consent(model::JsonFields& fields, Instant now) {
    model::Consent consent;
    fields.required_text("id", consent.id);
    read_giver(fields, consent.from);
    require_organisation(fields, "to_orgno", consent.to_orgno);
    fields.one_of("status", consent.status, {"Created", "Accepted", "Rejected", "Revoked"});
    consent.consented = required_time(fields, "consented", now).value_or(now);
    consent.valid_to = required_time(fields, "valid_to", now).value_or(now);
    auto const* rights = fields.member("consentRights");
    if (rights && rights->is_array() && !rights->empty())
        consent.rights = std::make_shared<Json const>(*rights);
    else
        fields.fault("consentRights", rights ? "another shape" : "nothing", "an array of rights");
    return consent;
}

}  // namespace emulator::app
