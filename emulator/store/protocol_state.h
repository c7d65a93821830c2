// What the protocols must remember between two requests: used assertions, sessions, requests under way.
// Whatever may be used once is spent by one statement that tells whether it won. Rows that have expired are
// swept away as new ones come. Safe from any thread.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "store/database.h"

namespace emulator::store {

// Where a kept document belongs. `id` is what the caller shows, or better its SHA-256.
struct Key {
    std::string_view kind;
    std::string_view id;
};

struct Document {
    std::string text;
    Instant expires;
};

class ProtocolState {
public:
    ProtocolState(Database& database, Clock const& clock) : database_(database), clock_(clock) {}

    // True for the first caller with this issuer and jti, false for every later one until `expires`.
    bool spend_assertion(std::string_view issuer, std::string_view jti, Instant expires);

    // Documents with an end: gone for every reader from `expires` on.
    void put(Key key, std::string_view document, Instant expires);
    // The same for documents that anyone can make: at most about `most` of the kind are kept, those that end
    // first make room. Counted a tenth of `most` at a time, so there may be that many more.
    void put_bounded(Key key, std::string_view document, Instant expires, std::size_t most);
    std::optional<std::string> get(Key key) const;
    // Reads and removes as one step: of two callers one gets it.
    std::optional<std::string> take(Key key);
    void remove(Key key);
    // Takes what is kept under `from`, where there is something, and keeps what `make` makes of it under
    // `to`, as one step.
    void replace(Key from, Key to, std::function<Document(std::optional<std::string> const&)> const& make);
    // Reads, lets `edit` change, and writes as one step; `edit` returns false to leave it. False where there
    // is no such document.
    bool edit(Key key, std::function<bool(std::string& document, Instant& expires)> const& edit);

private:
    void sweep(Connection& connection);
    void make_room(Connection& connection, std::string_view kind, std::size_t most);
    std::int64_t now() const { return clock_.now().time_since_epoch().count(); }

    Database& database_;
    Clock const& clock_;
    // Only touched by the writer.
    std::int64_t last_sweep_ = 0;
    std::map<std::string, std::size_t, std::less<>> put_since_counted_;
};

}  // namespace emulator::store
