#include "services/demo/trace_memory.h"

namespace emulator::demo {
namespace {

constexpr std::string_view kind = "demo_trace";
constexpr seconds lasts = std::chrono::hours(2);
constexpr std::size_t most_browsers = 1000;
constexpr std::ptrdiff_t most_steps = 40;

}  // namespace

void TraceMemory::begin(std::string const& browser, std::vector<TraceStep> const& steps) {
    if (browser.empty()) return;
    state_.put_bounded({kind, browser}, trace_document(steps), clock_.now() + lasts, most_browsers);
}

void TraceMemory::add(std::string const& browser, std::vector<TraceStep> const& steps) {
    auto const append = [&](std::string& document, Instant& expires) {
        auto all = read_trace(document);
        all.insert(all.end(), steps.begin(), steps.end());
        auto const surplus = std::ssize(all) - most_steps;
        if (surplus > 0) all.erase(all.begin(), all.begin() + surplus);
        document = trace_document(all);
        expires = clock_.now() + lasts;
        return true;
    };
    if (!state_.edit({kind, browser}, append)) begin(browser, steps);
}

std::vector<TraceStep> TraceMemory::find(std::string const& browser) const {
    auto const document = state_.get({kind, browser});
    return document ? read_trace(*document) : std::vector<TraceStep>();
}

}  // namespace emulator::demo
