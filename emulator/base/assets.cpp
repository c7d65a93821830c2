#include "base/assets.h"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace emulator {

void Assets::read_from_disk(std::string folder, std::filesystem::path on_disk) {
    overrides_.push_back({std::move(folder), std::move(on_disk)});
}

std::optional<std::filesystem::path> Assets::disk_path(std::string_view name) const {
    for (auto const& [folder, path] : overrides_) {
        if (name.starts_with(folder + "/")) return path / name.substr(folder.size() + 1);
    }
    return std::nullopt;
}

std::optional<std::string> Assets::find(std::string_view name) const {
    if (auto const path = disk_path(name)) {
        std::ifstream file(*path, std::ios::binary);
        if (!file || std::filesystem::is_directory(*path)) return std::nullopt;
        return std::string(std::istreambuf_iterator<char>(file), {});
    }
    for (auto const& asset : embedded_assets()) {
        if (asset.name == name) return std::string(asset.bytes);
    }
    return std::nullopt;
}

std::vector<std::string> Assets::names_below(std::string_view folder) const {
    std::vector<std::string> names;
    auto const prefix = std::string(folder) + "/";
    if (auto const path = disk_path(prefix)) {
        std::error_code ignored;
        for (auto const& entry : std::filesystem::recursive_directory_iterator(*path, ignored)) {
            if (entry.is_regular_file()) {
                names.push_back(prefix + entry.path().lexically_relative(*path).generic_string());
            }
        }
    } else {
        for (auto const& asset : embedded_assets()) {
            if (asset.name.starts_with(prefix)) names.emplace_back(asset.name);
        }
    }
    std::sort(names.begin(), names.end());
    return names;
}

std::string Assets::display_name(std::string_view name) const {
    auto const path = disk_path(name);
    return path ? path->string() : std::string(name);
}

bool Assets::is_on_disk(std::string_view folder) const {
    return std::any_of(overrides_.begin(), overrides_.end(),
                       [&](auto const& o) { return o.folder == folder; });
}

}  // namespace emulator
