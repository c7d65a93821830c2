// The signature algorithms that Digdir's products use: RSASSA-PKCS1-v1_5 (RFC 7518 3.3). Pure.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace emulator::jose {

enum class Algorithm { RS256, RS384, RS512 };

inline constexpr std::array every_algorithm{Algorithm::RS256, Algorithm::RS384, Algorithm::RS512};

// As it stands in the header member alg.
std::string_view name(Algorithm algorithm);
// Nothing for any other text; names are compared with regard to case (RFC 7515 4.1.1).
std::optional<Algorithm> parse_algorithm(std::string_view text);

}  // namespace emulator::jose
