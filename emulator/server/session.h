// One connection: read a request, answer it, until either side has had enough. Internal to the server room.
#pragma once

#include <boost/beast/core/tcp_stream.hpp>
#include <map>
#include <memory>
#include <mutex>

#include "server/listener.h"

namespace emulator::server {

class Session;

// Every open connection of a server, so that a stop can close those that wait for a request. Thread-safe.
class Sessions {
public:
    void add(std::shared_ptr<Session> const& session);
    void remove(Session const* session);
    // From now on no session reads another request; those that have none to answer are closed.
    void close_unless_answering();
    bool stopping() const;
    std::size_t count() const;

private:
    mutable std::mutex mutex_;
    // Weak: a session refers to this list, and must go with its coroutine where that never ends.
    std::map<Session const*, std::weak_ptr<Session>> open_;
    bool stopping_ = false;
};

void start_session(boost::asio::ip::tcp::socket socket, Origin const& origin, Limits const& limits, Log& log,
                   std::shared_ptr<Sessions> sessions);

}  // namespace emulator::server
