// What Oppslagstjenesten tells to whom (docs.digdir.no, oppslagstjenesten_rest and krr_attributter). Pure;
// safe from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/json.h"
#include "base/result.h"
#include "model/person.h"

namespace emulator::kontaktregisteret {

// The members of a person that a scope opens. personidentifikator, reservasjon and status are always there.
struct Fields {
    bool kontaktinformasjon = false;
    bool varslingsstatus = false;
    bool spraak = false;
    bool digital_post = false;
    bool sertifikat = false;

    bool operator==(Fields const&) const = default;
};

// What the scopes of Maskinporten's token open together: those of today, those for suppliers with a
// delegation in Altinn, and the older ones without krr: that Digdir's integrasjonspunkt still asks for.
// Refused with insufficient_scope where none of them is among the words of `scope`.
Result<Fields> fields_for_organisation(std::string_view scope);

// The same for the change feed, which a scope of its own opens; the others open fields in it.
Result<Fields> fields_for_changes(std::string_view scope);

// The same for ID-porten's token and the person's own entry. krr:user/spraak.write lets write, not read.
Result<Fields> fields_for_person(std::string_view scope);
Result<> may_set_language(std::string_view scope);

// Who the bearer of ID-porten's token is: the claim pid. Refused with insufficient_scope where there is none,
// as in a pseudonymous token, or where it is not a synthetic number.
Result<model::PersonNumber> person_of(Json const& claims);

// eForvaltningsforskriften 32: a channel may be used while it was set or confirmed later than eighteen months
// ago. The moment returned is the latest that no longer counts.
Instant expiry_limit(Instant now);
bool is_usable(model::Channel const& channel, Instant limit);

// Whether everything that this person has to be reached by is too old.
bool has_expired(model::Person const& person, Instant limit);

// What becomes of contact data and postbox of persons that have expired, in a look-up that tells
// varslingsstatus: docs.digdir.no, krr_18mnd, says both.
enum class Expired { told, left_out };

// varslingsstatus: KAN_VARSLES for those who are AKTIV, have not reserved themselves, and have at least one
// usable channel.
bool can_be_notified(model::Person const& person, Instant limit);

bool is_language(std::string_view code);  // nb, nn, en or se

// What `now` changes of a person who chooses a language. Refused with not_found for those who are not AKTIV.
Result<> set_language(model::Person& person, std::string_view language, Instant now);

// Whether persons who are IKKE_REGISTRERT stand in an answer.
enum class Unregistered { listed, left_out };
bool is_told(model::Person const& person, Unregistered unregistered);

}  // namespace emulator::kontaktregisteret
