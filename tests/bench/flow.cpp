// flow: whole authorization-code flows against ID-porten, logged in by login_hint without a page: one GET to
// /authorize, one POST to /token, with PKCE, state and nonce of their own. One keep-alive connection a
// thread.
//   flow --port N --conns N --secs S --client ID --secret SECRET --redirect URI --hint LOGIN_HINT
#include <openssl/evp.h>

#include <boost/asio.hpp>
#include <boost/beast.hpp>
#include <cstdio>
#include <memory>
#include <mutex>
#include <random>

#include "base/encoding.h"
#include "support.h"

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using emulator::base64url_encode;
using emulator::percent_encode;
using Response = http::response<http::string_body>;

std::string sha256(std::string const& text) {
    std::string digest(32, '\0');
    EVP_Digest(text.data(), text.size(), reinterpret_cast<unsigned char*>(digest.data()), nullptr,
               EVP_sha256(), nullptr);
    return digest;
}

// The value of a query parameter, as it stands in the address.
std::string parameter(std::string const& address, std::string const& name) {
    for (std::string const before : {"?", "&"}) {
        auto const at = address.find(before + name + "=");
        if (at == std::string::npos) continue;
        auto const start = at + name.size() + 2;
        return address.substr(start, address.find('&', start) - start);
    }
    return {};
}

class Browser {
public:
    explicit Browser(bench::Options const& options)
        : host_("localhost:" + options["port"]),
          port_(static_cast<unsigned short>(std::stoi(options["port"]))),
          redirect_(options["redirect"]),
          authorize_("/authorize?client_id=" + percent_encode(options["client"]) +
                     "&response_type=code&scope=openid&code_challenge_method=S256&redirect_uri=" +
                     percent_encode(redirect_) + "&login_hint=" + percent_encode(options["hint"])),
          credentials_("Basic " + emulator::base64_encode(percent_encode(options["client"]) + ':' +
                                                          percent_encode(options["secret"]))) {}

    // One flow from start to tokens. Throws std::runtime_error telling what went wrong.
    void flow() {
        auto const verifier = base64url_encode(random_bytes());
        auto const state = base64url_encode(random_bytes());
        auto const code = authorize(verifier, state);
        auto const body = "grant_type=authorization_code&code=" + code +
                          "&redirect_uri=" + percent_encode(redirect_) + "&code_verifier=" + verifier;
        auto const response = send(http::verb::post, "/token", body);
        if (response.result_int() != 200 || response.body().find("\"id_token\"") == std::string::npos) {
            throw std::runtime_error("/token answered " + std::to_string(response.result_int()) + ' ' +
                                     response.body().substr(0, 300));
        }
    }

    void disconnect() { stream_.reset(); }

private:
    std::string authorize(std::string const& verifier, std::string const& state) {
        auto const target = authorize_ + "&code_challenge=" + base64url_encode(sha256(verifier)) +
                            "&state=" + state + "&nonce=" + base64url_encode(random_bytes());
        auto const response = send(http::verb::get, target, {});
        std::string const location = response[http::field::location];
        auto code = parameter(location, "code");
        if (!location.starts_with(redirect_) || code.empty() || parameter(location, "state") != state) {
            throw std::runtime_error("/authorize answered " + std::to_string(response.result_int()) + ' ' +
                                     location + ' ' + response.body().substr(0, 300));
        }
        return code;
    }

    Response send(http::verb method, std::string const& target, std::string const& body) {
        connect();
        http::request<http::string_body> request{method, target, 11, body};
        request.set(http::field::host, host_);
        if (method == http::verb::post) {
            request.set(http::field::content_type, "application/x-www-form-urlencoded");
            request.set(http::field::authorization, credentials_);
            request.prepare_payload();
        }
        http::write(*stream_, request);
        Response response;
        http::read(*stream_, buffer_, response);
        if (!response.keep_alive()) disconnect();
        return response;
    }

    void connect() {
        if (stream_) return;
        stream_ = std::make_unique<beast::tcp_stream>(context_);
        stream_->connect(asio::ip::tcp::endpoint(asio::ip::address_v4::loopback(), port_));
        stream_->socket().set_option(asio::ip::tcp::no_delay(true));
        buffer_.clear();
    }

    std::string random_bytes() {
        std::string bytes(32, '\0');
        for (auto& byte : bytes)
            byte = static_cast<char>(random_());
        return bytes;
    }

    std::string host_;
    unsigned short port_;
    std::string redirect_, authorize_, credentials_;
    asio::io_context context_;
    std::unique_ptr<beast::tcp_stream> stream_;
    beast::flat_buffer buffer_;
    std::mt19937_64 random_{std::random_device{}()};  // unique is enough here
};

}  // namespace

int main(int argc, char** argv) {
    bench::Options const options(argc, argv,
                                 {"port", "conns", "secs", "client", "secret", "redirect", "hint"});
    std::mutex mutex;
    std::string trouble;
    auto const make = [&](int) -> bench::Work {
        auto browser = std::make_shared<Browser>(options);
        return [&, browser] {
            try {
                browser->flow();
                return true;
            } catch (std::exception const& error) {
                browser->disconnect();
                std::lock_guard const lock(mutex);
                if (trouble.empty()) trouble = error.what();
                return false;
            }
        };
    };
    auto const measured = bench::repeat(std::stoi(options["conns"]), std::stod(options["secs"]), make);
    if (!trouble.empty()) std::fprintf(stderr, "first failure: %s\n", trouble.c_str());
    std::printf("{\"requests\":%ld,\"rps\":%.1f,\"p50_us\":%.0f,\"p99_us\":%.0f,\"failed\":%ld}\n",
                measured.done, measured.rate(), measured.percentile(0.5), measured.percentile(0.99),
                measured.failed);
}
