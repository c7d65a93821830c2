#include "app/fixture_faults.h"

#include "base/encoding.h"

namespace emulator::app {
namespace {

JsonPath below(JsonPath path, std::string const& name) {
    if (!name.empty()) path.push_back(name);
    return path;
}

}  // namespace

void EntryFaults::add(model::JsonFields const& fields, JsonPath const& at) {
    for (auto const& [name, received, expected] : fields.faults()) {
        auto const member = name.empty() ? "" : "member '" + name + "': ";
        add(below(at, name), member + "received " + received + ", expected " + expected);
    }
    std::string known;
    for (auto const& name : fields.known())
        known.append(known.empty() ? "" : ", ").append(name);
    for (auto const& name : fields.unknown())
        add(below(at, name), "unknown member '" + shown(name, 60) + "'; known members are " + known);
}

Result<> EntryFaults::result() const {
    if (all_.empty()) return {};
    return Error{ErrorCode::invalid_request, all_.front().what};
}

}  // namespace emulator::app
