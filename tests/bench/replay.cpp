// replay: what it costs to remember a grant so that it is used once, in the product's own store.
//   replay --kept N --threads N --secs S
// N grants that can still be replayed are remembered beforehand; then new ones are spent. A spend is kept as
// long as its grant lives, 120 seconds.
#include <atomic>
#include <cstdio>

#include "base/assets.h"
#include "base/clock.h"
#include "store/database.h"
#include "store/protocol_state.h"
#include "support.h"

namespace emulator {

// The migrations are read from the source tree.
std::span<Asset const> embedded_assets() {
    return {};
}

}  // namespace emulator

int main(int argc, char** argv) {
    using namespace emulator;
    bench::Options const options(argc, argv, {"kept", "threads", "secs"});
    Assets assets;
    assets.read_from_disk("emulator", EMULATOR_DIR);
    auto database = store::Database::open({}, assets);
    if (!database) bench::give_up(database.error().description);
    SystemClock const clock;
    store::ProtocolState state(**database, clock);

    std::atomic<long> next{0};
    auto const spend = [&] {
        auto const jti = "0b6f5a52-7d3e-4f3c-9d1a-" + std::to_string(next++);
        return state.spend_assertion("maskinporten demo-etat-nokkel", jti, clock.now() + seconds(120));
    };
    auto const kept = std::stol(options["kept"]);
    while (next < kept)
        spend();
    auto const measured = bench::repeat(std::stoi(options["threads"]), std::stod(options["secs"]),
                                        [&](int) -> bench::Work { return spend; });
    std::printf("{\"rate\":%.0f,\"p50_us\":%.2f,\"p99_us\":%.2f,\"failed\":%ld}\n", measured.rate(),
                measured.percentile(0.5), measured.percentile(0.99), measured.failed);
}
