// `digdir-emulator certificate`: makes a key and a business certificate for it, and writes both as files.
#pragma once

#include <string>
#include <vector>

#include "app/certificate_options.h"
#include "app/commands.h"
#include "app/new_files.h"
#include "base/assets.h"

namespace emulator::app {

struct MadeCertificate {
    jose::PrivateKey key;
    std::vector<jose::Certificate> chain;  // the organisation's own first, the root last
};

// Issued at the time `now`; draws a key. Refused: authorities that are not in the assets, or cannot be read.
Result<MadeCertificate> make_certificate(CertificateWish const& wish, Assets const& assets, Instant now,
                                         Entropy& entropy);

// The four files of the command.
std::vector<NewFile> certificate_files(MadeCertificate const& made, CertificateWish const& wish);

// What Maskinporten answers a grant that is signed with such a certificate. Pure.
std::string expected_answer(CertificateWish const& wish);

// The whole command.
Result<> make_certificate_files(std::vector<std::string> const& arguments, Surroundings const& surroundings);

}  // namespace emulator::app
