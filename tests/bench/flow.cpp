// flow: whole authorization-code flows as a browser and a service make them together: from /authorize through
// redirects and forms to the redirect URI, then the token request; with PKCE, state and nonce of their own.
// One keep-alive connection a thread, and a browser without cookies for each flow.
//   flow --port N --conns N --secs S --authorize TARGET --redirect URI --token PATH --body TEXT
//        [--form TEXT] [--lines FILE]
// TARGET is without state, nonce and code_challenge. TEXT are parameters as they stand in a form; those of
// --form fill in fields of that name, those of --body go to the token request, and so does a line of FILE,
// each used once.
#include <openssl/evp.h>
#include <strings.h>

#include <atomic>
#include <boost/asio.hpp>
#include <cstdio>
#include <fstream>
#include <map>
#include <memory>
#include <mutex>
#include <random>

#include "base/encoding.h"
#include "support.h"

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using emulator::base64url_encode;
using emulator::percent_encode;

struct Response {
    int status = 0;
    std::string head;  // with the empty line
    std::string body;

    // The value of the first field of that name from `at` on, which moves behind it; empty where none is
    // left.
    std::string field(std::string const& name, std::size_t& at) const {
        while ((at = head.find("\r\n", at)) != std::string::npos) {
            at += 2;
            if (head[at + std::min(name.size(), head.size() - at)] != ':') continue;
            if (strncasecmp(head.data() + at, name.data(), name.size()) != 0) continue;
            auto const start = head.find_first_not_of(' ', at + name.size() + 1);
            return head.substr(start, head.find('\r', start) - start);
        }
        return {};
    }
    std::string field(std::string const& name) const {
        std::size_t at = 0;
        return field(name, at);
    }
};

std::string sha256(std::string const& text) {
    static EVP_MD const* const function = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    std::string digest(32, '\0');
    EVP_Digest(text.data(), text.size(), reinterpret_cast<unsigned char*>(digest.data()), nullptr, function,
               nullptr);
    return digest;
}

// What stands between the first `before` and the next `after` in the text; empty where it does not.
std::string between(std::string const& text, std::string const& before, char after, std::size_t from = 0) {
    auto const at = text.find(before, from);
    if (at == std::string::npos) return {};
    auto const start = at + before.size();
    return text.substr(start, text.find(after, start) - start);
}

// The value of a query parameter, as it stands in the address.
std::string parameter(std::string const& address, std::string const& name) {
    auto const first = between(address, "?" + name + "=", '&');
    return first.empty() ? between(address, "&" + name + "=", '&') : first;
}

// Assertions that were signed beforehand.
class Lines {
public:
    explicit Lines(std::string const& file) {
        std::ifstream in(file);
        for (std::string line; std::getline(in, line);)
            lines_.push_back(std::move(line));
    }
    std::string const& next() {
        auto const i = next_++;
        if (i >= lines_.size()) throw std::runtime_error("the lines are used up");
        return lines_[i];
    }

private:
    std::vector<std::string> lines_;
    std::atomic<std::size_t> next_{0};
};

struct Provider {
    std::string host;
    unsigned short port;
    std::string authorize, redirect, token, body, form;
    std::unique_ptr<Lines> lines;
};

Provider provider_from(bench::Options const& options) {
    auto const file = options.get("lines", "");
    return {"localhost:" + options["port"],
            static_cast<unsigned short>(std::stoi(options["port"])),
            options["authorize"],
            options["redirect"],
            options["token"],
            options["body"],
            options.get("form", ""),
            file.empty() ? nullptr : std::make_unique<Lines>(file)};
}

class Browser {
public:
    explicit Browser(Provider& provider) : provider_(provider) {}

    // One flow from start to tokens. Throws std::runtime_error telling what went wrong.
    void flow() {
        cookies_.clear();
        auto const verifier = base64url_encode(random_bytes());
        auto const state = base64url_encode(random_bytes());
        auto body = "grant_type=authorization_code&code=" + log_in(verifier, state) +
                    "&redirect_uri=" + percent_encode(provider_.redirect) + "&code_verifier=" + verifier +
                    '&' + provider_.body;
        if (provider_.lines) body += '&' + provider_.lines->next();
        auto const response = send("POST", provider_.token, body);
        if (response.status != 200 || response.body.find("\"id_token\"") == std::string::npos)
            unexpected(provider_.token, response);
    }

    void disconnect() { socket_.reset(); }

private:
    [[noreturn]] static void unexpected(std::string const& target, Response const& response) {
        throw std::runtime_error(target.substr(0, 60) + " answered " + std::to_string(response.status) + ' ' +
                                 response.body.substr(0, 300));
    }

    std::string log_in(std::string const& verifier, std::string const& state) {
        auto target = provider_.authorize +
                      "&code_challenge_method=S256&code_challenge=" + base64url_encode(sha256(verifier)) +
                      "&state=" + state + "&nonce=" + base64url_encode(random_bytes());
        auto response = send("GET", target, {});
        for (int steps = 0; steps < 12; ++steps) {
            auto const location = response.field("Location");
            if (location.starts_with(provider_.redirect)) {
                auto code = parameter(location, "code");
                if (code.empty() || parameter(location, "state") != state) unexpected(target, response);
                return code;
            }
            if (!location.empty()) {
                target = path_of(location);
                response = send("GET", target, {});
            } else {
                auto const& page = response.body;
                target = path_of(
                    between(page.substr(std::min(page.find("<form"), page.size())), "action=\"", '"'));
                if (response.status != 200 || target.empty()) unexpected(target, response);
                response = send("POST", target, filled_in(page));
            }
        }
        throw std::runtime_error("the login does not end");
    }

    static std::string path_of(std::string const& url) {
        auto const scheme = url.find("://");
        return scheme == std::string::npos ? url
                                           : url.substr(std::min(url.find('/', scheme + 3), url.size()));
    }

    // Hidden fields as they are, the others as --form says.
    std::string filled_in(std::string const& page) const {
        std::string form;
        for (auto at = page.find("<input"); at != std::string::npos; at = page.find("<input", at + 1)) {
            auto const tag = page.substr(at, page.find('>', at) - at);
            auto const name = between(tag, "name=\"", '"');
            if (name.empty()) continue;
            auto const ours = between("&" + provider_.form, "&" + name + "=", '&');
            form += (form.empty() ? "" : "&") + name + '=' +
                    (ours.empty() ? percent_encode(between(tag, "value=\"", '"')) : ours);
        }
        return form;
    }

    // One string out and one in: what this side costs is missing on the server's.
    Response send(std::string const& method, std::string const& target, std::string const& body) {
        connect();
        auto request = method + ' ' + target + " HTTP/1.1\r\nHost: " + provider_.host + "\r\n";
        std::string jar;
        for (auto const& [name, value] : cookies_)
            jar += (jar.empty() ? "Cookie: " : "; ") + name + '=' + value;
        if (!jar.empty()) request += jar + "\r\n";
        if (method == "POST") {
            request += "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " +
                       std::to_string(body.size()) + "\r\n";
        }
        request.append("\r\n").append(body);
        asio::write(*socket_, asio::buffer(request));
        auto response = receive();
        std::size_t at = 0;
        for (auto line = response.field("Set-Cookie", at); !line.empty();
             line = response.field("Set-Cookie", at))
            keep_cookie(line);
        if (response.field("Connection") == "close") disconnect();
        return response;
    }

    // Every server here tells the length of each answer.
    Response receive() {
        std::size_t taken = 0, head = 0, length = 0;
        Response response;
        while (head == 0 || taken < head + length) {
            if (taken == buffer_.size()) buffer_.resize(2 * taken);
            taken += socket_->read_some(asio::buffer(buffer_.data() + taken, buffer_.size() - taken));
            std::string_view const bytes(buffer_.data(), taken);
            auto const end = head == 0 ? bytes.find("\r\n\r\n") : bytes.npos;
            if (end == bytes.npos) continue;
            head = end + 4;
            response.head = buffer_.substr(0, head);
            response.status = std::stoi(buffer_.substr(9, 3));
            length = std::stoul(response.field("Content-Length"));
        }
        response.body = buffer_.substr(head, length);
        return response;
    }

    void keep_cookie(std::string const& line) {
        auto const equals = line.find('=');
        auto const value = line.substr(equals + 1, line.find(';') - equals - 1);
        if (value.empty())
            cookies_.erase(line.substr(0, equals));
        else
            cookies_[line.substr(0, equals)] = value;
    }

    void connect() {
        if (socket_) return;
        socket_ = std::make_unique<tcp::socket>(context_);
        socket_->connect({asio::ip::address_v4::loopback(), provider_.port});
        socket_->set_option(tcp::no_delay(true));
    }

    std::string random_bytes() {
        std::string bytes(32, '\0');
        for (auto& byte : bytes)
            byte = static_cast<char>(random_());
        return bytes;
    }

    Provider& provider_;
    asio::io_context context_;
    std::unique_ptr<tcp::socket> socket_;
    std::string buffer_ = std::string(16384, '\0');
    std::map<std::string, std::string> cookies_;
    std::mt19937_64 random_{std::random_device{}()};  // unique is enough here
};

}  // namespace

int main(int argc, char** argv) {
    bench::Options const options(
        argc, argv, {"port", "conns", "secs", "authorize", "redirect", "token", "body", "form", "lines"});
    auto provider = provider_from(options);
    std::mutex mutex;
    std::string trouble;
    auto const make = [&](int) -> bench::Work {
        auto browser = std::make_shared<Browser>(provider);
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
