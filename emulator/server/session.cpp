#include "server/session.h"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include "http/answers.h"

namespace emulator::server {
namespace {

namespace net = boost::asio;
namespace beast = boost::beast;
namespace bhttp = boost::beast::http;

constexpr auto as_result = net::as_tuple(net::use_awaitable);
using Parser = bhttp::request_parser<bhttp::string_body>;

http::Method method_of(bhttp::verb verb) {
    switch (verb) {
        case bhttp::verb::get:
            return http::Method::get;
        case bhttp::verb::head:
            return http::Method::head;
        case bhttp::verb::post:
            return http::Method::post;
        case bhttp::verb::put:
            return http::Method::put;
        case bhttp::verb::patch:
            return http::Method::patch;
        case bhttp::verb::delete_:
            return http::Method::delete_;
        case bhttp::verb::options:
            return http::Method::options;
        default:
            return http::Method::other;
    }
}

std::string text(beast::string_view view) {
    return {view.data(), view.size()};
}

std::string_view without_port(std::string_view host) {
    if (host.starts_with('[')) return host.substr(0, host.find(']') + 1);
    return host.substr(0, host.find(':'));
}

// Host names know no case (RFC 9110 4.2.3).
std::string lower_case(std::string_view text) {
    std::string lower(text);
    for (auto& c : lower)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return lower;
}

// "localhost", its subdomains (RFC 6761 6.3) and the loopback addresses need no registration.
bool is_own_host(std::string_view host, std::vector<std::string> const& hosts) {
    auto const name = lower_case(without_port(host));
    return name == "localhost" || name.ends_with(".localhost") || name == "127.0.0.1" || name == "[::1]" ||
           std::any_of(hosts.begin(), hosts.end(), [&](auto const& own) { return lower_case(own) == name; });
}

// What a request is for: its target in origin form, and the host that it names. A target in absolute form, as
// a caller behind a proxy sends it, says both itself (RFC 9112 3.2.2).
struct Addressed {
    std::string host;
    std::string target;
};
Addressed addressed(std::string target, std::string_view host_header) {
    constexpr std::string_view scheme = "http://";
    if (lower_case(target.substr(0, scheme.size())) != scheme) return {std::string(host_header), target};
    auto const end = std::min(target.find_first_of("/?", scheme.size()), target.size());
    auto rest = target.substr(end);
    if (!rest.starts_with('/')) rest.insert(0, "/");
    return {target.substr(scheme.size(), end - scheme.size()), std::move(rest)};
}

// A line break in a header's value would begin a header of its own (RFC 9110 5.5).
std::string on_one_line(std::string_view value) {
    std::string line(value);
    for (auto& c : line)
        c = static_cast<unsigned char>(c) < 0x20 && c != '\t' ? ' ' : c;
    return line;
}

Error unreadable(beast::error_code failure, Limits const& limits) {
    if (failure == bhttp::error::header_limit) {
        return {ErrorCode::header_too_large,
                "The request line and headers are larger than " + std::to_string(limits.header) + " bytes",
                {"Headers are at most 16 KiB", "more", "less",
                 "Send long parameters in the body of a POST, or push them to /par."}};
    }
    if (failure == bhttp::error::body_limit) {
        return {
            ErrorCode::payload_too_large,
            "The body is larger than " + std::to_string(limits.body) + " bytes",
            {"Bodies are at most 1 MiB", "more", "less", "Split the request: a look-up takes 1000 persons."}};
    }
    return {ErrorCode::invalid_request,
            "The request is not well-formed HTTP/1.1",
            {"Requests follow RFC 9112", failure.message(), "a well-formed request",
             "Use an HTTP library rather than writing the bytes by hand."}};
}

}  // namespace

class Session : public std::enable_shared_from_this<Session> {
public:
    Session(net::ip::tcp::socket socket, Origin const& origin, Limits const& limits, Log& log,
            std::shared_ptr<Sessions> sessions)
        : stream_(std::move(socket)),
          buffer_(limits.header + 128 * 1024),
          origin_(origin),
          limits_(limits),
          log_(log),
          sessions_(std::move(sessions)) {}

    Task<void> run() {
        boost::system::error_code ignored;
        stream_.socket().set_option(net::ip::tcp::no_delay(true), ignored);
        auto const remote = stream_.socket().remote_endpoint(ignored);
        remote_ = remote.address().to_string();
        bool open = true;
        while (open && !sessions_->stopping())
            open = co_await one_request();
        stream_.socket().shutdown(net::ip::tcp::socket::shutdown_both, ignored);
    }

    void close_unless_answering() {
        net::post(stream_.get_executor(), [self = shared_from_this()] {
            if (!self->answering_) self->stream_.cancel();
        });
    }

    auto executor() { return stream_.get_executor(); }

private:
    // False when the connection is to be closed.
    Task<bool> one_request() {
        Parser parser;
        parser.header_limit(static_cast<std::uint32_t>(limits_.header));
        parser.body_limit(limits_.body);

        if (buffer_.size() == 0) {
            // Waiting for the first byte may last longer than reading what follows it.
            stream_.expires_after(limits_.idle);
            auto const [failure, size] = co_await stream_.async_read_some(buffer_.prepare(8192), as_result);
            if (failure) co_return false;
            buffer_.commit(size);
        }
        auto const header_failure = co_await read_whole_header(parser);
        if (header_failure) co_return co_await refuse_unreadable(header_failure, parser);

        // Before the body, because the parser adds the fields of a trailer to those of the header, where they
        // must not come (RFC 9110 6.5.1).
        http::Request request;
        if (auto const refusal = read_header(parser, request)) {
            co_await refuse(*refusal, request);
            co_return false;
        }
        if (beast::iequals(parser.get()[bhttp::field::expect], "100-continue")) {
            bhttp::response<bhttp::empty_body> go_on(bhttp::status::continue_, 11);
            auto const [failure, size] = co_await bhttp::async_write(stream_, go_on, as_result);
            if (failure) co_return false;
        }
        auto const body_failure = co_await read_body(parser);
        if (body_failure) co_return co_await refuse_unreadable(body_failure, parser);

        request.body = std::move(parser.get().body());
        answering_ = true;
        auto response = co_await origin_.router->answer(request);
        bool const keep_alive = parser.keep_alive() && !sessions_->stopping();
        auto const version = parser.get().version();
        auto const written = co_await write(std::move(response), request.method, version, keep_alive);
        answering_ = false;
        co_return written;
    }

    // Takes in what has been read already, without waiting: need_more where that is not enough.
    beast::error_code parse_buffered(Parser& parser, std::size_t& taken) {
        beast::error_code failure;
        auto const size = parser.put(buffer_.cdata(), failure);
        buffer_.consume(size);
        taken += size;
        return failure;
    }

    // The parser's own limit starts anew with each line it has taken in, so the bytes are counted here.
    Task<beast::error_code> read_whole_header(Parser& parser) {
        parser.eager(false);
        std::size_t taken = 0;
        for (bool waited = false;; waited = true) {
            auto const parsed = parse_buffered(parser, taken);
            if (taken > limits_.header) co_return bhttp::make_error_code(bhttp::error::header_limit);
            if (parser.is_header_done() || parsed != bhttp::error::need_more) co_return parsed;
            if (!waited) stream_.expires_after(limits_.read);
            auto const [failure, size] = co_await stream_.async_read_some(buffer_.prepare(8192), as_result);
            if (failure) co_return failure;
            buffer_.commit(size);
        }
    }

    Task<beast::error_code> read_body(Parser& parser) {
        parser.eager(true);
        beast::error_code failure;
        std::size_t taken = 0;
        if (!parser.is_done() && buffer_.size() > 0) failure = parse_buffered(parser, taken);
        if (failure == bhttp::error::need_more) failure = {};
        if (failure || parser.is_done()) co_return failure;
        stream_.expires_after(limits_.read);
        auto const [reading, size] = co_await bhttp::async_read(stream_, buffer_, parser, as_result);
        co_return reading;
    }

    std::optional<Error> read_header(Parser& parser, http::Request& request) const {
        auto const& message = parser.get();
        request.method = method_of(message.method());
        request.remote = remote_;
        for (auto const& field : message)
            request.headers.add(text(field.name_string()), text(field.value()));
        // For the log, where the request is refused.
        request.path = text(message.target());
        if (auto framing = wrong_framing(request.headers, message.version())) return framing;
        auto const host_header = request.headers.find("Host").value_or("");
        if (request.headers.count("Host") > 1 || (host_header.empty() && message.version() >= 11)) {
            return Error{ErrorCode::invalid_request,
                         "The request must have exactly one Host header (RFC 9112 3.2)"};
        }
        auto const [host, target] = addressed(text(message.target()), host_header);
        if (!host.empty() && !is_own_host(host, origin_.hosts)) return wrong_host(host);
        if (!http::set_target(request, target)) {
            return Error{ErrorCode::invalid_request,
                         "The request target must be a path",
                         {"Targets are in origin form (RFC 9112 3.2.1)", target.substr(0, 100), "/path?query",
                          "Escape the path as UTF-8."}};
        }
        return std::nullopt;
    }

    // Where a body ends must be beyond doubt, or what follows it could be taken for a request (RFC 9112 6.3).
    static std::optional<Error> wrong_framing(http::Headers const& headers, unsigned version) {
        auto const coding = headers.find("Transfer-Encoding");
        if (!coding) return std::nullopt;
        bool const clear = version >= 11 && headers.count("Transfer-Encoding") == 1 &&
                           lower_case(*coding) == "chunked" && !headers.find("Content-Length");
        if (clear) return std::nullopt;
        return Error{ErrorCode::invalid_request,
                     "The end of the request body is in doubt",
                     {"A body has either Content-Length or Transfer-Encoding: chunked (RFC 9112 6.3)",
                      "Transfer-Encoding: " + std::string(coding->substr(0, 100)),
                      "Transfer-Encoding: chunked, in HTTP/1.1 and without Content-Length",
                      "Let the HTTP library send the body."}};
    }

    static Error wrong_host(std::string_view host) {
        return {ErrorCode::misdirected_request,
                "This origin does not answer to that host name",
                {"Only known host names are answered, so that pages of other hosts cannot read from here "
                 "(DNS rebinding)",
                 "Host: " + std::string(host.substr(0, 100)),
                 "localhost, a loopback address, or the host of a configured URL",
                 "Start with --allowed-host NAME or DIGDIR_ALLOWED_HOST=NAME."}};
    }

    Task<bool> refuse_unreadable(beast::error_code failure, Parser& parser) {
        bool const answerable =
            failure.category() == bhttp::make_error_code(bhttp::error::bad_method).category() &&
            failure != bhttp::error::end_of_stream && failure != bhttp::error::partial_message;
        if (!answerable) co_return false;
        http::Request request;
        request.path = text(parser.get().target());
        request.method = method_of(parser.get().method());
        for (auto const& field : parser.get())
            request.headers.add(text(field.name_string()), text(field.value()));
        co_await refuse(unreadable(failure, limits_), request);
        co_return false;
    }

    // Answers and says no more: what the caller still sends is not read as a request.
    Task<void> refuse(Error const& error, http::Request const& request) {
        auto response = origin_.router->refuse(request, error);
        co_await write(std::move(response), request.method, 11, false);
        co_await drain();
    }

    // Reads on for a moment what the caller is still sending, so that closing does not reset the connection
    // before the answer was read (RFC 9112 9.6).
    Task<void> drain() {
        boost::system::error_code ignored;
        stream_.socket().shutdown(net::ip::tcp::socket::shutdown_send, ignored);
        stream_.expires_after(std::chrono::seconds(1));
        std::size_t drained = 0;
        constexpr std::size_t most = 4 * 1024 * 1024;
        std::array<char, 16384> bin;
        while (drained < most) {
            auto const [failure, size] = co_await stream_.async_read_some(net::buffer(bin), as_result);
            if (failure) co_return;
            drained += size;
        }
    }

    // Written by hand: Beast's serializer took a quarter of a GET's instructions for gathering the fields.
    static std::string head_of(http::Response const& response, bool bodiless, unsigned version,
                               bool keep_alive) {
        auto const reason = bhttp::obsolete_reason(static_cast<bhttp::status>(response.status));
        std::string head = version >= 11 ? "HTTP/1.1 " : "HTTP/1.0 ";
        head.append(std::to_string(response.status)).append(1, ' ').append(reason).append("\r\n");
        for (auto const& [name, value] : response.headers)
            head.append(name).append(": ").append(on_one_line(value)).append("\r\n");
        if (version >= 11 && !keep_alive) head += "Connection: close\r\n";
        if (version < 11 && keep_alive) head += "Connection: keep-alive\r\n";
        if (!bodiless)
            head.append("Content-Length: ").append(std::to_string(response.body.size())).append("\r\n");
        return head += "\r\n";
    }

    Task<bool> write(http::Response response, http::Method method, unsigned version, bool keep_alive) {
        bool const bodiless = response.status == 204 || response.status == 304;
        auto const head = head_of(response, bodiless, version, keep_alive);
        if (bodiless || method == http::Method::head) response.body.clear();

        std::array<net::const_buffer, 2> const parts{net::buffer(head), net::buffer(response.body)};
        stream_.expires_after(limits_.write);
        auto const [failure, size] = co_await net::async_write(stream_, parts, as_result);
        co_return !failure && keep_alive;
    }

    beast::tcp_stream stream_;
    beast::flat_buffer buffer_;  // bounded, since nothing else limits the length of a trailer
    Origin const& origin_;
    Limits const& limits_;
    Log& log_;
    std::shared_ptr<Sessions> sessions_;
    std::string remote_;
    bool answering_ = false;  // a whole request is here; only touched on its thread
};

void Sessions::add(std::shared_ptr<Session> const& session) {
    std::lock_guard const lock(mutex_);
    open_.emplace(session.get(), session);
}
void Sessions::remove(Session const* session) {
    std::lock_guard const lock(mutex_);
    open_.erase(session);
}
void Sessions::close_unless_answering() {
    std::lock_guard const lock(mutex_);
    stopping_ = true;
    for (auto const& [key, open] : open_) {
        if (auto const session = open.lock()) session->close_unless_answering();
    }
}
bool Sessions::stopping() const {
    std::lock_guard const lock(mutex_);
    return stopping_;
}
std::size_t Sessions::count() const {
    std::lock_guard const lock(mutex_);
    return open_.size();
}

void start_session(net::ip::tcp::socket socket, Origin const& origin, Limits const& limits, Log& log,
                   std::shared_ptr<Sessions> sessions) {
    auto session = std::make_shared<Session>(std::move(socket), origin, limits, log, sessions);
    sessions->add(session);
    net::co_spawn(session->executor(), session->run(), [session, sessions, &log](std::exception_ptr fault) {
        sessions->remove(session.get());
        if (!fault) return;
        try {
            std::rethrow_exception(fault);
        } catch (std::exception const& failure) {
            log.error("server", "a connection ended by a fault", {{"what", failure.what()}});
        }
    });
}

}  // namespace emulator::server
