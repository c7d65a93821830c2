#include "oauth/examination.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

namespace emulator::oauth {
namespace {

Error wrong(std::string reference = {}) {
    return {ErrorCode::invalid_request,
            "wrong",
            {"the rule", "what came", "what is right", "what to do"},
            std::move(reference)};
}
Json record_of(Examination const& examination, Json const& received,
               std::vector<std::string> const& warnings = {}) {
    return need(parse_json(examination.record(received, warnings)));
}

TEST_SUITE("oauth/examination") {
    TEST_CASE("every check is told in its order, with what it measured and how it ended") {
        Examination examination;
        examination.add("first", "The first", "1", {});
        examination.add("second", "The second", "2", wrong("MP-1"));
        examination.skip("third", "The third", "3");
        auto const record = record_of(examination, {{"parameters", {{"a", "b"}}}}, {"a warning"});
        CHECK(record.at("parameters") == Json{{"a", "b"}});
        CHECK(record.at("warnings") == Json::array({"a warning"}));
        auto const& rules = record.at("rules");
        REQUIRE(rules.size() == 3);
        CHECK(rules[0] ==
              Json{{"name", "first"}, {"says", "The first"}, {"outcome", "passed"}, {"measured", "1"}});
        CHECK(rules[1].at("outcome") == "failed");
        CHECK(rules[1].at("expected") == "what is right");
        CHECK(rules[1].at("mend") == "what to do");
        CHECK(rules[1].at("code") == "MP-1");
        CHECK(rules[2].at("outcome") == "not examined");
    }

    TEST_CASE("a check can ask whether the one that it builds on has held") {
        Examination examination;
        examination.add("first", "", "", {});
        examination.add("second", "", "", wrong());
        CHECK(examination.held(""));
        CHECK(examination.held("first"));
        CHECK(!examination.held("second"));
        CHECK(!examination.held("third"));
    }

    TEST_CASE("what came in is shortened in every direction") {
        Json deep = "bottom";
        for (int i = 0; i < 50; ++i)
            deep = Json::array({deep});
        Json wide = Json::object();
        for (int i = 0; i < 1000; ++i)
            wide[std::to_string(i)] = i;
        Json const received{
            {"claims", {{"long", std::string(100'000, 'x')}, {"deep", deep}, {"wide", wide}}}};
        auto const text = Examination().record(received);
        CHECK(text.size() < 3000);
        CHECK(text.find("bottom") == std::string::npos);
    }

    TEST_CASE("a refusal carries the record") {
        CHECK(with_record(wrong(), "{}").record == "{}");
        CHECK(with_record(wrong(), "{}").description == "wrong");
    }
}

}  // namespace
}  // namespace emulator::oauth
