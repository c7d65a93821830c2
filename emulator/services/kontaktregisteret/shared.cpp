#include "services/kontaktregisteret/shared.h"

#include <nlohmann/json.hpp>

#include "oauth/examination.h"

namespace emulator::kontaktregisteret {

Error with_examination(Error error, Json const& claims) {
    oauth::Examination examined;
    examined.add("token_holds", "Issuer, signature and times of the access token are right",
                 oauth::members(claims, {"iss", "client_id", "exp"}), {});
    auto const says = error.explanation.rule;
    examined.add("token_reaches", says, oauth::members(claims, {"scope", "consumer", "supplier"}), error);
    // A number that names nobody of the register may be a real one.
    auto told = claims;
    told.erase("pid");
    told.erase("sub");
    return oauth::with_record(std::move(error), examined.record({{"claims", std::move(told)}}));
}

void warn(Shared const& shared, http::Request const& request, Json const& claims,
          std::vector<std::string> more) {
    auto warnings = token_warnings(claims);
    warnings.insert(warnings.end(), more.begin(), more.end());
    if (!preferred_form(request).acceptable)
        warnings.emplace_back("the Accept header allows neither application/json nor application/jose");
    shared.warnings.tell(request, string_member(claims, "client_id"), warnings);
}

}  // namespace emulator::kontaktregisteret
