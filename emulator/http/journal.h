// The newest refusals and warnings, kept so that people can read why their request was refused, or will be
// one day. Bounded: old ones make room, and warnings first while they hold more than half of it. Safe from
// any thread.
#pragma once

#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/entropy.h"
#include "base/log.h"
#include "base/result.h"

namespace emulator::http {

// A request that was refused (also by a redirect, whose status is below 400), or answered with a warning.
struct Refusal {
    Instant at;  // set by keep()
    std::string product;
    std::string request;  // method and path
    unsigned status = 0;
    Error error;            // with its explanation and trace id
    bool accepted = false;  // answered with a warning; set by note_warnings()
};

class Journal {
public:
    // REQUIRES: `most` is at least 1.
    Journal(Clock const& clock, Entropy& entropy, std::size_t most = 200)
        : clock_(clock), entropy_(entropy), most_(most) {}

    // 32 hexadecimal digits, as Maskinporten shows them.
    std::string new_trace_id() { return entropy_.hex(16); }
    void keep(Refusal refusal);
    // The newest first.
    std::vector<Refusal> newest(std::size_t most) const;
    // Nothing where it was never kept, or made room.
    std::optional<Refusal> find(std::string_view trace_id) const;

private:
    Clock const& clock_;
    Entropy& entropy_;
    std::size_t most_;
    mutable std::mutex mutex_;
    std::deque<Refusal> kept_;  // the newest first
};

// Writes the refusal to the log and, where there is a journal, keeps it there under a new trace id; returns
// the error with that id, for the answer. For refusals of status 0 that travel back to a client by redirect,
// too.
Error note_refusal(Log& log, Journal* journal, Refusal refusal);

// The same for a request that was answered and yet is worth a warning: what is accepted here, but will bite.
// The description joins the warnings.
void note_warnings(Log& log, Journal* journal, Refusal answered, std::vector<std::string> const& warnings);

}  // namespace emulator::http
