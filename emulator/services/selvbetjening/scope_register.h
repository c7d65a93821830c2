// The scopes of organisations, and who may use them: what API and web pages do with them. Each change is one
// step, and a refusal leaves no trace. Safe from any thread.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "base/result.h"
#include "model/client.h"
#include "services/selvbetjening/caller.h"
#include "services/selvbetjening/input.h"
#include "services/selvbetjening/versions.h"
#include "store/directory.h"

namespace emulator::selvbetjening {

struct ChangedScope {
    model::Scope scope;
    std::vector<std::string> warnings = {};
};

// An access with its scope, whose owner answers tell.
struct ScopeAccess {
    model::Access access;
    model::Scope scope;
};

// What a list is narrowed to; empty: everything. Whatever is inactive is left out unless asked for.
struct ScopeFilter {
    std::string prefix;
    std::optional<bool> accessible_for_all;
    bool with_inactive = false;
};
struct AccessFilter {
    std::string scope;
    std::string consumer_orgno;
    std::string owner_orgno;
    bool with_inactive = false;
};

// A word that changes with every attribute of the scope, for If-Match (RFC 9110 13.1.1) and for forms.
std::string version_of(model::Scope const& scope);

// Refusals: not_found where there is no such scope of the organisation; invalid_request with every fault;
// conflict for a scope that exists, deactivated ones included;
// precondition_failed and conflict where it was changed meanwhile.
class ScopeRegister {
public:
    // Both outlive it. Maskinporten and ID-porten see changes `seen_after` later.
    ScopeRegister(store::DirectoryStore& directory, Clock const& clock, seconds seen_after)
        : directory_(directory), clock_(clock), seen_after_(seen_after) {}

    std::vector<model::Scope> list_public(ScopeFilter const& filter) const;
    std::vector<model::Scope> list(Caller const& caller, ScopeFilter const& filter) const;
    Result<model::Scope> find(Caller const& caller, std::string_view name) const;
    std::vector<std::string> prefixes(Caller const& caller) const;
    // For the web pages, in the place of Digdir, who hands them out. Refused: no such word, or somebody has
    // it.
    Result<> take_prefix(Caller const& caller, std::string_view prefix);

    Result<ChangedScope> create(Caller const& caller, Json const& body);
    // The name does not change. Makes it active again.
    Result<ChangedScope> replace(Caller const& caller, std::string_view name, Json const& body,
                                 Version const& version = {});
    // Accesses and registrations stay.
    Result<ChangedScope> deactivate(Caller const& caller, std::string_view name, Version const& version = {});

    // Of scopes that the caller owns.
    std::vector<ScopeAccess> accesses(Caller const& caller, AccessFilter const& filter) const;
    // What the caller may use; with `open`, scopes for all as well.
    std::vector<ScopeAccess> accesses_of_consumer(Caller const& caller, bool open) const;
    Result<ScopeAccess> grant(Caller const& caller, std::string_view scope, std::string_view consumer_orgno);
    Result<ScopeAccess> withdraw(Caller const& caller, std::string_view scope,
                                 std::string_view consumer_orgno);

private:
    using Edit = std::function<Result<>(ChangedScope&, store::Directory const&)>;
    Result<ChangedScope> change(Caller const& caller, std::string_view name, Version const& version,
                                Edit const& edit);
    enum class State { approved, denied };
    Result<ScopeAccess> set_access(Caller const& caller, std::string_view scope,
                                   std::string_view consumer_orgno, State state);

    store::DirectoryStore& directory_;
    Clock const& clock_;
    seconds seen_after_;
};

}  // namespace emulator::selvbetjening
