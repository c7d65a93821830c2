#include "base/log.h"

#include <unistd.h>

#include <cerrno>
#include <mutex>

#include "base/encoding.h"
#include "base/times.h"

namespace emulator {
namespace {

std::string_view level_name(LogLevel level) {
    switch (level) {
        case LogLevel::debug:
            return "debug";
        case LogLevel::info:
            return "info";
        case LogLevel::warning:
            return "warning";
        default:
            return "error";
    }
}

constexpr std::size_t longest_value = 600;

void append_value(std::string& line, std::string_view value) {
    auto const clean = shown(value, longest_value);
    bool const plain = !clean.empty() && clean.find_first_of(" \"=") == std::string::npos;
    if (plain) {
        line += clean;
        return;
    }
    line += '"';
    for (auto const c : clean) {
        if (c == '"' || c == '\\') line += '\\';
        line += c;
    }
    line += '"';
}

}  // namespace

void Log::debug(std::string_view product, std::string_view message, std::initializer_list<LogField> fields) {
    write(LogLevel::debug, product, message, fields);
}
void Log::info(std::string_view product, std::string_view message, std::initializer_list<LogField> fields) {
    write(LogLevel::info, product, message, fields);
}
void Log::warning(std::string_view product, std::string_view message,
                  std::initializer_list<LogField> fields) {
    write(LogLevel::warning, product, message, fields);
}
void Log::error(std::string_view product, std::string_view message, std::initializer_list<LogField> fields) {
    write(LogLevel::error, product, message, fields);
}

void Log::write(LogLevel level, std::string_view product, std::string_view message,
                std::initializer_list<LogField> fields) {
    if (level < least_) return;
    auto line = format_utc(clock_.now());
    line.append(" ").append(level_name(level)).append(" ").append(product).append(": ");
    line += shown(message, longest_value);
    for (auto const& [name, value] : fields) {
        if (value.empty()) continue;
        line.append(" ").append(name).append("=");
        append_value(line, value);
    }
    line += '\n';
    write_line(line);
}

void Log::write_line(std::string const& line) {
    // A long line may be taken in pieces, between which no other line must come.
    static std::mutex writing;
    std::lock_guard const lock(writing);
    std::string_view rest = line;
    while (!rest.empty()) {
        auto const written = ::write(STDERR_FILENO, rest.data(), rest.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return;  // a log that cannot be written must not stop the program
        rest.remove_prefix(static_cast<std::size_t>(written));
    }
}

}  // namespace emulator
