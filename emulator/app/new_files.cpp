#include "app/new_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "app/options.h"

namespace emulator::app {
namespace {

Result<> can_be_written(NewFile const& file, Existing existing) {
    auto const folder = file.path.has_parent_path() ? file.path.parent_path() : ".";
    if (!std::filesystem::is_directory(folder))
        return wrong_use(file.path.string() + ": there is no folder " + folder.string() + "; make it first");
    if (existing == Existing::kept && std::filesystem::exists(file.path))
        return wrong_use(file.path.string() +
                         ": the file exists already; name another place, or replace it with --force");
    return {};
}

Error failed(NewFile const& file) {
    return {ErrorCode::server_error, file.path.string() + ": cannot be written: " + std::strerror(errno)};
}

bool write_all(int descriptor, std::string_view text) {
    while (!text.empty()) {
        auto const written = ::write(descriptor, text.data(), text.size());
        if (written < 0) return false;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

Result<> write(NewFile const& file, Existing existing) {
    mode_t const mode = file.is_secret ? 0600 : 0644;
    int const what = existing == Existing::kept ? O_EXCL : O_TRUNC;
    // With its mode from the start, so that a secret is never readable, not even for a moment.
    int const descriptor = ::open(file.path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | what, mode);
    if (descriptor < 0) return failed(file);
    bool const guarded = !file.is_secret || ::fchmod(descriptor, mode) == 0;
    bool const written = guarded && write_all(descriptor, file.content);
    if (::close(descriptor) != 0 || !written) return failed(file);
    return {};
}

}  // namespace

Result<> write_new_files(std::span<NewFile const> files, Existing existing) {
    for (auto const& file : files)
        EMULATOR_TRY(can_be_written(file, existing));
    for (auto const& file : files)
        EMULATOR_TRY(write(file, existing));
    return {};
}

}  // namespace emulator::app
