#include "services/demo/contact_source.h"

#include "base/times.h"

namespace emulator::demo {

Task<ContactAnswer> ContactSource::fetch(http::Request const& request, Session& session) {
    if (clock_.now() >= session.access_expires) {
        auto const renewed = co_await renew(request, session);
        if (!renewed) co_return ContactAnswer{ContactOutcome::expired, {}, renewed.error().description};
    }
    http::Call call{http::Method::get, person_url_};
    call.headers.add("Authorization", "Bearer " + session.access_token);
    call.headers.add("Accept", "application/json");
    auto answer = co_await client_.send(std::move(call));
    if (!answer) co_return ContactAnswer{ContactOutcome::unreachable, {}, answer.error().description};
    co_return ContactAnswer{ContactOutcome::answered, std::move(*answer), {}};
}

Task<Result<>> ContactSource::renew(http::Request const& request, Session& session) {
    // Taken out before it is used: of two requests at once one uses it, for ID-porten ends the whole grant
    // when it sees a refresh token twice.
    std::string refresh_token;
    auto const take = [&](Session& kept) { refresh_token = std::exchange(kept.refresh_token, {}); };
    sessions_.visit(request, take);
    if (refresh_token.empty()) {
        co_return Error{ErrorCode::invalid_token, "The access token expired at " +
                                                      format_utc(session.access_expires) +
                                                      ", and there is no refresh token"};
    }
    auto const fresh = co_await provider_.refresh(std::move(refresh_token));
    if (!fresh) co_return fresh.error();
    auto const keep = [&](Session& kept) {
        kept.access_token = fresh->access_token;
        kept.refresh_token = fresh->refresh_token;
        kept.access_expires = clock_.now() + fresh->lasts;
    };
    sessions_.visit(request, keep);
    keep(session);
    co_return Result<>();
}

}  // namespace emulator::demo
