// Oppslagstjenesten on the data set of fixtures/, with a Maskinporten and an ID-porten that are nothing but
// their keys, and what introspection tells.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "http/pages.h"
#include "http/router.h"
#include "http/site.h"
#include "jose/key.h"
#include "services/kontaktregisteret/service.h"
#include "store/database.h"
#include "store/directory.h"
#include "store/persons.h"
#include "support/world.h"

namespace emulator::kontaktregisteret::test {

// Persons of fixtures/persons.json, by what their story says of them.
inline constexpr std::string_view has_everything = "28876895937";
inline constexpr std::string_view only_mobile = "21879498012";
inline constexpr std::string_view reserved = "05848998356";
inline constexpr std::string_view deleted = "22885399316";
inline constexpr std::string_view in_fixtures_unregistered = "21836797660";
inline constexpr std::string_view email_expired = "16828397668";
inline constexpr std::string_view all_expired = "28816196088";
inline constexpr std::string_view at_eboks = "03897595027";
inline constexpr std::string_view no_channels = "45840375084";

inline constexpr std::string_view machine_issuer = "http://localhost:4701/";
inline constexpr std::string_view user_issuer = "http://localhost:4702";

inline constexpr std::string_view both_machine_scopes =
    "krr:global/kontaktinformasjon.read krr:global/digitalpost.read";

// A right synthetic number that is in no fixture; a different one for each `index` from 0 to 999.
std::string const& unknown_number(int index);

struct Given {
    std::string_view token = {};  // empty: no Authorization header
    std::string_view body = {};
    std::string_view content_type = "application/json";
    http::Headers headers = {};
};

class World {
public:
    explicit World(Expired expired = Expired::told);

    // Right tokens of the two issuers.
    std::string machine_token(std::string_view scope = both_machine_scopes) const;
    std::string user_token(std::string_view pid, std::string_view scope) const;
    // What ID-porten tells of a token when it is asked; nothing told is active: false.
    void introspection_tells(std::string const& token, Json document) { told_[token] = std::move(document); }
    // The claims of a right token, to be changed, and a token with whatever claims.
    Json claims(std::string_view issuer, std::string_view scope) const;
    std::string signed_by(std::string_view issuer, Json const& claims) const;

    jose::PrivateKey const& some_key() const { return user_key_; }

    http::Response call(http::Method method, std::string_view target, Given const& given = {});
    // POST personer, expected to succeed; the list of persons.
    Json look_up(std::string_view version, Json const& body, std::string_view scope = both_machine_scopes);
    void edit(std::string_view number, std::function<void(model::Person&)> const& change);
    model::Person stored(std::string_view number);

    emulator::test::FixedClock clock;
    emulator::test::CollectingLog log{clock};
    emulator::test::CountingEntropy entropy;
    emulator::test::RecordingClient client;
    Assets assets;
    std::unique_ptr<store::Database> database;
    std::unique_ptr<store::DirectoryStore> directory;
    std::unique_ptr<store::Persons> persons;
    std::unique_ptr<http::Pages> pages;
    std::unique_ptr<http::Site> site;
    http::Journal journal{clock, entropy};
    std::unique_ptr<rp::AccessTokens> machine_tokens;
    std::unique_ptr<rp::AccessTokens> self_contained_user_tokens;
    std::unique_ptr<rp::Introspection> introspection;
    std::unique_ptr<rp::UserTokens> user_tokens;
    std::unique_ptr<Service> service;
    std::unique_ptr<http::Router> router;

private:
    Result<http::Response> answer_of(http::Call const& call) const;

    jose::PrivateKey machine_key_;
    jose::PrivateKey user_key_;
    std::map<std::string, Json> told_;
};

// The newest warnings and refusals of a world's journal, as text.
std::string newest_note(World const& world);

// The body of a refusal after checking that it is one: error and error_description, text a header could
// carry.
Json refusal(http::Response const& response);

// {"personidentifikatorer":[…]}
Json numbers_body(std::vector<std::string> const& numbers);

}  // namespace emulator::kontaktregisteret::test
