// Security levels: which are known, which satisfy which, and which are offered.
#include "services/idporten/levels.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace emulator::idporten {
namespace {

using Words = std::vector<std::string>;
std::string const low = "idporten-loa-low";

TEST_SUITE("idporten/levels") {
    TEST_CASE("[idporten 4] a requested level is a minimum, and one of several is enough") {
        struct Row {
            std::string name;
            Words asked;
            std::vector<std::string_view> offered;
        };
        std::string const s(substantial);
        std::string const h(high);
        for (auto const& row :
             {Row{"nothing", {}, {substantial, high}}, Row{"low", {low}, {substantial, high}},
              Row{"substantial", {s}, {substantial, high}}, Row{"high", {h}, {high}},
              Row{"both", {h, s}, {substantial, high}}, Row{"low and high", {low, h}, {substantial, high}}}) {
            CAPTURE(row.name);
            CHECK(offered_levels(row.asked) == row.offered);
            for (auto const level : {substantial, high}) {
                bool const enough =
                    std::find(row.offered.begin(), row.offered.end(), level) != row.offered.end();
                CHECK(satisfies(level, row.asked) == enough);
            }
        }
        CHECK(!satisfies(low, Words{}));
        CHECK(satisfies(low, Words{low}));
    }

    TEST_CASE("[idporten 4] three levels are known") {
        CHECK(known_levels().size() == 3);
        for (auto const level : known_levels())
            CHECK(is_known_level(level));
        for (auto const* level : {"", "Level3", "Level4", "eidas-loa-high", "IDPORTEN-LOA-HIGH"})
            CHECK(!is_known_level(level));
    }
}

}  // namespace
}  // namespace emulator::idporten
