// What organisations have agreed on outside of their clients: delegations, system users and consents, which
// Altinn would know and Maskinporten reads, and the addresses that MinProfil may send people back to. Each
// change is one step, and a refusal leaves no trace. Safe from any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/entropy.h"
#include "base/result.h"
#include "http/parameters.h"
#include "services/selvbetjening/caller.h"
#include "store/directory.h"

namespace emulator::selvbetjening {

// Forms in, invalid_request with every fault out.
class Agreements {
public:
    // All outlive it. The other products see changes `seen_after` later.
    Agreements(store::DirectoryStore& directory, Clock const& clock, Entropy& entropy, seconds seen_after)
        : directory_(directory), clock_(clock), entropy_(entropy), seen_after_(seen_after) {}

    // The caller's organisation lets supplier_orgno use a scope in its name.
    Result<> delegate(Caller const& caller, http::Parameters const& form);
    // By either of the two.
    Result<> end_delegation(Caller const& caller, http::Parameters const& form);

    // The caller's organisation approves a system: system_id, client_id and external_ref, of which the last
    // two may be empty.
    Result<> approve_system(Caller const& caller, http::Parameters const& form);
    Result<> remove_system(Caller const& caller, http::Parameters const& form);

    // The person `pid` lets to_orgno use `resource` for a year.
    Result<> give_consent(Caller const& caller, http::Parameters const& form);
    Result<> revoke_consent(Caller const& caller, http::Parameters const& form);

    Result<> add_goto_url(Caller const& caller, http::Parameters const& form);
    // Those of the built-in services stay.
    Result<> remove_goto_url(Caller const& caller, http::Parameters const& form);

private:
    template <class Work>
    Result<> change(Work const& work);

    store::DirectoryStore& directory_;
    Clock const& clock_;
    Entropy& entropy_;
    seconds seen_after_;
};

}  // namespace emulator::selvbetjening
