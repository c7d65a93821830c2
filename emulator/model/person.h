// What Kontakt- og reservasjonsregisteret knows of one inhabitant. Plain values; the fields of the register
// bear their names on the wire.
#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "model/identifiers.h"

namespace emulator::model {

enum class Registration { AKTIV, SLETTET, IKKE_REGISTRERT };

// One way to reach a person. `value` is empty where there is none; the times are then absent too.
struct Channel {
    std::string value = {};
    std::optional<Instant> oppdatert = {};        // when this value was set
    std::optional<Instant> sist_verifisert = {};  // when the person last said it is still right
    std::optional<Instant> sist_validert = {};    // when the value was last found to work
    bool duplisert = false;  // another active person has this value; the store tells, and nobody sets it

    bool operator==(Channel const&) const = default;
};

struct Person {
    PersonNumber personidentifikator = PersonNumber::from_stored(0);
    std::string given_name;
    std::string family_name;
    std::string beskrivelse;  // the story of a test person, shown where people choose one
    Registration status = Registration::IKKE_REGISTRERT;
    bool reservasjon = false;
    std::optional<Instant> reservasjon_oppdatert;
    std::string spraak;  // nb, nn, en, se or empty
    std::optional<Instant> spraak_oppdatert;
    Channel epostadresse;
    Channel mobiltelefonnummer;
    std::string postkasseadresse;
    std::string postkasseleverandoeradresse;  // organisation number of the operator

    std::string name() const { return given_name + " " + family_name; }
    bool operator==(Person const&) const = default;
};

// An operator of digital postboxes, with the certificate that senders encrypt to (base64 DER).
struct PostboxOperator {
    std::string orgnr;
    std::string navn;
    std::string sertifikat;
};

}  // namespace emulator::model
