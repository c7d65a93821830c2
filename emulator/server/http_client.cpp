#include "server/http_client.h"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

namespace emulator::server {
namespace {

namespace net = boost::asio;
namespace beast = boost::beast;
namespace bhttp = boost::beast::http;
using tcp = net::ip::tcp;

constexpr auto as_result = net::as_tuple(net::use_awaitable);
constexpr std::size_t largest_answer = 4 * 1024 * 1024;

struct Target {
    std::string origin;  // scheme and authority
    std::string host;    // without brackets
    std::string port;
    std::string authority;
    std::string path;  // with the query
};

std::optional<Target> parse_target(std::string const& url) {
    auto const parsed = boost::urls::parse_uri(url);
    if (!parsed || parsed->scheme() != "http" || !parsed->has_authority()) return std::nullopt;
    Target target;
    target.authority = std::string(parsed->encoded_host_and_port());
    target.origin = "http://" + target.authority;
    target.host = parsed->host_address();
    target.port = parsed->has_port() ? std::string(parsed->port()) : "80";
    target.path = std::string(parsed->encoded_path());
    if (target.path.empty()) target.path = "/";
    if (!target.path.starts_with('/'))
        return std::nullopt;  // the parser takes ":80a" for port 80 and path "a"
    if (parsed->has_query()) target.path += "?" + std::string(parsed->encoded_query());
    return target;
}

bhttp::verb verb_of(http::Method method) {
    auto const name = http::method_name(method);
    return bhttp::string_to_verb({name.data(), name.size()});
}

bhttp::request<bhttp::string_body> message_of(http::Call& call, Target const& target) {
    bhttp::request<bhttp::string_body> message(verb_of(call.method), target.path, 11);
    message.set(bhttp::field::host, target.authority);
    message.set(bhttp::field::user_agent, "digdir-emulator/" EMULATOR_VERSION);
    message.set(bhttp::field::connection, "close");
    for (auto const& [name, value] : call.headers)
        message.insert(name, value);
    message.body() = std::move(call.body);
    message.prepare_payload();
    return message;
}

Error no_answer(std::string const& url, std::string const& reason) {
    return {ErrorCode::bad_gateway,
            "No answer from " + url,
            {"The products call each other and the relying parties over HTTP", reason, "an answer",
             "Check that something listens at that address."}};
}

}  // namespace

void HttpClient::add_origin(std::string origin, tcp::endpoint endpoint) {
    origins_.emplace(std::move(origin), endpoint);
}

Task<Result<http::Response>> HttpClient::send(http::Call call) {
    auto const target = parse_target(call.url);
    if (!target) co_return no_answer(call.url, "not an absolute http URL");
    if (call.method == http::Method::other) co_return no_answer(call.url, "a method without a name");
    // The caller's executor is its connection's thread, so the two never run at once.
    auto const executor = co_await net::this_coro::executor;
    beast::tcp_stream stream(executor);
    auto const began = std::chrono::steady_clock::now();
    stream.expires_at(began + std::min(call.timeout, call.connect_timeout));
    beast::error_code failure;

    if (auto const known = origins_.find(target->origin); known != origins_.end()) {
        auto const [code] = co_await stream.async_connect(known->second, as_result);
        failure = code;
    } else {
        tcp::resolver resolver(executor);
        auto const [resolve_failure, addresses] =
            co_await resolver.async_resolve(target->host, target->port, as_result);
        if (resolve_failure) co_return no_answer(call.url, resolve_failure.message());
        auto const [code, endpoint] = co_await stream.async_connect(addresses, as_result);
        failure = code;
    }
    if (failure) co_return no_answer(call.url, failure.message());
    stream.expires_at(began + call.timeout);

    auto message = message_of(call, *target);
    auto const [write_failure, written] = co_await bhttp::async_write(stream, message, as_result);
    if (write_failure) co_return no_answer(call.url, write_failure.message());

    beast::flat_buffer buffer;
    bhttp::response_parser<bhttp::string_body> parser;
    parser.body_limit(largest_answer);
    if (call.method == http::Method::head) parser.skip(true);
    auto const [read_failure, read] = co_await bhttp::async_read(stream, buffer, parser, as_result);
    if (read_failure) co_return no_answer(call.url, read_failure.message());

    http::Response response;
    response.status = parser.get().result_int();
    for (auto const& field : parser.get()) {
        response.headers.add({field.name_string().data(), field.name_string().size()},
                             {field.value().data(), field.value().size()});
    }
    response.body = std::move(parser.get().body());
    beast::error_code ignored;
    stream.socket().shutdown(tcp::socket::shutdown_both, ignored);
    co_return response;
}

}  // namespace emulator::server
