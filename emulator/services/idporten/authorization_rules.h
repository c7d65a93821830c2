// The rules that find an authorization request right, in their order (docs.digdir.no,
// oidc_protocol_authorize; OpenID Connect Core 3.1.2.1). Pure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "http/parameters.h"
#include "model/client.h"
#include "services/idporten/authorization_request.h"
#include "store/directory.h"

namespace emulator::idporten {

// Longer ones are no state or nonce but somebody's luggage; the answer must fit into a URL.
inline constexpr std::size_t longest_state = 4096;

// Where the parameters came from: straight to /authorize, or to /par by the client itself.
enum class Channel { browser, pushed };

// What a check looks at, and what it adds to.
struct Asked {
    http::Parameters const& parameters;
    store::Directory const& directory;
    Channel channel = Channel::browser;
    model::Client const* client = nullptr;
    AuthorizationRequest request = {};
    std::vector<std::string> warnings = {};
};

// Who is told: until client and redirect URI are proven the user sees a page; afterwards the client is told
// through the browser (RFC 6749 4.1.2.1).
enum class Audience { user, client };

struct NamedCheck {
    std::string_view name;
    std::string_view says;      // one sentence, for the developer
    std::string_view looks_at;  // parameters, separated by spaces
    std::string_view after;     // the check that must have held for this one to mean anything; empty: none
    Audience told;
    Result<> (*check)(Asked&);
};

// The first refusal wins.
std::span<NamedCheck const> checks();

struct RefuseWithPage {
    Error error;
};
struct RefuseWithRedirect {
    Error error;
    AuthorizationRequest request;  // as far as it was read: where the answer goes, how, and its state
};
struct Accepted {
    AuthorizationRequest request;
    std::vector<std::string> warnings;
    std::string record;  // of the examination, where there are warnings
};
using Verdict = std::variant<Accepted, RefuseWithPage, RefuseWithRedirect>;

// Refusals carry the record of all checks, also of those after the one that decided.
Verdict judge(http::Parameters const& parameters, store::Directory const& directory,
              Channel channel = Channel::browser);

// The record of all checks, those after the first refusal too: so that all faults can be mended at once.
std::string examination(http::Parameters const& parameters, store::Directory const& directory,
                        Channel channel = Channel::browser);

// Whether /authorize knows a parameter of that name, if only to refuse it. Pure.
bool is_authorization_parameter(std::string_view name);

// The parameters as they may be shown: of secrets, assertions and names that nobody knows, the length alone.
Json shown_parameters(http::Parameters const& parameters);

// What these parameters (names separated by spaces) say, for a record; all of them are counted where no name
// is given.
std::string measured(http::Parameters const& parameters, std::string_view names);

// Who asks, where the answer goes and how: client_rules.cpp
Result<> client_is_known(Asked&);
Result<> redirect_uri_is_registered(Asked&);
Result<> state_is_right(Asked&);
Result<> response_mode_is_known(Asked&);
Result<> customer_is_registered(Asked&);
// The form of the request: request_rules.cpp
Result<> nothing_stands_twice(Asked&);
Result<> request_objects_are_absent(Asked&);
Result<> response_type_is_code(Asked&);
Result<> pkce_is_right(Asked&);
Result<> nonce_is_right(Asked&);
Result<> unknown_parameters_are_told(Asked&);
Result<> what_is_not_there_yet_is_told(Asked&);
// What is asked for, and what login it takes: login_rules.cpp
Result<> scopes_are_on_the_client(Asked&);
Result<> scopes_are_open_to_the_client(Asked&);
Result<> resources_are_read(Asked&);
Result<> levels_are_known(Asked&);
Result<> prompt_is_known(Asked&);
Result<> max_age_is_a_number(Asked&);
Result<> headless_login_is_right(Asked&);

// An error of these rules.
Error refused(ErrorCode code, std::string description, std::string rule, std::string received,
              std::string expected, std::string mend);
// A name that stands more than once, as none but resource may (RFC 6749 3.1, RFC 8707 2).
std::optional<std::string> repeated_name(http::Parameters const& parameters);
// "a, b, c"; "none" where there are none.
std::string words(std::span<std::string const> list);

}  // namespace emulator::idporten
