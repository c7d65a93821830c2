#include "store/database.h"

#include <functional>
#include <stdexcept>

#include "store/support.h"

namespace emulator::store {
namespace {

using emulator::test::file_bytes;
using emulator::test::TemporaryFolder;
using emulator::test::write_file;

std::int64_t migrations() {
    return static_cast<std::int64_t>(Assets().names_below("emulator/store/migrations").size());
}

void add_url(Connection& connection, std::string_view url) {
    connection.query("insert into goto_url (url) values (?)").bind(url).run();
}

std::string refusal(std::filesystem::path const& file) {
    auto const opened = Database::open(file, Assets());
    return opened ? "opened" : opened.error().description;
}

TEST_CASE("a new database has every migration, once") {
    CHECK(migrations() >= 2);
    on_each([](Database& database) {
        CHECK(number(database, "pragma user_version") == migrations());
        for (auto const* table :
             {"client", "scope", "scope_access", "person", "kept_document", "access_token"}) {
            CAPTURE(table);
            database.read([&](Connection& connection) {
                auto row =
                    connection.query("select count(*) from sqlite_schema where type = 'table' and name = ?");
                row.bind(table);
                REQUIRE(row.step());
                CHECK(row.number(0) == 1);
            });
        }
    });
}

TEST_CASE("a file keeps its data, and is not migrated twice") {
    TemporaryFolder const folder;
    auto const file = folder / "data.sqlite";
    open_file(file)->write([](Connection& connection) { add_url(connection, "http://localhost:1/"); });
    auto const again = open_file(file);
    CHECK_FALSE(again->in_memory());
    CHECK(again->name() == file.string());
    CHECK(number(*again, "pragma user_version") == migrations());
    CHECK(number(*again, "select count(*) from goto_url where url = 'http://localhost:1/'") == 1);
}

TEST_CASE("a file of an older version gets the migrations that it lacks") {
    TemporaryFolder const folder;
    auto const file = folder / "data.sqlite";
    need(Database::open(file, assets_before("002", folder)))->write([](Connection& connection) {
        add_url(connection, "http://localhost:1/");
    });
    auto const again = open_file(file);
    CHECK(number(*again, "pragma user_version") == migrations());
    CHECK(number(*again, "select count(*) from kept_document") == 0);
    CHECK(number(*again, "select count(*) from goto_url") == 1);
}

TEST_CASE("a migration that fails leaves the file at the version before it") {
    TemporaryFolder const folder;
    auto const file = folder / "data.sqlite";
    {
        auto const database = open_file(file);
        database->write([](Connection& connection) { connection.execute("pragma user_version = 1"); });
    }
    // The second migration's tables are there already.
    CHECK(refusal(file).find("already exists") != std::string::npos);
    Connection connection("file:" + file.string(), false);
    CHECK(number(connection, "pragma user_version") == 1);
    CHECK(number(connection, "select count(*) from sqlite_schema where name = 'kept_document'") == 1);
}

TEST_CASE("what is no data set of this emulator is refused by its name, and left as it is") {
    struct Row {
        std::string name;
        std::function<void(std::filesystem::path const&)> make;
        char const* reason;
    };
    auto const foreign = [](char const* sql) {
        return [sql](std::filesystem::path const& file) {
            Connection("file:" + file.string(), true).execute(sql);
        };
    };
    for (auto const& row : {
             Row{"a text",
                 [](auto const& file) { write_file(file, "This is a letter, and no database at all.\n"); },
                 "not a database"},
             Row{"an image of a database, cut short",
                 [](auto const& file) { write_file(file, std::string("SQLite format 3\0", 16) + "x"); },
                 "not a database"},
             Row{"another program's database", foreign("create table bookmark (url text)"),
                 "another program"},
             Row{"another program's database of the same version",
                 foreign("create table bookmark (url text); pragma user_version = 2"), "another program"},
             Row{"an empty database that another program signed",
                 foreign("pragma application_id = 252006674"), "another program"},
             Row{"a newer version",
                 [](auto const& file) {
                     open_file(file)->write(
                         [](Connection& connection) { connection.execute("pragma user_version = 1000"); });
                 },
                 "newer version"},
         }) {
        CAPTURE(row.name);
        TemporaryFolder const folder;
        auto const file = folder / "theirs.sqlite";
        row.make(file);
        auto const before = file_bytes(file);
        auto const description = refusal(file);
        CAPTURE(description);
        CHECK(description.find(row.reason) != std::string::npos);
        CHECK(description.find("--database " + file.string()) == 0);
        CHECK(description.find("expected") != std::string::npos);
        CHECK(file_bytes(file) == before);
    }
}

TEST_CASE("a path that can hold no file is refused by its name") {
    TemporaryFolder const folder;
    for (auto const& file : {folder / "missing/data.sqlite", folder.path()}) {
        CAPTURE(file);
        auto const description = refusal(file);
        CAPTURE(description);
        CHECK(description.find("--database " + file.string()) == 0);
        CHECK(description.find("unable to open") != std::string::npos);
    }
    CHECK_FALSE(std::filesystem::exists(folder / "missing"));
}

TEST_CASE("an empty file becomes a data set") {
    TemporaryFolder const folder;
    write_file(folder / "data.sqlite", "");
    CHECK(refusal(folder / "data.sqlite") == "opened");
}

TEST_CASE("a file's name may hold any character") {
    TemporaryFolder const folder;
    for (auto const* name :
         {"a?mode=ro", "100%41", "a#b", "with blank & quote'", "blåbær.sqlite", ":memory:"}) {
        CAPTURE(name);
        auto const file = folder / name;
        open_file(file)->write([](Connection& connection) { add_url(connection, "http://localhost:1/"); });
        CHECK(std::filesystem::exists(file));
        CHECK(number(*open_file(file), "select count(*) from goto_url") == 1);
    }
}

TEST_CASE("two databases in memory know nothing of each other") {
    auto const one = open_memory();
    auto const other = open_memory();
    one->write([](Connection& connection) { add_url(connection, "http://localhost:1/"); });
    CHECK(one->in_memory());
    CHECK(number(*one, "select count(*) from goto_url") == 1);
    CHECK(number(*other, "select count(*) from goto_url") == 0);
}

TEST_CASE("what a write throws comes out, and leaves no trace") {
    on_each([](Database& database) {
        auto const broken = [](Connection& connection) {
            add_url(connection, "http://localhost:1/");
            throw std::logic_error("changed its mind");
        };
        CHECK_THROWS_WITH_AS(database.write(broken), "changed its mind", std::logic_error);
        CHECK(number(database, "select count(*) from goto_url") == 0);

        auto const violating = [](Connection& connection) {
            add_url(connection, "http://localhost:2/");
            add_url(connection, "http://localhost:2/");
        };
        CHECK_THROWS_AS(database.write(violating), std::runtime_error);
        CHECK(number(database, "select count(*) from goto_url") == 0);

        database.write([](Connection& connection) { add_url(connection, "http://localhost:3/"); });
        CHECK(number(database, "select count(*) from goto_url") == 1);
    });
}

TEST_CASE("a write returns what its work returns") {
    on_each([](Database& database) {
        auto const changed = database.write([](Connection& connection) {
            add_url(connection, "http://localhost:1/");
            return connection.changes();
        });
        CHECK(changed == 1);
    });
}

TEST_CASE("what a read throws comes out, and the connection serves the next read") {
    on_each([](Database& database) {
        auto const broken = [](Connection& connection) {
            auto row = connection.query("select 1");
            row.step();
            throw std::logic_error("no");
        };
        for (int i = 0; i < 3; ++i)
            CHECK_THROWS_AS(database.read(broken), std::logic_error);
        CHECK(number(database, "select 1") == 1);
        database.write([](Connection& connection) { add_url(connection, "http://localhost:1/"); });
    });
}

TEST_CASE("a reading connection cannot write") {
    on_each([](Database& database) {
        CHECK_THROWS_AS(
            database.read([](Connection& connection) { add_url(connection, "http://localhost:1/"); }),
            std::runtime_error);
        CHECK(number(database, "select count(*) from goto_url") == 0);
    });
}

TEST_CASE("a failing statement names itself") {
    auto const database = open_memory();
    auto const message = [&](auto const& work) -> std::string {
        try {
            database->read(work);
        } catch (std::runtime_error const& failure) {
            return failure.what();
        }
        return "no failure";
    };
    auto const unknown = message([](Connection& connection) { connection.query("select x from nowhere"); });
    CHECK(unknown.find("select x from nowhere") != std::string::npos);
    CHECK(unknown.find("no such table") != std::string::npos);
}

TEST_CASE("values come back as they were bound") {
    on_each([](Database& database) {
        database.read([](Connection& connection) {
            auto row = connection.query("select ?, ?, ?, ?, ?, ?");
            std::string const with_nul("a\0b", 3);
            row.bind(std::string_view())
                .bind(with_nul)
                .bind("blåbær'\"; --")
                .bind(std::int64_t{-9'223'372'036'854'775'807});
            row.bind(std::optional<Instant>()).bind(std::optional(Instant(seconds(-5))));
            REQUIRE(row.step());
            CHECK(row.text(0).empty());
            CHECK(row.text(1) == with_nul);
            CHECK(row.text(2) == "blåbær'\"; --");
            CHECK(row.number(3) == -9'223'372'036'854'775'807);
            CHECK(row.time(4) == std::nullopt);
            CHECK(row.time(5) == Instant(seconds(-5)));
            CHECK_FALSE(row.step());
        });
        // A view of nothing is an empty text, not NULL.
        database.read([](Connection& connection) {
            auto row = connection.query("select ? is null");
            row.bind(std::string_view());
            REQUIRE(row.step());
            CHECK(row.number(0) == 0);
        });
    });
}

TEST_CASE("readers see every write whole, and neither side keeps the other out") {
    on_each([](Database& database) {
        database.write([](Connection& connection) {
            connection.query("insert into organisation (orgnr, id, navn) values ('a', 'a', '500')").run();
            connection.query("insert into organisation (orgnr, id, navn) values ('b', 'b', '500')").run();
        });
        constexpr int readers = 4;
        std::atomic<int> torn{0}, reads{0}, faults{0};
        std::atomic<bool> writing{true};
        on_threads(readers + 1, [&](int thread) {
            try {
                if (thread == 0) {
                    for (int i = 0; i < 300; ++i) {
                        database.write([](Connection& connection) {
                            connection.query("update organisation set navn = navn - 1 where orgnr = 'a'")
                                .run();
                            connection.query("update organisation set navn = navn + 1 where orgnr = 'b'")
                                .run();
                        });
                    }
                    writing = false;
                    return;
                }
                // At least once after the last write, too.
                for (bool last = false; !last;) {
                    last = !writing;
                    torn += number(database, "select sum(navn) from organisation") != 1000;
                    ++reads;
                }
            } catch (std::exception const&) {
                ++faults;
                writing = false;
            }
        });
        CHECK(faults == 0);
        CHECK(torn == 0);
        CHECK(reads >= readers);
        CHECK(number(database, "select navn from organisation where orgnr = 'a'") == 200);
    });
}

TEST_CASE("writers on many threads lose nothing") {
    on_each([](Database& database) {
        database.write([](Connection& connection) {
            connection.query("insert into organisation (orgnr, id, navn) values ('a', 'a', '0')").run();
        });
        on_threads(8, [&](int) {
            for (int i = 0; i < 25; ++i) {
                database.write([](Connection& connection) {
                    auto const now = number(connection, "select navn from organisation where orgnr = 'a'");
                    auto const next = std::to_string(now + 1);
                    connection.query("update organisation set navn = ? where orgnr = 'a'").bind(next).run();
                });
            }
        });
        CHECK(number(database, "select navn from organisation where orgnr = 'a'") == 200);
    });
}

}  // namespace
}  // namespace emulator::store
