// The trace of each browser's newest login and of what followed it, kept for two hours. Bounded: the newest
// steps of a thousand browsers. Safe from any thread.
#pragma once

#include <string>
#include <vector>

#include "services/demo/trace.h"
#include "store/protocol_state.h"

namespace emulator::demo {

class TraceMemory {
public:
    TraceMemory(store::ProtocolState& state, Clock const& clock) : state_(state), clock_(clock) {}

    // `browser` is the name that LoginMemory has for it; without one nothing is kept.
    void begin(std::string const& browser, std::vector<TraceStep> const& steps);
    void add(std::string const& browser, std::vector<TraceStep> const& steps);
    // In their order.
    std::vector<TraceStep> find(std::string const& browser) const;

private:
    store::ProtocolState& state_;
    Clock const& clock_;
};

}  // namespace emulator::demo
