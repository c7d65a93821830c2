// The threads that answer. Each has an io_context of its own, and a connection lives on one of them from its
// first byte to its last: its steps need neither lock nor strand.
#pragma once

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <vector>

namespace emulator::server {

class Workers {
public:
    explicit Workers(unsigned count);  // REQUIRES: count > 0

    // For what there is one of: acceptors, timers, signals.
    boost::asio::io_context& first() { return contexts_.front()->context; }
    // In turn. Safe from any thread.
    boost::asio::io_context& next();

    // Works on the calling thread and on count - 1 others until stop(), or until nothing is
    // under way after finish().
    void run();
    void finish();  // safe from any thread
    // Drops what is under way. Safe from any thread.
    void stop();

private:
    struct Context {
        boost::asio::io_context context{1};  // one thread runs it; others may still post to it
        boost::asio::executor_work_guard<boost::asio::io_context::executor_type> busy{context.get_executor()};
    };
    std::vector<std::unique_ptr<Context>> contexts_;
    std::atomic<std::size_t> turn_{0};
};

}  // namespace emulator::server
