#include "services/selvbetjening/scopes_api.h"

#include <nlohmann/json.hpp>

#include "http/answers.h"
#include "services/selvbetjening/documents.h"
#include "services/selvbetjening/queries.h"
#include "services/selvbetjening/rules.h"

namespace emulator::selvbetjening {
namespace {

using enum http::Method;
using http::Request;
using http::Response;

Json listed(std::vector<model::Scope> const& scopes) {
    auto list = Json::array();
    for (auto const& scope : scopes)
        list.push_back(scope_document(scope));
    return list;
}

Json listed(std::vector<ScopeAccess> const& accesses) {
    auto list = Json::array();
    for (auto const& [access, scope] : accesses)
        list.push_back(access_document(access, scope));
    return list;
}

ScopeFilter scope_filter(Request const& request) {
    return {need(read_text(request, "prefix")), need(read_flag(request, "accessible_for_all")),
            need(read_flag(request, "inactive")).value_or(false)};
}

AccessFilter access_filter(Request const& request) {
    return {need(read_text(request, "scope")), need(read_text(request, "consumer_orgno")),
            need(read_text(request, "owner_orgno")), need(read_flag(request, "inactive")).value_or(false)};
}

// Fixed times: the list is as old as the service.
Json sources_document() {
    auto list = Json::array();
    for (auto const& source : delegation_sources)
        list.push_back({{"name", source.name},
                        {"issuer", source.issuer},
                        {"last_updated", api_time(Instant())},
                        {"created", api_time(Instant())}});
    return list;
}

}  // namespace

Response ScopesApi::list(Caller const& caller, Request const& request) const {
    auto const name = need(read_text(request, "scope"));
    if (name.empty()) return api_.ok(request, caller, listed(scopes_.list(caller, scope_filter(request))));
    return told(request, caller, {need(scopes_.find(caller, name))}, 200);
}

Response ScopesApi::told(Request const& request, Caller const& caller, ChangedScope const& changed,
                         unsigned status) const {
    auto response = api_.ok(request, caller, scope_document(changed.scope), changed.warnings, status);
    response.headers.set("ETag", version_of(changed.scope));
    return response;
}

void ScopesApi::mount(http::Router& router) {
    for (auto const& base : Api::paths("/scopes")) {
        mount_accesses(router, base + "/access");
        mount_scopes(router, base);
    }
    for (auto const& path : Api::paths("/delegationsources"))
        router.route(get, path,
                     http::PlainHandler([](Request const&) { return http::json(200, sources_document()); }));
    for (auto const& path : Api::paths("/prefix"))
        router.route(get, path,
                     api_.secured(Call::read_scopes, [this](Caller const& caller, Request const& r) {
                         return api_.ok(r, caller, Json(scopes_.prefixes(caller)));
                     }));
}

void ScopesApi::mount_scopes(http::Router& router, std::string const& base) {
    router.route(get, base + "/all", http::PlainHandler([this](Request const& r) {
                     return http::json(200, listed(scopes_.list_public(scope_filter(r))));
                 }));
    router.route(get, base, api_.secured(Call::read_scopes, [this](Caller const& caller, Request const& r) {
        return list(caller, r);
    }));
    router.route(post, base,
                 api_.secured(Call::change_scopes, [this](Caller const& caller, Request const& r) {
                     return told(r, caller, need(scopes_.create(caller, need(read_object(r)))), 201);
                 }));
    router.route(put, base, api_.secured(Call::change_scopes, [this](Caller const& caller, Request const& r) {
        auto const name = need(read_required(r, "scope"));
        auto const body = need(read_object(r));
        return told(r, caller, need(scopes_.replace(caller, name, body, if_match(r))), 200);
    }));
    router.route(delete_, base,
                 api_.secured(Call::change_scopes, [this](Caller const& caller, Request const& r) {
                     auto const name = need(read_required(r, "scope"));
                     return told(r, caller, need(scopes_.deactivate(caller, name, if_match(r))), 200);
                 }));
}

void ScopesApi::mount_accesses(http::Router& router, std::string const& base) {
    router.route(get, base, api_.secured(Call::read_scopes, [this](Caller const& caller, Request const& r) {
        return api_.ok(r, caller, listed(scopes_.accesses(caller, access_filter(r))));
    }));
    router.route(get, base + "/all",
                 api_.secured(Call::read_scopes, [this](Caller const& caller, Request const& r) {
                     bool const open = need(read_flag(r, "accessible_for_all")).value_or(false);
                     return api_.ok(r, caller, listed(scopes_.accesses_of_consumer(caller, open)));
                 }));
    using Change = Result<ScopeAccess> (ScopeRegister::*)(Caller const&, std::string_view, std::string_view);
    auto const change = [this](Change how) -> Answer {
        return [this, how](Caller const& caller, Request const& r) {
            auto const scope = need(read_required(r, "scope"));
            auto const [access, of] = need((scopes_.*how)(caller, scope, r.path_parameter("consumer_orgno")));
            return api_.ok(r, caller, access_document(access, of));
        };
    };
    auto const one = base + "/{consumer_orgno}";
    router.route(put, one, api_.secured(Call::change_scopes, change(&ScopeRegister::grant)));
    router.route(delete_, one, api_.secured(Call::change_scopes, change(&ScopeRegister::withdraw)));
}

}  // namespace emulator::selvbetjening
