#include "base/uuid.h"

#include <doctest/doctest.h>

#include <regex>
#include <set>

namespace emulator {
namespace {

TEST_CASE("[RFC 9562 5.4] a UUID says that it is of version 4, and no two are the same") {
    SystemEntropy entropy;
    std::regex const form("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    std::set<std::string> seen;
    for (int i = 0; i < 200; ++i) {
        auto const id = new_uuid(entropy);
        CAPTURE(id);
        CHECK(std::regex_match(id, form));
        CHECK(seen.insert(id).second);
    }
}

}  // namespace
}  // namespace emulator
