// The whole emulator on free ports, with a clock that the test moves, and a small browser that walks through
// it.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "app/configuration.h"
#include "http/client.h"
#include "http/parameters.h"
#include "support/world.h"

namespace emulator::test {

app::Configuration on_free_ports();

// Runs from construction to destruction. Throws Problem where the app refuses to start.
class TestApp {
public:
    explicit TestApp(app::Configuration const& configuration = on_free_ports());
    ~TestApp();

    std::string url(std::string_view product) const;
    FixedClock& clock();
    CollectingLog& log();

    // One request, no redirects followed, no cookies.
    http::Response send(http::Call call);

private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

// A page that the browser has reached.
struct Page {
    std::string url;
    http::Response response;

    // The value of the first <input name="…">; empty where there is none.
    std::string input(std::string const& name) const;
    bool shows(std::string_view text) const { return response.body.find(text) != std::string::npos; }
    // The opening tag of the element with that data-testid; empty where there is none.
    std::string element(std::string const& test_id) const;
};

// Keeps cookies as a browser on localhost does (for all ports), loads the frames of pages, and follows
// redirects and the Refresh header. Out of the emulator's own origins it follows them no further.
class Browser {
public:
    explicit Browser(TestApp& app) : app_(app) {}
    Page get(std::string url);
    Page post(std::string url, http::Parameters const& form);
    // Follows the link with that data-testid. Throws where there is none.
    Page open_link(Page const& page, std::string const& test_id);
    // Sends the first form of a page of ID-porten, with these fields.
    Page answer(Page const& page, std::map<std::string, std::string> const& fields);
    // From ID-porten's login page by TestID.
    Page log_in(Page const& login, std::string const& pid,
                std::string const& acr = "idporten-loa-substantial");
    std::map<std::string, std::string> cookies;
    // The addresses that frames of pages have loaded so far; as in a browser that blocks cookies of others.
    std::vector<std::string> frames;

private:
    Page follow(std::string url, http::Response response);
    void load_frames(http::Response const& page);
    http::Response send(http::Method method, std::string const& url, std::string body);

    TestApp& app_;
};

}  // namespace emulator::test
