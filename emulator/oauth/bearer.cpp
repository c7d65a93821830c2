#include "oauth/bearer.h"

#include <algorithm>

#include "base/encoding.h"

namespace emulator::oauth {
namespace {

constexpr std::string_view rule = "The access token comes as Authorization: Bearer <token> (RFC 6750 2.1)";

bool starts_with_bearer(std::string_view value) {
    constexpr std::string_view scheme = "bearer ";
    return value.size() > scheme.size() &&
           std::equal(scheme.begin(), scheme.end(), value.begin(),
                      [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? b + 32 : b); });
}

}  // namespace

Result<std::string> bearer_token(http::Request const& request) {
    auto const header = request.headers.find("Authorization");
    if (!header) {
        return Error{ErrorCode::unauthorized,
                     "Full authentication is required to access this resource",
                     {std::string(rule), "no Authorization header", "Authorization: Bearer <access token>",
                      "Get a token first, and send it with every request."}};
    }
    if (request.headers.count("Authorization") > 1) {
        return Error{ErrorCode::invalid_request,
                     "More than one Authorization header",
                     {std::string(rule), "several Authorization headers", "one", "Send the header once."}};
    }
    if (!starts_with_bearer(*header)) {
        return Error{
            ErrorCode::unauthorized,
            "Full authentication is required to access this resource",
            {std::string(rule), "Authorization: " + shown(header->substr(0, header->find(' '))) + " …",
             "Authorization: Bearer <access token>", "Put the word Bearer and one space before the token."}};
    }
    auto token = header->substr(header->find(' ') + 1);
    while (token.starts_with(' '))
        token.remove_prefix(1);
    while (token.ends_with(' '))
        token.remove_suffix(1);
    if (token.empty() || token.find_first_of(" \t,") != std::string_view::npos) {
        return Error{
            ErrorCode::invalid_request,
            "The Authorization header is malformed",
            {std::string(rule), token.empty() ? "Bearer without a token" : "Bearer and several words",
             "Authorization: Bearer <access token>", "Send one token and nothing behind it."}};
    }
    return std::string(token);
}

Error insufficient_scope(std::string_view had, std::string_view wanted) {
    return {
        ErrorCode::insufficient_scope,
        "The request requires higher privileges than provided by the access token.",
        {"The token must carry a scope of this service (RFC 6750 3.1)", "scope: " + std::string(had),
         std::string(wanted), "Register the scope on the client and ask for it when the token is fetched."}};
}

}  // namespace emulator::oauth
