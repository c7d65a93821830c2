// The account of a request that was refused, or accepted with a warning: every check in its order, not only
// the first that failed. It becomes Error::record, and the Konsoll shows it. Values; no I/O.
#pragma once

#include <initializer_list>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace emulator::oauth {

class Examination {
public:
    // `says` is the rule in one sentence, `measured` what the check looked at; never a secret.
    void add(std::string_view name, std::string_view says, std::string measured, Result<> const& outcome);
    // For a check that means nothing, because an earlier one must hold first.
    void skip(std::string_view name, std::string_view says, std::string measured);
    // Whether the check of that name has passed; "" always has.
    bool held(std::string_view name) const { return name.empty() || held_.contains(std::string(name)); }

    // A JSON object as text: the members of `received` (header, claims or parameters, each shortened);
    // "rules", each with name, says, outcome (passed, failed or not examined), measured and, where it failed,
    // expected, mend and the product's code; and "warnings".
    std::string record(Json const& received, std::vector<std::string> const& warnings = {}) const;

private:
    Json rules_ = Json::array();
    std::set<std::string> held_;
};

// What a check looked at, for `measured`: the members that are there, each shortened, as in
// `alg "RS256", kid "a"`; "absent" where none is.
std::string members(Json const& object, std::initializer_list<char const*> names);

// The error with this record, for those who throw it.
Error with_record(Error error, std::string record);
// The error with a record of the one rule that it broke, where no table of rules was reached: what its
// explanation says.
Error with_rule(Error error, std::string_view name);
template <class T>
Result<T> as_rule(Result<T> result, std::string_view name) {
    if (result) return result;
    return with_rule(result.error(), name);
}

}  // namespace emulator::oauth
