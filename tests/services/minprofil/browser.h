// A browser without a screen: keeps cookies, follows nothing, and reads pages by their marks.
#pragma once

#include <map>
#include <string>

#include "base/encoding.h"
#include "http/parameters.h"
#include "http/router.h"
#include "support/world.h"

namespace emulator::test {

// What stands between `before` and the next `after` in `text`; empty where that is nowhere.
inline std::string between(std::string const& text, std::string const& before, std::string const& after) {
    auto const start = text.find(before);
    if (start == std::string::npos) return {};
    auto const from = start + before.size();
    return text.substr(from, text.find(after, from) - from);
}

// The text of the element with that data-testid, as it stands in the page.
inline std::string marked(http::Response const& page, std::string const& test_id) {
    auto const start = page.body.find("data-testid=\"" + test_id + "\"");
    if (start == std::string::npos) return {};
    return between(page.body.substr(start), ">", "<");
}
inline bool has_mark(http::Response const& page, std::string const& test_id) {
    return page.body.find("data-testid=\"" + test_id + "\"") != std::string::npos;
}
// The opening tag of the element with that data-testid.
inline std::string tag(http::Response const& page, std::string const& test_id) {
    auto const mark = page.body.find("data-testid=\"" + test_id + "\"");
    if (mark == std::string::npos) return {};
    auto const start = page.body.rfind('<', mark);
    return page.body.substr(start, page.body.find('>', mark) - start + 1);
}
// The value of the first input of that name.
inline std::string input(http::Response const& page, std::string const& name) {
    auto const start = page.body.find("name=\"" + name + "\"");
    if (start == std::string::npos) return {};
    return between(page.body.substr(start), "value=\"", "\"");
}
inline std::string location(http::Response const& response) {
    return std::string(response.headers.find("Location").value_or(""));
}
inline http::Parameters query_of(std::string const& url) {
    auto const question = url.find('?');
    return need(http::parse_parameters(question == std::string::npos ? "" : url.substr(question + 1)));
}

class Browser {
public:
    explicit Browser(http::Router const& router) : router_(router) {}

    http::Response get(std::string const& target) { return send(http::Method::get, target, {}); }
    http::Response post(std::string const& target, http::Parameters const& form) {
        return send(http::Method::post, target, form.encoded());
    }

    std::map<std::string, std::string> cookies;
    std::string languages = "nb";

private:
    http::Response send(http::Method method, std::string const& target, std::string body) {
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
        auto response = run(router_.answer(request));
        for (auto const& [name, value] : response.headers) {
            if (name == "Set-Cookie") keep(value);
        }
        return response;
    }

    void keep(std::string const& cookie) {
        auto const equals = cookie.find('=');
        auto const name = cookie.substr(0, equals);
        if (cookie.find("Max-Age=0") != std::string::npos)
            cookies.erase(name);
        else
            cookies[name] = cookie.substr(equals + 1, cookie.find(';') - equals - 1);
    }

    http::Router const& router_;
};

}  // namespace emulator::test
