// The objects of a JSON array, or of lines of JSON, one by one: a file of millions is never in memory as a
// whole. An object around a list, {"persons": [...]} as in fixtures/persons.json and {"dokumentListe": [...]}
// as Tenor's search answers, stands for the objects of the list. One thread at a time.
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
    // The first character of the next object, or end_of_file where no more follow.
    Result<int> next_of_list();
    Result<int> next_of_all();
    Result<bool> read_object(int c, std::string& text);
    // Stops within a list of people, where there may be one.
    Result<> read_to_end(std::string& text, bool may_hold_list);
    Result<> leave_list();

    std::istream& in_;
    std::size_t line_ = 1;
    std::size_t begin_ = 1;
    bool in_array_ = false;
    bool any_ = false;  // an object was read
    bool in_list_ = false;
    bool list_begins_ = false;
    std::string around_list_;  // the object up to the list's bracket
};

}  // namespace emulator::app
