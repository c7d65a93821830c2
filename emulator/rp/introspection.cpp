#include "rp/introspection.h"

#include <nlohmann/json.hpp>

#include "base/encoding.h"

namespace emulator::rp {
namespace {

bool is_opaque(std::string_view token) {
    return token.find('.') == std::string_view::npos;
}

Error not_active() {
    return {ErrorCode::invalid_token,
            "The access token is invalid: ID-porten says that it is not active",
            {"An opaque token, or one without pid, stands at ID-porten (RFC 7662 2.2)", "active: false",
             "a token that has neither expired nor been revoked, with a scope of this API",
             "Log in again for a new token. The Konsoll tells why ID-porten did not know this one."}};
}

Error not_answered(std::string const& endpoint, std::string received) {
    return {ErrorCode::bad_gateway,
            "The access token cannot be looked up at " + endpoint,
            {"An opaque token, or one without pid, is looked up at ID-porten (RFC 7662)", std::move(received),
             "status 200 and active",
             "The data set needs the client of this API, with the scope idporten:token.introspection."}};
}

}  // namespace

Introspection::Introspection(Registration registration, std::string endpoint, http::Client& client,
                             Clock const& clock, Entropy& entropy)
    : registration_(std::move(registration)),
      endpoint_(std::move(endpoint)),
      client_(client),
      clock_(clock),
      entropy_(entropy) {}

Task<Result<Json>> Introspection::ask(std::string token) {
    http::Parameters form;
    form.add("token", std::move(token));
    auto call = authenticated_call(registration_, endpoint_, std::move(form), clock_.now(), entropy_);
    auto const answer = co_await client_.send(std::move(call));
    if (!answer) co_return answer.error();
    auto document = parse_json(answer->body);
    auto const status = "status " + std::to_string(answer->status);
    if (answer->status != 200 || !document || !document->is_object())
        co_return not_answered(endpoint_, status + " " + shown(answer->body));
    if (document->value("active", Json()) != true) co_return not_active();
    co_return std::move(*document);
}

Task<Result<Json>> UserTokens::verify(std::string token) {
    if (is_opaque(token)) {
        auto told = co_await introspection_.ask(std::move(token));
        co_return told;
    }
    auto claims = co_await self_contained_.verify(token);
    bool const complete = !claims || claims->contains("pid");
    if (complete) co_return claims;
    auto told = co_await introspection_.ask(std::move(token));
    co_return told;
}

}  // namespace emulator::rp
