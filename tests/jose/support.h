// Files beside the tests, and the look of a refusal.
#pragma once

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "jose/certificate.h"
#include "jose/key.h"

namespace emulator::jose {

// The file of that name below tests/jose, or a failed test.
std::string read_file(std::string const& name);

// Rows of a file in vectors/, an array of objects that have a name.
Json read_vectors(std::string const& name);

PrivateKey read_key(std::string const& name);           // keys/<name>.pem
Certificate read_certificate(std::string const& name);  // certificates/<name>.pem

// Whether a refusal is fit to be sent and explained: a description of plain ASCII (RFC 6749 5.2), and every
// part of the explanation.
bool is_well_told(Error const& error);

template <class T>
std::string description_of(Result<T> const& result) {
    if (result.has_value()) return "accepted";
    CHECK(is_well_told(result.error()));
    return result.error().description;
}

}  // namespace emulator::jose
