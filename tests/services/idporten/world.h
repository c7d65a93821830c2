// ID-porten on the data set of fixtures/, with browsers that log in and clients that fetch tokens.
#pragma once

#include <doctest/doctest.h>

#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/encoding.h"
#include "base/json.h"
#include "http/journal.h"
#include "http/pages.h"
#include "http/router.h"
#include "http/site.h"
#include "store/directory.h"
#include "store/grants.h"
#include "store/persons.h"
#include "store/protocol_state.h"
#include "support/browser.h"
#include "support/registrations.h"
#include "support/world.h"

namespace emulator::jose {
class PrivateKey;
}

namespace emulator::idporten {

class Service;

using test::Browser;
using test::has_mark;
using test::input;
using test::location;
using test::marked;
using test::query_of;

inline std::string const issuer = "http://localhost:4702";
inline std::string const callback = "http://localhost:3000/callback";
inline std::string const verifier = "xyo94uhy3zKvgB0NJwLms86SwcjtWviEOpkBnGgaLlo";
inline std::string const everything = "28876895937";
inline std::string const d_number = "47906701517";
inline std::string const unheard_of = "06819774798";
inline std::string const high_level = "idporten-loa-high";
inline std::string const substantial_level = "idporten-loa-substantial";

using Fields = std::map<std::string, std::string>;

// Of fixtures/keys.
std::string key_file(std::string const& name);
jose::PrivateKey key(std::string const& name);
// The fields as a query or form; an empty value is left out.
http::Parameters parameters(Fields const& fields);
Fields changed(Fields fields, Fields const& changes);
std::string basic(std::string const& client_id, std::string const& secret);
// Where the link with that data-testid leads.
std::string link_of(http::Response const& page, std::string const& test_id);
std::vector<std::string> names(Json const& object);
// The claims of a token after its signature was checked.
Json claims_of(std::string const& token);
// The text of that member, which must be there.
std::string text(Json const& answer, char const* member);

struct World {
    // `contact_age` is ID-porten's start option of that name.
    explicit World(std::optional<seconds> contact_age);
    World() : World(std::nullopt) {}
    ~World();

    test::FixedClock clock;
    test::CountingEntropy entropy;
    test::CollectingLog log{clock};
    Assets assets;
    std::unique_ptr<store::Database> database;
    std::unique_ptr<store::DirectoryStore> directory;
    test::Registrations registrations;
    store::Persons persons;
    store::ProtocolState state;
    store::Grants grants;
    std::unique_ptr<http::Pages> pages;
    http::Site site;
    http::Journal journal;
    test::RecordingClient outbound;  // to the back channels of clients
    http::Router router;
    std::unique_ptr<Service> service;
    Browser browser{router};
    int assertions = 0;

    std::int64_t now() const { return clock.now().time_since_epoch().count(); }

    // A right authorization request of min-tjeneste with these changes.
    static Fields asked(Fields const& changes = {});
    static std::string authorize_url(Fields const& changes = {});

    // Follows a tile of the login page.
    static http::Response open_eid(Browser& visitor, http::Response const& page, std::string const& eid);
    // Sends a form of these pages to that path.
    static http::Response answer(Browser& visitor, http::Response const& page, std::string const& path,
                                 Fields const& fields);
    // From the login page by TestID, pressing a person of the list.
    static http::Response choose(Browser& visitor, http::Response const& page,
                                 std::string const& pid = everything,
                                 std::string const& acr = substantial_level);
    // The page of that eID's own step, reached by that person.
    http::Response confirmation_of(std::string const& eid, Fields const& changes = {},
                                   std::string const& pid = everything);
    // Through the pages of that eID to a code.
    std::string log_in_with(std::string const& eid, Fields const& changes = {},
                            std::string const& pid = everything);
    // Through the login page to a code.
    std::string log_in(Fields const& changes = {}, std::string const& pid = everything,
                       std::string const& acr = substantial_level);
    static std::string log_in(Browser& visitor, Fields const& changes, std::string const& pid = everything,
                              std::string const& acr = substantial_level);
    static std::string code_of(http::Response const& back);
    // A code without pages.
    std::string headless_code(Fields const& changes = {}, std::string const& pid = everything,
                              std::string const& acr = substantial_level);

    http::Response send(http::Method method, std::string const& target, std::string body = {},
                        std::vector<std::pair<std::string, std::string>> const& headers = {});

    // Redeems a code as min-tjeneste.
    http::Response redeem(std::string const& code, Fields const& changes = {});
    http::Response redeem(std::string const& code, Fields const& changes, std::string const& authorization);
    Json tokens(std::string const& code);
    Json id_token(std::string const& code);
    std::string access_token(Fields const& changes = {});

    // A client assertion, its claims changed by `change`.
    std::string assertion(std::string const& client_id, std::function<void(Json&)> const& change = {});
    static Fields asserting(std::string const& client_id, std::string const& assertion);

    http::Response userinfo(std::string const& token);
    Json introspection(std::string const& token, std::string const& client_id = "min-tjeneste",
                       std::string const& secret = "min-tjeneste-hemmelighet");
};

// The refusal as OAuth's JSON: its error and description.
struct Refused {
    unsigned status;
    std::string error;
    std::string description;
};
Refused refusal(http::Response const& response);

// What a redirect back to the client tells.
struct Told {
    std::string error;
    std::string description;
};
// Reads a refusal that travels to the client, and checks what all of them have in common.
Told told(World const& world, http::Response const& response, std::string const& state = "state-1");

bool is_login_page(http::Response const& response);
bool is_in(http::Response const& page, std::string const& language);

// The newest record of the journal, and the outcome of a rule in it; "absent" where it has no such rule.
http::Refusal newest(World const& world);
std::string outcome(World const& world, std::string const& rule);

}  // namespace emulator::idporten
