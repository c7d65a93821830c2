#include "services/selvbetjening/data_sharing_api.h"

#include <nlohmann/json.hpp>

#include "services/selvbetjening/documents.h"
#include "services/selvbetjening/queries.h"
#include "services/selvbetjening/rules.h"

namespace emulator::selvbetjening {
namespace {

using enum http::Method;
using http::Request;
using http::Response;

constexpr std::string_view machine_type = "maskinporten";

Json short_document(model::Client const& client) {
    Json document{{"clientId", client.client_id},
                  {"consumerOrgnr", client.client_orgno},
                  {"description", client.description},
                  {"scopes", client.scopes}};
    if (!client.keys.empty()) document["keys"] = key_set_document(client)["keys"];
    return document;
}

}  // namespace

void DataSharingApi::mount(http::Router& router) {
    std::string const base = "/datasharing/consumer";
    router.route(get, base + "/scope/access",
                 api_.secured(Call::share_data, [this](Caller const& caller, Request const& r) {
                     auto list = Json::array();
                     for (auto const& [access, scope] : scopes_.accesses_of_consumer(caller, false)) {
                         if (!allows(scope, machine_type)) continue;
                         auto document = access_document(access, scope);
                         document["description"] = scope.description;
                         document["allowed_integration_types"] = scope.allowed_integration_types;
                         document["accessible_for_all"] = scope.accessible_for_all;
                         document["name"] = scope.name;
                         list.push_back(std::move(document));
                     }
                     return api_.ok(r, caller, list);
                 }));
    router.route(get, base + "/client",
                 api_.secured(Call::share_data, [this](Caller const& caller, Request const& r) {
                     auto list = Json::array();
                     for (auto const& client : clients_.list(caller, false)) {
                         if (client.integration_type == machine_type) list.push_back(short_document(client));
                     }
                     return api_.ok(r, caller, list);
                 }));
    router.route(post, base + "/client",
                 api_.secured(Call::share_data,
                              [this](Caller const& caller, Request const& r) { return create(caller, r); }));
    router.route(delete_, base + "/client",
                 api_.secured(Call::share_data, [this](Caller const& caller, Request const& r) {
                     auto const id = need(read_required(r, "client_id"));
                     return api_.ok(r, caller, short_document(need(clients_.deactivate(caller, id)).client));
                 }));
}

Response DataSharingApi::create(Caller const& caller, Request const& request) {
    auto body = need(read_object(request));
    body["integration_type"] = machine_type;
    Json key_set;
    if (body.contains("keys")) key_set = {{"keys", body["keys"]}};
    body.erase("keys");
    auto const changed = need(clients_.create(caller, body, key_set));
    return api_.ok(request, caller, short_document(changed.client), changed.warnings, 201);
}

}  // namespace emulator::selvbetjening
