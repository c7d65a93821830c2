// A service on a port of its own, registered as a client of ID-porten: it keeps what ID-porten sends it, and
// answers as a test says. And the way of a browser through its login.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/json.h"
#include "flows/test_app.h"
#include "support/temporary_folder.h"

namespace emulator::test {

// GET /frontchannel_logout and POST /backchannel_logout; it listens from construction to destruction.
class RelyingService {
public:
    enum class BackChannel { accepts, refuses, hangs };

    explicit RelyingService(BackChannel answer = BackChannel::accepts);
    ~RelyingService();

    std::string const& url() const;
    // The calls so far: queries of the front channel, logout_tokens of the back channel.
    std::vector<http::Parameters> front_channel() const;
    std::vector<std::string> back_channel() const;

private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

// The fixtures with one more client for each service, under these client_ids: as min-tjeneste, sent back to
// url + "/callback", after a logout to url + "/post_logout_redirect", and told in the given ways.
struct Registered {
    std::string client_id;
    std::string url;
    bool front_channel = true;
    bool back_channel = true;
    std::string refresh_token_usage = "ONETIME";
};
app::Configuration on_free_ports_with(TemporaryFolder const& folder, std::vector<Registered> const& services);

struct LoggedIn {
    Json answer;    // of the token endpoint
    Json id_token;  // its claims
};
// Logs the browser in at that client: with ID-porten's page where it asks, and without where it does not.
LoggedIn log_in_at(TestApp& app, Browser& browser, Registered const& service);
// The tokens for the code that a page at the client's callback carries.
LoggedIn redeem_at(TestApp& app, Registered const& service, Page const& page);
// What ID-porten answers to a form that the client sends itself, with its secret.
http::Response post_as(TestApp& app, Registered const& service, std::string const& path,
                       std::map<std::string, std::string> const& fields);
// The query with which the browser has come back to the client. Fails where it has not.
http::Parameters sent_back_to(Registered const& service, Page const& page);
// Where the browser comes to with a new authorization request of that client.
Page authorize_at(TestApp& app, Browser& browser, Registered const& service,
                  std::map<std::string, std::string> const& more = {});

}  // namespace emulator::test
