// digdir-emulator: runs a command, or reads its options, starts the app and runs until SIGINT or SIGTERM.
// Ends with 0 after a clean stop, 1 where something failed, 2 where it was used wrongly.

#include <unistd.h>

#include <algorithm>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <csignal>
#include <iostream>
#include <thread>

#include "app/app.h"
#include "app/commands.h"
#include "app/configuration.h"
#include "base/clock.h"
#include "base/entropy.h"

namespace {

using namespace emulator;
using Steady = std::chrono::steady_clock;

int refuse(Error const& error, int status) {
    std::cerr << "digdir-emulator: " << error.description << std::endl;
    return status;
}

// Flushed: whoever waits for the ready line may read from a pipe.
void announce(app::App const& running, app::Configuration const& configuration, Steady::time_point began) {
    for (auto const& product : app::products) {
        std::cout << "  " << std::string(product.name).append(19 - product.name.size(), ' ')
                  << running.url(product.key) << "\n";
    }
    std::cout << "  data set           "
              << (configuration.database ? configuration.database->string() : "in memory") << "\n";
    for (auto const& person : running.some_people())
        std::cout << "  " << person << "\n";
    auto const took = std::chrono::duration_cast<std::chrono::milliseconds>(Steady::now() - began).count();
    std::cout << "digdir-emulator ready at " << running.url("konsoll") << " in " << took << " ms"
              << std::endl;
}

// Ends the workers once the last connection has closed, or half a second after the stop.
void stop_soon(app::App& running, server::Workers& workers, boost::asio::steady_timer& timer,
               int looks_left) {
    if (running.open_connections() == 0 || looks_left == 0) return workers.stop();
    timer.expires_after(std::chrono::milliseconds(20));
    timer.async_wait([&, looks_left](auto const&) { stop_soon(running, workers, timer, looks_left - 1); });
}

unsigned thread_count(app::Configuration const& configuration) {
    return configuration.threads > 0 ? configuration.threads
                                     : std::max(2U, std::thread::hardware_concurrency());
}

int run_command(std::vector<std::string> const& arguments) {
    SystemClock clock;
    SystemEntropy entropy;
    try {
        auto const done =
            app::run_command(arguments, {std::cout, clock, entropy, isatty(STDOUT_FILENO) == 1});
        if (done) return 0;
        return refuse(done.error(), done.error().code == ErrorCode::invalid_request ? 2 : 1);
    } catch (std::exception const& failure) {
        return refuse({ErrorCode::server_error, failure.what()}, 1);
    }
}

}  // namespace

int main(int argc, char** argv) {
    auto const began = Steady::now();
    // A reader of the log that went away must not end the program.
    std::signal(SIGPIPE, SIG_IGN);
    std::vector<std::string> const arguments(argv + 1, argv + argc);
    if (app::asks_for_command(arguments)) return run_command(arguments);

    std::vector<std::string> environment;
    for (auto** entry = environ; *entry; ++entry)
        environment.emplace_back(*entry);
    auto const asked = app::read_configuration(arguments, environment);
    if (!asked) return refuse(asked.error(), 2);
    if (asked->what == app::Asked::What::help) return std::cout << app::usage() << std::flush, 0;
    if (asked->what == app::Asked::What::version)
        return std::cout << "digdir-emulator " EMULATOR_VERSION << std::endl, 0;

    SystemClock clock;
    SystemEntropy entropy;
    Log log(asked->configuration.log_level, clock);
    for (auto const& warning : asked->warnings)
        log.warning("configuration", warning);

    try {
        server::Workers workers(thread_count(asked->configuration));
        auto running = app::App::start(workers, asked->configuration, clock, entropy, log);
        if (!running)
            return refuse(running.error(), running.error().code == ErrorCode::invalid_request ? 2 : 1);

        boost::asio::steady_timer timer(workers.first());
        boost::asio::signal_set signals(workers.first(), SIGINT, SIGTERM);
        signals.async_wait([&](boost::system::error_code const& failure, int) {
            if (failure) return;
            (*running)->stop();
            stop_soon(**running, workers, timer, 25);
        });
        announce(**running, asked->configuration, began);
        workers.run();
        return 0;
    } catch (std::exception const& failure) {
        return refuse({ErrorCode::server_error, failure.what()}, 1);
    }
}
