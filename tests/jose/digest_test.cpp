#include "jose/digest.h"

#include "base/encoding.h"
#include "jose/support.h"

namespace emulator::jose {
namespace {

std::string from_hex(std::string_view text) {
    std::string bytes;
    for (std::size_t i = 0; i < text.size(); i += 2) {
        bytes += static_cast<char>(std::stoi(std::string(text.substr(i, 2)), nullptr, 16));
    }
    return bytes;
}

TEST_CASE("[FIPS 180-4] digests are those of the published examples") {
    for (auto const& row : read_vectors("digest.json")) {
        auto const text = row["text"].get<std::string>();
        CAPTURE(string_member(row, "name"));
        CHECK(hex_encode(sha256(text)) == row["RS256"].get<std::string>());
        for (auto const algorithm : every_algorithm) {
            CHECK(hex_encode(digest(algorithm, text)) ==
                  row[std::string(name(algorithm))].get<std::string>());
        }
    }
}

TEST_CASE("[RFC 4231] HMAC-SHA-256 is that of the published examples") {
    for (auto const& row : read_vectors("hmac.json")) {
        CAPTURE(string_member(row, "name"));
        auto const made =
            hmac_sha256(from_hex(string_member(row, "key")), from_hex(string_member(row, "text")));
        CHECK(hex_encode(made) == row["hmac"].get<std::string>());
    }
}

TEST_CASE("[RFC 7518 3.1] algorithm names are compared with regard to case") {
    for (auto const algorithm : every_algorithm)
        CHECK(parse_algorithm(name(algorithm)) == algorithm);
    for (std::string const other : {"", "rs256", "RS256 ", "RS1", "PS256", "HS256", "none"}) {
        CAPTURE(other);
        CHECK_FALSE(parse_algorithm(other));
    }
}

}  // namespace
}  // namespace emulator::jose
