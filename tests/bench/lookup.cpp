// lookup: reads persons from a database file and writes their JSON, without HTTP: what a look-up can reach at
// most.
//   lookup --database FILE --ids FILE --sql SELECT --threads N --secs S [--batch 1000]   (0 seconds: prints
//   one answer)
// The ids are one a line and are taken a batch at a time. The SELECT has one parameter: a person's number,
// or, where it says json_each, a JSON array of them. Its columns are named by their place in the JSON
// ("kontaktinformasjon.epostadresse"), those of one object side by side; NULL and empty text are left out. A
// number in the first column is a person's, any other a time.
#include <sqlite3.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <memory>
#include <string_view>
#include <vector>

#include "support.h"

namespace {

struct Close {
    void operator()(sqlite3* database) const { sqlite3_close(database); }
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};

void append_string(std::string& out, std::string_view text) {
    out += '"';
    for (auto const c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    out += '"';
}

void append_digits(std::string& out, long number, int width) {
    char digits[16];
    for (int i = width; i-- > 0; number /= 10)
        digits[i] = static_cast<char>('0' + number % 10);
    out.append(digits, static_cast<std::size_t>(width));
}

// Norwegian time, "2023-06-10T21:00:01+02"; summer time as the European Union has it.
void append_time(std::string& out, long since_1970) {
    using namespace std::chrono;
    sys_seconds const utc{seconds{since_1970}};
    auto const utc_year = year_month_day{floor<days>(utc)}.year();
    auto const summer = utc >= sys_days{utc_year / March / Sunday[last]} + hours{1} &&
                        utc < sys_days{utc_year / October / Sunday[last]} + hours{1};
    auto const local = utc + hours{summer ? 2 : 1};
    auto const day = floor<days>(local);
    year_month_day const date{day};
    auto const second = (local - day).count();
    out += '"';
    append_digits(out, static_cast<int>(date.year()), 4);
    long const parts[] = {static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                          second / 3600, second / 60 % 60, second % 60};
    for (int i = 0; i < 5; ++i) {
        out += "--T::"[i];
        append_digits(out, parts[i], 2);
    }
    out += summer ? "+02\"" : "+01\"";
}

// Where a column's value goes: `"name":`, in the object of that name or in none.
struct Member {
    std::string object;  // `"kontaktinformasjon":{`, or empty
    std::string name;
};
std::vector<Member> members_of(sqlite3_stmt* statement) {
    std::vector<Member> members;
    for (int i = 0; i < sqlite3_column_count(statement); ++i) {
        std::string const path = sqlite3_column_name(statement, i);
        auto const dot = path.find('.');
        bool const inside = dot != std::string::npos;
        members.push_back({inside ? '"' + path.substr(0, dot) + "\":{" : "",
                           '"' + (inside ? path.substr(dot + 1) : path) + "\":"});
    }
    return members;
}

class Reader {
public:
    Reader(std::string const& file, std::string const& sql)
        : whole_batch_(sql.find("json_each") != sql.npos) {
        sqlite3* database = nullptr;
        int const flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX;
        if (sqlite3_open_v2(file.c_str(), &database, flags, nullptr) != SQLITE_OK)
            bench::give_up("cannot open " + file);
        database_.reset(database);
        run("PRAGMA mmap_size=2147483648; PRAGMA cache_size=-65536");
        sqlite3_stmt* statement = nullptr;
        if (sqlite3_prepare_v3(database, sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr) !=
            SQLITE_OK) {
            bench::give_up(std::string(sqlite3_errmsg(database)) + " in " + sql);
        }
        statement_.reset(statement);
        members_ = members_of(statement);
    }

    // The answer for one batch; `persons` grows by what was found.
    std::string answer(std::vector<std::string> const& ids, long& persons) {
        std::string out = "{\"personer\":[";
        out.reserve(700000);
        run("BEGIN");
        if (whole_batch_) {
            std::string array;
            for (auto const& id : ids)
                array += (array.empty() ? '[' : ',') + std::to_string(std::stol(id));
            array += ']';
            sqlite3_bind_text(statement_.get(), 1, array.data(), static_cast<int>(array.size()),
                              SQLITE_STATIC);
            persons += append_rows(out);
        } else {
            for (auto const& id : ids) {
                sqlite3_bind_int64(statement_.get(), 1, std::stol(id));
                persons += append_rows(out);
            }
        }
        run("COMMIT");
        out.back() = ']';
        return out + '}';
    }

private:
    void run(char const* sql) {
        if (sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) bench::give_up(sql);
    }

    long append_rows(std::string& out) {
        auto* const statement = statement_.get();
        long rows = 0;
        for (; sqlite3_step(statement) == SQLITE_ROW; ++rows) {
            append_row(out);
            out += ',';
        }
        sqlite3_reset(statement);
        return rows;
    }

    void append_row(std::string& out) {
        Member const* open = nullptr;  // a member of the object that is open
        out += '{';
        for (std::size_t i = 0; i < members_.size(); ++i) {
            int const column = static_cast<int>(i);
            auto const type = sqlite3_column_type(statement_.get(), column);
            if (type == SQLITE_NULL) continue;
            if (type == SQLITE_TEXT && sqlite3_column_bytes(statement_.get(), column) == 0) continue;
            auto const& member = members_[i];
            if (open && open->object != member.object) {
                out += '}';
                open = nullptr;
            }
            if (i > 0) out += ',';
            if (!open && !member.object.empty()) {
                out += member.object;
                open = &member;
            }
            out += member.name;
            append_value(out, column, type);
        }
        out += open ? "}}" : "}";
    }

    void append_value(std::string& out, int column, int type) {
        auto* const statement = statement_.get();
        if (type == SQLITE_TEXT) {
            auto const* const text = reinterpret_cast<char const*>(sqlite3_column_text(statement, column));
            append_string(out, {text, static_cast<std::size_t>(sqlite3_column_bytes(statement, column))});
        } else if (column == 0) {
            out += '"';
            append_digits(out, sqlite3_column_int64(statement, column), 11);
            out += '"';
        } else {
            append_time(out, sqlite3_column_int64(statement, column));
        }
    }

    bool whole_batch_;
    std::unique_ptr<sqlite3, Close> database_;
    std::unique_ptr<sqlite3_stmt, Close> statement_;
    std::vector<Member> members_;
};

std::vector<std::vector<std::string>> read_batches(std::string const& path, std::size_t size) {
    std::vector<std::vector<std::string>> batches;
    std::ifstream file(path);
    for (std::string id; std::getline(file, id);) {
        if (batches.empty() || batches.back().size() == size) batches.emplace_back();
        batches.back().push_back(id);
    }
    if (batches.empty()) bench::give_up("no ids in " + path);
    return batches;
}

}  // namespace

int main(int argc, char** argv) {
    bench::Options const options(argc, argv, {"database", "ids", "sql", "threads", "secs", "batch"});
    // On, as it is by default, every allocation of every thread takes one global mutex.
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    auto const batch = std::stoul(options.get("batch", "1000"));
    auto const batches = read_batches(options["ids"], batch);
    std::atomic<std::size_t> next{0};
    std::atomic<long> bytes{0};
    auto const make = [&](int) -> bench::Work {
        auto reader = std::make_shared<Reader>(options["database"], options["sql"]);
        return [&, reader] {
            auto const& ids = batches[next++ % batches.size()];
            long persons = 0;
            bytes = static_cast<long>(reader->answer(ids, persons).size());
            return persons == static_cast<long>(ids.size());
        };
    };
    if (options.get("secs", "0") == "0") {  // one answer, to look at
        long persons = 0;
        std::puts(Reader(options["database"], options["sql"]).answer(batches.front(), persons).c_str());
        return 0;
    }
    auto const measured = bench::repeat(std::stoi(options["threads"]), std::stod(options["secs"]), make);
    std::printf("{\"persons\":%.0f,\"p50_us\":%.0f,\"p99_us\":%.0f,\"answer_bytes\":%ld,\"failed\":%ld}\n",
                measured.rate() * static_cast<double>(batch), measured.percentile(0.5),
                measured.percentile(0.99), bytes.load(), measured.failed);
}
