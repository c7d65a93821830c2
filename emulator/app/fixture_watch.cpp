#include "app/fixture_watch.h"

#include <array>

#include "app/fixtures.h"

namespace emulator::app {
namespace {

struct Replaced {
    std::string_view kind;
    char const* clear;  // nothing for what is read at the start alone
};
constexpr std::array replaced{
    Replaced{"organisations", "delete from organisation; delete from scope_prefix"},
    Replaced{"scopes", "delete from scope; delete from scope_access"},
    Replaced{"clients", "delete from client"},
    Replaced{"postboxes", "delete from postbox_operator"},
    Replaced{"gotourls", "delete from goto_url"},
    Replaced{"persons", nullptr},
    Replaced{"delegations", "delete from delegation"},
    Replaced{"systemusers", "delete from system_user"},
    Replaced{"consents", "delete from consent"},
};

char const* clearing(std::string_view kind) {
    for (auto const& row : replaced)
        if (row.kind == kind) return row.clear;
    return nullptr;
}

}  // namespace

FixtureWatch::FixtureWatch(Assets const& assets, store::DirectoryStore& directory, Clock const& clock,
                           Log& log, std::chrono::milliseconds pause)
    : assets_(assets),
      directory_(directory),
      clock_(clock),
      log_(log),
      pause_(pause),
      taken_(stamps()),
      judged_(taken_),
      seen_(taken_),
      thread_([this] { run(); }) {}

FixtureWatch::~FixtureWatch() {
    {
        std::lock_guard const lock(mutex_);
        is_over_ = true;
    }
    ends_.notify_one();
    thread_.join();
}

FixtureWatch::Stamps FixtureWatch::stamps() const {
    Stamps found;
    for (auto const& row : replaced) {
        auto const path = assets_.display_name("fixtures/" + std::string(row.kind) + ".json");
        std::error_code none;
        Stamp const stamp{std::filesystem::last_write_time(path, none),
                          std::filesystem::file_size(path, none)};
        found.emplace(row.kind, none ? Stamp{} : stamp);
    }
    return found;
}

void FixtureWatch::run() {
    std::unique_lock lock(mutex_);
    while (!ends_.wait_for(lock, pause_, [this] { return is_over_; }))
        look();
}

void FixtureWatch::look() {
    auto found = stamps();
    bool const rests = found == seen_;
    seen_ = found;
    if (!rests || found == judged_) return;
    judged_ = found;
    try {
        take_in(found);
    } catch (std::exception const& failure) {
        log_.error("fixtures", "not taken in", {{"reason", failure.what()}});
    }
}

void FixtureWatch::take_in(Stamps const& found) {
    auto const checked = check_fixtures(assets_, clock_.now());
    if (!checked.faults.empty()) {
        for (auto const& fault : checked.faults)
            log_.warning("fixtures", text_of(fault));
        log_.warning("fixtures", "not taken in: everything stays as it was");
        return;
    }
    std::string names;
    directory_.change([&](store::Connection& connection) {
        for (auto const& kind : checked.kinds) {
            auto const* const clear = clearing(kind.name);
            if (found.at(kind.name) == taken_.at(kind.name) || !clear) continue;
            connection.execute(clear);
            for (auto const& write : kind.writes)
                write(connection);
            names.append(names.empty() ? "" : ", ").append(kind.name);
        }
    });
    if (!names.empty()) log_.info("fixtures", "taken in", {{"files", names}});
    if (found.at("persons") != taken_.at("persons"))
        log_.warning("fixtures", "people are read at the start alone: persons.json is not taken in");
    taken_ = found;
}

}  // namespace emulator::app
