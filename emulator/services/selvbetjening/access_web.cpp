#include "services/selvbetjening/access_web.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "http/answers.h"
#include "services/selvbetjening/documents.h"
#include "services/selvbetjening/rules.h"
#include "services/selvbetjening/web_forms.h"
#include "services/selvbetjening/web_frame.h"

namespace emulator::selvbetjening {
namespace {

std::string name_of(store::Directory const& directory, std::string const& orgno) {
    auto const found = directory.organisations.find(orgno);
    return found == directory.organisations.end() ? orgno : found->second.navn;
}

// Everyone who has access to any of the scopes, and the organisations of the data set.
std::vector<std::string> consumers(store::Directory const& directory, Caller const& caller) {
    std::vector<std::string> all;
    for (auto const& [orgnr, organisation] : directory.organisations)
        if (orgnr != caller.orgno) all.push_back(orgnr);
    for (auto const& [key, access] : directory.accesses) {
        auto const* scope = directory.scope(access.scope);
        bool const mine =
            scope && scope->owner_orgno == caller.orgno && access.consumer_orgno != caller.orgno;
        if (mine && std::find(all.begin(), all.end(), access.consumer_orgno) == all.end())
            all.push_back(access.consumer_orgno);
    }
    return all;
}

void add_matrix(http::Values& values, std::vector<model::Scope> const& scopes,
                store::Directory const& directory, Caller const& caller, std::string const& locale) {
    auto const columns = consumers(directory, caller);
    for (auto const& orgno : columns)
        values.add("CONSUMER").set("ORGNO", orgno).set("NAME", name_of(directory, orgno));
    for (auto const& scope : scopes) {
        auto& row = values.add("SCOPE");
        http::Parameters named;
        named.add("scope", scope.name);
        row.set("NAME", scope.name).set("TEXT", scope.description);
        row.set("EDIT_URL", http::with_query("/access/edit" + locale, named));
        row.show("ACTIVE", scope.active).show("INACTIVE", !scope.active);
        for (auto const& orgno : columns) {
            bool const granted = directory.has_access(scope.name, orgno);
            row.add("CELL")
                .set("CONSUMER_ORGNO", orgno)
                .set("CONSUMER_NAME", name_of(directory, orgno))
                .show("GRANTED", granted)
                .show("NOT_GRANTED", !granted);
        }
    }
}

// The attributes that can be changed.
void set_attributes(http::Values& form, http::Parameters const& fields) {
    for (std::string const field :
         {"description", "long_description", "at_max_age", "authorization_max_lifetime"})
        form.set(upper_case(field), fields.text(field));
    auto const types = all_of(fields, "integration_type");
    for (std::string const type : {"maskinporten", "api_klient", "idporten", "krr", "ansattporten"})
        form.add("TYPE")
            .set("VALUE", type)
            .show("CHECKED", std::find(types.begin(), types.end(), type) != types.end());
    for (auto const& source : delegation_sources)
        form.add("SOURCE")
            .set("VALUE", std::string(source.issuer))
            .set("LABEL", std::string(source.name))
            .show("CHECKED", source.issuer == fields.text("delegation_source"));
    for (auto const& [name, field] :
         {std::pair("FOR_ALL", "accessible_for_all"), std::pair("CONSENT", "requires_user_consent"),
          std::pair("AUTHENTICATION", "requires_user_authentication"),
          std::pair("PSEUDONYMOUS", "requires_pseudonymous_tokens")})
        form.show(name, fields.has(field));
    form.show("PRIVATE", fields.text("visibility") == "PRIVATE")
        .show("INTERNAL", fields.text("visibility") == "INTERNAL")
        .show("OPAQUE", fields.text("token_type") == "OPAQUE");
}

void add_new_scope(http::Values& values, std::vector<std::string> const& prefixes,
                   http::Parameters const& fields) {
    if (prefixes.empty()) return;
    auto& form = values.add("NEW_SCOPE");
    for (auto const& prefix : prefixes)
        form.add("PREFIX").set("VALUE", prefix).show("CHECKED", prefix == fields.text("prefix"));
    form.set("SUBSCOPE", fields.text("subscope"));
    set_attributes(form, fields);
}

}  // namespace

void AccessWeb::mount(http::Router& router) {
    router.route(http::Method::get, "/access",
                 http::PlainHandler([this](http::Request const& r) { return page(r, 200, {}, nullptr); }));
    router.route(http::Method::get, "/access/edit",
                 http::PlainHandler([this](http::Request const& r) { return edit(r); }));
    router.route(http::Method::post, "/access/edit",
                 http::PlainHandler([this](http::Request const& r) { return save(r); }));
    auto const on = [&](std::string const& path, Change change) {
        router.route(http::Method::post, path, http::PlainHandler([this, change](http::Request const& r) {
                         return changed(r, change);
                     }));
    };
    on("/access/prefix", &AccessWeb::take_prefix);
    on("/access/scopes", &AccessWeb::create);
    on("/access/active", &AccessWeb::set_active);
    on("/access/consumers", &AccessWeb::set_access);
}

http::Response AccessWeb::changed(http::Request const& request, Change change) {
    auto const form = read_posted(request);
    auto const caller = acting_for(request, *directory_.latest());
    auto const done = (this->*change)(caller, form);
    if (done) return http::see_other("/access" + locale_query(request));
    auto const error = done.error();
    return page(request, http_status(error.code), form, &error);
}

Result<> AccessWeb::take_prefix(Caller const& caller, http::Parameters const& form) {
    return scopes_.take_prefix(caller, form.text("prefix"));
}

Result<> AccessWeb::create(Caller const& caller, http::Parameters const& form) {
    EMULATOR_TRY(scopes_.create(caller, scope_body(form)));
    return {};
}

Result<> AccessWeb::set_active(Caller const& caller, http::Parameters const& form) {
    auto const name = form.text("scope");
    if (form.text("active") != "true") {
        EMULATOR_TRY(scopes_.deactivate(caller, name));
        return {};
    }
    auto const scope = EMULATOR_TRY(scopes_.find(caller, name));
    EMULATOR_TRY(scopes_.replace(caller, name, scope_document(scope)));
    return {};
}

Result<> AccessWeb::set_access(Caller const& caller, http::Parameters const& form) {
    auto const scope = form.text("scope");
    auto const consumer = form.text("consumer_orgno");
    EMULATOR_TRY(form.text("granted") == "true" ? scopes_.grant(caller, scope, consumer)
                                                : scopes_.withdraw(caller, scope, consumer));
    return {};
}

http::Response AccessWeb::edit(http::Request const& request) const {
    auto const caller = acting_for(request, *directory_.latest());
    auto const name = need(http::read_query(request)).text("scope");
    auto const scope = need(scopes_.find(caller, name));
    return edit_page(request, 200, scope, scope_fields(scope), nullptr);
}

http::Response AccessWeb::save(http::Request const& request) {
    auto const form = read_posted(request);
    auto const caller = acting_for(request, *directory_.latest());
    auto const before = need(scopes_.find(caller, form.text("scope")));
    // What the form does not show is of `before`, and so must be what it is written to.
    auto const version = form.get("version").value_or(version_of(before));
    auto const changed = scopes_.replace(caller, before.name, edited_body(before, form), version);
    if (changed) return http::see_other("/access" + locale_query(request));
    auto const error = changed.error();
    return edit_page(request, http_status(error.code), need(scopes_.find(caller, before.name)), form, &error);
}

http::Response AccessWeb::edit_page(http::Request const& request, unsigned status, model::Scope const& scope,
                                    http::Parameters const& fields, Error const* error) const {
    auto const directory = directory_.latest();
    auto values = frame_values(request, *directory, acting_for(request, *directory), "ACCESS");
    if (error) {
        auto& told = add_faults(values, *error);
        if (error->code == ErrorCode::precondition_failed) add_differences(told, differences(scope, fields));
    }
    values.set("NAME", scope.name).set("VERSION", version_of(scope));
    set_attributes(values, fields);
    return site_.show(status, "selvbetjening-scope", "self.edit", request, http::Site::language(request),
                      std::move(values));
}

http::Response AccessWeb::page(http::Request const& request, unsigned status, http::Parameters const& fields,
                               Error const* error) const {
    auto const directory = directory_.latest();
    auto const caller = acting_for(request, *directory);
    auto values = frame_values(request, *directory, caller, "ACCESS");
    if (error) add_faults(values, *error);
    auto const prefixes = scopes_.prefixes(caller);
    for (auto const& prefix : prefixes)
        values.add("OWN_PREFIX").set("VALUE", prefix);
    values.show("NO_PREFIX", prefixes.empty());
    auto const scopes = scopes_.list(caller, {"", std::nullopt, true});
    values.show("NO_SCOPES", scopes.empty());
    if (!scopes.empty()) add_matrix(values.add("MATRIX"), scopes, *directory, caller, locale_query(request));
    for (auto const& scope : scopes)
        values.add("GRANTABLE").set("VALUE", scope.name);
    add_new_scope(values, prefixes, fields);
    for (auto const& [access, scope] : scopes_.accesses_of_consumer(caller, true))
        values.add("MINE")
            .set("NAME", scope.name)
            .set("TEXT", scope.description)
            .set("OWNER", name_of(*directory, scope.owner_orgno));
    return site_.show(status, "selvbetjening-access", "self.access", request, http::Site::language(request),
                      std::move(values));
}

}  // namespace emulator::selvbetjening
