// Takes in what is changed in a folder of fixtures while the emulator runs.
#pragma once

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "base/assets.h"
#include "base/clock.h"
#include "base/log.h"
#include "store/directory.h"

namespace emulator::app {

// Looks at the files in a thread of its own until its end. A file that differs from before, and has rested
// between two looks, takes the place of all rows of its kind, as one change of the directory; rows of other
// files stay, also what was registered in the meantime. While any file has a fault, everything stays as it
// is, and the log tells each fault by file, line and column. People are read at the start alone: an edit of
// the file must not undo what they did themselves since.
class FixtureWatch {
public:
    // REQUIRES: "fixtures" of `assets` is that folder on disk. All references outlive the watch.
    FixtureWatch(Assets const& assets, store::DirectoryStore& directory, Clock const& clock, Log& log,
                 std::chrono::milliseconds pause = std::chrono::milliseconds(300));
    ~FixtureWatch();
    FixtureWatch(FixtureWatch const&) = delete;
    FixtureWatch& operator=(FixtureWatch const&) = delete;

private:
    struct Stamp {
        std::filesystem::file_time_type changed{};
        std::uintmax_t size = 0;
        bool operator==(Stamp const&) const = default;
    };
    using Stamps = std::map<std::string, Stamp>;  // by kind: "clients"

    Stamps stamps() const;
    void run();
    void look();
    void take_in(Stamps const& found);

    Assets const& assets_;
    store::DirectoryStore& directory_;
    Clock const& clock_;
    Log& log_;
    std::chrono::milliseconds pause_;
    Stamps taken_;   // what the directory holds
    Stamps judged_;  // what was looked into last, right or wrong
    Stamps seen_;    // by the last look
    std::mutex mutex_;
    std::condition_variable ends_;
    bool is_over_ = false;
    std::thread thread_;
};

}  // namespace emulator::app
