#include "app/people/command.h"

#include <csignal>
#include <cstring>
#include <fstream>

#include "app/fixtures.h"
#include "app/options.h"
#include "app/people/export.h"
#include "app/people/generate.h"
#include "app/people/import.h"
#include "app/people/options.h"
#include "app/people/progress.h"
#include "base/encoding.h"
#include "base/times.h"
#include "store/generation.h"

namespace emulator::app {
namespace {

using DatabasePtr = std::unique_ptr<store::Database>;

volatile std::sig_atomic_t interrupted = 0;

// While it lives, SIGINT and SIGTERM ask for an end rather than bring it.
class Interrupts {
public:
    Interrupts() {
        interrupted = 0;
        struct sigaction action = {};
        action.sa_handler = [](int) { interrupted = 1; };
        sigaction(SIGINT, &action, &before_int_);
        sigaction(SIGTERM, &action, &before_term_);
    }
    ~Interrupts() {
        sigaction(SIGINT, &before_int_, nullptr);
        sigaction(SIGTERM, &before_term_, nullptr);
    }
    Interrupts(Interrupts const&) = delete;
    Interrupts& operator=(Interrupts const&) = delete;

private:
    struct sigaction before_int_ = {};
    struct sigaction before_term_ = {};
};

Result<DatabasePtr> open(PeopleWish const& wish, Instant now) {
    Assets assets;
    if (wish.fixtures) assets.read_from_disk("fixtures", *wish.fixtures);
    auto database = EMULATOR_TRY(store::Database::open(wish.database, assets));
    if (!has_data(*database)) EMULATOR_TRY(load_fixtures(assets, *database, now));
    return database;
}

Result<> generate(PeopleWish const& wish, Surroundings const& surroundings) {
    auto const now = surroundings.clock.now();
    auto const database = EMULATOR_TRY(open(wish, now));
    auto const order = store::Generation(*database).order();
    if (order && wish.at && *wish.at != order->at) {
        return wrong_use(database->name() + " is filled with --date " + format_utc(order->at).substr(0, 10) +
                         "; ask for the same or leave it out, or name another file");
    }
    Progress progress(surroundings.out, surroundings.is_terminal, wish.count);
    Interrupts const interrupts;
    PopulationPlan const plan{wish.count, wish.seed,
                              wish.at.value_or(std::chrono::floor<std::chrono::days>(now))};
    auto const filled = EMULATOR_TRY(
        fill(*database, plan,
             {[&](std::int64_t done) { progress.update(done); }, [] { return interrupted != 0; }}));
    progress.end();
    if (!filled.complete) {
        return Error{ErrorCode::server_error, "stopped after " + std::to_string(filled.added) +
                                                  " people; run the same command again to go on"};
    }
    if (filled.added > 0) {
        auto const a_second = static_cast<double>(filled.added) / progress.seconds();
        surroundings.out << filled.added << " people added in " << progress.seconds() << " s, "
                         << static_cast<std::int64_t>(a_second) << " a second\n";
    }
    if (filled.left_out > 0)
        surroundings.out << filled.left_out << " of them were there already, and stay as they are\n";
    surroundings.out << wish.count << " people are in " << wish.database.string() << std::endl;
    return {};
}

Error unusable(std::filesystem::path const& file, char const* what) {
    return {ErrorCode::invalid_request, file.string() + ": " + what + ": " + std::strerror(errno)};
}

Result<> import(PeopleWish const& wish, Surroundings const& surroundings) {
    auto const now = surroundings.clock.now();
    if (std::filesystem::is_directory(wish.file))
        return wrong_use(wish.file.string() + ": is a folder; expected a file with people");
    std::ifstream in(wish.file, std::ios::binary);
    if (!in) return unusable(wish.file, "cannot be read");
    auto const database = EMULATOR_TRY(open(wish, now));
    auto const done = EMULATOR_TRY(import_people(in, wish.file.string(), wish.form, *database, now));
    surroundings.out << done.people << " people imported, " << done.changes << " changes of the register"
                     << std::endl;
    return {};
}

Result<> export_to(PeopleWish const& wish, Surroundings const& surroundings) {
    if (!std::filesystem::exists(wish.database))
        return wrong_use("--database " + wish.database.string() + ": there is no such file");
    auto const database = EMULATOR_TRY(open(wish, surroundings.clock.now()));
    if (wish.file.empty()) {
        export_people(surroundings.out, wish.form, *database);
        return {};
    }
    if (!wish.replace && std::filesystem::exists(wish.file))
        return wrong_use(wish.file.string() +
                         ": the file exists already; name another, or replace it with --force");
    std::ofstream out(wish.file, std::ios::binary);
    if (!out) return unusable(wish.file, "cannot be written");
    auto const count = export_people(out, wish.form, *database);
    out.close();
    if (!out) return Error{ErrorCode::server_error, wish.file.string() + ": cannot be written"};
    surroundings.out << count << " people exported to " << wish.file.string() << std::endl;
    return {};
}

}  // namespace

Result<> run_people(std::vector<std::string> const& arguments, Surroundings const& surroundings) {
    auto const wish = EMULATOR_TRY(read_people_wish(arguments));
    switch (wish.action) {
        case PeopleAction::generate:
            return generate(wish, surroundings);
        case PeopleAction::import:
            return import(wish, surroundings);
        case PeopleAction::export_:
            return export_to(wish, surroundings);
        case PeopleAction::help:
            break;
    }
    surroundings.out << people_usage() << std::flush;
    return {};
}

}  // namespace emulator::app
