// What every test of a product that keeps records of its rules holds it to.
#pragma once

#include <doctest/doctest.h>

#include "http/journal.h"

namespace emulator::test {

// Whatever a test has seen refused, or warned of, was told rule by rule; but not what no product was asked
// for.
inline void check_told_by_rules(http::Journal const& journal) {
    for (auto const& kept : journal.newest(200)) {
        auto const& error = kept.error;
        if (error.code == ErrorCode::not_found || error.code == ErrorCode::method_not_allowed) continue;
        INFO(kept.request, ": ", error.description);
        CHECK(!error.record.empty());
    }
}

}  // namespace emulator::test
