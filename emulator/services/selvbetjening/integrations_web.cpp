#include "services/selvbetjening/integrations_web.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "base/times.h"
#include "http/answers.h"
#include "http/same_origin.h"
#include "jose/export.h"
#include "jose/issue.h"
#include "jose/jwk.h"
#include "oauth/scopes.h"
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

http::Parameters read_posted(Request const& request) {
    need(http::check_same_origin(request));
    return need(http::read_form_with_repetitions(request));
}

std::string upper_case(std::string_view name) {
    std::string out(name);
    for (auto& c : out)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    return out;
}

struct NewKey {
    Json public_jwk;
    std::string private_jwk;
    std::string private_pem;
};

// Named after its thumbprint, so that no two keys of a client have one name.
NewKey new_key() {
    auto const key = jose::generate_rsa_key();
    auto const kid = jose::thumbprint(key.public_key());
    return {jose::public_jwk(key.public_key(), kid, jose::Algorithm::RS256),
            jose::private_jwk(key, kid, jose::Algorithm::RS256).dump(2), jose::private_key_pem(key)};
}

// What was pasted: a set, one key, or several of them in an array.
Result<Json> pasted_keys(std::string const& text) {
    auto document = parse_json(text);
    if (!document)
        return refused("Jwks", {{"keys", shown(document.error().description, 200), "a JWK or a JWKS in JSON",
                                 "Paste the public key as JWK."}});
    if (document->is_object() && document->contains("keys")) return document;
    if (document->is_array()) return Json{{"keys", *document}};
    return Json{{"keys", Json::array({*document})}};
}

// The set as it is, with one more.
Json with_key(model::Client const& client, Json key) {
    auto set = key_set_document(client);
    set["keys"].push_back(std::move(key));
    return set;
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
        if (!offered) continue;
        bool const checked = std::find(chosen.begin(), chosen.end(), name) != chosen.end();
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

void add_attributes(http::Values& values, model::Client const& client) {
    auto const document = client_document(client);
    for (auto const& [name, value] : document.items()) {
        if (value.is_array() && value.empty()) continue;
        std::string text = value.is_string() ? value.get<std::string>() : json_text(value);
        if (value.is_array() && value.front().is_string()) {
            text.clear();
            for (auto const& item : value)
                text.append(text.empty() ? "" : "\n").append(item.get<std::string>());
        }
        values.add("ATTRIBUTE").set("NAME", name).set("VALUE", text);
    }
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
    on(get, one, &IntegrationsWeb::show);
    on(get, one + "/edit", &IntegrationsWeb::edit);
    on(post, one + "/edit", &IntegrationsWeb::replace);
    on(post, one + "/keys", &IntegrationsWeb::change_keys);
    on(post, one + "/secret", &IntegrationsWeb::renew_secret);
    on(post, one + "/active", &IntegrationsWeb::set_active);
    on(post, "/download", &IntegrationsWeb::download);
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
    for (auto const* name :
         {"client_name", "description", "display_name", "client_uri", "redirect_uris",
          "post_logout_redirect_uris", "frontchannel_logout_uri", "backchannel_logout_uri",
          "access_token_lifetime", "authorization_lifetime", "refresh_token_lifetime", "jwks"})
        values.set(upper_case(name), fields.text(name));
    if (error) add_faults(values, *error);
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
    Outcome outcome;
    Json key_set;
    if (form.text("token_endpoint_auth_method") == "private_key_jwt" && form.text("keys") == "generate") {
        auto key = new_key();
        key_set = {{"keys", Json::array({std::move(key.public_jwk)})}};
        outcome.private_jwk = std::move(key.private_jwk);
        outcome.private_pem = std::move(key.private_pem);
    } else if (form.text("keys") == "paste" && form.has("jwks")) {
        auto pasted = pasted_keys(form.text("jwks"));
        if (!pasted) return refuse(pasted.error());
        key_set = std::move(*pasted);
    }
    auto const changed = clients_.create(caller, client_body(form), key_set);
    if (!changed) return refuse(changed.error());
    outcome.new_secret = changed->has_new_secret;
    return client_page(request, 200, changed->client, outcome);
}

Response IntegrationsWeb::edit(Request const& request) const {
    auto const caller = acting_for(request, *directory_.latest());
    auto const client = need(clients_.find(caller, id_of(request)));
    return form_page(request, 200, client_fields(client), &client, nullptr);
}

Response IntegrationsWeb::replace(Request const& request) {
    auto const form = read_posted(request);
    auto const caller = acting_for(request, *directory_.latest());
    auto const changed = clients_.replace(caller, id_of(request), client_body(form), form.get("version"));
    if (!changed) {
        auto const error = changed.error();
        auto const client = need(clients_.find(caller, id_of(request)));
        return form_page(request, http_status(error.code), form, &client, &error);
    }
    return client_page(request, 200, changed->client, {changed->has_new_secret, "", "", nullptr});
}

Response IntegrationsWeb::show(Request const& request) const {
    auto const caller = acting_for(request, *directory_.latest());
    return client_page(request, 200, need(clients_.find(caller, id_of(request))), {});
}

Response IntegrationsWeb::change_keys(Request const& request) {
    auto const form = read_posted(request);
    auto const caller = acting_for(request, *directory_.latest());
    auto const client = need(clients_.find(caller, id_of(request)));
    auto const action = form.text("action");
    Outcome outcome;
    Result<ChangedClient> changed = ChangedClient{client};
    if (action == "remove") {
        changed = clients_.remove_keys(caller, client.client_id);
    } else if (action == "generate") {
        auto key = new_key();
        changed =
            clients_.replace_keys(caller, client.client_id, with_key(client, std::move(key.public_jwk)));
        if (changed) {
            outcome.private_jwk = std::move(key.private_jwk);
            outcome.private_pem = std::move(key.private_pem);
        }
    } else {
        auto const pasted = pasted_keys(form.text("jwks"));
        changed = pasted ? clients_.replace_keys(caller, client.client_id, *pasted)
                         : Result<ChangedClient>(pasted.error());
    }
    if (changed) return client_page(request, 200, changed->client, outcome);
    auto const error = changed.error();
    outcome.error = &error;
    return client_page(request, http_status(error.code), client, outcome);
}

Response IntegrationsWeb::renew_secret(Request const& request) {
    static_cast<void>(read_posted(request));
    auto const caller = acting_for(request, *directory_.latest());
    auto const changed = need(clients_.renew_secret(caller, id_of(request)));
    return client_page(request, 200, changed.client, {true, "", "", nullptr});
}

Response IntegrationsWeb::set_active(Request const& request) {
    auto const form = read_posted(request);
    auto const caller = acting_for(request, *directory_.latest());
    auto const client = need(clients_.find(caller, id_of(request)));
    auto const changed = form.text("active") == "true"
                             ? clients_.replace(caller, client.client_id, client_document(client))
                             : clients_.deactivate(caller, client.client_id);
    if (changed) return client_page(request, 200, changed->client, {});
    auto const error = changed.error();
    return client_page(request, http_status(error.code), client, {false, "", "", &error});
}

// A private key is shown once and kept nowhere, so what is to be a file comes back from the page.
Response IntegrationsWeb::download(Request const& request) const {
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

Response IntegrationsWeb::client_page(Request const& request, unsigned status, model::Client const& client,
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
    if (!outcome.private_pem.empty())
        values.add("PRIVATE_KEY").set("PEM", outcome.private_pem).set("JWK", outcome.private_jwk);
    add_attributes(values, client);
    for (auto const& sample : samples(assets_, addresses_, client))
        values.add("SAMPLE").set("LANGUAGE_NAME", sample.language).set("CODE", sample.code);
    if (may_change(caller, client)) {
        auto& tools = values.add("TOOLS");
        tools.show("CAN_DEACTIVATE", client.active).show("CAN_REACTIVATE", !client.active);
        using enum model::AuthMethod;
        auto const method = client.token_endpoint_auth_method;
        tools.show("HAS_SECRET",
                   client.active && (method == client_secret_basic || method == client_secret_post));
        tools.show("TAKES_KEYS", client.active && method == private_key_jwt);
    }
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
