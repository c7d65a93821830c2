// The composition: data set, keys, products, listeners.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "app/configuration.h"
#include "base/clock.h"
#include "base/entropy.h"
#include "server/workers.h"

namespace emulator::app {

class App {
public:
    // Binds every port, opens and fills the data set, builds the products, and begins to accept; requests are
    // answered once the workers run. Refused: what configuration, fixtures, keys, database or ports do not
    // allow, in words for the person who started the program. All references outlive the app.
    static Result<std::unique_ptr<App>> start(server::Workers& workers, Configuration const& configuration,
                                              Clock const& machine, Entropy& entropy, Log& log);
    virtual ~App() = default;

    // The public URL of a product by its key, without a slash at its end.
    virtual std::string url(std::string_view product) const = 0;
    // A few test people, as "28876895937 Stødig Vindmølle: Har alt …".
    virtual std::vector<std::string> some_people() const = 0;
    // No more requests; those under way finish. Safe from any thread.
    virtual void stop() = 0;
    virtual std::size_t open_connections() const = 0;
};

}  // namespace emulator::app
