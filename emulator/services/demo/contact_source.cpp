#include "services/demo/contact_source.h"

namespace emulator::demo {

Task<ContactAnswer> ContactSource::fetch(http::Request const& request, Session& session) {
    if (clock_.now() >= session.access_expires) {
        auto const renewed = co_await provider_.renew(request, session);
        if (!renewed) co_return ContactAnswer{ContactOutcome::expired, {}, renewed.error().description};
    }
    http::Call call{http::Method::get, person_url_};
    call.headers.add("Authorization", "Bearer " + session.access_token);
    call.headers.add("Accept", "application/json");
    auto answer = co_await client_.send(std::move(call));
    if (!answer) co_return ContactAnswer{ContactOutcome::unreachable, {}, answer.error().description};
    co_return ContactAnswer{ContactOutcome::answered, std::move(*answer), {}};
}

}  // namespace emulator::demo
