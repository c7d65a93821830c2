#include "services/idporten/asked_by_get.h"

#include "http/same_origin.h"

namespace emulator::idporten {
namespace {

// As long as requests may be, with room for the browser's other headers.
constexpr std::size_t longest_address = 8 * 1024;

}  // namespace

std::optional<std::string> asked_by_get(http::Request const& request, http::Parameters const& parameters) {
    if (request.method != http::Method::post || http::check_same_origin(request)) return std::nullopt;
    auto address = http::with_query(request.path, parameters);
    return address.size() <= longest_address ? std::optional(std::move(address)) : std::nullopt;
}

}  // namespace emulator::idporten
