// How people are reached: what an e-mail address and a mobile number must look like in Kontakt- og
// reservasjonsregisteret, and what an edit does to their dates (docs.digdir.no, krr_attributter and
// krr_brukerprofil). Pure.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "model/person.h"

namespace emulator::model {

// "length": more than 50 characters. "format": not as Apache Commons' EmailValidator has it. Top-level
// domains are not compared with IANA's list, and addresses in brackets are refused.
std::string_view email_fault(std::string_view address);

// "format": other than ^\+?[- _0-9]+$ or no digit at all. "length": other than 8 to 20 characters.
// "norwegian": begins with +47 or 0047, or is of eight digits, and is not eight digits of which the first is
// 4 or 9.
std::string_view mobile_fault(std::string_view number);

// A Norwegian number as +47 and eight digits; any other as it was typed. REQUIRES: mobile_fault() is empty.
std::string stored_mobile(std::string_view number);

// As it is stored, from what somebody typed: without spaces around it, a right mobile number by
// stored_mobile().
std::string typed_email(std::string_view typed);
std::string typed_mobile(std::string_view typed);

// A new value sets oppdatert and sist_verifisert to `now`, an empty one takes the channel away with its
// dates; the value that is there already changes nothing.
void set_value(Channel& channel, std::string const& value, Instant now);

// The person says that the value is right: sets sist_verifisert. Nothing where there is no value.
void confirm(Channel& channel, Instant now);

}  // namespace emulator::model
