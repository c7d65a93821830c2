#include "services/selvbetjening/versions.h"

#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "jose/digest.h"

namespace emulator::selvbetjening {
namespace {

std::string changed_meanwhile(std::string_view object) {
    return "The " + std::string(object) + " was changed meanwhile";
}

}  // namespace

std::string version_of(Json const& document) {
    constexpr std::size_t bytes = 12;
    return "\"" + hex_encode(jose::sha256(json_text(document)).substr(0, bytes)) + "\"";
}

Result<> check_version(std::string_view object, Version const& read, std::string const& current) {
    if (!read || *read == current) return {};
    return Error{ErrorCode::precondition_failed,
                 changed_meanwhile(object),
                 {"If-Match holds the ETag of what was read (RFC 9110 13.1.1)", shown(*read, 60), current,
                  "Read it again, and make the change anew."}};
}

Result<> check_last_updated(std::string_view object, Json const& body, Json const& document) {
    auto const read = string_member(body, "last_updated");
    auto const current = string_member(document, "last_updated");
    if (read.empty() || read == current) return {};
    return Error{ErrorCode::conflict,
                 changed_meanwhile(object),
                 {"last_updated, where it is sent back, is of what was read", shown(read, 60),
                  std::string(current), "Read it again, and make the change anew; or leave it out."}};
}

}  // namespace emulator::selvbetjening
