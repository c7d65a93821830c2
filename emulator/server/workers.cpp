#include "server/workers.h"

#include <boost/asio/post.hpp>
#include <thread>

namespace emulator::server {

Workers::Workers(unsigned count) {
    for (unsigned i = 0; i < count; ++i)
        contexts_.push_back(std::make_unique<Context>());
}

boost::asio::io_context& Workers::next() {
    return contexts_[turn_++ % contexts_.size()]->context;
}

void Workers::run() {
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < contexts_.size(); ++i)
        others.emplace_back([&context = contexts_[i]->context] { context.run(); });
    first().run();
    // Not before: the first may give them connections until its own end.
    for (auto const& each : contexts_)
        each->busy.reset();
}

void Workers::finish() {
    boost::asio::post(first(), [&busy = contexts_.front()->busy] { busy.reset(); });
}

void Workers::stop() {
    for (auto const& each : contexts_)
        each->context.stop();
}

}  // namespace emulator::server
