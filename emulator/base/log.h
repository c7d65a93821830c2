// One line per event on standard error, as `time level product: message key=value …`. Never a secret, a
// token or a person number in full. Safe from any thread; a line is written whole.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "base/clock.h"

namespace emulator {

enum class LogLevel { debug, info, warning, error, off };

struct LogField {
    std::string_view name;
    std::string_view value;
};

class Log {
public:
    Log(LogLevel least, Clock const& clock) : least_(least), clock_(clock) {}
    virtual ~Log() = default;

    void debug(std::string_view product, std::string_view message,
               std::initializer_list<LogField> fields = {});
    void info(std::string_view product, std::string_view message,
              std::initializer_list<LogField> fields = {});
    void warning(std::string_view product, std::string_view message,
                 std::initializer_list<LogField> fields = {});
    void error(std::string_view product, std::string_view message,
               std::initializer_list<LogField> fields = {});

protected:
    virtual void write_line(std::string const& line);  // tests collect the lines here

private:
    void write(LogLevel level, std::string_view product, std::string_view message,
               std::initializer_list<LogField> fields);

    LogLevel least_;
    Clock const& clock_;
};

}  // namespace emulator
