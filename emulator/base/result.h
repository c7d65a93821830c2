// Errors as values. A function that can refuse returns Result<T>; whoever drops one gets a warning.
// In plain functions EMULATOR_TRY passes a refusal on; in coroutines need() throws it as a Problem, which
// the router answers in one place. Values only: safe from any thread.
#pragma once

#include <boost/system/result.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace emulator {

// The protocols' own error names (RFC 6749 4.1.2.1 and 5.2, RFC 6750 3.1, RFC 7009 2.2.1, OpenID Connect
// Core 3.1.2.6, RFC 9101, RFC 9126 and RFC 9396), and the few this emulator needs beside them.
enum class ErrorCode {
    invalid_request,
    invalid_client,
    invalid_grant,
    unauthorized_client,
    unsupported_grant_type,
    unsupported_token_type,
    unsupported_response_type,
    invalid_scope,
    invalid_authorization_details,
    invalid_altinn_customer_configuration,
    access_denied,
    forbidden,
    invalid_token,
    insufficient_scope,
    unauthorized,
    login_required,
    interaction_required,
    consent_required,
    request_not_supported,
    request_uri_not_supported,
    invalid_request_uri,
    not_found,
    method_not_allowed,
    conflict,
    precondition_failed,
    payload_too_large,
    unsupported_media_type,
    misdirected_request,
    header_too_large,
    bad_gateway,
    server_error,
};

// The name on the wire, and the HTTP status that belongs to it at a token endpoint or an API.
std::string_view error_name(ErrorCode code);
unsigned http_status(ErrorCode code);

// What a developer needs to mend a refused request. Plain sentences in English; never a secret.
struct Explanation {
    std::string rule;      // the rule that was broken, with its source
    std::string received;  // what came in, shortened
    std::string expected;  // what would have been right
    std::string mend;      // what to do about it
};

struct Error {
    ErrorCode code = ErrorCode::server_error;
    std::string description;       // told to the caller; ASCII without " and \ (RFC 6749 5.2)
    Explanation explanation = {};  // told to the developer: log, Konsoll, the folded part of an error page
    std::string reference = {};    // the product's own number for it, such as MP-110
    std::string trace_id = {};     // 32 hexadecimal digits: the same in answer, log and journal
    std::string record = {};  // a JSON object: what was examined, rule by rule; empty where nobody wrote one
};

// The only exception that this program throws on purpose.
class Problem : public std::runtime_error {
public:
    explicit Problem(Error error) : std::runtime_error(error.description), error_(std::move(error)) {}
    Error const& error() const { return error_; }

private:
    Error error_;
};

[[noreturn]] inline void throw_exception_from_error(Error const& error, boost::source_location const&) {
    throw Problem(error);
}

// Made from a value or from an Error, and from nothing else: Boost's own constructors would take a Json,
// which converts to everything, for either.
template <class T = void>
class [[nodiscard]] Result : public boost::system::result<T, Error> {
    using Base = boost::system::result<T, Error>;

public:
    template <class U = T>
    requires(std::is_convertible_v<U, T> && !std::is_same_v<std::remove_cvref_t<U>, Error> &&
             !std::is_same_v<std::remove_cvref_t<U>, Result>) Result(U&& value)
        : Base(boost::system::in_place_value, std::forward<U>(value)) {}
    Result(Error error) : Base(boost::system::in_place_error, std::move(error)) {}
};

template <>
class [[nodiscard]] Result<void> : public boost::system::result<void, Error> {
    using Base = boost::system::result<void, Error>;

public:
    Result() = default;
    Result(Error error) : Base(boost::system::in_place_error, std::move(error)) {}
};

// The value, or a thrown Problem. For coroutines and for the edges of the program.
template <class T>
T need(Result<T>&& result) {
    if constexpr (std::is_void_v<T>) {
        result.value();
    } else {
        return std::move(result).value();
    }
}

// In a plain function: the value, or return the error to the caller. Not in coroutines (GCC 12 cannot
// compile a co_return inside a statement expression).
#define EMULATOR_TRY(...)                                  \
    __extension__({                                        \
        auto&& emulator_try_result = (__VA_ARGS__);        \
        if (!emulator_try_result.has_value()) {            \
            return std::move(emulator_try_result).error(); \
        }                                                  \
        *std::move(emulator_try_result);                   \
    })

}  // namespace emulator
