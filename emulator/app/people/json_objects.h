// The objects of a JSON array, or of lines of JSON, one by one: a file of millions is never in memory as a
// whole. One thread at a time.
#pragma once

#include <cstddef>
#include <istream>
#include <string>

#include "base/result.h"

namespace emulator::app {

class JsonObjects {
public:
    explicit JsonObjects(std::istream& in) : in_(in) {}

    // The text of the next object, for parse_json(); false after the last. Refused, once, with what is wrong:
    // something else where an object, a comma or the end should be, an object without its end or of more than
    // a megabyte. Nothing can be read after a refusal.
    Result<bool> next(std::string& text);
    std::size_t line() const { return begin_; }  // where the newest object began, from 1

private:
    int get();
    int skip_blanks();
    Result<bool> read_object(std::string& text);

    std::istream& in_;
    std::size_t line_ = 1;
    std::size_t begin_ = 1;
    bool in_array_ = false;
    bool any_ = false;  // an object was read
};

}  // namespace emulator::app
