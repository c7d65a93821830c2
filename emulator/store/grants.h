// What users have granted to clients, and the codes and tokens made of it: every one ends with its grant.
// Codes and tokens are found by an id: the SHA-256 of what the client holds, or for a JWT its jti. Whatever
// may be used once is spent by one step that tells whether it won. Safe from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "store/database.h"

namespace emulator::store {

// What a client exchanges for tokens.
enum class Credential { code, refresh_token };

struct NewGrant {
    std::string id;
    std::string client_id;
    Instant expires;
    std::string session;      // the session it was made in
    bool login_only = false;  // ends with its session, as it was for nothing but logging in
    std::string document;     // what the tokens say
    std::string code;         // the code's id
    Instant code_expires;
};

struct StoredGrant {
    std::string id;
    std::string client_id;
    Instant expires;
    bool revoked = false;
    std::string ended_by;  // why it was revoked, in words
    std::string document;
};

struct StoredCredential {
    StoredGrant grant;
    Instant expires;
    bool used = false;
};

struct StoredAccessToken {
    StoredGrant grant;
    Instant expires;
    std::string claims;  // of a token that tells nothing itself
};

// Tokens that are about to be given out.
struct NewTokens {
    std::string access_token;
    Instant access_token_expires;
    std::string claims;
    std::string refresh_token;  // empty where none is given out
    Instant refresh_token_expires;
};

// What became of a credential.
enum class Spent {
    won,          // the tokens are kept
    used_before,  // its grant is revoked now (RFC 6749 4.1.2, RFC 9700 4.14.2)
    grant_ended,  // nothing was kept
};

class Grants {
public:
    Grants(Database& database, Clock const& clock) : database_(database), clock_(clock) {}

    // A grant with its code. Throws where an id is taken.
    void begin(NewGrant const& grant);

    // Nothing where it was never given out, or its grant has expired. Used and expired ones are told.
    std::optional<StoredCredential> find(Credential kind, std::string_view id) const;
    // Nothing where it was not given out, or where it or its grant has ended.
    std::optional<StoredAccessToken> access_token(std::string_view id) const;

    // Spends the credential and keeps the tokens as one step: of many callers one wins.
    Spent spend(Credential kind, std::string_view id, NewTokens const& tokens);
    // For a refresh token that stays: keeps the access token, and moves the refresh token's end. One that was
    // replaced before is refused as with spend().
    Spent reuse(std::string_view refresh_token, NewTokens const& tokens);

    // What was revoked first keeps its reason.
    void revoke(std::string_view grant_id, std::string_view reason);
    // Revokes what ends with the session, and what nobody has got tokens of yet: no login is finished after
    // its session has ended.
    void revoke_of_session(std::string_view session, std::string_view reason);

private:
    std::int64_t now() const { return clock_.now().time_since_epoch().count(); }
    void sweep(Connection& connection);
    Spent open(Connection& connection, Credential kind, std::string_view id, std::string& grant_id) const;

    Database& database_;
    Clock const& clock_;
    std::int64_t last_sweep_ = 0;  // only touched by the writer
};

}  // namespace emulator::store
