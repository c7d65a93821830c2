// What is accepted here and will bite elsewhere, told to the developer by log and Konsoll.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "http/journal.h"
#include "http/message.h"

namespace emulator::kontaktregisteret {

// Of the scopes of Maskinporten's token, and of whom it was issued to. Pure.
std::vector<std::string> token_warnings(Json const& claims);

// Safe from any thread.
class Warnings {
public:
    // Without a journal they go to the log alone. Everything referred to outlives it.
    Warnings(Log& log, http::Journal* journal, Clock const& clock)
        : log_(log), journal_(journal), clock_(clock) {}

    // A client that does something does it at every look-up: it is told once an hour.
    void tell(http::Request const& request, std::string_view client_id,
              std::vector<std::string> const& warnings);

private:
    bool is_due(std::string const& told);

    Log& log_;
    http::Journal* journal_;
    Clock const& clock_;
    std::mutex mutex_;
    std::map<std::string, Instant> told_;
};

}  // namespace emulator::kontaktregisteret
