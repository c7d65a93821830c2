#include "services/demo/contact_source.h"

namespace emulator::demo {

Task<ContactAnswer> ContactSource::fetch(http::Request const& request, Session& session) {
    rp::Exchanges seen;
    if (clock_.now() >= session.access_expires) {
        auto const renewed = co_await provider_.renew(request, session, &seen);
        if (!renewed) {
            auto steps = exchange_steps("refresh", seen, clock_.now());
            steps.push_back(refused_step(renewed.error(), clock_.now()));
            co_return ContactAnswer{
                ContactOutcome::expired, {}, renewed.error().description, std::move(steps)};
        }
    }
    auto steps = exchange_steps("refresh", std::exchange(seen, {}), clock_.now());
    http::Call call{http::Method::get, person_url_};
    call.headers.add("Authorization", "Bearer " + session.access_token);
    call.headers.add("Accept", "application/json");
    auto answer = co_await rp::ask(client_, std::move(call), &seen);
    steps.push_back(exchange_step("contact", seen.front(), clock_.now()));
    if (!answer)
        co_return ContactAnswer{
            ContactOutcome::unreachable, {}, answer.error().description, std::move(steps)};
    co_return ContactAnswer{ContactOutcome::answered, std::move(*answer), {}, std::move(steps)};
}

}  // namespace emulator::demo
