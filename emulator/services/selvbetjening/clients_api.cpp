#include "services/selvbetjening/clients_api.h"

#include <nlohmann/json.hpp>

#include "http/answers.h"
#include "http/parameters.h"
#include "services/selvbetjening/documents.h"
#include "services/selvbetjening/queries.h"

namespace emulator::selvbetjening {
namespace {

using enum http::Method;
using http::Request;
using http::Response;

std::string_view id_of(Request const& request) {
    return request.path_parameter("client_id");
}
std::string_view customer_of(Request const& request) {
    return request.path_parameter("onbehalfof");
}

Response with_version(Response response, model::Client const& client) {
    response.headers.set("ETag", version_of(client));
    return response;
}

}  // namespace

Response ClientsApi::told(Request const& request, Caller const& caller, ChangedClient const& changed,
                          unsigned status) const {
    auto const document = client_answer(changed.client, changed.has_new_secret);
    return with_version(api_.ok(request, caller, document, changed.warnings, status), changed.client);
}

void ClientsApi::mount(http::Router& router) {
    for (auto const& base : Api::paths("/clients")) {
        mount_clients(router, base);
        mount_keys(router, base + "/{client_id}/jwks");
        mount_customers(router, base + "/{client_id}/onbehalfof");
        mount_customers(router, base + "/{client_id}/onbehalof");  // as the documentation spells it
    }
}

void ClientsApi::mount_clients(http::Router& router, std::string const& base) {
    router.route(get, base, api_.secured(Call::read_clients, [this](Caller const& caller, Request const& r) {
        auto list = Json::array();
        for (auto const& client : clients_.list(caller, need(read_flag(r, "inactive")).value_or(false)))
            list.push_back(client_answer(client));
        return api_.ok(r, caller, list);
    }));
    router.route(post, base,
                 api_.secured(Call::create_client, [this](Caller const& caller, Request const& r) {
                     return told(r, caller, need(clients_.create(caller, need(read_object(r)))), 201);
                 }));
    auto const one = base + "/{client_id}";
    router.route(get, one, api_.secured(Call::read_clients, [this](Caller const& caller, Request const& r) {
        auto const client = need(clients_.find(caller, id_of(r)));
        return with_version(api_.ok(r, caller, client_answer(client)), client);
    }));
    router.route(put, one, api_.secured(Call::change_client, [this](Caller const& caller, Request const& r) {
        auto const body = need(read_object(r));
        return told(r, caller, need(clients_.replace(caller, id_of(r), body, if_match(r))));
    }));
    router.route(delete_, one,
                 api_.secured(Call::change_client, [this](Caller const& caller, Request const& r) {
                     return told(r, caller, need(clients_.deactivate(caller, id_of(r), if_match(r))));
                 }));
    router.route(post, one + "/secret",
                 api_.secured(Call::change_client, [this](Caller const& caller, Request const& r) {
                     return told(r, caller, need(clients_.renew_secret(caller, id_of(r), if_match(r))));
                 }));
}

void ClientsApi::mount_keys(http::Router& router, std::string const& path) {
    auto const told_keys = [this](Caller const& caller, Request const& r, model::Client const& client) {
        return with_version(api_.ok(r, caller, key_set_document(client)), client);
    };
    router.route(get, path,
                 api_.secured(Call::read_clients, [this, told_keys](Caller const& caller, Request const& r) {
                     return told_keys(caller, r, need(clients_.find(caller, id_of(r))));
                 }));
    Answer const replace = [this, told_keys](Caller const& caller, Request const& r) {
        auto const body = need(read_object(r));
        return told_keys(caller, r, need(clients_.replace_keys(caller, id_of(r), body, if_match(r))).client);
    };
    router.route(post, path, api_.secured(Call::change_client, replace));
    router.route(put, path, api_.secured(Call::change_client, replace));
    router.route(delete_, path,
                 api_.secured(Call::change_client, [this, told_keys](Caller const& caller, Request const& r) {
                     return told_keys(caller, r,
                                      need(clients_.remove_keys(caller, id_of(r), if_match(r))).client);
                 }));
}

void ClientsApi::mount_customers(http::Router& router, std::string const& path) {
    router.route(get, path,
                 api_.secured(Call::read_customers, [this](Caller const& caller, Request const& r) {
                     auto list = Json::array();
                     for (auto const& customer : need(clients_.find(caller, id_of(r))).on_behalf_of)
                         list.push_back(customer_document(customer));
                     return api_.ok(r, caller, list);
                 }));
    router.route(
        post, path, api_.secured(Call::change_customers, [this](Caller const& caller, Request const& r) {
            auto const body = need(read_object(r));
            return api_.ok(r, caller, customer_document(need(clients_.add_customer(caller, id_of(r), body))),
                           {}, 201);
        }));
    auto const one = path + "/{onbehalfof}";
    router.route(get, one, api_.secured(Call::read_customers, [this](Caller const& caller, Request const& r) {
        return api_.ok(r, caller,
                       customer_document(need(clients_.find_customer(caller, id_of(r), customer_of(r)))));
    }));
    router.route(
        put, one, api_.secured(Call::change_customers, [this](Caller const& caller, Request const& r) {
            auto const body = need(read_object(r));
            auto const customer = need(clients_.replace_customer(caller, id_of(r), customer_of(r), body));
            return api_.ok(r, caller, customer_document(customer));
        }));
    router.route(delete_, one,
                 api_.secured(Call::change_customers, [this](Caller const& caller, Request const& r) {
                     need(clients_.remove_customer(caller, id_of(r), customer_of(r)));
                     return http::no_store(Response());  // 200 without a body, as recorded
                 }));
}

}  // namespace emulator::selvbetjening
