// Writes files that were not there before, some of them secret.
#pragma once

#include <filesystem>
#include <span>
#include <string>

#include "base/result.h"

namespace emulator::app {

struct NewFile {
    std::filesystem::path path;
    std::string content;
    bool is_secret = false;  // for the owner's eyes only: mode 0600, else 0644 less the umask
};

enum class Existing { kept, replaced };

// Refused, before anything is written: a folder that does not exist, and files that do where they are to be
// kept. Then any failure to write, which may leave some of the files written.
Result<> write_new_files(std::span<NewFile const> files, Existing existing);

}  // namespace emulator::app
