// What clients do with their tokens: refresh, revoke, introspect, each as one of the fixtures' clients.
#pragma once

#include "services/idporten/world.h"

namespace emulator::idporten {

inline std::string const secret = "min-tjeneste-hemmelighet";
inline std::string const contact_scope = "krr:user/kontaktinformasjon.read";
inline std::string const opaque_scope = "demo:dokumenter.read";
inline std::string const pseudonymous_scope = "demo:undersokelse.write";
extern std::string const own_client;
extern std::string const api;
extern Fields const public_client;
extern Fields const reusing_client;

// min-tjeneste with the scopes whose tokens are of another kind.
struct KindsWorld : World {
    KindsWorld();
};

http::Response post(World& world, std::string const& path, Fields const& fields,
                    std::string const& authorization);

// The token answer of a login, as min-tjeneste or as the client of these form fields.
Json log_in(World& world, Fields const& changes = {}, Fields const& client = {});

http::Response refresh(World& world, std::string const& token, Fields const& changes = {},
                       std::string const& authorization = own_client);
Json refreshed(World& world, std::string const& token, Fields const& changes = {},
               std::string const& authorization = own_client);
http::Response revoke(World& world, std::string const& token, Fields const& changes = {},
                      std::string const& authorization = own_client);
// What introspection tells the caller.
Json introspected(World& world, std::string const& token, std::string const& caller = own_client);
bool is_active(World& world, Json const& answer);

}  // namespace emulator::idporten
