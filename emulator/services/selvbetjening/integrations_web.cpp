#include "services/selvbetjening/integrations_web.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "http/answers.h"
#include "services/selvbetjening/documents.h"
#include "services/selvbetjening/rules.h"
#include "services/selvbetjening/web_forms.h"
#include "services/selvbetjening/web_frame.h"

namespace emulator::selvbetjening {
namespace {

using enum http::Method;
using http::Request;
using http::Response;

constexpr auto base = "/integrations";

std::string_view id_of(Request const& request) {
    return request.path_parameter("client_id");
}

bool fits(std::string_view scope, std::string_view integration_type, store::Directory const& directory,
          std::string_view orgno) {
    model::Client trial;
    trial.integration_type = integration_type;
    trial.client_orgno = orgno;
    trial.scopes = {std::string(scope)};
    return scope_faults(trial, directory).empty();
}

void add_scopes(http::Values& values, http::Parameters const& fields, store::Directory const& directory,
                Caller const& caller) {
    auto const type = fields.text("integration_type");
    auto const* row = combination_of(type, "web");
    auto const chosen = all_of(fields, "scope");
    for (auto const& [name, scope] : directory.scopes) {
        bool const stock = row && std::find(row->default_scopes.begin(), row->default_scopes.end(), name) !=
                                      row->default_scopes.end();
        bool const offered = row && (row->more_scopes || stock) && fits(name, type, directory, caller.orgno);
        // What the client has does not fall out of it unseen, although it may no longer be had.
        bool const checked = std::find(chosen.begin(), chosen.end(), name) != chosen.end();
        if (!offered && !checked) continue;
        values.add("SCOPE")
            .set("VALUE", name)
            .set("LABEL", name)
            .set("TEXT", scope.description)
            .show("CHECKED", checked);
    }
}

void add_choices(http::Values& values, std::string const& section, std::span<std::string_view const> offered,
                 std::string_view chosen) {
    for (auto const value : offered) {
        if (value.empty()) continue;
        values.add(section)
            .set("VALUE", std::string(value))
            .set("LABEL", std::string(value))
            .show("CHECKED", value == chosen);
    }
}

http::Parameters fields_to_begin_with(Combination const& row) {
    http::Parameters fields;
    fields.add("integration_type", std::string(row.integration_type));
    fields.add("application_type", std::string(row.application_type));
    fields.add("token_endpoint_auth_method", std::string(row.auth_methods.front()));
    for (auto const scope : row.default_scopes)
        if (!scope.empty()) fields.add("scope", std::string(scope));
    return fields;
}

void add_client_row(http::Values& values, model::Client const& client) {
    auto& row = values.add("CLIENT");
    row.set("URL", std::string(base) + "/" + percent_encode(client.client_id));
    row.set("NAME", client.client_name.empty() ? client.client_id : client.client_name);
    row.set("CLIENT_ID", client.client_id).set("KIND", client.integration_type);
    row.set("DESCRIPTION", client.description).show("INACTIVE", !client.active);
}

}  // namespace

void IntegrationsWeb::mount(http::Router& router) {
    std::string const one = std::string(base) + "/{client_id}";
    auto const on = [&](http::Method method, std::string const& path, auto handler) {
        router.route(method, path,
                     http::PlainHandler([this, handler](Request const& r) { return (this->*handler)(r); }));
    };
    on(get, "/", &IntegrationsWeb::list);
    on(post, "/organisation", &IntegrationsWeb::choose_organisation);
    on(get, std::string(base) + "/new", &IntegrationsWeb::begin);
    on(post, base, &IntegrationsWeb::create);
    on(get, one + "/edit", &IntegrationsWeb::edit);
    on(post, one + "/edit", &IntegrationsWeb::replace);
}

Response IntegrationsWeb::list(Request const& request) const {
    auto const directory = directory_.latest();
    auto const caller = acting_for(request, *directory);
    auto values = frame_values(request, *directory, caller, "INTEGRATIONS");
    auto const clients = clients_.list(caller, true);
    for (auto const& client : clients)
        add_client_row(values, client);
    values.show("NO_CLIENTS", clients.empty());
    return site_.show(200, "selvbetjening", "self.title", request, http::Site::language(request),
                      std::move(values));
}

Response IntegrationsWeb::choose_organisation(Request const& request) const {
    auto const form = read_posted(request);
    auto const typed = form.text("other");
    auto response = http::see_other("/" + locale_query(request));
    need(act_for(response, typed.empty() ? form.text("orgno") : typed));
    return response;
}

Response IntegrationsWeb::begin(Request const& request) const {
    auto const query = need(http::read_query(request));
    auto const* row = combination_of(query.text("integration_type"), query.text("application_type"));
    if (row) return form_page(request, 200, fields_to_begin_with(*row), nullptr, nullptr);
    auto const directory = directory_.latest();
    auto values = frame_values(request, *directory, acting_for(request, *directory), "INTEGRATIONS");
    auto const language = http::Site::language(request);
    auto const locale = query.text("locale");
    http::Values* card = nullptr;
    std::string_view type;
    for (auto const& offered : combinations()) {
        if (offered.integration_type == "eformidling") continue;  // Digdir makes these itself
        if (offered.integration_type != type) {
            type = offered.integration_type;
            card = &values.add("TYPE");
            card->set("NAME", std::string(type));
            card->set("TEXT", site_.pages().text("self.type." + std::string(type), language));
        }
        http::Parameters choice;
        choice.add("integration_type", std::string(type));
        choice.add("application_type", std::string(offered.application_type));
        if (!locale.empty()) choice.add("locale", locale);
        card->add("APPLICATION")
            .set("LABEL",
                 site_.pages().text("self.application." + std::string(offered.application_type), language))
            .set("VALUE", std::string(offered.application_type))
            .set("URL", http::with_query(std::string(base) + "/new", choice));
    }
    return site_.show(200, "selvbetjening-type", "self.new", request, language, std::move(values));
}

Response IntegrationsWeb::form_page(Request const& request, unsigned status, http::Parameters const& fields,
                                    model::Client const* client, Error const* error) const {
    auto const directory = directory_.latest();
    auto const caller = acting_for(request, *directory);
    auto const language = http::Site::language(request);
    auto values = frame_values(request, *directory, caller, "INTEGRATIONS");
    auto const type = fields.text("integration_type");
    auto const application = fields.text("application_type");
    auto const* row = combination_of(type, application);
    if (!row) {
        throw Problem(refused("Client", {{"application_type", shown(type + " " + application, 80),
                                          "a combination of the table", "Begin at /integrations/new."}}));
    }
    values.set("ACTION",
               client ? std::string(base) + "/" + percent_encode(client->client_id) + "/edit" : base);
    values.set("VERSION", client ? version_of(*client) : "");
    values.show("IS_NEW", client == nullptr).show("IS_EDIT", client != nullptr);
    values.set("HEADING_NAME", client ? client->client_name : "");
    values.set("TYPE", type).set("APPLICATION", application);
    for (auto const& name : client_field_names())
        values.set(upper_case(name), fields.text(name));
    values.set("JWKS", fields.text("jwks")).set("CLIENT_ORGNO", fields.text("client_orgno"));
    if (error) {
        auto& told = add_faults(values, *error);
        if (client && error->code == ErrorCode::precondition_failed)
            add_differences(told, differences(*client, fields));
    }
    add_choices(values, "METHOD", row->auth_methods, fields.text("token_endpoint_auth_method"));
    add_scopes(values, fields, *directory, caller);
    if (is_for_login(type)) {
        auto& login = values.add("LOGIN");
        login.show("SSO_DISABLED", fields.has("sso_disabled"));
        bool const optional = fields.text("code_challenge_method") == "none";
        login.show("PKCE_REQUIRED", !optional).show("PKCE_OPTIONAL", optional);
        bool const reused = fields.text("refresh_token_usage") == "REUSE";
        login.show("ONETIME", !reused).show("REUSE", reused);
    }
    bool const takes_keys = std::find(row->auth_methods.begin(), row->auth_methods.end(),
                                      "private_key_jwt") != row->auth_methods.end();
    if (!client && takes_keys) {
        auto const how = fields.text("keys");
        auto& keys = values.add("KEYS");
        keys.show("GENERATE", how.empty() || how == "generate").show("PASTE", how == "paste");
        keys.show("NONE", how == "none");
    }
    return site_.show(status, "selvbetjening-form", client ? "self.edit" : "self.new", request, language,
                      std::move(values));
}

Response IntegrationsWeb::create(Request const& request) {
    auto const form = read_posted(request);
    auto const caller = acting_for(request, *directory_.latest());
    auto const refuse = [&](Error const& error) {
        return form_page(request, http_status(error.code), form, nullptr, &error);
    };
    ClientWeb::Outcome outcome;
    Json key_set;
    if (form.text("token_endpoint_auth_method") == "private_key_jwt" && form.text("keys") == "generate") {
        outcome.key = new_key();
        key_set = {{"keys", Json::array({outcome.key.public_jwk})}};
    } else if (form.text("keys") == "paste" && form.has("jwks")) {
        auto pasted = pasted_keys(form.text("jwks"));
        if (!pasted) return refuse(pasted.error());
        key_set = std::move(*pasted);
    }
    auto const changed = clients_.create(caller, client_body(form), key_set);
    if (!changed) return refuse(changed.error());
    outcome.new_secret = changed->has_new_secret;
    return client_web_.page(request, 200, changed->client, outcome);
}

Response IntegrationsWeb::edit(Request const& request) const {
    auto const caller = acting_for(request, *directory_.latest());
    auto const client = need(clients_.find(caller, id_of(request)));
    return form_page(request, 200, client_fields(client), &client, nullptr);
}

Response IntegrationsWeb::replace(Request const& request) {
    auto const form = read_posted(request);
    auto const caller = acting_for(request, *directory_.latest());
    auto const before = need(clients_.find(caller, id_of(request)));
    auto const body = edited_body(before, form);
    // What the form does not show is of `before`, and so must be what it is written to.
    auto const version = form.get("version").value_or(version_of(before));
    auto const changed = clients_.replace(caller, before.client_id, body, version);
    if (!changed) {
        auto const error = changed.error();
        auto const client = need(clients_.find(caller, before.client_id));
        return form_page(request, http_status(error.code), form, &client, &error);
    }
    return client_web_.page(request, 200, changed->client, {changed->has_new_secret});
}

}  // namespace emulator::selvbetjening
