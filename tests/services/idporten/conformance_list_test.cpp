// conformance.md against the tests that it names.
#include <doctest/doctest.h>

#include <map>
#include <regex>
#include <string>

#include "support/temporary_folder.h"

namespace emulator::idporten {
namespace {

// The modules of the list, each with its test's file or its reason.
std::map<std::string, std::string> listed() {
    std::map<std::string, std::string> modules;
    auto const text = test::file_bytes(TEST_DIR "/conformance.md");
    std::regex const row(R"(\| `([^`]+)` \| ([^\n]+) \|)");
    for (std::sregex_iterator at(text.begin(), text.end(), row), end; at != end; ++at)
        CHECK(modules.emplace((*at)[1], (*at)[2]).second);
    return modules;
}

// A source with names of tests on one line.
std::string source(std::string const& file) {
    auto const joined =
        std::regex_replace(test::file_bytes(TEST_DIR "/" + file), std::regex(R"("\s*\n\s*")"), "");
    return std::regex_replace(joined, std::regex(R"(TEST_CASE\(\s+)"), "TEST_CASE(");
}

TEST_SUITE("idporten/conformance list") {
    TEST_CASE("every module of the list is a test of that name, or has its reason") {
        auto const modules = listed();
        CHECK(modules.size() > 120);
        for (auto const& [module, where] : modules) {
            CAPTURE(module);
            if (!where.ends_with(".cpp")) continue;
            CHECK(source(where).find("TEST_CASE(\"" + module + "\")") != std::string::npos);
        }
    }

    TEST_CASE("every test that has a module's name is in the list") {
        auto const modules = listed();
        std::regex const name(R"re(TEST_CASE\("((oidcc|fapi2)-[^"]+)")re");
        for (auto const* file : {"conformance_authorize_test.cpp", "conformance_pushed_test.cpp",
                                 "conformance_tokens_test.cpp", "../../flows/logout_conformance_test.cpp"}) {
            CAPTURE(file);
            auto const text = source(file);
            int tests = 0;
            for (std::sregex_iterator at(text.begin(), text.end(), name), end; at != end; ++at) {
                CAPTURE((*at)[1].str());
                CHECK(modules.contains((*at)[1]));
                ++tests;
            }
            CHECK(tests > 0);
        }
    }
}

}  // namespace
}  // namespace emulator::idporten
