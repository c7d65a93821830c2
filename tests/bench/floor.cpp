// floor --port N --threads N --client KEY.pem --sizes 1500,900: the smallest honest Beast server, to compare
// with. Keep-alive, one io_context and one acceptor per thread. GET /<size> answers that many bytes, for the
// sizes named. POST /token really verifies the RS256 assertion and signs an answer, and does nothing else: no
// claims, no replay table, no JSON. A real endpoint can only come close.
#include <boost/asio.hpp>
#include <boost/beast.hpp>
#include <cstdio>
#include <map>
#include <sstream>
#include <thread>

#include "base/encoding.h"
#include "rs256.h"
#include "support.h"

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;
using emulator::base64url_decode;
using emulator::base64url_encode;

struct World {
    bench::Key server = bench::make_key();
    bench::Key client;
    std::map<std::string, std::string, std::less<>> answers;  // by path
};

// Nothing when the assertion's signature does not hold.
std::string token(World const& world, std::string_view form) {
    thread_local bench::Signer signer(world.server);
    thread_local bench::Verifier verifier(world.client);
    constexpr std::string_view name = "assertion=";
    auto const start = form.find(name);
    auto const dot = form.rfind('.');
    if (start == std::string_view::npos || dot == std::string_view::npos || dot < start) return {};
    auto const text = form.substr(start + name.size(), dot - start - name.size());
    auto const signature = base64url_decode(form.substr(dot + 1));
    if (!signature || !verifier.verify(text, *signature)) return {};
    auto const answer = base64url_encode(R"({"kid":"floor","alg":"RS256"})") + '.' +
                        base64url_encode(std::string(400, 'c'));  // as many bytes as real claims
    return R"({"access_token":")" + answer + '.' + base64url_encode(signer.sign(answer)) +
           R"(","token_type":"Bearer","expires_in":119,"scope":"krr:global/kontaktinformasjon.read"})";
}

http::response<http::string_body> answer(World const& world,
                                         http::request<http::string_body> const& request) {
    http::response<http::string_body> response{http::status::ok, request.version()};
    response.set(http::field::content_type, "application/json");
    response.keep_alive(request.keep_alive());
    if (request.method() == http::verb::post) {
        response.body() = token(world, request.body());
        if (response.body().empty()) response.result(http::status::unauthorized);
    } else if (auto const found = world.answers.find(request.target()); found != world.answers.end()) {
        response.body() = found->second;
    } else {
        response.result(http::status::not_found);
    }
    response.prepare_payload();
    return response;
}

asio::awaitable<void> serve(World const& world, tcp::socket socket) {
    beast::tcp_stream stream(std::move(socket));
    beast::flat_buffer buffer;
    boost::system::error_code error;
    for (bool open = true; open;) {
        http::request<http::string_body> request;
        stream.expires_after(std::chrono::seconds(30));
        co_await http::async_read(stream, buffer, request, asio::redirect_error(asio::use_awaitable, error));
        if (error) break;
        auto const response = answer(world, request);
        co_await http::async_write(stream, response, asio::redirect_error(asio::use_awaitable, error));
        open = !error && response.keep_alive();
    }
}

asio::awaitable<void> listen(World const& world, tcp::acceptor acceptor) {
    for (;;) {
        auto socket = co_await acceptor.async_accept(asio::use_awaitable);
        socket.set_option(tcp::no_delay(true));
        auto const executor = socket.get_executor();
        asio::co_spawn(executor, serve(world, std::move(socket)), asio::detached);
    }
}

tcp::acceptor open_port(asio::io_context& context, unsigned short port) {
    using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;
    tcp::acceptor acceptor(context, tcp::v4());
    acceptor.set_option(tcp::acceptor::reuse_address(true));
    acceptor.set_option(ReusePort(true));
    acceptor.bind({asio::ip::address_v4::loopback(), port});
    acceptor.listen();
    return acceptor;
}

std::map<std::string, std::string, std::less<>> answers_of(std::string const& sizes) {
    std::map<std::string, std::string, std::less<>> answers;
    std::istringstream list(sizes);
    for (std::string size; std::getline(list, size, ',');)
        answers["/" + size] = std::string(std::stoul(size), 'a');
    return answers;
}

}  // namespace

int main(int argc, char** argv) {
    bench::Options const options(argc, argv, {"port", "threads", "client", "sizes"});
    World const world{.client = bench::read_key(options["client"]), .answers = answers_of(options["sizes"])};
    auto const port = static_cast<unsigned short>(std::stoi(options["port"]));
    std::vector<std::unique_ptr<asio::io_context>> contexts;
    for (int i = 0; i < std::stoi(options["threads"]); ++i) {
        auto& context = *contexts.emplace_back(std::make_unique<asio::io_context>(1));
        asio::co_spawn(context, listen(world, open_port(context, port)), asio::detached);
    }
    std::printf("floor ready at http://127.0.0.1:%d\n", port);
    std::fflush(stdout);
    std::vector<std::jthread> threads;
    for (auto& context : contexts)
        threads.emplace_back([&] { context->run(); });
}
