// The refusals of Maskinporten as one table: what goes on the wire, and what the page behind error_uri says.
// Codes and texts after docs.digdir.no, maskinporten_feilsoking, and recorded answers. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace emulator::maskinporten {

// One entry of the catalogue: MP-110 and its like. Several texts may share a code.
struct CatalogueEntry {
    std::string_view code;
    std::string_view heading;
    std::string_view rule;  // what holds for a grant that is not refused with this code
    std::string_view meaning;
    std::string_view mend;
};
std::span<CatalogueEntry const> catalogue();
CatalogueEntry const* catalogue_entry(std::string_view code);

// Each builds the refusal with its recorded description; the trace id is added when it is answered.
Error malformed_request(std::string what, std::string received, std::string expected);  // no code of its own
Error unsupported_grant_type(std::string_view received);                                // no code of its own
Error invalid_parameter(std::string rule, std::string received, std::string expected,
                        std::string mend);                             // MP-011
Error no_jwt(Error const& why);                                        // MP-011; what jose refused
Error used_before(std::string_view jti);                               // MP-012; jti empty: it has none
Error unknown_client(std::string_view issuer);                         // MP-100
Error unknown_kid(std::string_view kid, std::string_view registered);  // MP-100
Error missing_kid(std::string_view registered);                        // MP-100
Error wrong_audience(std::string_view received, std::string_view issuer,
                     std::string_view token_endpoint);                                  // MP-110
Error invalid_certificate(std::string_view why);                                        // MP-120
Error expired_key(std::string_view kid, std::string_view expired);                      // MP-121
Error wrong_organisation(std::string_view in_certificate, std::string_view of_client);  // MP-122
Error expired_certificate(std::string_view subject, std::string_view expired,
                          std::string_view now);                                 // MP-124
Error malformed_x5c(std::string_view why);                                       // MP-123
Error wrong_signature(std::string_view why);                                     // MP-124
Error expired(std::string_view exp, std::string_view now);                       // MP-130
Error ends_before_it_begins(std::string_view lifetime);                          // MP-011
Error lives_too_long(std::string_view lifetime);                                 // MP-011
Error issued_in_future(std::string_view iat, std::string_view now);              // no code of its own
Error scope_not_on_client(std::string_view scope, std::string_view registered);  // MP-200
Error scope_for_other_type(std::string_view scope, std::string_view types, std::string_view type);  // MP-201
Error access_not_granted(std::string_view scope, std::string_view consumer);                        // MP-250

Error consumer_is_client(std::string_view consumer);                         // no code of its own
Error delegated_elsewhere(std::string_view scope, std::string_view source);  // no code of its own
Error not_delegated(std::string_view scope, std::string_view source, std::string_view consumer,
                    std::string_view supplier);                              // MP-251; source empty: none
Error unknown_details_type(std::string_view received);                       // MP-301
Error unknown_details_field(std::string_view name, std::string_view known);  // MP-302
Error wrong_details(std::string_view member, std::string_view received, std::string expected);  // MP-303
// MP-303 with the error invalid_altinn_customer_configuration, which real clients look for.
Error no_system_user(std::string rule, std::string received, std::string expected, std::string mend);
Error no_consent(std::string rule, std::string received, std::string expected);

// {"error","error_description","error_uri"}: the description with the trace id at its end, error_uri only
// where the refusal has a code. `issuer` ends with a slash.
std::string error_document(Error const& error, std::string_view issuer);

}  // namespace emulator::maskinporten
