// The products' HTTP client over sockets.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <map>
#include <string>

#include "http/client.h"

namespace emulator::server {

// Safe from any thread once the known origins are set. Only http; an answer is at most 4 MiB.
class HttpClient : public http::Client {
public:
    // Calls to this public origin ("http://localhost:4702") connect to that address: the products reach each
    // other under names that only the browser's machine can resolve. Before the first call.
    void add_origin(std::string origin, boost::asio::ip::tcp::endpoint endpoint);

    Task<Result<http::Response>> send(http::Call call) override;

private:
    std::map<std::string, boost::asio::ip::tcp::endpoint> origins_;
};

}  // namespace emulator::server
