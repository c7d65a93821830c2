// Selvbetjening on the data set of fixtures/, with a Maskinporten that is nothing but its keys.
#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/json.h"
#include "http/pages.h"
#include "http/router.h"
#include "http/site.h"
#include "jose/key.h"
#include "services/selvbetjening/service.h"
#include "store/database.h"
#include "store/directory.h"
#include "support/world.h"

namespace emulator::selvbetjening::test {

// Organisations of fixtures/organisations.json.
inline std::string const etat = "310222224";         // owns the prefix demo-etat
inline std::string const leverandoer = "313111113";  // owns none
inline std::string const digdir = "991825827";

inline constexpr std::string_view all_of_dcr = "idporten:dcr.read idporten:dcr.modify idporten:dcr.write";
inline constexpr std::string_view all_of_scopes = "idporten:scopes.read idporten:scopes.write";

struct Given {
    std::string token = {};  // empty: no Authorization header
    Json body = {};          // null: none
    http::Headers headers = {};
};

class World {
public:
    explicit World(Policy policy = {});

    std::string token(std::string_view scope, std::string const& orgno = etat) const;
    std::string signed_token(Json const& claims) const;
    Json claims(std::string_view scope, std::string const& orgno = etat) const;
    jose::PrivateKey const& some_key() const { return key_; }  // Maskinporten's
    http::Response call(http::Method method, std::string_view target, Given const& given = {});
    // Expected to be answered with that status; the body as JSON, or null where there is none.
    Json expect(unsigned status, http::Method method, std::string_view target, Given const& given = {});
    // A new client of `etat`; `changes` replace members of a right one of Maskinporten.
    Json create(Json const& changes = Json::object());

    emulator::test::FixedClock clock;
    emulator::test::CollectingLog log{clock};
    emulator::test::CountingEntropy entropy;
    emulator::test::RecordingClient client;
    Assets assets;
    std::unique_ptr<store::Database> database;
    std::unique_ptr<store::DirectoryStore> directory;
    std::unique_ptr<http::Pages> pages;
    std::unique_ptr<http::Site> site;
    http::Journal journal{clock, entropy};
    std::unique_ptr<rp::AccessTokens> tokens;
    std::unique_ptr<Service> service;
    std::unique_ptr<http::Router> router;

private:
    jose::PrivateKey key_;
};

// Right bodies for POST /clients.
Json machine_client();
Json login_client();
// A public JWK of that kid, always of the same key.
Json public_key(std::string_view kid);

// The fields that a refusal names, in their order, after checking its shape.
std::vector<std::string> fields_of(Json const& refusal);
// Members of `changes` in the place of those of `object`; null removes one.
Json with(Json object, Json const& changes);

}  // namespace emulator::selvbetjening::test
