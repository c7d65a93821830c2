#include "http/journal.h"

#include <algorithm>

namespace emulator::http {

void Journal::keep(Refusal refusal) {
    refusal.at = clock_.now();
    std::lock_guard const lock(mutex_);
    kept_.push_front(std::move(refusal));
    if (kept_.size() <= most_) return;
    auto const is_warning = [](Refusal const& kept) { return kept.accepted; };
    auto const warnings = std::count_if(kept_.begin(), kept_.end(), is_warning);
    auto const oldest = static_cast<std::size_t>(warnings) > most_ / 2
                            ? std::find_if(kept_.rbegin(), kept_.rend(), is_warning)
                            : kept_.rbegin();
    kept_.erase(std::next(oldest).base());
}

std::vector<Refusal> Journal::newest(std::size_t most) const {
    std::lock_guard const lock(mutex_);
    auto const count = static_cast<std::ptrdiff_t>(std::min(most, kept_.size()));
    return {kept_.begin(), kept_.begin() + count};
}

std::optional<Refusal> Journal::find(std::string_view trace_id) const {
    std::lock_guard const lock(mutex_);
    auto const found = std::find_if(kept_.begin(), kept_.end(),
                                    [&](auto const& refusal) { return refusal.error.trace_id == trace_id; });
    return found == kept_.end() ? std::nullopt : std::optional(*found);
}

Error note_refusal(Log& log, Journal* journal, Refusal refusal) {
    auto& error = refusal.error;
    if (journal && error.trace_id.empty()) error.trace_id = journal->new_trace_id();
    auto const& why = error.explanation;
    log.warning(refusal.product, "refused",
                {{"trace_id", error.trace_id},
                 {"request", refusal.request},
                 {"status", std::to_string(refusal.status)},
                 {"error", error_name(error.code)},
                 {"description", error.description},
                 {"rule", why.rule},
                 {"received", why.received},
                 {"expected", why.expected},
                 {"mend", why.mend}});
    auto noted = error;
    if (journal) journal->keep(std::move(refusal));
    return noted;
}

void note_warnings(Log& log, Journal* journal, Refusal answered, std::vector<std::string> const& warnings) {
    if (warnings.empty()) return;
    answered.accepted = true;
    auto& error = answered.error;
    for (auto const& warning : warnings)
        error.description.append(error.description.empty() ? "accepted, but " : "; ").append(warning);
    if (journal && error.trace_id.empty()) error.trace_id = journal->new_trace_id();
    log.warning(answered.product, error.description,
                {{"trace_id", error.trace_id}, {"request", answered.request}});
    if (journal) journal->keep(std::move(answered));
}

}  // namespace emulator::http
