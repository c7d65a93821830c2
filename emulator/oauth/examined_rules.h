// Rules that stand in a table, tried in its order, with the account of every one where one of them refuses.
#pragma once

#include <string>
#include <string_view>

#include "oauth/examination.h"

namespace emulator::oauth {

// `Subject` is what the rules look at.
template <class Subject>
struct ExaminedRule {
    std::string_view name;
    std::string_view says;
    std::string_view after;  // the rule that must have held for this one to mean anything; empty: none
    Result<> (*rule)(Subject const&);
    std::string (*measured)(Subject const&);  // never a secret
};

// Adds the account of every rule, as far as those before it let it mean something. Pure.
template <class Rules, class Subject>
void examine(Examination& examined, Rules const& rules, Subject const& subject) {
    for (ExaminedRule<Subject> const& each : rules) {
        if (examined.held(each.after))
            examined.add(each.name, each.says, each.measured(subject), each.rule(subject));
        else
            examined.skip(each.name, each.says, each.measured(subject));
    }
}
template <class Rules, class Subject>
Examination examine(Rules const& rules, Subject const& subject) {
    Examination examined;
    examine(examined, rules, subject);
    return examined;
}

// The first refusal. Pure.
template <class Rules, class Subject>
Result<> judge_by(Rules const& rules, Subject const& subject) {
    for (ExaminedRule<Subject> const& each : rules)
        EMULATOR_TRY(each.rule(subject));
    return {};
}

// The first refusal, with the record of all rules, for which nothing is measured as long as none refuses;
// `received()` is as Examination::record() takes it. Pure.
template <class Rules, class Subject, class Received>
Result<> judge_by(Rules const& rules, Subject const& subject, Received const& received) {
    auto const held = judge_by(rules, subject);
    if (held) return {};
    return with_record(held.error(), examine(rules, subject).record(received()));
}

}  // namespace emulator::oauth
