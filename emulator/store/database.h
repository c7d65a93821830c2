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
    friend class Database;
    sqlite3* handle_ = nullptr;
    bool read_only_ = false;
    std::unordered_map<char const*, sqlite3_stmt*> statements_;
};

// One data set, in memory or in a file. Reads run in parallel, each on a connection of its own, but where
// open_in_turns() says otherwise; writes run one at a time, each a transaction. Calls take microseconds and
// therefore run on the calling thread. Safe from any thread.
class Database {
public:
    // Without a file: in memory. Applies the migrations. Refused, and left as it is: a file that is no
    // database, one of another program, one written by a newer version, a folder that does not exist; the
    // description names the file.
    static Result<std::unique_ptr<Database>> open(std::optional<std::filesystem::path> file,
                                                  Assets const& assets);

    // In memory, with one connection that all share in turns, reads too: for what is written about as often
    // as it is read. A commit copies nothing, and no reader has to look again at what another wrote. Throws
    // std::runtime_error where the migrations are broken.
    static std::unique_ptr<Database> open_in_turns(Assets const& assets);

    // REQUIRES: `work` does not read or write this database in another way than by its connection.
    template <class F>
    auto read(F&& work) {
        if (kind_ == Kind::memory_in_turns) {
            std::unique_lock const turn(writing_);
            ReadOnly const reading(*writer_);
            return work(*writer_);
        }
        auto const turn =
            kind_ == Kind::memory ? take<std::shared_lock>() : std::shared_lock<std::shared_mutex>();
        Lease lease(*this);
        return work(*lease.connection);
    }

    // All or nothing: what `work` throws rolls back. REQUIRES: as read().
    template <class F>
    auto write(F&& work) {
        std::unique_lock const turn(writing_);
        auto const alone =
            kind_ == Kind::memory ? take<std::unique_lock>() : std::unique_lock<std::shared_mutex>();
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

    bool in_memory() const { return kind_ != Kind::file; }
    std::string const& name() const { return name_; }  // the file, or "memory"

private:
    enum class Kind { file, memory, memory_in_turns };
    struct Transaction {
        explicit Transaction(Connection& connection);
        ~Transaction();
        void commit();
        Connection& connection;
        bool open = true;
    };
    // The connection refuses to write meanwhile, as those that only read always do.
    struct ReadOnly {
        explicit ReadOnly(Connection& only) : connection(only) { connection.read_only_ = true; }
        ~ReadOnly() { connection.read_only_ = false; }
        Connection& connection;
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

    Database(std::string uri, std::string name, Kind kind);
    void migrate(Assets const& assets);

    std::string uri_;
    std::string name_;
    Kind kind_;
    std::mutex writing_;
    std::mutex gate_;
    std::shared_mutex memory_;  // SQLite's memory databases answer "busy" instead of waiting; files use WAL
    std::unique_ptr<Connection> writer_;
    std::mutex idle_mutex_;
    std::vector<std::unique_ptr<Connection>> idle_;
};

}  // namespace emulator::store
