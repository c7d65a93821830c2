// Files carried inside the executable: pages, styles, fixtures, migrations. The list is made at build time.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace emulator {

struct Asset {
    std::string_view name;   // the path from the project's root, with '/': "fixtures/persons.json"
    std::string_view bytes;  // lives as long as the program
};

std::span<Asset const> embedded_assets();

// Where files are taken from: the executable, or for one folder ("web", "fixtures") a folder on disk that is
// read anew each time. Safe from any thread.
class Assets {
public:
    // REQUIRES: `on_disk`, if given, is an existing folder that stands for `folder`.
    void read_from_disk(std::string folder, std::filesystem::path on_disk);

    // The file's bytes, or nothing.
    std::optional<std::string> find(std::string_view name) const;
    // The names of all files below `folder`, sorted.
    std::vector<std::string> names_below(std::string_view folder) const;
    // How an error message should call that file: its path on disk, or its name.
    std::string display_name(std::string_view name) const;
    // Whether files of this folder may change while running.
    bool is_on_disk(std::string_view folder) const;

private:
    std::optional<std::filesystem::path> disk_path(std::string_view name) const;

    struct Override {
        std::string folder;
        std::filesystem::path path;
    };
    std::vector<Override> overrides_;
};

}  // namespace emulator
