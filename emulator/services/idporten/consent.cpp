#include "services/idporten/consent.h"

#include <algorithm>
#include <array>

namespace emulator::idporten {

std::vector<model::Scope const*> scopes_to_consent(std::vector<std::string> const& scopes,
                                                   store::Directory const& directory) {
    std::vector<model::Scope const*> list;
    for (auto const& name : scopes) {
        auto const* scope = directory.scope(name);
        if (scope && scope->requires_user_consent) list.push_back(scope);
    }
    return list;
}

std::vector<std::string> granted_scopes(std::vector<std::string> const& scopes,
                                        std::vector<std::string> const& given,
                                        store::Directory const& directory) {
    auto granted = scopes;
    for (auto const* scope : scopes_to_consent(scopes, directory)) {
        if (std::find(given.begin(), given.end(), scope->name) == given.end())
            std::erase(granted, scope->name);
    }
    return granted;
}

Lasting lasting(seconds duration) {
    struct Unit {
        std::int64_t length;
        std::string_view name;
    };
    for (auto const& [length, name] : {Unit{86400, "day"}, Unit{3600, "hour"}, Unit{60, "minute"}}) {
        if (duration.count() >= length && duration.count() % length == 0)
            return {duration.count() / length, name};
    }
    return {duration.count(), "second"};
}

}  // namespace emulator::idporten
