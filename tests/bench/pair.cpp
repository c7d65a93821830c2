// pair --threads N --secs S [--signs N]: how many times a second this machine verifies one RS256 signature
// and makes one, or N. No endpoint that takes a signed assertion and answers with N signed tokens can be
// faster.
#include <cstdio>
#include <memory>

#include "rs256.h"
#include "support.h"

int main(int argc, char** argv) {
    bench::Options const options(argc, argv, {"threads", "secs", "signs"});
    auto const server = bench::make_key();
    auto const client = bench::make_key();
    std::string const text(700, 'x');  // about as long as the signed part of an assertion
    auto const signature = bench::Signer(client).sign(text);
    auto const signs = std::stoi(options.get("signs", "1"));
    auto const make = [&](int) -> bench::Work {
        auto signer = std::make_shared<bench::Signer>(server);
        auto verifier = std::make_shared<bench::Verifier>(client);
        return [&, signer, verifier] {
            bool well = verifier->verify(text, signature);
            for (int i = 0; i < signs; ++i)
                well = well && !signer->sign(text).empty();
            return well;
        };
    };
    auto const measured = bench::repeat(std::stoi(options["threads"]), std::stod(options["secs"]), make);
    std::printf("{\"rate\":%.1f,\"cpu_us\":%.2f,\"failed\":%ld}\n", measured.rate(),
                measured.cpu_seconds / static_cast<double>(measured.done) * 1e6, measured.failed);
}
