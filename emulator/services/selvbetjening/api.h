// What all endpoints of the API share: the token, the caller, the shape of answers.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "base/task.h"
#include "http/journal.h"
#include "http/message.h"
#include "http/router.h"
#include "rp/access_tokens.h"
#include "services/selvbetjening/caller.h"

namespace emulator::selvbetjening {

// Answers a call of somebody whom the token lets do it. May throw Problem.
using Answer = std::function<http::Response(Caller const&, http::Request const&)>;

// Everything referred to outlives it. Safe from any thread.
class Api {
public:
    Api(rp::AccessTokens& tokens, Clock const& clock, Log& log, http::Journal* journal)
        : tokens_(tokens), clock_(clock), log_(log), journal_(journal) {}

    // A handler that answers with `answer` once an access token of Maskinporten lets the caller do `call`.
    http::Handler secured(Call call, Answer answer);

    // The paths over time: the oldest, today's, and the one of Digdir's other partners.
    static std::vector<std::string> paths(std::string const& path);

    // A JSON answer that nobody stores; what is worth a warning goes to the journal.
    http::Response ok(http::Request const& request, Caller const& caller, Json const& document,
                      std::vector<std::string> const& warnings = {}, unsigned status = 200) const;

private:
    Task<http::Response> answer(http::Request const& request, Call call, Answer const& answer);

    rp::AccessTokens& tokens_;
    Clock const& clock_;
    Log& log_;
    http::Journal* journal_;
};

}  // namespace emulator::selvbetjening
