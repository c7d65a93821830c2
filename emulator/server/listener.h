// Sockets: the only room that knows Beast. Listens, reads requests, hands them to a router, writes answers.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "base/log.h"
#include "base/result.h"
#include "http/router.h"
#include "server/workers.h"

namespace emulator::server {

// What one connection may use. Sizes in bytes.
struct Limits {
    std::size_t header = 16 * 1024;  // request line and header fields together
    std::size_t body = 1024 * 1024;
    std::chrono::seconds read{15};  // for one whole header, and for one whole body
    std::chrono::seconds idle{75};  // between two requests
    std::chrono::seconds write{30};
};

// An origin's listening sockets, bound and not yet accepting: connections wait until serve().
struct Listener {
    std::string product;                                    // for the log
    std::vector<boost::asio::ip::tcp::acceptor> acceptors;  // one an address
    unsigned short port = 0;                                // the real one, also where 0 was asked for
};

// Binds the port on every address; 0 takes one that is free on all of them. Of several addresses those of
// IPv6 are left out where the machine has no IPv6. An address in use is refused; `option` is the command-line
// option that the description tells to change.
Result<Listener> bind(boost::asio::io_context& context, std::string product, std::string option,
                      std::vector<std::string> const& addresses, unsigned short port);

// Which values of Host this origin answers to, without ports; others get 421 (protection against DNS
// rebinding: a page of another host must not read local answers).
struct Origin {
    http::Router const* router = nullptr;
    std::vector<std::string> hosts;
};

class Sessions;

// Accepts and answers until stop(). Everything that is given outlives the server and the workers' run.
class Server {
public:
    Server(Workers& workers, Limits limits, Log& log);
    ~Server();

    void serve(Listener listener, Origin origin);

    // Accepts no more, closes connections that have no whole request to answer, and lets answers under way
    // finish. Safe from any thread.
    void stop();
    // How many connections are open.
    std::size_t open() const;

private:
    Workers& workers_;  // the first has everything with acceptors_
    Limits limits_;
    Log& log_;
    std::shared_ptr<Sessions> sessions_;
    std::vector<std::unique_ptr<boost::asio::ip::tcp::acceptor>> acceptors_;
    std::vector<std::unique_ptr<Origin>> origins_;
};

}  // namespace emulator::server
