#include "services/selvbetjening/scope_register.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "model/identifiers.h"
#include "services/selvbetjening/documents.h"
#include "services/selvbetjening/replacement.h"
#include "services/selvbetjening/rules.h"

namespace emulator::selvbetjening {
namespace {

constexpr std::string_view approved = "APPROVED";
constexpr std::string_view denied = "DENIED";

Error unknown_scope(Caller const& caller, std::string_view name) {
    return {ErrorCode::not_found,
            "Scope not found",
            {"An organisation changes its own scopes, and sees who has access to them", shown(name, 80),
             "a scope of " + caller.orgno, "List them with GET /scopes?inactive=true."}};
}

bool fits(model::Scope const& scope, ScopeFilter const& filter) {
    if (!scope.active && !filter.with_inactive) return false;
    if (!filter.prefix.empty() && prefix_of(scope.name) != filter.prefix) return false;
    return !filter.accessible_for_all || scope.accessible_for_all == *filter.accessible_for_all;
}

void put(store::Connection& connection, model::Scope const& scope) {
    store::put_scope(connection, scope.name, json_text(scope_document(scope)));
}

Error exists(model::Scope const& scope) {
    return refused(
        "Scope",
        {{"subscope", scope.name + (scope.active ? ", which exists" : ", which is deactivated"),
          "a name that is not taken", scope.active ? "Change it with PUT." : "PUT makes it active again."}},
        ErrorCode::conflict);
}

}  // namespace

std::string version_of(model::Scope const& scope) {
    return version_of(scope_document(scope));
}

std::vector<model::Scope> ScopeRegister::list_public(ScopeFilter const& filter) const {
    std::vector<model::Scope> found;
    for (auto const& [name, scope] : directory_.latest()->scopes) {
        if (scope.visibility == "PUBLIC" && fits(scope, filter)) found.push_back(scope);
    }
    return found;
}

std::vector<model::Scope> ScopeRegister::list(Caller const& caller, ScopeFilter const& filter) const {
    std::vector<model::Scope> found;
    for (auto const& [name, scope] : directory_.latest()->scopes) {
        if (scope.owner_orgno == caller.orgno && fits(scope, filter)) found.push_back(scope);
    }
    return found;
}

Result<model::Scope> ScopeRegister::find(Caller const& caller, std::string_view name) const {
    auto const directory = directory_.latest();
    auto const* scope = directory->scope(name);
    if (!scope || scope->owner_orgno != caller.orgno) return unknown_scope(caller, name);
    return *scope;
}

std::vector<std::string> ScopeRegister::prefixes(Caller const& caller) const {
    std::vector<std::string> own;
    for (auto const& [prefix, owner] : directory_.latest()->prefixes) {
        if (owner == caller.orgno) own.push_back(prefix);
    }
    return own;
}

Result<> ScopeRegister::take_prefix(Caller const& caller, std::string_view prefix) try {
    directory_.change(
        [&](store::Connection& connection) {
            auto const directory = directory_.latest();
            auto const owned = directory->prefixes.find(prefix);
            bool const taken = owned != directory->prefixes.end() && owned->second != caller.orgno;
            if (!model::is_scope_prefix(prefix) || taken)
                throw Problem(refused("Prefix", {{"prefix", shown(prefix, 60),
                                                  taken ? "a prefix that nobody has"
                                                        : "small letters, digits and - _ . (1 to 60)",
                                                  "Choose another one."}}));
            store::put_prefix(connection, prefix, caller.orgno);
        },
        seen_after_);
    return {};
} catch (Problem const& problem) {
    return problem.error();
}

Result<ChangedScope> ScopeRegister::create(Caller const& caller, Json const& body) try {
    auto input = read_scope(body);
    ChangedScope changed{std::move(input.value), std::move(input.warnings)};
    auto& scope = changed.scope;
    scope.owner_orgno = caller.orgno;
    touch(scope.registered, clock_.now());
    directory_.change(
        [&](store::Connection& connection) {
            auto const directory = directory_.latest();
            auto faults = scope_faults(scope, caller.orgno, *directory);
            faults.insert(faults.begin(), input.faults.begin(), input.faults.end());
            if (!faults.empty()) throw Problem(refused("Scope", faults));
            if (auto const* other = directory->scope(scope.name)) throw Problem(exists(*other));
            put(connection, scope);
        },
        seen_after_);
    return changed;
} catch (Problem const& problem) {
    return problem.error();
}

Result<ChangedScope> ScopeRegister::change(Caller const& caller, std::string_view name,
                                           Version const& version, Edit const& edit) try {
    ChangedScope changed;
    directory_.change(
        [&](store::Connection& connection) {
            auto const directory = directory_.latest();
            changed.scope = need(find(caller, name));
            need(check_version("scope", version, version_of(changed.scope)));
            need(edit(changed, *directory));
            touch(changed.scope.registered, clock_.now());
            put(connection, changed.scope);
        },
        seen_after_);
    return changed;
} catch (Problem const& problem) {
    return problem.error();
}

Result<ChangedScope> ScopeRegister::replace(Caller const& caller, std::string_view name, Json const& body,
                                            Version const& version) {
    auto complete = body;
    if (!complete.contains("prefix")) complete["prefix"] = prefix_of(name);
    if (!complete.contains("subscope")) complete["subscope"] = subscope_of(name);
    return change(
        caller, name, version, [&](ChangedScope& changed, store::Directory const& directory) -> Result<> {
            EMULATOR_TRY(check_last_updated("scope", body, scope_document(changed.scope)));
            auto input = read_scope(complete);
            auto const before = changed.scope;
            changed = {std::move(input.value), std::move(input.warnings)};
            if (changed.scope.name != name)
                input.faults.push_back({"subscope", shown(changed.scope.name, 80),
                                        std::string(name) + ", which never changes", "Make another scope."});
            auto rules = scope_faults(changed.scope, caller.orgno, directory);
            input.faults.insert(input.faults.end(), rules.begin(), rules.end());
            if (!input.faults.empty()) return refused("Scope", input.faults);
            changed.scope.owner_orgno = before.owner_orgno;
            changed.scope.registered = before.registered;
            return {};
        });
}

Result<ChangedScope> ScopeRegister::deactivate(Caller const& caller, std::string_view name,
                                               Version const& version) {
    return change(caller, name, version, [](ChangedScope& changed, store::Directory const&) -> Result<> {
        changed.scope.active = false;
        return {};
    });
}

std::vector<ScopeAccess> ScopeRegister::accesses(Caller const& caller, AccessFilter const& filter) const {
    std::vector<ScopeAccess> found;
    auto const directory = directory_.latest();
    auto const same = [](std::string const& wanted, std::string const& is) {
        return wanted.empty() || wanted == is;
    };
    for (auto const& [key, access] : directory->accesses) {
        auto const* scope = directory->scope(access.scope);
        bool const listed = scope && scope->owner_orgno == caller.orgno && same(filter.scope, access.scope) &&
                            same(filter.consumer_orgno, access.consumer_orgno) &&
                            same(filter.owner_orgno, scope->owner_orgno) &&
                            (access.state != denied || filter.with_inactive);
        if (listed) found.push_back({access, *scope});
    }
    return found;
}

std::vector<ScopeAccess> ScopeRegister::accesses_of_consumer(Caller const& caller, bool open) const {
    std::vector<ScopeAccess> found;
    auto const directory = directory_.latest();
    for (auto const& [name, scope] : directory->scopes) {
        if (!scope.active) continue;
        auto const granted = directory->accesses.find(std::pair(name, caller.orgno));
        if (granted != directory->accesses.end() && granted->second.state != denied)
            found.push_back({granted->second, scope});
        else if (open && scope.accessible_for_all)
            found.push_back({{name, caller.orgno, std::string(approved), scope.registered}, scope});
    }
    return found;
}

Result<ScopeAccess> ScopeRegister::set_access(Caller const& caller, std::string_view scope,
                                              std::string_view consumer_orgno, State state) try {
    ScopeAccess changed;
    directory_.change(
        [&](store::Connection& connection) {
            changed.scope = need(find(caller, scope));
            if (!model::is_organisation_number(consumer_orgno))
                throw Problem(
                    refused("ScopeAccess", {{"consumer_orgno", shown(consumer_orgno, 60),
                                             "an organisation number of nine digits with a right check digit",
                                             "Correct the number in the path."}}));
            auto const directory = directory_.latest();
            auto const found =
                directory->accesses.find(std::pair(std::string(scope), std::string(consumer_orgno)));
            if (found != directory->accesses.end()) {
                changed.access = found->second;
            } else if (state == State::denied) {
                throw Problem(Error{ErrorCode::not_found,
                                    "The organisation has no access to the scope",
                                    {"What is withdrawn was granted before", shown(consumer_orgno, 60),
                                     "a consumer of GET /scopes/access", "Nothing is to be done."}});
            }
            changed.access.scope = scope;
            changed.access.consumer_orgno = consumer_orgno;
            changed.access.state = state == State::approved ? approved : denied;
            touch(changed.access.registered, clock_.now());
            store::put_access(connection, changed.access);
        },
        seen_after_);
    return changed;
} catch (Problem const& problem) {
    return problem.error();
}

Result<ScopeAccess> ScopeRegister::grant(Caller const& caller, std::string_view scope,
                                         std::string_view consumer_orgno) {
    return set_access(caller, scope, consumer_orgno, State::approved);
}

Result<ScopeAccess> ScopeRegister::withdraw(Caller const& caller, std::string_view scope,
                                            std::string_view consumer_orgno) {
    return set_access(caller, scope, consumer_orgno, State::denied);
}

}  // namespace emulator::selvbetjening
