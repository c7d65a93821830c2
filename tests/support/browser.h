// A browser without a screen: keeps cookies, follows nothing, and reads pages by their marks.
#pragma once

#include <map>
#include <string>

#include "http/message.h"
#include "http/parameters.h"
#include "http/router.h"

namespace emulator::test {

// What the router answers, waited for.
http::Response answer(http::Router const& router, http::Request request);

// What stands between `before` and the next `after` in `text`; empty where that is nowhere.
std::string between(std::string const& text, std::string const& before, std::string const& after);

// The text of the element with that data-testid, as it stands in the page.
std::string marked(http::Response const& page, std::string const& test_id);
bool has_mark(http::Response const& page, std::string const& test_id);
// The opening tag of the element with that data-testid.
std::string tag(http::Response const& page, std::string const& test_id);
// The value of the first input of that name.
std::string input(http::Response const& page, std::string const& name);
std::string location(http::Response const& response);
http::Parameters query_of(std::string const& url);

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
    http::Response send(http::Method method, std::string const& target, std::string body);
    void keep(std::string const& cookie);

    http::Router const& router_;
};

}  // namespace emulator::test
