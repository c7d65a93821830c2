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

}  // namespace

Result<> check_same_origin(Request const& request) {
    if (auto const site = request.headers.find("Sec-Fetch-Site")) {
        if (*site == "same-origin" || *site == "none") return {};
        return refused("Sec-Fetch-Site: " + shown(*site), "same-origin");
    }
    auto const origin = request.headers.find("Origin");
    if (!origin) return {};
    auto const host = request.headers.find("Host").value_or("");
    auto const slashes = origin->find("://");
    bool const same =
        slashes != std::string_view::npos && !host.empty() && same_text(origin->substr(slashes + 3), host);
    if (same) return {};
    return refused("Origin: " + shown(*origin), "the origin of Host " + shown(host));
}

}  // namespace emulator::http
