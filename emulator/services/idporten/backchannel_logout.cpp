#include "services/idporten/backchannel_logout.h"

#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "http/gather.h"
#include "http/parameters.h"

namespace emulator::idporten {
namespace {

std::string logout_token(Deps const& deps, Session const& session, Notice const& notice) {
    auto const claims =
        logout_token_claims(notice, session, deps.issuer, deps.clock.now(), deps.entropy.token(8));
    Json header{{"typ", "logout+jwt"}};
    for (auto const& certificate : deps.chain)
        header["x5c"].push_back(base64_encode(certificate.der()));
    return jose::sign_jwt(deps.signing_key, jose::Algorithm::RS256, deps.kid, claims, header);
}

http::Call call_to(Notice const& notice, std::string const& token) {
    http::Parameters form;
    form.add("logout_token", token);
    http::Call call{http::Method::post, notice.backchannel_uri};
    call.headers.add("Content-Type", "application/x-www-form-urlencoded");
    call.body = form.encoded();
    call.timeout = backchannel_whole;
    call.connect_timeout = backchannel_connect;
    return call;
}

void note(Deps const& deps, Notice const& notice, Outcome const& outcome) {
    if (outcome.answered == Answered::accepted) {
        deps.log.info("idporten", "back-channel logout accepted", {{"client_id", notice.client_id}});
        return;
    }
    deps.log.warning("idporten", "back-channel logout failed",
                     {{"client_id", notice.client_id},
                      {"backchannel_logout_uri", notice.backchannel_uri},
                      {"reason", outcome.reason}});
}

}  // namespace

Task<std::vector<Outcome>> tell_backchannel(Deps const& deps, Session const& session,
                                            std::vector<Notice> const& notices) {
    std::vector<http::Call> calls;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < notices.size(); ++i) {
        if (notices[i].backchannel_uri.empty()) continue;
        calls.push_back(call_to(notices[i], logout_token(deps, session, notices[i])));
        places.push_back(i);
    }
    std::vector<Outcome> outcomes(notices.size());
    auto const answers = co_await http::send_all(deps.client, std::move(calls), backchannel_whole);
    for (std::size_t i = 0; i < answers.size(); ++i) {
        auto& outcome = outcomes[places[i]];
        outcome = outcome_of(answers[i]);
        note(deps, notices[places[i]], outcome);
    }
    co_return outcomes;
}

}  // namespace emulator::idporten
