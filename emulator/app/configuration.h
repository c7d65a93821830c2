// What the program is told: options, their environment twins, a file. Option > environment > file > default.
#pragma once

#include <array>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "base/result.h"
#include "jose/algorithm.h"

namespace emulator::app {

// The products with an origin each, in the order of their ports.
struct Product {
    std::string_view key;   // in options and in the layout of pages
    std::string_view name;  // for people
    unsigned short default_port;
    std::string_view stands_for;
};
inline constexpr std::array products{
    Product{"konsoll", "Konsoll", 4700, "this start page"},
    Product{"maskinporten", "Maskinporten", 4701, "test.maskinporten.no"},
    Product{"idporten", "ID-porten", 4702, "test.idporten.no, login.test.idporten.no"},
    Product{"kontaktregisteret", "Kontaktregisteret", 4703, "test.kontaktregisteret.no"},
    Product{"minprofil", "MinProfil", 4704, "minprofil.test.kontaktregisteret.no"},
    Product{"selvbetjening", "Selvbetjening", 4705, "api.test.samarbeid.digdir.no"},
    Product{"demotjeneste", "Demotjeneste", 4706, "demo-client.test.idporten.no"},
};

struct Configuration {
    std::map<std::string, unsigned short, std::less<>> ports;  // by product key; 0 takes a free one
    std::map<std::string, std::string, std::less<>>
        urls;  // public URLs that differ from http://localhost:<port>
    std::vector<std::string> addresses{"127.0.0.1", "::1"};
    std::vector<std::string> allowed_hosts;
    std::optional<std::filesystem::path> database;  // absent: in memory
    std::optional<std::filesystem::path> fixtures;  // absent: those in the executable
    std::optional<std::filesystem::path> web;       // absent: those in the executable
    jose::Algorithm maskinporten_signing_alg = jose::Algorithm::RS256;
    std::optional<unsigned> maskinporten_key_size;  // bits; absent: that of the data set's key
    std::string clock = "machine";                  // as MovableClock::move() takes it
    seconds selvbetjening_delay{0};                 // until the other products see what was changed there
    bool lenient_combinations = false;              // of the attributes of a client at Selvbetjening
    bool watch = false;                             // the fixtures, for changes
    bool leave_out_expired = false;                 // in look-ups at Kontaktregisteret
    std::optional<seconds> contact_age;             // older contact information is asked about at a login
    LogLevel log_level = LogLevel::info;
    unsigned threads = 0;  // 0: one a core
};

// The configuration of default values.
Configuration default_configuration();

// What the command line asks for.
struct Asked {
    enum class What { run, help, version } what = What::run;
    Configuration configuration;
    std::vector<std::string> warnings;  // about environment variables that mean nothing
};

// Refused, with what would be valid: an unknown option, a value that cannot be, a file that cannot be read.
// `environment` holds NAME=value.
Result<Asked> read_configuration(std::vector<std::string> const& arguments,
                                 std::vector<std::string> const& environment);

// The text of --help.
std::string usage();

}  // namespace emulator::app
