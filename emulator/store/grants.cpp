#include "store/grants.h"

namespace emulator::store {
namespace {

std::string_view name_of(Credential kind) {
    return kind == Credential::code ? "code" : "refresh_token";
}

// The first columns of both look-ups.
StoredGrant read_grant(Query const& row) {
    return {std::string(row.text(0)), std::string(row.text(1)), *row.time(2),
            row.number(3) != 0,       std::string(row.text(4)), std::string(row.text(5))};
}

std::optional<StoredCredential> read_credential(Connection& connection, Credential kind, std::string_view id,
                                                std::int64_t now) {
    auto row = connection.query(
        "select g.id, g.client_id, g.expires, g.revoked, g.ended_by, g.document, c.expires, c.used "
        "from grant_credential c join authorization_grant g on g.id = c.grant_id "
        "where c.kind = ? and c.id = ? and g.expires > ?");
    row.bind(name_of(kind)).bind(id).bind(now);
    if (!row.step()) return std::nullopt;
    return StoredCredential{read_grant(row), *row.time(6), row.number(7) != 0};
}

void revoke_grant(Connection& connection, std::string_view id, std::string_view reason) {
    connection.query("update authorization_grant set revoked = 1, ended_by = ? where id = ? and revoked = 0")
        .bind(reason)
        .bind(id)
        .run();
}

void keep_credential(Connection& connection, Credential kind, std::string_view id, std::string_view grant_id,
                     Instant expires) {
    connection.query("insert into grant_credential (kind, id, grant_id, expires) values (?, ?, ?, ?)")
        .bind(name_of(kind))
        .bind(id)
        .bind(grant_id)
        .bind(expires)
        .run();
}

void keep_access_token(Connection& connection, std::string_view grant_id, NewTokens const& tokens) {
    connection.query("insert into access_token (id, grant_id, expires, claims) values (?, ?, ?, ?)")
        .bind(tokens.access_token)
        .bind(grant_id)
        .bind(tokens.access_token_expires)
        .bind(tokens.claims)
        .run();
}

std::string_view used_twice(Credential kind) {
    return kind == Credential::code ? "its code was used twice" : "one of its refresh tokens was used twice";
}

}  // namespace

// At most once a minute, and inside a write that happens anyway.
void Grants::sweep(Connection& connection) {
    constexpr std::int64_t pause = 60;
    auto const time = now();
    if (time >= last_sweep_ && time - last_sweep_ < pause) return;
    last_sweep_ = time;
    connection.query("delete from access_token where expires <= ?").bind(time).run();
    connection
        .query(
            "delete from grant_credential where grant_id in "
            "(select id from authorization_grant where expires <= ?)")
        .bind(time)
        .run();
    connection.query("delete from authorization_grant where expires <= ?").bind(time).run();
}

// Whether tokens may be made of the credential, and of which grant. One that comes again ends its grant.
Spent Grants::open(Connection& connection, Credential kind, std::string_view id,
                   std::string& grant_id) const {
    auto row = connection.query(
        "select g.id, g.revoked, c.expires, c.used from grant_credential c "
        "join authorization_grant g on g.id = c.grant_id where c.kind = ? and c.id = ? and g.expires > ?");
    row.bind(name_of(kind)).bind(id).bind(now());
    if (!row.step()) return Spent::grant_ended;
    grant_id = row.text(0);
    bool const stands = row.number(1) == 0 && *row.time(2) > clock_.now();
    if (row.number(3) != 0) {
        revoke_grant(connection, grant_id, used_twice(kind));
        return Spent::used_before;
    }
    return stands ? Spent::won : Spent::grant_ended;
}

void Grants::begin(NewGrant const& grant) {
    database_.write([&](Connection& connection) {
        sweep(connection);
        connection
            .query(
                "insert into authorization_grant (id, client_id, expires, session, login_only, document) "
                "values (?, ?, ?, ?, ?, ?)")
            .bind(grant.id)
            .bind(grant.client_id)
            .bind(grant.expires)
            .bind(grant.session)
            .bind(static_cast<std::int64_t>(grant.login_only))
            .bind(grant.document)
            .run();
        keep_credential(connection, Credential::code, grant.code, grant.id, grant.code_expires);
    });
}

std::optional<StoredCredential> Grants::find(Credential kind, std::string_view id) const {
    return database_.read(
        [&](Connection& connection) { return read_credential(connection, kind, id, now()); });
}

std::optional<StoredAccessToken> Grants::access_token(std::string_view id) const {
    return database_.read([&](Connection& connection) -> std::optional<StoredAccessToken> {
        auto row = connection.query(
            "select g.id, g.client_id, g.expires, g.revoked, g.ended_by, g.document, t.expires, t.claims "
            "from access_token t join authorization_grant g on g.id = t.grant_id "
            "where t.id = ?1 and t.expires > ?2 and g.expires > ?2 and g.revoked = 0");
        row.bind(id).bind(now());
        if (!row.step()) return std::nullopt;
        return StoredAccessToken{read_grant(row), *row.time(6), std::string(row.text(7))};
    });
}

Spent Grants::spend(Credential kind, std::string_view id, NewTokens const& tokens) {
    return database_.write([&](Connection& connection) {
        sweep(connection);
        std::string grant_id;
        auto const outcome = open(connection, kind, id, grant_id);
        if (outcome != Spent::won) return outcome;
        connection.query("update grant_credential set used = 1 where kind = ? and id = ?")
            .bind(name_of(kind))
            .bind(id)
            .run();
        keep_access_token(connection, grant_id, tokens);
        if (!tokens.refresh_token.empty()) {
            keep_credential(connection, Credential::refresh_token, tokens.refresh_token, grant_id,
                            tokens.refresh_token_expires);
        }
        return outcome;
    });
}

Spent Grants::reuse(std::string_view refresh_token, NewTokens const& tokens) {
    return database_.write([&](Connection& connection) {
        sweep(connection);
        std::string grant_id;
        auto const outcome = open(connection, Credential::refresh_token, refresh_token, grant_id);
        if (outcome != Spent::won) return outcome;
        connection.query("update grant_credential set expires = ? where kind = ? and id = ?")
            .bind(tokens.refresh_token_expires)
            .bind(name_of(Credential::refresh_token))
            .bind(refresh_token)
            .run();
        keep_access_token(connection, grant_id, tokens);
        return outcome;
    });
}

void Grants::revoke(std::string_view grant_id, std::string_view reason) {
    database_.write([&](Connection& connection) { revoke_grant(connection, grant_id, reason); });
}

void Grants::revoke_of_session(std::string_view session, std::string_view reason) {
    if (session.empty()) return;
    database_.write([&](Connection& connection) {
        connection
            .query(
                "update authorization_grant set revoked = 1, ended_by = ? where session = ? and revoked = 0 "
                "and (login_only = 1 or id in "
                "(select grant_id from grant_credential where kind = 'code' and used = 0))")
            .bind(reason)
            .bind(session)
            .run();
    });
}

}  // namespace emulator::store
