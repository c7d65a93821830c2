// What the bench programs share: their options, and doing something on several threads for a while.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

// Writes the message to standard error and ends the program with status 1.
[[noreturn]] void give_up(std::string const& message);

// "--name value" pairs. Ends the program when a name is not among `known` or has no value.
class Options {
public:
    Options(int argc, char** argv, std::vector<std::string> const& known);
    // The value of an option that has to be there.
    std::string const& operator[](std::string const& name) const;
    std::string get(std::string const& name, std::string const& fallback) const;

private:
    std::map<std::string, std::string> values_;
};

struct Measured {
    long done = 0;
    long failed = 0;
    double seconds = 0;
    double cpu_seconds = 0;      // of this process, all threads
    std::vector<double> micros;  // how long each took, ascending

    double rate() const { return static_cast<double>(done) / seconds; }
    double percentile(double part) const;  // 0.5 is the median; microseconds
};

// One thread's work: does the thing once and tells whether it went well.
using Work = std::function<bool()>;

// Lets `threads` threads, each with its own make(index), work for `seconds`. Each works once before the clock
// starts; what is under way when the time is up is finished and counted, time and all.
Measured repeat(int threads, double seconds, std::function<Work(int)> const& make);

}  // namespace bench
