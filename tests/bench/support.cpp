#include "support.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <latch>
#include <mutex>
#include <thread>

namespace bench {
namespace {

using Clock = std::chrono::steady_clock;

double cpu_now() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

Measured work_until(std::atomic<bool> const& stop, Work const& work) {
    Measured mine;
    while (!stop) {
        auto const start = Clock::now();
        if (!work()) {
            ++mine.failed;
            continue;
        }
        mine.micros.push_back(seconds_since(start) * 1e6);
        ++mine.done;
    }
    return mine;
}

}  // namespace

void give_up(std::string const& message) {
    std::fprintf(stderr, "%s\n", message.c_str());
    std::exit(1);
}

Options::Options(int argc, char** argv, std::vector<std::string> const& known) {
    for (int i = 1; i < argc; i += 2) {
        std::string const name = argv[i];
        if (!name.starts_with("--") || std::find(known.begin(), known.end(), name.substr(2)) == known.end()) {
            give_up("unknown option " + name);
        }
        if (i + 1 == argc) give_up("no value for " + name);
        values_[name.substr(2)] = argv[i + 1];
    }
}

std::string const& Options::operator[](std::string const& name) const {
    auto const found = values_.find(name);
    if (found == values_.end()) give_up("--" + name + " is missing");
    return found->second;
}

std::string Options::get(std::string const& name, std::string const& fallback) const {
    auto const found = values_.find(name);
    return found == values_.end() ? fallback : found->second;
}

double Measured::percentile(double part) const {
    if (micros.empty()) return 0;
    auto const place = static_cast<std::size_t>(part * static_cast<double>(micros.size()));
    return micros[std::min(place, micros.size() - 1)];
}

Measured repeat(int threads, double seconds, std::function<Work(int)> const& make) {
    std::latch warm(threads + 1);
    std::atomic<bool> stop{false};
    std::mutex mutex;
    Measured all;
    std::vector<std::thread> workers;
    for (int i = 0; i < threads; ++i) {
        workers.emplace_back([&, i] {
            auto const work = make(i);
            work();
            warm.arrive_and_wait();
            auto const mine = work_until(stop, work);
            std::lock_guard const lock(mutex);
            all.done += mine.done;
            all.failed += mine.failed;
            all.micros.insert(all.micros.end(), mine.micros.begin(), mine.micros.end());
        });
    }
    warm.arrive_and_wait();
    auto const start = Clock::now();
    auto const cpu = cpu_now();
    std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
    stop = true;
    for (auto& worker : workers)
        worker.join();
    all.seconds = seconds_since(start);
    all.cpu_seconds = cpu_now() - cpu;
    std::sort(all.micros.begin(), all.micros.end());
    return all;
}

}  // namespace bench
