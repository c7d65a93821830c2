#include "base/uuid.h"

#include <string_view>

namespace emulator {

std::string new_uuid(Entropy& entropy) {
    auto id = entropy.hex(16);
    constexpr std::string_view variants = "89ab";
    id[12] = '4';
    id[16] = variants[static_cast<unsigned char>(id[16]) % variants.size()];
    for (std::size_t const dash : {8, 13, 18, 23})
        id.insert(dash, 1, '-');
    return id;
}

}  // namespace emulator
