// The options of `digdir-emulator certificate`. Pure but for looking whether --out and --fixtures are
// folders.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "jose/issue.h"

namespace emulator::app {

enum class IssuedBy { buypass, commfides, prod, self_signed };
enum class Kind { valid, expired, not_yet_valid, wrong_usage };

struct CertificateWish {
    bool help = false;  // then the rest has no meaning
    std::string orgnr;
    std::string name;  // empty: as in the data set, or a made-up one
    IssuedBy issued_by = IssuedBy::buypass;
    Kind kind = Kind::valid;
    jose::SubjectProfile profile = jose::SubjectProfile::seid2;
    std::filesystem::path prefix;  // of the files' names
    std::string password;          // of the PKCS #12 file
    bool replace = false;
    std::optional<std::filesystem::path> fixtures;  // absent: those in the executable
};

// Refused, naming the option, what was received and what would be valid.
Result<CertificateWish> read_certificate_wish(std::vector<std::string> const& arguments);

// The text of `digdir-emulator certificate --help`.
std::string certificate_usage();

}  // namespace emulator::app
