# emulator_embed(TARGET file …): puts files into the executable, findable by their path from the
# project's root (base/assets.h). Stylesheets, scripts and fonts go in a second time, compressed.

find_program(GZIP gzip REQUIRED)

function(emulator_embed target)
    set(folder "${PROJECT_BINARY_DIR}/embedded")
    set(source "${folder}/${target}_assets.cpp")
    set(table "")
    set(blobs "")
    set(depends "")
    set(index 0)
    foreach(path IN LISTS ARGN)
        set(file "${PROJECT_SOURCE_DIR}/${path}")
        set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${file}")
        set(packed "")
        if(path MATCHES "\\.(css|js|svg)$")
            set(packed "${folder}/${path}.gz")
            get_filename_component(packed_folder "${packed}" DIRECTORY)
            file(MAKE_DIRECTORY "${packed_folder}")
            add_custom_command(OUTPUT "${packed}"
                COMMAND ${GZIP} -9 -n -c "${file}" > "${packed}" DEPENDS "${file}" VERBATIM)
        endif()
        foreach(blob IN ITEMS "${file}" ${packed})
            string(APPEND blobs "EMBED(asset_${index}, \"${blob}\")\n")
            list(APPEND depends "${blob}")
            if(blob STREQUAL file)
                set(name "${path}")
            else()
                set(name "${path}.gz")
            endif()
            string(APPEND table
                "    {\"${name}\", {asset_${index}, static_cast<std::size_t>(asset_${index}_end - asset_${index})}},\n")
            math(EXPR index "${index} + 1")
        endforeach()
    endforeach()
    file(CONFIGURE OUTPUT "${source}" @ONLY CONTENT [[// Made by scripts/cmake/embed.cmake.
#include "base/assets.h"

#define EMBED(symbol, path)                                                                  \
    asm(".section .rodata\n.balign 16\n" #symbol ":\n.incbin \"" path "\"\n" #symbol        \
        "_end:\n.byte 0\n.previous\n");                                                      \
    extern "C" char const symbol[];                                                          \
    extern "C" char const symbol##_end[];

@blobs@
namespace emulator {
namespace {
Asset const table[] = {
@table@};
}  // namespace

std::span<Asset const> embedded_assets() { return table; }
}  // namespace emulator
]])
    set_source_files_properties("${source}" PROPERTIES OBJECT_DEPENDS "${depends}"
        COMPILE_OPTIONS "-Wno-error")
    target_sources(${target} PRIVATE "${source}")
endfunction()
