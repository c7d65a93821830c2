// What a test stands on: a clock that moves when told, chance that counts, a log that is read, and an HTTP
// client that records.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/assets.h"
#include "base/clock.h"
#include "base/entropy.h"
#include "base/log.h"
#include "base/task.h"
#include "http/client.h"

namespace emulator::test {

class FixedClock : public Clock {
public:
    // 2026-11-22T12:00:00Z unless told otherwise.
    explicit FixedClock(Instant at = Instant(seconds(1795348800))) : at_(at) {}
    Instant now() const override { return at_.load(); }
    void set(Instant at) { at_ = at; }
    void advance(seconds by) { at_ = at_.load() + by; }

private:
    std::atomic<Instant> at_;
};

// Different bytes at each call, the same ones in each run.
class CountingEntropy : public Entropy {
public:
    // Called once, before the next bytes are given: what others do in the middle of a request. REQUIRES: one
    // thread.
    std::function<void()> interrupt;

    void fill(std::span<std::byte> bytes) override {
        if (interrupt) std::exchange(interrupt, {})();
        auto value = ++count_ * 0x9e3779b97f4a7c15U;
        for (auto& byte : bytes) {
            byte = static_cast<std::byte>(value >> 56);
            value = value * 6364136223846793005U + 1442695040888963407U;
        }
    }

private:
    std::atomic<std::uint64_t> count_{0};
};

class CollectingLog : public Log {
public:
    explicit CollectingLog(Clock const& clock) : Log(LogLevel::debug, clock) {}
    std::vector<std::string> lines() const {
        std::lock_guard const lock(mutex_);
        return lines_;
    }
    bool mentions(std::string_view text) const {
        for (auto const& line : lines()) {
            if (line.find(text) != std::string::npos) return true;
        }
        return false;
    }

protected:
    void write_line(std::string const& line) override {
        std::lock_guard const lock(mutex_);
        lines_.push_back(line);
    }

private:
    mutable std::mutex mutex_;
    std::vector<std::string> lines_;
};

// Keeps every call and answers with what `answer` says.
class RecordingClient : public http::Client {
public:
    std::function<Result<http::Response>(http::Call const&)> answer = [](http::Call const& call) {
        return Result<http::Response>(Error{ErrorCode::bad_gateway, "No answer from " + call.url});
    };
    std::vector<http::Call> calls;

    Task<Result<http::Response>> send(http::Call call) override {
        calls.push_back(call);
        co_return answer(call);
    }
};

}  // namespace emulator::test
