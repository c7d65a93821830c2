#include "services/selvbetjening/client_web.h"

#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "base/times.h"
#include "http/answers.h"
#include "jose/export.h"
#include "jose/issue.h"
#include "jose/jwk.h"
#include "services/selvbetjening/combinations.h"
#include "services/selvbetjening/documents.h"
#include "services/selvbetjening/replacement.h"
#include "services/selvbetjening/web_forms.h"
#include "services/selvbetjening/web_frame.h"

namespace emulator::selvbetjening {
namespace {

using enum http::Method;
using http::Request;
using http::Response;

constexpr auto base = "/integrations";
constexpr std::string_view customer_fields[] = {"onbehalfof", "name", "orgno", "client_uri"};

std::string_view id_of(Request const& request) {
    return request.path_parameter("client_id");
}

void add_attributes(http::Values& values, model::Client const& client) {
    auto const document = client_document(client);
    for (auto const& [name, value] : document.items()) {
        if (value.is_array() && value.empty()) continue;
        values.add("ATTRIBUTE").set("NAME", name).set("VALUE", shown_value(value));
    }
}

void add_tools(http::Values& tools, model::Client const& client) {
    tools.show("CAN_DEACTIVATE", client.active).show("CAN_REACTIVATE", !client.active);
    tools.show("HAS_SECRET", client.active && uses_secret(client));
    tools.show("TAKES_KEYS",
               client.active && client.token_endpoint_auth_method == model::AuthMethod::private_key_jwt);
}

void add_customers(http::Values& values, model::Client const& client, bool may_change,
                   http::Parameters const& typed) {
    values.show("NO_CUSTOMERS", client.on_behalf_of.empty());
    for (auto const& customer : client.on_behalf_of) {
        auto& row = values.add("CUSTOMER");
        row.set("ID", customer.id).set("NAME", customer.name).set("ORGNO", customer.orgno);
        row.show("REMOVABLE", may_change && client.active);
    }
    if (!may_change || !client.active) return;
    auto& form = values.add("NEW_CUSTOMER");
    for (auto const name : customer_fields)
        form.set(upper_case(name), typed.text(name));
}

Json customer_body(http::Parameters const& form) {
    auto body = Json::object();
    for (auto const name : customer_fields) {
        if (form.has(name)) body[std::string(name)] = form.text(name);
    }
    return body;
}

}  // namespace

NewKey new_key() {
    auto const key = jose::generate_rsa_key();
    auto const kid = jose::thumbprint(key.public_key());
    return {jose::public_jwk(key.public_key(), kid, jose::Algorithm::RS256),
            jose::private_jwk(key, kid, jose::Algorithm::RS256).dump(2), jose::private_key_pem(key)};
}

Result<Json> pasted_keys(std::string const& text) {
    auto document = parse_json(text);
    if (!document)
        return refused("Jwks", {{"keys", shown(document.error().description, 200), "a JWK or a JWKS in JSON",
                                 "Paste the public key as JWK."}});
    if (document->is_object() && document->contains("keys")) return document;
    if (document->is_array()) return Json{{"keys", *document}};
    return Json{{"keys", Json::array({*document})}};
}

void ClientWeb::mount(http::Router& router) {
    std::string const one = std::string(base) + "/{client_id}";
    auto const on = [&](http::Method method, std::string const& path, auto handler) {
        router.route(method, path,
                     http::PlainHandler([this, handler](Request const& r) { return (this->*handler)(r); }));
    };
    on(get, one, &ClientWeb::show);
    on(post, one + "/keys", &ClientWeb::change_keys);
    on(post, one + "/secret", &ClientWeb::renew_secret);
    on(post, one + "/active", &ClientWeb::set_active);
    on(post, one + "/customers", &ClientWeb::change_customers);
    on(post, "/download", &ClientWeb::download);
}

Response ClientWeb::show(Request const& request) const {
    auto const caller = acting_for(request, *directory_.latest());
    return page(request, 200, need(clients_.find(caller, id_of(request))), {});
}

Response ClientWeb::told(Request const& request, Caller const& caller, Result<ChangedClient> const& changed,
                         Outcome outcome) const {
    if (changed) {
        outcome.new_secret = changed->has_new_secret;
        outcome.typed = {};
        return page(request, 200, changed->client, outcome);
    }
    auto const error = changed.error();
    outcome.key = {};
    outcome.error = &error;
    return page(request, http_status(error.code), need(clients_.find(caller, id_of(request))), outcome);
}

Response ClientWeb::change_keys(Request const& request) {
    auto const form = read_posted(request);
    auto const caller = acting_for(request, *directory_.latest());
    auto const id = id_of(request);
    auto const action = form.text("action");
    if (action == "remove")
        return told(request, caller, clients_.remove_keys(caller, id, form.get("version")), {});
    if (action == "generate") {
        auto const key = new_key();
        return told(request, caller, clients_.add_key(caller, id, key.public_jwk), {false, key});
    }
    auto const pasted = pasted_keys(form.text("jwks"));
    auto const changed = pasted ? clients_.replace_keys(caller, id, *pasted, form.get("version"))
                                : Result<ChangedClient>(pasted.error());
    return told(request, caller, changed, {false, {}, nullptr, form});
}

Response ClientWeb::renew_secret(Request const& request) {
    auto const form = read_posted(request);
    auto const caller = acting_for(request, *directory_.latest());
    return told(request, caller, clients_.renew_secret(caller, id_of(request), form.get("version")), {});
}

Response ClientWeb::set_active(Request const& request) {
    auto const form = read_posted(request);
    auto const caller = acting_for(request, *directory_.latest());
    auto const client = need(clients_.find(caller, id_of(request)));
    auto const version = form.get("version");
    auto const changed = form.text("active") == "true"
                             ? clients_.replace(caller, client.client_id, client_document(client), version)
                             : clients_.deactivate(caller, client.client_id, version);
    return told(request, caller, changed, {});
}

// Customers have names of their own, so that nobody's entry is in the way of another's.
Response ClientWeb::change_customers(Request const& request) {
    auto const form = read_posted(request);
    auto const caller = acting_for(request, *directory_.latest());
    auto const id = id_of(request);
    auto const customer = form.text("onbehalfof");
    if (form.text("action") == "remove")
        return told(request, caller, clients_.remove_customer(caller, id, customer), {});
    auto const body = customer_body(form);
    auto const kept = clients_.find_customer(caller, id, customer)
                          ? clients_.replace_customer(caller, id, customer, body)
                          : clients_.add_customer(caller, id, body);
    auto const changed = kept ? Result<ChangedClient>(ChangedClient{need(clients_.find(caller, id))})
                              : Result<ChangedClient>(kept.error());
    return told(request, caller, changed, {false, {}, nullptr, form});
}

// A private key is shown once and kept nowhere, so what is to be a file comes back from the page.
Response ClientWeb::download(Request const& request) const {
    auto const form = read_posted(request);
    bool const pem = form.text("form") == "pem";
    Response response;
    response.headers.add("Content-Type", pem ? "application/x-pem-file" : "application/json");
    response.headers.add(
        "Content-Disposition",
        std::string("attachment; filename=\"") + (pem ? "private-key.pem" : "private-key.jwk.json") + "\"");
    response.headers.add("X-Content-Type-Options", "nosniff");
    response.body = form.text("content") + "\n";
    return http::no_store(std::move(response));
}

Response ClientWeb::page(Request const& request, unsigned status, model::Client const& client,
                         Outcome const& outcome) const {
    auto const directory = directory_.latest();
    auto const caller = acting_for(request, *directory);
    auto values = frame_values(request, *directory, caller, "INTEGRATIONS");
    values.set("NAME", client.client_name.empty() ? client.client_id : client.client_name);
    values.set("CLIENT_ID", client.client_id).set("DESCRIPTION", client.description);
    values.set("URL", std::string(base) + "/" + percent_encode(client.client_id));
    values.set("SETTINGS", settings(addresses_, client));
    values.show("INACTIVE", !client.active);
    if (outcome.error) add_faults(values, *outcome.error);
    if (outcome.new_secret) values.add("SECRET").set("VALUE", client.client_secret);
    if (!outcome.key.private_pem.empty())
        values.add("PRIVATE_KEY").set("PEM", outcome.key.private_pem).set("JWK", outcome.key.private_jwk);
    add_attributes(values, client);
    for (auto const& sample : samples(assets_, addresses_, client))
        values.add("SAMPLE").set("LANGUAGE_NAME", sample.language).set("CODE", sample.code);
    values.set("VERSION", version_of(client)).set("JWKS", outcome.typed.text("jwks"));
    if (may_change(caller, client)) add_tools(values.add("TOOLS"), client);
    if (is_for_login(client.integration_type))
        add_customers(values.add("CUSTOMERS"), client, may_change(caller, client), outcome.typed);
    for (auto const& key : client.keys) {
        values.add("KEY")
            .set("KID", key.kid)
            .set("ALG", std::string(string_member(*key.jwk, "alg")))
            .set("EXP", key.exp ? format_oslo_date(*key.exp) : "–");
    }
    values.show("NO_KEYS", client.keys.empty());
    return site_.show(status, "selvbetjening-client", "self.integration", request,
                      http::Site::language(request), std::move(values));
}

}  // namespace emulator::selvbetjening
