// grants: writes what token requests carry (RFC 7523 2.1 and 2.2), one a line, each with its own freshly
// signed assertion: an assertion can be used once, so a load generator needs as many as it sends.
//   grants --key KEY.pem --kid KID --claims JSON --before TEXT --count N --threads N --out FILE
// The claims are an object to which iat, exp and jti are added. TEXT stands before each assertion.
#include <atomic>
#include <ctime>
#include <fstream>
#include <random>
#include <thread>
#include <vector>

#include "base/encoding.h"
#include "rs256.h"
#include "support.h"

namespace {

using emulator::base64url_encode;
constexpr int lifetime_seconds = 120;  // the longest that Maskinporten accepts

struct Grant {
    std::string before;
    std::string header;
    std::string claims;  // an open JSON object
};

Grant grant_from(bench::Options const& options) {
    auto const& claims = options["claims"];
    return {options["before"],
            base64url_encode(R"({"alg":"RS256","typ":"JWT","kid":")" + options["kid"] + R"("})"),
            claims.substr(0, claims.rfind('}')) + ','};
}

std::string request_body(Grant const& grant, std::string const& jti, bench::Signer& signer) {
    auto const now = std::time(nullptr);
    auto const claims = grant.claims + "\"iat\":" + std::to_string(now) +
                        ",\"exp\":" + std::to_string(now + lifetime_seconds) + ",\"jti\":\"" + jti + "\"}";
    auto const text = grant.header + '.' + base64url_encode(claims);
    return grant.before + text + '.' + base64url_encode(signer.sign(text)) + '\n';
}

}  // namespace

int main(int argc, char** argv) {
    bench::Options const options(argc, argv, {"key", "kid", "claims", "before", "count", "threads", "out"});
    auto const key = bench::read_key(options["key"]);
    auto const grant = grant_from(options);
    auto const count = std::stol(options["count"]);
    std::vector<std::string> parts(static_cast<std::size_t>(std::stoi(options["threads"])));
    auto const run = std::to_string(std::random_device{}()) + '-';
    std::atomic<long> next{0};
    std::vector<std::thread> threads;
    for (auto& part : parts) {
        threads.emplace_back([&] {
            bench::Signer signer(key);
            for (long i = next++; i < count; i = next++)
                part += request_body(grant, run + std::to_string(i), signer);
        });
    }
    for (auto& thread : threads)
        thread.join();
    std::ofstream file(options["out"], std::ios::binary);
    for (auto const& part : parts)
        file << part;
    file.close();
    if (!file) bench::give_up("cannot write " + options["out"]);
}
