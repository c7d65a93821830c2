#include "services/kontaktregisteret/warnings.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "oauth/scopes.h"

namespace emulator::kontaktregisteret {
namespace {

constexpr std::size_t most_told = 1000;
constexpr std::string_view old_prefix = "global/";

bool is_delegated(std::string_view scope) {
    return scope == "krr:global/kontaktinfo.read" || scope == "krr:global/postkasse.read";
}

bool is_of_names(std::string_view scope) {
    return scope == "global/navn.read" || scope == "global/postadresse.read";
}

}  // namespace

std::vector<std::string> token_warnings(Json const& claims) {
    std::vector<std::string> warnings;
    bool const for_customer = claims.contains("supplier");
    for (auto const& scope : oauth::split_scopes(string_member(claims, "scope"))) {
        std::string const name(scope);
        if (is_delegated(scope) && !for_customer)
            warnings.push_back(
                name +
                " is for suppliers that were delegated to in Altinn, and the token was fetched "
                "without consumer_org");
        else if (is_of_names(scope))
            warnings.push_back(name + " opens nothing: names and addresses are no longer in the register");
        else if (scope.starts_with(old_prefix))
            warnings.push_back(name + " is one of the old scopes; those of today begin with krr:global/");
    }
    return warnings;
}

bool Warnings::is_due(std::string const& told) {
    auto const now = clock_.now();
    std::lock_guard const lock(mutex_);
    if (told_.size() == most_told) told_.clear();
    auto& until = told_[told];
    bool const due = now >= until || until > now + std::chrono::hours(1);  // a clock may be moved back
    if (due) until = now + std::chrono::hours(1);
    return due;
}

void Warnings::tell(http::Request const& request, std::string_view client_id,
                    std::vector<std::string> const& warnings) {
    if (warnings.empty()) return;
    auto const client = shown(client_id);
    std::vector<std::string> fresh;
    for (auto const& warning : warnings) {
        if (is_due(client + " " + warning)) fresh.push_back(warning + " (client " + client + ")");
    }
    auto const asked = std::string(http::method_name(request.method)) + " " + request.path;
    http::note_warnings(log_, journal_, {{}, "kontaktregisteret", asked, 200, {}}, fresh);
}

}  // namespace emulator::kontaktregisteret
