#include "store/protocol_state.h"

namespace emulator::store {
namespace {

void insert(Connection& connection, Key key, std::string_view document, Instant expires) {
    connection.query("insert or replace into kept_document (kind, id, document, expires) values (?, ?, ?, ?)")
        .bind(key.kind)
        .bind(key.id)
        .bind(document)
        .bind(expires)
        .run();
}

std::optional<std::string> taken(Connection& connection, Key key, std::int64_t now) {
    auto row =
        connection.query("delete from kept_document where kind = ? and id = ? returning document, expires");
    row.bind(key.kind).bind(key.id);
    if (!row.step()) return std::nullopt;
    std::string document(row.text(0));
    bool const live = row.number(1) > now;
    row.run();
    return live ? std::optional(std::move(document)) : std::nullopt;
}

}  // namespace

// At most once a minute, and inside a write that happens anyway.
void ProtocolState::sweep(Connection& connection) {
    constexpr std::int64_t pause = 60;
    auto const time = now();
    if (time >= last_sweep_ && time - last_sweep_ < pause) return;
    last_sweep_ = time;
    connection.query("delete from spent_assertion where expires <= ?").bind(time).run();
    connection.query("delete from kept_document where expires <= ?").bind(time).run();
}

bool ProtocolState::spend_assertion(std::string_view issuer, std::string_view jti, Instant expires) {
    return database_.write([&](Connection& connection) {
        sweep(connection);
        connection
            .query(
                "insert into spent_assertion (issuer, jti, expires) values (?1, ?2, ?3) "
                "on conflict do update set expires = ?3 where expires <= ?4")
            .bind(issuer)
            .bind(jti)
            .bind(expires)
            .bind(now())
            .run();
        return connection.changes() == 1;
    });
}

void ProtocolState::put(Key key, std::string_view document, Instant expires) {
    database_.write([&](Connection& connection) {
        sweep(connection);
        insert(connection, key, document, expires);
    });
}

void ProtocolState::make_room(Connection& connection, std::string_view kind, std::size_t most) {
    auto& since = put_since_counted_.try_emplace(std::string(kind), most).first->second;
    if (++since < most / 10) return;
    since = 0;
    connection
        .query(
            "delete from kept_document where kind = ?1 and id in (select id from kept_document "
            "where kind = ?1 order by expires desc limit -1 offset ?2)")
        .bind(kind)
        .bind(static_cast<std::int64_t>(most))
        .run();
}

void ProtocolState::put_bounded(Key key, std::string_view document, Instant expires, std::size_t most) {
    database_.write([&](Connection& connection) {
        sweep(connection);
        insert(connection, key, document, expires);
        make_room(connection, key.kind, most);
    });
}

std::optional<std::string> ProtocolState::get(Key key) const {
    return database_.read([&](Connection& connection) -> std::optional<std::string> {
        auto row =
            connection.query("select document from kept_document where kind = ? and id = ? and expires > ?");
        row.bind(key.kind).bind(key.id).bind(now());
        if (!row.step()) return std::nullopt;
        return std::string(row.text(0));
    });
}

std::optional<std::string> ProtocolState::take(Key key) {
    return database_.write([&](Connection& connection) { return taken(connection, key, now()); });
}

void ProtocolState::replace(Key from, Key to,
                            std::function<Document(std::optional<std::string> const&)> const& make) {
    database_.write([&](Connection& connection) {
        sweep(connection);
        auto const document = make(taken(connection, from, now()));
        insert(connection, to, document.text, document.expires);
    });
}

void ProtocolState::remove(Key key) {
    database_.write([&](Connection& connection) {
        connection.query("delete from kept_document where kind = ? and id = ?")
            .bind(key.kind)
            .bind(key.id)
            .run();
    });
}

bool ProtocolState::edit(Key key, std::function<bool(std::string&, Instant&)> const& edit) {
    return database_.write([&](Connection& connection) {
        std::string document;
        Instant expires;
        {
            auto row = connection.query(
                "select document, expires from kept_document where kind = ? and id = ? and expires > ?");
            row.bind(key.kind).bind(key.id).bind(now());
            if (!row.step()) return false;
            document = row.text(0);
            expires = *row.time(1);
        }
        if (edit(document, expires)) {
            connection.query("update kept_document set document = ?, expires = ? where kind = ? and id = ?")
                .bind(document)
                .bind(expires)
                .bind(key.kind)
                .bind(key.id)
                .run();
        }
        return true;
    });
}

}  // namespace emulator::store
