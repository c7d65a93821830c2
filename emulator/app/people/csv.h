// Comma-separated values by RFC 4180, strictly: quotes stand around a whole field or not at all. A line may
// end with LF alone, and a byte order mark may come first. One thread at a time.
#pragma once

#include <cstddef>
#include <istream>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace emulator::app {

class CsvReader {
public:
    // The first record says whether commas or semicolons divide: semicolons where it has no comma.
    explicit CsvReader(std::istream& in) : in_(in) {}

    // Reads the next record; false after the last. Refused, with what is wrong: a quote in a field that does
    // not begin with one, text after a closing quote, a quote that is never closed, a NUL. After a refusal
    // the rest of the line is skipped.
    Result<bool> next(std::vector<std::string>& fields);
    std::size_t line() const { return line_; }  // where the newest record began, from 1

private:
    bool read_line();
    Result<> read_field(std::string& field);
    Result<> read_quoted(std::string& field);

    std::istream& in_;
    std::string text_;    // the current line, without its end
    std::size_t at_ = 0;  // in text_
    std::size_t lines_read_ = 0;
    std::size_t line_ = 0;
    char separator_ = '\0';  // until the first record
};

// The fields as one record with its line end; quoted where they must be.
void append_csv_record(std::string& out, std::vector<std::string_view> const& fields);

}  // namespace emulator::app
