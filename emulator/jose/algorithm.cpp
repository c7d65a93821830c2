#include "jose/algorithm.h"

namespace emulator::jose {

std::string_view name(Algorithm algorithm) {
    switch (algorithm) {
        case Algorithm::RS384:
            return "RS384";
        case Algorithm::RS512:
            return "RS512";
        case Algorithm::RS256:
            break;
    }
    return "RS256";
}

std::optional<Algorithm> parse_algorithm(std::string_view text) {
    for (auto const algorithm : every_algorithm) {
        if (name(algorithm) == text) return algorithm;
    }
    return std::nullopt;
}

}  // namespace emulator::jose
