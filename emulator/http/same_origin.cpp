#include "http/same_origin.h"

#include <algorithm>

#include "base/encoding.h"

namespace emulator::http {
namespace {

Error refused(std::string received, std::string expected) {
    return {ErrorCode::forbidden,
            "This request was sent by a page of another origin",
            {"What changes something is asked for by this origin's own pages, or by programs that are no "
             "browsers",
             std::move(received), std::move(expected), "Use the buttons on this origin's page, or curl."}};
}

bool same_text(std::string_view left, std::string_view right) {
    auto const lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                      [&](char a, char b) { return lower(a) == lower(b); });
}

// "localhost:4700" of "http://localhost:4700/clock"; empty where it is no URL.
std::string_view authority_of(std::string_view url) {
    auto const slashes = url.find("://");
    if (slashes == std::string_view::npos) return {};
    auto const rest = url.substr(slashes + 3);
    return rest.substr(0, rest.find_first_of("/?#"));
}

}  // namespace

Result<> check_same_origin(Request const& request) {
    if (auto const site = request.headers.find("Sec-Fetch-Site")) {
        if (*site == "same-origin" || *site == "none") return {};
        return refused("Sec-Fetch-Site: " + shown(*site), "same-origin");
    }
    for (auto const* name : {"Origin", "Referer"}) {
        auto const sender = request.headers.find(name);
        if (!sender) continue;
        auto const host = request.headers.find("Host").value_or("");
        if (!host.empty() && same_text(authority_of(*sender), host)) return {};
        return refused(std::string(name) + ": " + shown(*sender), "the origin of Host " + shown(host));
    }
    return {};
}

}  // namespace emulator::http
