#include "rp/jwks_source.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "base/json.h"
#include "jose/jwk.h"

namespace emulator::rp {
namespace {

constexpr seconds longest = std::chrono::hours(24);
constexpr seconds pause{5};

// How long an answer may be kept. A max-age that is no number counts as absent.
seconds freshness(http::Response const& answer) {
    constexpr std::string_view directive = "max-age=";
    auto const header = answer.headers.find("Cache-Control").value_or("");
    auto const at = header.find(directive);
    if (at == std::string_view::npos) return longest;
    auto const digits = header.substr(at + directive.size());
    std::int64_t age = 0;
    auto const [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), age);
    if (failure != std::errc() || age < 0) return longest;
    return std::clamp(seconds(age), pause, longest);
}

Error unusable(std::string const& uri, std::string const& why) {
    return {ErrorCode::bad_gateway,
            "The signing keys at " + uri + " cannot be used",
            {"Tokens are verified with the keys of their issuer (RFC 7517)", why, "a JWK set",
             "Check the issuer's jwks_uri."}};
}

}  // namespace

JwksSource::Fetched JwksSource::kept_for(std::string const& kid) {
    std::lock_guard const lock(mutex_);
    auto const now = clock_.now();
    // A clock that was moved back must not keep old keys for ever.
    if (!fetched_.keys || now >= fetched_.at + fetched_.lasts || now < fetched_.at) return {};
    auto const last = std::max(fetched_.at, asked_again_);
    bool const ask_again = !fetched_.keys->contains(kid) && (now >= last + pause || now < last);
    if (!ask_again) return fetched_;
    // Marked before it is asked, so that of many callers at once one asks.
    asked_again_ = now;
    return {};
}

Task<Result<JwksSource::Fetched>> JwksSource::fetch() {
    http::Call call{http::Method::get, jwks_uri_};
    auto const answer = co_await client_.send(std::move(call));
    if (!answer) co_return answer.error();
    auto const document = parse_json(answer->body);
    if (answer->status != 200 || !document || !document->contains("keys") ||
        !(*document)["keys"].is_array()) {
        co_return unusable(jwks_uri_, "status " + std::to_string(answer->status));
    }
    auto keys = std::make_shared<Keys>();
    for (auto const& jwk : (*document)["keys"]) {
        auto key = jose::public_key_from_jwk(jwk);
        if (key)
            keys->emplace(string_member(jwk, "kid"), std::move(*key));  // other kinds of key are not ours
    }
    std::lock_guard const lock(mutex_);
    fetched_ = {std::move(keys), clock_.now(), freshness(*answer)};
    co_return fetched_;
}

Task<Result<jose::PublicKey>> JwksSource::key(std::string kid) {
    auto state = kept_for(kid);
    if (!state.keys) {
        auto fresh = co_await fetch();
        if (!fresh) co_return fresh.error();
        state = std::move(*fresh);
    }
    auto const found = state.keys->find(kid);
    if (found != state.keys->end()) co_return found->second;
    co_return Error{
        ErrorCode::invalid_token,
        "The token is signed by an unknown key",
        {"The token's kid is one of its issuer's keys", "kid " + shown(kid), "a kid of " + jwks_uri_,
         "Use a token of this emulator's issuer; tokens of other environments are not accepted."}};
}

}  // namespace emulator::rp
