#include "store/database.h"

#include <sqlite3.h>

#include <charconv>
#include <stdexcept>

#include "base/encoding.h"

namespace emulator::store {
namespace {

[[noreturn]] void fail(sqlite3* handle, std::string const& what) {
    throw std::runtime_error("SQLite: " + what + ": " + (handle ? sqlite3_errmsg(handle) : "out of memory"));
}

// Once, before the first connection: SQLite's allocation statistics take one mutex for all threads.
void configure_once() {
    static int const done = [] {
        sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
        return sqlite3_initialize();
    }();
    if (done != SQLITE_OK) throw std::runtime_error("SQLite cannot be initialised");
}

// Escaped, so that a ? or % in a file's name is part of the name.
std::string file_uri(std::filesystem::path const& file) {
    std::string uri = "file:";
    for (auto const c : std::filesystem::absolute(file).string())
        uri += c == '/' ? "/" : percent_encode({&c, 1});
    return uri;
}

std::string memory_uri() {
    static std::atomic<int> count{0};
    return "file:/digdir-emulator-" + std::to_string(++count) + "?vfs=memdb";
}

std::int64_t number(Connection& connection, char const* sql) {
    auto row = connection.query(sql);
    row.step();
    return row.number(0);
}

constexpr std::int64_t our_application_id = 0x44494744;  // "DIGD", in the header of the file

// Before anything is changed: whoever names the database of another program must not find our tables in it.
void refuse_other_programs(Connection& connection) {
    auto const id = number(connection, "pragma application_id");
    bool const fresh = id == 0 && number(connection, "select count(*) from sqlite_schema") == 0;
    if (id != our_application_id && !fresh)
        throw std::runtime_error("the file is a database of another program");
}

}  // namespace

Query::~Query() {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
}

Query& Query::bind(std::string_view text) {
    // A null pointer would bind NULL; the columns are "not null".
    char const* const bytes = text.data() ? text.data() : "";
    sqlite3_bind_text64(statement_, ++bound_, bytes, text.size(), SQLITE_STATIC, SQLITE_UTF8);
    return *this;
}
Query& Query::bind(std::int64_t number) {
    sqlite3_bind_int64(statement_, ++bound_, number);
    return *this;
}
Query& Query::bind(std::optional<Instant> time) {
    if (time) return bind(static_cast<std::int64_t>(time->time_since_epoch().count()));
    ++bound_;  // what is not bound is NULL
    return *this;
}

bool Query::step() {
    auto const code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    fail(sqlite3_db_handle(statement_), sqlite3_sql(statement_));
}

std::string_view Query::text(int column) const {
    auto const* bytes = reinterpret_cast<char const*>(sqlite3_column_text(statement_, column));
    return bytes ? std::string_view(bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)))
                 : "";
}
std::int64_t Query::number(int column) const {
    return sqlite3_column_int64(statement_, column);
}
std::optional<Instant> Query::time(int column) const {
    if (sqlite3_column_type(statement_, column) == SQLITE_NULL) return std::nullopt;
    return Instant(seconds(number(column)));
}

Connection::Connection(std::string const& uri, bool writable) {
    int const flags = SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX |
                      (writable ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READWRITE);
    if (sqlite3_open_v2(uri.c_str(), &handle_, flags, nullptr) != SQLITE_OK) {
        std::string const reason = handle_ ? sqlite3_errmsg(handle_) : "out of memory";
        sqlite3_close(handle_);
        throw std::runtime_error(reason);
    }
    sqlite3_busy_timeout(handle_, 5000);
}

Connection::~Connection() {
    for (auto const& [sql, statement] : statements_)
        sqlite3_finalize(statement);
    sqlite3_close(handle_);
}

Query Connection::query(char const* sql) {
    auto& statement = statements_[sql];
    if (!statement &&
        sqlite3_prepare_v3(handle_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr) != SQLITE_OK) {
        fail(handle_, sql);
    }
    if (read_only_ && sqlite3_stmt_readonly(statement) == 0)
        throw std::runtime_error("SQLite: a write where only reading is allowed: " + std::string(sql));
    return Query(statement);
}

void Connection::execute(std::string const& sql) {
    if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail(handle_, sql);
}

std::int64_t Connection::changes() const {
    return sqlite3_changes64(handle_);
}

Database::Transaction::Transaction(Connection& on) : connection(on) {
    connection.query("begin immediate").run();
}
Database::Transaction::~Transaction() {
    if (!open) return;
    try {
        connection.query("rollback").run();
    } catch (std::exception const&) {
        // SQLite has rolled back by itself; the reason is already on its way up.
    }
}
void Database::Transaction::commit() {
    connection.query("commit").run();
    open = false;
}

Database::Lease::Lease(Database& owner) : database(owner) {
    {
        std::lock_guard const lock(database.idle_mutex_);
        if (!database.idle_.empty()) {
            connection = std::move(database.idle_.back());
            database.idle_.pop_back();
        }
    }
    if (!connection) {
        connection = std::make_unique<Connection>(database.uri_, false);
        connection->execute("pragma query_only = on");
        if (database.kind_ == Kind::file) connection->execute("pragma mmap_size = 2147483648");
    }
}
Database::Lease::~Lease() {
    std::lock_guard const lock(database.idle_mutex_);
    database.idle_.push_back(std::move(connection));
}

Database::Database(std::string uri, std::string name, Kind kind)
    : uri_(std::move(uri)), name_(std::move(name)), kind_(kind) {
    configure_once();
    writer_ = std::make_unique<Connection>(uri_, true);
    refuse_other_programs(*writer_);
    // NORMAL in WAL mode: a killed process loses nothing, since the written pages are the kernel's by then.
    if (kind_ == Kind::file) writer_->execute("pragma journal_mode = wal; pragma synchronous = normal;");
    // Shared in memory, a commit copies whole pages, several times and from core to core: small ones are
    // cheaper.
    if (kind_ == Kind::memory) writer_->execute("pragma page_size = 1024; pragma journal_mode = memory;");
}

Result<std::unique_ptr<Database>> Database::open(std::optional<std::filesystem::path> file,
                                                 Assets const& assets) {
    auto const name = file ? file->string() : "memory";
    try {
        auto database = std::unique_ptr<Database>(file ? new Database(file_uri(*file), name, Kind::file)
                                                       : new Database(memory_uri(), name, Kind::memory));
        database->migrate(assets);
        return database;
    } catch (std::exception const& failure) {
        return Error{ErrorCode::invalid_request,
                     "--database " + name + ": " + failure.what() +
                         "; expected a file of this emulator, or a new file in an existing folder"};
    }
}

std::unique_ptr<Database> Database::open_in_turns(Assets const& assets) {
    auto database = std::unique_ptr<Database>(new Database(":memory:", "memory", Kind::memory_in_turns));
    database->migrate(assets);
    return database;
}

void Database::migrate(Assets const& assets) {
    auto const done = number(*writer_, "pragma user_version");
    std::int64_t latest = 0;
    for (auto const& file : assets.names_below("emulator/store/migrations")) {
        if (++latest <= done) continue;
        // One transaction each, with its number: a start that is killed half-way goes on where it was.
        writer_->execute("begin immediate;" + *assets.find(file) +
                         ";pragma user_version = " + std::to_string(latest) +
                         ";pragma application_id = " + std::to_string(our_application_id) + ";commit;");
    }
    if (done > latest) throw std::runtime_error("the file was written by a newer version of the emulator");
}

}  // namespace emulator::store
