#include "app/people/generate.h"

#include <future>
#include <vector>

#include "app/options.h"
#include "store/generation.h"

namespace emulator::app {
namespace {

std::string described(std::int64_t count, std::uint64_t seed) {
    return "--count " + std::to_string(count) + " --seed " + std::to_string(seed);
}

}  // namespace

Result<Filled> fill(store::Database& database, PopulationPlan plan, Filling const& filling) {
    store::Generation generation(database);
    if (auto const order = generation.order()) {
        if (order->count != plan.count || order->seed != static_cast<std::int64_t>(plan.seed)) {
            auto const seed = static_cast<std::uint64_t>(order->seed);
            return wrong_use(database.name() + " is filled with " + described(order->count, seed) +
                             "; ask for the same, or name another file");
        }
        plan.at = order->at;
    } else {
        generation.begin({plan.count, static_cast<std::int64_t>(plan.seed), plan.at});
    }
    auto const before = generation.done();
    auto done = before;
    Population population(plan, done);
    auto const make = [&](std::vector<model::Person>& people) {
        std::size_t count = 0;
        while (count < people.size() && population.next(people[count]))
            ++count;
        return count;
    };
    // One core makes the next people, and now and then settles what was written, while the other writes
    // these.
    constexpr int steps_to_settle = 16;
    int steps = 0;
    std::vector<model::Person> these(filling.people_a_step), next(filling.people_a_step);
    for (auto count = make(these); count > 0 && !filling.is_over();) {
        auto following = std::async(std::launch::async, [&] {
            if (++steps % steps_to_settle == 0) generation.settle();
            return make(next);
        });
        generation.add({these.data(), count});
        done += static_cast<std::int64_t>(count);
        filling.progress(done);
        count = following.get();
        these.swap(next);
    }
    if (done == plan.count && !generation.complete()) generation.finish();
    return Filled{done - before, generation.left_out(), generation.complete()};
}

}  // namespace emulator::app
