#include "support/browser.h"

#include <stdexcept>

#include "support/run.h"

namespace emulator::test {

http::Response answer(http::Router const& router, http::Request request) {
    return run(router.answer(request));
}

std::string between(std::string const& text, std::string const& before, std::string const& after) {
    auto const start = text.find(before);
    if (start == std::string::npos) return {};
    auto const from = start + before.size();
    return text.substr(from, text.find(after, from) - from);
}

std::string marked(http::Response const& page, std::string const& test_id) {
    auto const start = page.body.find("data-testid=\"" + test_id + "\"");
    if (start == std::string::npos) return {};
    return between(page.body.substr(start), ">", "<");
}

bool has_mark(http::Response const& page, std::string const& test_id) {
    return page.body.find("data-testid=\"" + test_id + "\"") != std::string::npos;
}

std::string tag(http::Response const& page, std::string const& test_id) {
    auto const mark = page.body.find("data-testid=\"" + test_id + "\"");
    if (mark == std::string::npos) return {};
    auto const start = page.body.rfind('<', mark);
    return page.body.substr(start, page.body.find('>', mark) - start + 1);
}

std::string input(http::Response const& page, std::string const& name) {
    auto const start = page.body.find("name=\"" + name + "\"");
    if (start == std::string::npos) return {};
    return between(page.body.substr(start), "value=\"", "\"");
}

std::string location(http::Response const& response) {
    return std::string(response.headers.find("Location").value_or(""));
}

http::Parameters query_of(std::string const& url) {
    auto const question = url.find('?');
    return need(http::parse_parameters(question == std::string::npos ? "" : url.substr(question + 1)));
}

http::Response Browser::send(http::Method method, std::string const& target, std::string body) {
    http::Request request;
    request.method = method;
    if (!http::set_target(request, target)) throw std::logic_error("not a target: " + target);
    request.headers.add("Accept", "text/html,*/*;q=0.8");
    request.headers.add("Accept-Language", languages);
    if (method == http::Method::post)
        request.headers.add("Content-Type", "application/x-www-form-urlencoded");
    std::string line;
    for (auto const& [name, value] : cookies)
        line.append(line.empty() ? "" : "; ").append(name).append("=").append(value);
    if (!line.empty()) request.headers.add("Cookie", line);
    request.body = std::move(body);
    auto response = answer(router_, std::move(request));
    for (auto const& [name, value] : response.headers) {
        if (name == "Set-Cookie") keep(value);
    }
    return response;
}

void Browser::keep(std::string const& cookie) {
    auto const equals = cookie.find('=');
    auto const name = cookie.substr(0, equals);
    if (cookie.find("Max-Age=0") != std::string::npos)
        cookies.erase(name);
    else
        cookies[name] = cookie.substr(equals + 1, cookie.find(';') - equals - 1);
}

}  // namespace emulator::test
