#include "services/selvbetjening/api.h"

#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "http/answers.h"
#include "oauth/bearer.h"
#include "oauth/examination.h"

namespace emulator::selvbetjening {

http::Handler Api::secured(Call call, Answer answer) {
    return [this, call, answer = std::move(answer)](http::Request const& request) {
        return this->answer(request, call, answer);
    };
}

std::vector<std::string> Api::paths(std::string const& path) {
    return {path, "/api/v1" + path, "/external/api/v1" + path};
}

Task<http::Response> Api::answer(http::Request const& request, Call call, Answer const& answer) {
    auto token = need(oauth::bearer_token(request));
    auto verified = co_await tokens_.verify(std::move(token));
    auto const claims = need(std::move(verified));
    auto const caller = need(oauth::as_rule(caller_of(claims, call), "token_reaches"));
    co_return answer(caller, request);
}

http::Response Api::ok(http::Request const& request, Caller const& caller, Json const& document,
                       std::vector<std::string> const& warnings, unsigned status) const {
    auto told = warnings;
    for (auto& warning : told)
        warning += " (client " + shown(caller.client_id, 80) + ")";
    if (!told.empty()) {
        auto asked = std::string(http::method_name(request.method)) + " " + request.path;
        http::note_warnings(log_, journal_, {clock_.now(), "selvbetjening", std::move(asked), status, {}},
                            told);
    }
    return http::no_store(http::json(status, document));
}

}  // namespace emulator::selvbetjening
