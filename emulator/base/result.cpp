#include "base/result.h"

#include <array>

namespace emulator {
namespace {

struct Row {
    ErrorCode code;
    std::string_view name;
    unsigned status;
};

// The names in the lower part have no OAuth name of their own and are told as invalid_request.
constexpr std::array rows{
    Row{ErrorCode::invalid_request, "invalid_request", 400},
    Row{ErrorCode::invalid_client, "invalid_client", 401},
    Row{ErrorCode::invalid_grant, "invalid_grant", 400},
    Row{ErrorCode::unauthorized_client, "unauthorized_client", 400},
    Row{ErrorCode::unsupported_grant_type, "unsupported_grant_type", 400},
    Row{ErrorCode::unsupported_token_type, "unsupported_token_type", 400},
    Row{ErrorCode::unsupported_response_type, "unsupported_response_type", 400},
    Row{ErrorCode::invalid_scope, "invalid_scope", 400},
    Row{ErrorCode::invalid_authorization_details, "invalid_authorization_details", 400},
    Row{ErrorCode::invalid_altinn_customer_configuration, "invalid_altinn_customer_configuration", 400},
    Row{ErrorCode::access_denied, "access_denied", 403},
    Row{ErrorCode::forbidden, "forbidden", 403},
    Row{ErrorCode::invalid_token, "invalid_token", 401},
    Row{ErrorCode::insufficient_scope, "insufficient_scope", 403},
    Row{ErrorCode::unauthorized, "unauthorized", 401},
    Row{ErrorCode::login_required, "login_required", 400},
    Row{ErrorCode::interaction_required, "interaction_required", 400},
    Row{ErrorCode::consent_required, "consent_required", 400},
    Row{ErrorCode::request_not_supported, "request_not_supported", 400},
    Row{ErrorCode::request_uri_not_supported, "request_uri_not_supported", 400},
    Row{ErrorCode::invalid_request_uri, "invalid_request_uri", 400},
    Row{ErrorCode::not_found, "invalid_request", 404},
    Row{ErrorCode::method_not_allowed, "invalid_request", 405},
    Row{ErrorCode::conflict, "invalid_request", 409},
    Row{ErrorCode::precondition_failed, "invalid_request", 412},
    Row{ErrorCode::payload_too_large, "invalid_request", 413},
    Row{ErrorCode::unsupported_media_type, "invalid_request", 415},
    Row{ErrorCode::misdirected_request, "invalid_request", 421},
    Row{ErrorCode::header_too_large, "invalid_request", 431},
    Row{ErrorCode::bad_gateway, "server_error", 502},
    Row{ErrorCode::server_error, "server_error", 500},
};

constexpr Row const& row(ErrorCode code) {
    return rows[static_cast<std::size_t>(code)];
}

constexpr bool in_order() {
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i].code != static_cast<ErrorCode>(i)) return false;
    }
    return rows.size() == static_cast<std::size_t>(ErrorCode::server_error) + 1;
}
static_assert(in_order(), "the table is indexed by ErrorCode");

}  // namespace

std::string_view error_name(ErrorCode code) {
    return row(code).name;
}
unsigned http_status(ErrorCode code) {
    return row(code).status;
}

}  // namespace emulator
