#include "services/minprofil/goto_url.h"

#include <algorithm>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <optional>

#include "base/encoding.h"
#include "oauth/redirect_uri.h"

namespace emulator::minprofil {
namespace {

// Nothing where the text is no absolute http or https URL.
std::optional<std::string> host_of(std::string const& url) {
    auto const parsed = boost::urls::parse_uri(url);
    if (!parsed || parsed->encoded_host().empty()) return std::nullopt;
    if (parsed->scheme() != "http" && parsed->scheme() != "https") return std::nullopt;
    return std::string(parsed->encoded_host_and_port());
}

bool has_upper_case(std::string const& text) {
    return std::any_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

bool is_registered(std::string const& url, std::span<std::string const> registered) {
    return std::any_of(registered.begin(), registered.end(),
                       [&](auto const& address) { return oauth::lies_below(address, url); });
}

}  // namespace

GotoUrl judge_goto_url(std::string given, std::span<std::string const> registered) {
    if (given.empty()) return {};
    // Before the scheme is read, so that HTTP:// is told what is wrong with it.
    if (has_upper_case(given)) return {GotoFault::upper_case, std::move(given)};
    auto host = host_of(given);
    if (!host) return {GotoFault::not_a_url, std::move(given)};
    if (!is_registered(given, registered)) return {GotoFault::not_registered, std::move(given)};
    return {GotoFault::none, std::move(given), std::move(*host)};
}

GotoUrl read_goto_url(http::Parameters const& query, std::span<std::string const> registered) {
    auto const times = std::count_if(query.begin(), query.end(),
                                     [](auto const& parameter) { return parameter.first == "gotoUrl"; });
    if (times > 1) return {GotoFault::repeated, query.text("gotoUrl")};
    if (auto given = query.get("gotoUrl")) return judge_goto_url(std::move(*given), registered);
    if (auto old = query.get("goto")) return {GotoFault::old_name, std::move(*old)};
    return {};
}

Explanation explain(GotoUrl const& url) {
    auto const received = shown(url.given, 300);
    switch (url.fault) {
        case GotoFault::none:
        case GotoFault::absent:
            return {};
        case GotoFault::old_name:
            return {"The parameter is called gotoUrl; goto is the name it had before", "goto=" + received,
                    "gotoUrl", "Rename the parameter."};
        case GotoFault::repeated:
            return {"gotoUrl is given once", "gotoUrl more than once", "one gotoUrl", "Remove the others."};
        case GotoFault::not_a_url:
            return {"gotoUrl is a valid URL with its protocol", received, "http://… or https://…",
                    "Send the whole address, percent-encoded once."};
        case GotoFault::upper_case:
            return {"Everything in gotoUrl is in lower case", received, "no capital letter",
                    "Use an address in lower case, escapes such as %2f included."};
        case GotoFault::not_registered:
            return {"gotoUrl is registered with Digdir beforehand", received,
                    "a URL with scheme, host, port and path below a registered address, and without user "
                    "name or fragment",
                    "Add the address of the service to the gotoUrl registry of the data set."};
    }
    return {};
}

}  // namespace emulator::minprofil
