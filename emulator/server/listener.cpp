#include "server/listener.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "server/session.h"

namespace emulator::server {
namespace {

namespace net = boost::asio;
using tcp = net::ip::tcp;

constexpr auto as_result = net::as_tuple(net::use_awaitable);
constexpr int most_at_once = 128;  // connections accepted before others have their turn

std::string endpoint_text(std::string const& address, unsigned short port) {
    auto const bracketed = address.find(':') == std::string::npos ? address : "[" + address + "]";
    return bracketed + ":" + std::to_string(port);
}

Error cannot_listen(std::string const& product, std::string const& option, std::string const& address,
                    unsigned short port, boost::system::error_code const& reason) {
    std::string twin = "DIGDIR_";
    for (auto const c : option.substr(2))
        twin += c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    auto const mend = reason == net::error::address_in_use
                          ? "Stop the program that uses it, or choose another port with " + option +
                                " PORT or " + twin + "=PORT (0 takes a free one)."
                          : "Choose another port with " + option + " PORT or " + twin +
                                "=PORT, or another address with --listen ADDRESS.";
    return {ErrorCode::server_error, product + " cannot listen on " + endpoint_text(address, port) + ": " +
                                         reason.message() + ". " + mend};
}

// A machine without IPv6 says so in one of these ways.
bool family_missing(boost::system::error_code const& reason) {
    return reason == net::error::address_family_not_supported ||
           reason == boost::system::errc::address_not_available;
}

boost::system::error_code open(tcp::acceptor& acceptor, tcp::endpoint const& endpoint) {
    boost::system::error_code failure;
    acceptor.open(endpoint.protocol(), failure);
    if (failure) return failure;
    acceptor.set_option(net::socket_base::reuse_address(true), failure);
    // Otherwise [::1] and 127.0.0.1 would share one socket on some machines and not on others.
    if (endpoint.address().is_v6()) acceptor.set_option(net::ip::v6_only(true), failure);
    acceptor.bind(endpoint, failure);
    if (!failure) acceptor.non_blocking(true, failure);
    if (!failure) acceptor.listen(net::socket_base::max_listen_connections, failure);
    return failure;
}

struct OpenFault {
    std::string address;
    boost::system::error_code reason;
};

// Stops at the first address that cannot be had. A free port found for the first is asked for on the others.
std::optional<OpenFault> open_all(net::io_context& context, std::vector<std::string> const& addresses,
                                  Listener& listener) {
    for (auto const& address : addresses) {
        boost::system::error_code failure;
        auto const parsed = net::ip::make_address(address, failure);
        tcp::acceptor acceptor(context);
        if (!failure) failure = open(acceptor, {parsed, listener.port});
        bool const optional = addresses.size() > 1 && parsed.is_v6() && family_missing(failure);
        if (optional) continue;
        if (failure) return OpenFault{address, failure};
        listener.port = acceptor.local_endpoint().port();
        listener.acceptors.push_back(std::move(acceptor));
    }
    return std::nullopt;
}

Task<void> accept_loop(Workers& workers, tcp::acceptor& acceptor, Origin const& origin, Limits const& limits,
                       Log& log, std::shared_ptr<Sessions> sessions) {
    while (true) {
        auto [failure, socket] = co_await acceptor.async_accept(workers.next(), as_result);
        // All who wait at once: with one a turn, the last of a crowd would wait while those before it are
        // answered again and again.
        for (int left = most_at_once; !failure; --left) {
            start_session(std::move(socket), origin, limits, log, sessions);
            if (left == 0) break;
            socket = acceptor.accept(workers.next(), failure);
        }
        if (!failure || failure == net::error::would_block) continue;
        if (failure == net::error::operation_aborted || !acceptor.is_open()) co_return;
        // Out of file descriptors, most likely: wait for some to come back instead of spinning.
        log.warning("server", "cannot accept", {{"reason", failure.message()}});
        net::steady_timer pause(acceptor.get_executor(), std::chrono::milliseconds(50));
        co_await pause.async_wait(as_result);
    }
}

}  // namespace

Result<Listener> bind(net::io_context& context, std::string product, std::string option,
                      std::vector<std::string> const& addresses, unsigned short port) {
    // A port that is free on one address may be taken on the next; then another free one is asked for.
    constexpr int most_tries = 20;
    for (int attempt = 1;; ++attempt) {
        Listener listener{product, {}, port};
        auto const fault = open_all(context, addresses, listener);
        bool const unlucky = fault && port == 0 && fault->reason == net::error::address_in_use;
        if (unlucky && attempt < most_tries) continue;
        if (fault) return cannot_listen(product, option, fault->address, listener.port, fault->reason);
        if (!listener.acceptors.empty()) return listener;
        return Error{
            ErrorCode::server_error,
            product + " has no address of this machine to listen on; choose one with --listen ADDRESS."};
    }
}

Server::Server(Workers& workers, Limits limits, Log& log)
    : workers_(workers), limits_(limits), log_(log), sessions_(std::make_shared<Sessions>()) {}
Server::~Server() = default;

void Server::serve(Listener listener, Origin origin) {
    origins_.push_back(std::make_unique<Origin>(std::move(origin)));
    for (auto& acceptor : listener.acceptors) {
        acceptors_.push_back(std::make_unique<tcp::acceptor>(std::move(acceptor)));
        net::co_spawn(workers_.first(),
                      accept_loop(workers_, *acceptors_.back(), *origins_.back(), limits_, log_, sessions_),
                      [this](std::exception_ptr fault) {
                          if (fault) log_.error("server", "an accept loop ended");
                      });
    }
}

void Server::stop() {
    net::post(workers_.first(), [this] {
        for (auto& acceptor : acceptors_) {
            boost::system::error_code ignored;
            acceptor->close(ignored);
        }
        sessions_->close_unless_answering();
    });
}

std::size_t Server::open() const {
    return sessions_->count();
}

}  // namespace emulator::server
