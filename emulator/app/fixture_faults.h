// What is wrong with one entry of a fixture file: every fault, each with the member that it is about. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/json_place.h"
#include "base/json.h"
#include "base/result.h"
#include "model/json_fields.h"

namespace emulator::app {

struct EntryFault {
    JsonPath path;  // below the entry
    std::string what;
};

class EntryFaults {
public:
    void add(JsonPath path, std::string what) { all_.push_back({std::move(path), std::move(what)}); }
    // What the members of the object at that place were found to be, and members that it must not have.
    void add(model::JsonFields const& fields, JsonPath const& at = {});

    std::vector<EntryFault> const& all() const { return all_; }
    // The first, for those who tell one.
    Result<> result() const;

private:
    std::vector<EntryFault> all_;
};

}  // namespace emulator::app
