#include "services/selvbetjening/agreements_web.h"

#include <nlohmann/json.hpp>

#include "base/times.h"
#include "http/answers.h"
#include "services/selvbetjening/web_frame.h"

namespace emulator::selvbetjening {
namespace {

void add_delegations(http::Values& values, store::Directory const& directory, Caller const& caller,
                     std::string const& chosen) {
    for (auto const& delegation : directory.delegations) {
        bool const own =
            delegation.consumer_orgno == caller.orgno || delegation.supplier_orgno == caller.orgno;
        if (!own) continue;
        values.add("DELEGATION")
            .set("CONSUMER", delegation.consumer_orgno)
            .set("SUPPLIER", delegation.supplier_orgno)
            .set("NAME", delegation.scope)
            .set("SOURCE", delegation.delegation_source);
    }
    for (auto const& [name, scope] : directory.scopes) {
        if (!scope.active || scope.delegation_source.empty()) continue;
        values.add("DELEGABLE").set("VALUE", name).show("CHECKED", name == chosen);
    }
    for (auto const& [orgnr, organisation] : directory.organisations)
        values.add("KNOWN").set("VALUE", orgnr).set("LABEL", organisation.navn);
}

void add_system_users(http::Values& values, store::Directory const& directory, Caller const& caller) {
    for (auto const& user : directory.system_users) {
        if (user.owner_orgno != caller.orgno) continue;
        values.add("SYSTEM_USER")
            .set("ID", user.id)
            .set("SYSTEM", user.system_id)
            .set("CLIENT_ID", user.client_id)
            .set("REFERENCE", user.external_ref);
    }
}

void add_consents(http::Values& values, store::Directory const& directory, Caller const& caller) {
    for (auto const& [id, consent] : directory.consents) {
        if (consent.to_orgno != caller.orgno) continue;
        auto& row = values.add("CONSENT");
        row.set("ID", id).set("FROM", consent.from).set("STATUS", consent.status);
        row.set("UNTIL", format_oslo_date(consent.valid_to)).show("REVOCABLE", consent.status == "Accepted");
    }
}

}  // namespace

void AgreementsWeb::mount(http::Router& router) {
    router.route(http::Method::get, "/agreements",
                 http::PlainHandler([this](http::Request const& r) { return page(r, 200, {}, nullptr); }));
    auto const on = [&](std::string const& path, Change change) {
        router.route(
            http::Method::post, "/agreements" + path,
            http::PlainHandler([this, change](http::Request const& r) { return changed(r, change); }));
    };
    on("/delegations", &Agreements::delegate);
    on("/delegations/end", &Agreements::end_delegation);
    on("/systemusers", &Agreements::approve_system);
    on("/systemusers/remove", &Agreements::remove_system);
    on("/consents", &Agreements::give_consent);
    on("/consents/revoke", &Agreements::revoke_consent);
    on("/gotourls", &Agreements::add_goto_url);
    on("/gotourls/remove", &Agreements::remove_goto_url);
}

http::Response AgreementsWeb::changed(http::Request const& request, Change change) {
    auto const form = read_posted(request);
    auto const done = (agreements_.*change)(acting_for(request, *directory_.latest()), form);
    if (done) return http::see_other("/agreements" + locale_query(request));
    auto const error = done.error();
    return page(request, http_status(error.code), form, &error);
}

http::Response AgreementsWeb::page(http::Request const& request, unsigned status,
                                   http::Parameters const& typed, Error const* error) const {
    auto const directory = directory_.latest();
    auto const caller = acting_for(request, *directory);
    auto values = frame_values(request, *directory, caller, "AGREEMENTS");
    if (error) add_faults(values, *error);
    // What was refused stands there to be corrected; never a person number, which may be a real one.
    for (auto const* name : {"supplier_orgno", "system_id", "client_id", "external_ref", "resource", "url"})
        values.set("TYPED_" + upper_case(name), typed.text(name));
    values.set("TYPED_TO_ORGNO", typed.get("to_orgno").value_or(caller.orgno));
    add_delegations(values, *directory, caller, typed.text("scope"));
    add_system_users(values, *directory, caller);
    add_consents(values, *directory, caller);
    for (auto const& url : directory->goto_urls)
        values.add("GOTO").set("VALUE", url);
    return site_.show(status, "selvbetjening-agreements", "self.agreements", request,
                      http::Site::language(request), std::move(values));
}

}  // namespace emulator::selvbetjening
