// SQLite behind a small face: connections with prepared statements, transactions, migrations. Nobody outside
// this room sees SQLite. A failing database is a fault of the machine: std::runtime_error.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/assets.h"
#include "base/clock.h"
#include "base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace emulator::store {

// One run of a prepared statement: bind, step, read columns. Ends the run when it goes out of scope, so that
// no read transaction stays open.
class Query {
public:
    explicit Query(sqlite3_stmt* statement) : statement_(statement) {}
    ~Query();
    Query(Query const&) = delete;
    Query& operator=(Query const&) = delete;

    // Bound in order. A view must live until the query ends.
    Query& bind(std::string_view text);
    Query& bind(std::int64_t number);
    Query& bind(std::optional<Instant> time);

    bool step();  // true: a row is there
    void run() {
        while (step()) {
        }
    }

    std::string_view text(int column) const;  // valid until the next step
    std::int64_t number(int column) const;
    std::optional<Instant> time(int column) const;  // nothing for NULL

private:
    sqlite3_stmt* statement_;
    int bound_ = 0;
};

class Connection {
public:
    Connection(std::string const& uri, bool writable);
    ~Connection();
    Connection(Connection const&) = delete;
    Connection& operator=(Connection const&) = delete;

    // `sql` must be a literal: the prepared statement is kept under its address.
    Query query(char const* sql);
    void execute(std::string const& sql);
    std::int64_t changes() const;

private:
    sqlite3* handle_ = nullptr;
    std::unordered_map<char const*, sqlite3_stmt*> statements_;
};

// One data set, in memory or in a file. Reads run in parallel, each on a connection of its own; writes run
// one at a time, each a transaction. Calls take microseconds and therefore run on the calling thread.
// Safe from any thread.
class Database {
public:
    // Without a file: in memory. Applies the migrations. Refused, and left as it is: a file that is no
    // database, one of another program, one written by a newer version, a folder that does not exist; the
    // description names the file.
    static Result<std::unique_ptr<Database>> open(std::optional<std::filesystem::path> file,
                                                  Assets const& assets);

    // REQUIRES: `work` does not read or write this database in another way than by its connection.
    template <class F>
    auto read(F&& work) {
        auto const turn = in_memory_ ? take<std::shared_lock>() : std::shared_lock<std::shared_mutex>();
        Lease lease(*this);
        return work(*lease.connection);
    }

    // All or nothing: what `work` throws rolls back. REQUIRES: as read().
    template <class F>
    auto write(F&& work) {
        std::unique_lock const turn(writing_);
        auto const alone = in_memory_ ? take<std::unique_lock>() : std::unique_lock<std::shared_mutex>();
        Transaction transaction(*writer_);
        if constexpr (std::is_void_v<decltype(work(*writer_))>) {
            work(*writer_);
            transaction.commit();
        } else {
            auto result = work(*writer_);
            transaction.commit();
            return result;
        }
    }

    bool in_memory() const { return in_memory_; }
    std::string const& name() const { return name_; }  // the file, or "memory"

private:
    struct Transaction {
        explicit Transaction(Connection& connection);
        ~Transaction();
        void commit();
        Connection& connection;
        bool open = true;
    };
    struct Lease {
        explicit Lease(Database& database);
        ~Lease();
        Database& database;
        std::unique_ptr<Connection> connection;
    };

    // Through a gate, so that readers that keep coming do not keep a writer waiting for ever: the C library's
    // lock lets readers past a waiting writer.
    template <template <class> class Lock>
    Lock<std::shared_mutex> take() {
        std::lock_guard const gate(gate_);
        return Lock<std::shared_mutex>(memory_);
    }

    Database(std::string uri, std::string name, bool in_memory);
    void migrate(Assets const& assets);

    std::string uri_;
    std::string name_;
    bool in_memory_;
    std::mutex writing_;
    std::mutex gate_;
    std::shared_mutex memory_;  // SQLite's memory databases answer "busy" instead of waiting; files use WAL
    std::unique_ptr<Connection> writer_;
    std::mutex idle_mutex_;
    std::vector<std::unique_ptr<Connection>> idle_;
};

}  // namespace emulator::store
