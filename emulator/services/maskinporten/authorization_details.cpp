#include <algorithm>
#include <initializer_list>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "base/json.h"
#include "base/times.h"
#include "model/identifiers.h"
#include "oauth/organisation.h"
#include "services/maskinporten/refusals.h"
#include "services/maskinporten/rules.h"

namespace emulator::maskinporten {
namespace {

constexpr std::string_view system_user_type = "urn:altinn:systemuser";
constexpr std::string_view consent_type = "urn:altinn:consent";
constexpr std::string_view authority = "iso6523-actorid-upis";
constexpr std::string_view icd = "0192:";

using oauth::organisation;

std::string text_of(Json const& value) {
    return shown(value.dump(-1, ' ', false, Json::error_handler_t::replace), 100);
}

Result<> only(Json const& object, std::initializer_list<std::string_view> members) {
    for (auto const& [name, value] : object.items()) {
        if (std::find(members.begin(), members.end(), name) != members.end()) continue;
        std::string known;
        for (auto const member : members)
            known.append(known.empty() ? "" : ", ").append(member);
        return unknown_details_field(name, known);
    }
    return {};
}

// A member that must be a string; an empty one where it may be left out.
Result<std::string> text(Json const& object, std::string const& name, bool required) {
    auto const found = object.find(name);
    if (found == object.end() && !required) return std::string();
    bool const right =
        found != object.end() && found->is_string() && !found->get_ref<std::string const&>().empty();
    if (right) return found->get<std::string>();
    return wrong_details(name, found == object.end() ? "nothing" : text_of(*found), "a string");
}

// The number in {"authority":"iso6523-actorid-upis","ID":"0192:<orgno>"}.
Result<std::string> organisation_number(Json const& request, std::string const& member) {
    auto const found = request.find(member);
    if (found == request.end() || !found->is_object()) {
        return wrong_details(member, found == request.end() ? "nothing" : text_of(*found),
                             organisation("310222224").dump());
    }
    EMULATOR_TRY(only(*found, {"authority", "ID"}));
    if (string_member(*found, "authority") != authority)
        return wrong_details(member + ".authority", text_of(found->value("authority", Json())),
                             std::string(authority));
    auto const id = string_member(*found, "ID");
    if (!id.starts_with(icd) || !model::is_organisation_number(id.substr(icd.size()))) {
        return wrong_details(member + ".ID", found->contains("ID") ? text_of((*found)["ID"]) : "nothing",
                             "0192: and an organisation number");
    }
    return std::string(id.substr(icd.size()));
}

// Why Altinn finds no system user: what it compares, one after the other.
Error missing_system_user(store::Directory const& directory, std::string const& client_id,
                          std::string const& owner, std::string const& external_ref) {
    std::string of_client, of_owner, references;
    for (auto const& user : directory.system_users) {
        if (user.client_id == client_id)
            of_client.append(of_client.empty() ? "" : ", ").append(user.owner_orgno);
        if (user.owner_orgno != owner) continue;
        if (user.client_id == client_id)
            references.append(references.empty() ? "" : ", ").append(user.external_ref);
        else
            of_owner.append(of_owner.empty() ? "" : "; ")
                .append(user.system_id + " of " +
                        (user.client_id.empty() ? "no client" : "client " + user.client_id));
    }
    if (!references.empty()) {
        return no_system_user(
            "externalRef names a system user of " + owner + " (left out, it is the organisation number)",
            "externalRef " + shown(external_ref), "one of " + references,
            "Send the externalRef that the system user was created with.");
    }
    if (!of_owner.empty()) {
        return no_system_user("The system belongs to the client that asks", "client " + client_id,
                              "the client of the system: " + of_owner,
                              "Register this client_id on the system in Altinn, or use the client it has.");
    }
    return no_system_user(
        "systemuser_org owns a system user of the client's system", owner,
        of_client.empty() ? "no system of this client has any system user" : "one of " + of_client,
        "Let the organisation approve a system user first. It is the owner, not a customer of an agent.");
}

Result<Json> system_user(Json const& request, Facts const& facts, Decision const& decision) {
    EMULATOR_TRY(only(request, {"type", "systemuser_org", "externalRef"}));
    auto const owner = EMULATOR_TRY(organisation_number(request, "systemuser_org"));
    auto const asked_ref = EMULATOR_TRY(text(request, "externalRef", false));
    auto const& external_ref = asked_ref.empty() ? owner : asked_ref;
    auto const& users = facts.directory.system_users;
    auto const user = std::find_if(users.begin(), users.end(), [&](auto const& candidate) {
        return candidate.client_id == decision.client_id && candidate.owner_orgno == owner &&
               candidate.external_ref == external_ref;
    });
    if (user == users.end())
        return missing_system_user(facts.directory, decision.client_id, owner, external_ref);
    Json answer{{"type", system_user_type},
                {"systemuser_org", organisation(owner)},
                {"systemuser_id", Json::array({user->id})},
                {"system_id", user->system_id}};
    // Recorded tokens carry it where it was asked for, although the documentation says otherwise.
    if (!asked_ref.empty()) answer["externalRef"] = asked_ref;
    return answer;
}

// "2026-02-03T10:14:05+00:00", as Altinn writes times.
std::string with_offset(Instant time) {
    auto written = format_utc(time);
    written.back() = '+';
    return written + "00:00";
}

Result<Json> consent(Json const& request, Facts const& facts, Decision const& decision) {
    EMULATOR_TRY(only(request, {"type", "id", "from"}));
    auto const id = EMULATOR_TRY(text(request, "id", true));
    auto const from = EMULATOR_TRY(text(request, "from", true));
    if (!model::is_altinn_party(from)) {
        return wrong_details("from", shown(from, 100),
                             std::string(model::altinn_person) + "<synthetic person number> or " +
                                 std::string(model::altinn_organisation) + "<organisation number>");
    }
    // With consumer_org the consent was given to the customer (maskinporten_func_samtykke).
    auto const& to = decision.consumer_orgno;
    auto const found = facts.directory.consents.find(id);
    if (found == facts.directory.consents.end())
        return no_consent("id is a consent that Altinn knows", "id " + shown(id), "the id of a consent");
    auto const& given = found->second;
    if (given.from != from) return no_consent("from gave the consent", shown(from, 100), given.from);
    if (given.to_orgno != to)
        return no_consent("The consent was given to the consumer", "consumer " + to,
                          "consumer " + given.to_orgno);
    if (given.status != "Accepted")
        return no_consent("The consent is accepted and not revoked", "a consent that is " + given.status,
                          "Accepted");
    if (given.valid_to <= facts.now) {
        return no_consent("The consent has not expired", "valid to " + format_utc(given.valid_to),
                          "later than " + format_utc(facts.now) + ", the time here");
    }
    return Json{{"type", consent_type},
                {"id", id},
                {"from", from},
                {"to", organisation(to)},
                {"consented", with_offset(given.consented)},
                {"validTo", with_offset(given.valid_to)},
                {"consentRights", *given.rights}};
}

}  // namespace

Result<> authorization_details_are_known(jose::Jwt const& grant, Facts const& facts, Policy const&,
                                         Decision& decision) {
    auto const details = grant.claims.find("authorization_details");
    if (details == grant.claims.end()) return {};
    if (!details->is_array() || details->empty()) {
        return invalid_parameter("The claim authorization_details must be an array of one object",
                                 text_of(*details), "[{\"type\":\"urn:altinn:systemuser\", ...}]",
                                 "Put the object into an array.");
    }
    if (details->size() > 1)
        return wrong_details("authorization_details", std::to_string(details->size()) + " objects",
                             "one at a time");
    auto const& request = details->front();
    if (!request.is_object()) return wrong_details("authorization_details", text_of(request), "an object");
    auto const type = string_member(request, "type");
    if (type != system_user_type && type != consent_type)
        return unknown_details_type(request.contains("type") ? text_of(request["type"]) : "no type");
    auto answer = EMULATOR_TRY(type == consent_type ? consent(request, facts, decision)
                                                    : system_user(request, facts, decision));
    decision.authorization_details = std::make_shared<Json const>(Json::array({std::move(answer)}));
    return {};
}

}  // namespace emulator::maskinporten
