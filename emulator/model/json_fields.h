// Reads the members of one JSON object into plain values, and tells what is wrong with them. For the objects
// that people write by hand: fixtures and Selvbetjening's API. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace emulator::model {

// A member that is wrong, "" for the object itself.
struct FieldFault {
    std::string name;
    std::string received;
    std::string expected;
};

// Reads on after a fault. After the reads, finish() tells the first fault, or an unknown member, or success.
class JsonFields {
public:
    explicit JsonFields(Json const& object);

    void text(std::string_view name, std::string& into);
    void required_text(std::string_view name, std::string& into);
    void flag(std::string_view name, bool& into);
    // Whole, not negative.
    void number(std::string_view name, std::int64_t& into);
    void texts(std::string_view name, std::vector<std::string>& into);
    // Nine digits with a right check digit, or absent.
    void organisation_number(std::string_view name, std::string& into);
    // One of the words.
    void one_of(std::string_view name, std::string& into, std::initializer_list<std::string_view> words);
    // The member as it is, or nullptr.
    Json const* member(std::string_view name);
    // Accepted, and not read.
    void ignore(std::string_view name) { known_.emplace_back(name); }

    // The first fault of a member is kept.
    void fault(std::string_view name, std::string_view received, std::string_view expected);
    std::vector<FieldFault> const& faults() const { return faults_; }
    // Members that nobody asked for.
    std::vector<std::string> unknown() const;
    std::vector<std::string> const& known() const { return known_; }
    Result<> finish() const;

private:
    Json const& object_;
    std::vector<std::string> known_;
    std::vector<FieldFault> faults_;
};

}  // namespace emulator::model
