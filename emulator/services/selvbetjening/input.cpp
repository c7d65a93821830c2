#include "services/selvbetjening/input.h"

#include <algorithm>
#include <initializer_list>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "http/json_body.h"
#include "model/json_fields.h"
#include "services/selvbetjening/combinations.h"

namespace emulator::selvbetjening {
namespace {

// Without nulls and without `ignored`.
Json relevant(Json const& body, std::initializer_list<std::string_view> ignored) {
    auto object = Json::object();
    for (auto const& [name, value] : body.items()) {
        bool const skip = value.is_null() || std::find(ignored.begin(), ignored.end(), name) != ignored.end();
        if (!skip) object[name] = value;
    }
    return object;
}

// The member under another name that is in use for it.
void rename(Json& object, char const* from, char const* to) {
    if (!object.contains(from)) return;
    if (!object.contains(to)) object[to] = object[from];
    object.erase(from);
}

void add_reading(model::JsonFields const& fields, Faults& faults, std::vector<std::string>& warnings) {
    for (auto const& fault : fields.faults())
        faults.push_back({fault.name, fault.received, fault.expected, "Correct the member."});
    for (auto const& name : fields.unknown())
        warnings.push_back("the member " + shown(name, 60) + " is unknown and was ignored");
}

void set_default(Json& object, char const* name, Json value) {
    if (!object.contains(name)) object[name] = std::move(value);
}

void set_defaults(Json& object) {
    std::string const type(string_member(object, "integration_type"));
    std::string const application(string_member(object, "application_type"));
    bool const is_public = application == "browser" || application == "native";
    set_default(object, "application_type", "web");
    set_default(object, "token_endpoint_auth_method", is_public ? "none" : "private_key_jwt");
    auto const* combination = combination_of(type, object["application_type"].is_string()
                                                       ? object["application_type"].get<std::string>()
                                                       : std::string());
    if (!combination) return;
    auto grants = Json::array();
    for (auto const grant : combination->grants)
        if (!grant.empty()) grants.push_back(grant);
    set_default(object, "grant_types", std::move(grants));
    auto scopes = Json::array();
    for (auto const scope : combination->default_scopes)
        if (!scope.empty()) scopes.push_back(scope);
    set_default(object, "scopes", std::move(scopes));
}

}  // namespace

Result<Json> read_object(http::Request const& request) {
    auto document = http::read_json(request);
    if (!document) {
        if (document.error().code == ErrorCode::unsupported_media_type) return document;
        return refused("Body", {{"", shown(document.error().description, 200), "one JSON object",
                                 "Write the body with a JSON library."}});
    }
    if (!document->is_object())
        return refused("Body", {{"", std::string("a JSON ") + document->type_name(), "one JSON object",
                                 "Put braces around it."}});
    return document;
}

Input<model::Client> read_client(Json const& body) {
    Input<model::Client> input;
    auto object = relevant(body, {"client_id", "client_secret", "created", "last_updated", "active", "jwks",
                                  "jwks_uri", "onbehalfof", "backchannel_logout_session_required"});
    if (object.contains("default_scopes")) {
        object.erase("default_scopes");
        input.warnings.emplace_back("default_scopes is no longer in use and was ignored; send scopes");
    }
    // A client of Python's that writes str(None) is known.
    for (auto const* name : {"frontchannel_logout_uri", "backchannel_logout_uri"}) {
        if (object.contains(name) && object[name] == "None") {
            object.erase(name);
            input.warnings.push_back(std::string(name) + " was the word None and was ignored");
        }
    }
    set_defaults(object);
    object["client_id"] = "-";  // given by the service
    model::JsonFields fields(object);
    input.value = model::read_client(fields);
    input.value.client_id.clear();
    if (!object.contains("integration_type"))
        fields.fault("integration_type", "nothing",
                     "one of maskinporten, idporten, krr, api_klient, ansattporten, eformidling");
    add_reading(fields, input.faults, input.warnings);
    return input;
}

Input<model::Scope> read_scope(Json const& body) {
    Input<model::Scope> input;
    auto object = relevant(body, {"name", "owner_orgno", "created", "last_updated", "active", "access"});
    rename(object, "allowable_integration_types", "allowed_integration_types");
    rename(object, "authorization_max_age", "authorization_max_lifetime");
    if (string_member(object, "token_type") == "SELF-CONTAINED") object["token_type"] = "SELF_CONTAINED";
    std::string prefix;
    std::string subscope;
    model::JsonFields names(object);
    names.required_text("prefix", prefix);
    names.required_text("subscope", subscope);
    object["name"] = prefix + ":" + subscope;
    model::JsonFields fields(object);
    input.value = model::read_scope(fields);
    for (auto const& fault : names.faults())
        fields.fault(fault.name, fault.received, fault.expected);
    if (input.value.description.empty())
        fields.fault("description", "nothing",
                     "a string that is not empty: people read it when they consent");
    add_reading(fields, input.faults, input.warnings);
    return input;
}

Input<model::OnBehalfOf> read_customer(Json const& body) {
    Input<model::OnBehalfOf> input;
    auto object = relevant(body, {"created", "last_updated"});
    rename(object, "display_name", "name");
    rename(object, "url", "client_uri");
    model::JsonFields fields(object);
    auto& customer = input.value;
    fields.required_text("onbehalfof", customer.id);
    fields.text("name", customer.name);
    fields.text("description", customer.description);
    fields.organisation_number("orgno", customer.orgno);
    fields.text("client_uri", customer.client_uri);
    if (customer.name.empty()) fields.fault("name", "nothing", "the customer's name, which people see");
    add_reading(fields, input.faults, input.warnings);
    return input;
}

}  // namespace emulator::selvbetjening
