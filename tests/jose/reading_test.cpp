#include "jose/reading.h"

#include "base/encoding.h"
#include "jose/support.h"

namespace emulator::jose {
namespace {

TEST_CASE("a JWT that is refused is read as far as it goes, and one that is not has every step right") {
    auto const header = base64url_encode(R"({"alg":"RS256","kid":"a"})");
    auto const claims = base64url_encode(R"({"iss":"b"})");
    auto const broken = base64url_encode("{");
    struct Row {
        std::string name;
        std::string text;
        std::string wrong;  // the steps that failed
    };
    for (auto const& row :
         {Row{"right", header + "." + claims + ".c2ln", ""}, Row{"unsigned", header + "." + claims + ".", ""},
          Row{"crit", base64url_encode(R"({"alg":"RS256","crit":["exp"]})") + "." + claims + ".c2ln",
              "members "},
          Row{"no header", "." + claims + ".c2ln", "header members "},
          Row{"a broken header", broken + "." + claims + ".c2ln", "header members "},
          Row{"broken claims", header + "." + broken + ".c2ln", "claims "},
          Row{"another alphabet", header + "." + claims + ".c2l+", "signature "},
          Row{"two parts", header + "." + claims, "compact "}, Row{"one part", header, "compact claims "},
          Row{"nothing", "", "compact header members claims "},
          Row{"too large", header + "." + claims + "." + std::string(largest_compact, 'A'),
              "compact header members claims signature "}}) {
        CAPTURE(row.name);
        auto const reading = read_by_steps(row.text, Padding::refused);
        std::string wrong;
        if (!reading.compact) wrong += "compact ";
        if (!reading.header) wrong += "header ";
        if (!reading.members) wrong += "members ";
        if (!reading.claims) wrong += "claims ";
        if (!reading.signature) wrong += "signature ";
        CHECK(wrong == row.wrong);
        auto const parsed = parse_jwt(row.text);
        CHECK(parsed.has_value() == wrong.empty());
        if (!reading.header || !reading.claims) continue;
        CHECK(string_member(reading.jwt().claims, "iss") == "b");
        if (!parsed) continue;
        CHECK(reading.jwt().jws.header == parsed->jws.header);
        CHECK(reading.jwt().jws.signing_input == parsed->jws.signing_input);
        CHECK(reading.jwt().jws.signature == parsed->jws.signature);
    }
}

TEST_CASE("padding is read where it is accepted") {
    auto const text = base64_encode(R"({"alg":"RS256"})") + "." + base64_encode(R"({"iss":"b"})") + ".c2ln";
    CHECK(text.find('=') != std::string::npos);
    CHECK(read_by_steps(text, Padding::accepted).claims.has_value());
    CHECK(!read_by_steps(text, Padding::refused).claims.has_value());
}

}  // namespace
}  // namespace emulator::jose
