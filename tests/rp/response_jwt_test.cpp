// JARM 2.4 as a rule.
#include "rp/response_jwt.h"

#include "rp/support.h"

namespace emulator::rp {
namespace {

std::string const issuer = "http://localhost:4702";

TEST_CASE("[JARM 2.4] an answer in a JWT has the issuer, this client alone, and an end that is to come") {
    test::FixedClock const clock;
    auto const now = in_seconds(clock.now());
    struct Row {
        char const* name;
        Change change;
        bool right;
    };
    Row const rows[] = {
        {"as it should be", unchanged, true},
        {"aud is a list of one", [](Json& c) { c["aud"] = Json::array({"demotjeneste"}); }, true},
        {"within the skew", [&](Json& c) { c["exp"] = now - 9; }, true},
        {"no iss", [](Json& c) { c.erase("iss"); }, false},
        {"another iss", [](Json& c) { c["iss"] = issuer + "/"; }, false},
        {"no aud", [](Json& c) { c.erase("aud"); }, false},
        {"another aud", [](Json& c) { c["aud"] = "minprofil"; }, false},
        {"several aud",
         [](Json& c) {
             c["aud"] = Json::array({"demotjeneste", "minprofil"});
         },
         false},
        {"aud is a number", [](Json& c) { c["aud"] = 1; }, false},
        {"no exp", [](Json& c) { c.erase("exp"); }, false},
        {"expired", [&](Json& c) { c["exp"] = now - 10; }, false},
        {"exp is a text", [](Json& c) { c["exp"] = "soon"; }, false},
    };
    for (auto const& row : rows) {
        CAPTURE(row.name);
        Json claims{
            {"aud", "demotjeneste"}, {"exp", now + 120}, {"code", "c"}, {"iss", issuer}, {"state", "s"}};
        row.change(claims);
        jose::Jwt const jwt{{}, claims};
        auto const carried = check_response_jwt(jwt, issuer, "demotjeneste", clock.now());
        CHECK(carried.has_value() == row.right);
        if (carried) CHECK(carried->encoded().find("code=c") == 0);
        if (carried) CHECK_FALSE(carried->has("aud"));
        if (carried) CHECK(carried->get("iss") == issuer);
    }
}

}  // namespace
}  // namespace emulator::rp
