// Persons as JSON, written straight into the text of the answer: a look-up has up to a thousand of them. What
// is absent is left out, never null; the members stand in the order of the real service. Values; safe from
// any thread that owns them.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "model/person.h"
#include "services/kontaktregisteret/rules.h"

namespace emulator::kontaktregisteret {

using PostboxOperators = std::map<std::string, model::PostboxOperator, std::less<>>;

// Deleted and unregistered persons have no contact data; expired data are told, with KAN_IKKE_VARSLES and
// their dates (docs.digdir.no, krr_18mnd), unless `expired` says otherwise.
class PersonWriter {
public:
    PersonWriter(Fields fields, Instant now, PostboxOperators const& operators,
                 Expired expired = Expired::told);

    // Appends one JSON object.
    void append(std::string& out, model::Person const& person) const;

private:
    void append_registered(std::string& out, model::Person const& person) const;
    void append_reachable(std::string& out, model::Person const& person) const;

    Fields fields_;
    Instant limit_;
    bool hides_expired_;
    std::map<std::string, std::string, std::less<>> certificates_;  // as members, ready to append
};

// A document with a list of persons, between a beginning as {"personer":[ and an end as ]}.
class PersonList {
public:
    // `count` is how many persons are to be expected.
    PersonList(std::string_view beginning, PersonWriter const& writer, std::size_t count);
    void add(model::Person const& person);
    // The whole document. REQUIRES: nothing is added afterwards.
    std::string finish(std::string_view end) &&;

private:
    PersonWriter const& writer_;
    std::string text_;
    bool empty_ = true;
};

}  // namespace emulator::kontaktregisteret
