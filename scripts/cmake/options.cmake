# The options every target shares, and the one way to declare a room.

option(EMULATOR_TESTS "build the tests" ON)
option(EMULATOR_CLIENT_TESTS "run npm clients and a browser against the emulator too" ON)
option(EMULATOR_WERROR "treat warnings as errors" ON)
set(EMULATOR_SANITIZE "" CACHE STRING "sanitizers for every target, as -fsanitize takes them")

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

find_program(CCACHE ccache)
if(CCACHE)
    # Without these ccache does not look behind a precompiled header.
    set(CMAKE_CXX_COMPILER_LAUNCHER
        "${CMAKE_COMMAND}" -E env CCACHE_SLOPPINESS=pch_defines,time_macros "${CCACHE}")
endif()

add_library(emulator_options INTERFACE)
target_compile_options(emulator_options INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Woverloaded-virtual
    $<$<BOOL:${EMULATOR_WERROR}>:-Werror>)
target_compile_definitions(emulator_options INTERFACE
    BOOST_ASIO_NO_DEPRECATED
    BOOST_ASIO_SEPARATE_COMPILATION  # base/asio.cpp has it, once
    $<$<CONFIG:Debug>:_GLIBCXX_ASSERTIONS>
    EMULATOR_VERSION="${PROJECT_VERSION}")
target_include_directories(emulator_options INTERFACE "${PROJECT_SOURCE_DIR}/emulator")

if(EMULATOR_SANITIZE)
    # Lines are all that a report needs of the debug data.
    add_compile_options(-fsanitize=${EMULATOR_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all -g1)
    add_link_options(-fsanitize=${EMULATOR_SANITIZE})
    if(EMULATOR_SANITIZE MATCHES undefined)
        # A null pointer ends the process without these checks too, and they cost a sixth of the time to compile.
        add_compile_options(-fno-sanitize=null,alignment,object-size)
    endif()
    if(EMULATOR_SANITIZE MATCHES undefined AND CMAKE_CXX_COMPILER_ID MATCHES Clang)
        # clang 14 cannot assemble coroutines with this check on.
        add_compile_options(-fno-sanitize=function)
    endif()
    if(EMULATOR_SANITIZE MATCHES thread AND CMAKE_CXX_COMPILER_ID STREQUAL GNU)
        # Asio's fences are not understood by GCC's thread sanitizer, which warns about them.
        add_compile_options(-Wno-tsan)
    endif()
endif()

# The headers that most files pull in and that cost most to read, compiled once for all targets. Every file still
# includes what it uses: with EMULATOR_PCH off everything compiles as well, only slower.
option(EMULATOR_PCH "precompile the headers of the standard library, nlohmann/json and Asio" ON)
function(emulator_precompile target)
    if(NOT EMULATOR_PCH)
        return()
    endif()
    if(NOT TARGET emulator_pch)
        file(WRITE "${CMAKE_BINARY_DIR}/pch.cpp" "")
        add_library(emulator_pch OBJECT "${CMAKE_BINARY_DIR}/pch.cpp")
        target_link_libraries(emulator_pch PRIVATE emulator_options Boost::headers Threads::Threads
            nlohmann_json::nlohmann_json)
        target_precompile_headers(emulator_pch PRIVATE <algorithm> <functional> <map> <memory> <string> <vector>
            <nlohmann/json.hpp> <boost/asio/awaitable.hpp> <boost/asio/io_context.hpp>
            "${PROJECT_SOURCE_DIR}/emulator/base/json_code.h")
        if(CCACHE AND CMAKE_CXX_COMPILER_ID STREQUAL GNU)
            target_compile_options(emulator_pch PRIVATE -fpch-preprocess)
        endif()
    endif()
    target_precompile_headers(${target} REUSE_FROM emulator_pch)
    if(CCACHE AND CMAKE_CXX_COMPILER_ID STREQUAL GNU)
        target_compile_options(${target} PRIVATE -fpch-preprocess)
    endif()
endfunction()

# emulator_room(NAME SOURCES a.cpp … HEADERS a.h … DEPENDS other rooms and libraries …)
# One static library. DEPENDS are the only arrows out of the room.
function(emulator_room name)
    cmake_parse_arguments(ROOM "" "" "SOURCES;HEADERS;DEPENDS" ${ARGN})
    add_library(emulator_${name} STATIC ${ROOM_SOURCES})
    add_library(emulator::${name} ALIAS emulator_${name})
    target_sources(emulator_${name} PUBLIC FILE_SET HEADERS
        BASE_DIRS "${PROJECT_SOURCE_DIR}/emulator" FILES ${ROOM_HEADERS})
    target_link_libraries(emulator_${name} PUBLIC emulator_options ${ROOM_DEPENDS})
    emulator_precompile(emulator_${name})
endfunction()

# emulator_test(NAME SOURCES a_test.cpp … DEPENDS rooms … [THREADS cases [THREAD_SOURCES b_test.cpp …]]): one
# executable, test_NAME, known to ctest. TEST_DIR is the folder of its sources. THREADS says which cases have more than
# one thread, as doctest filters them, or "none": the thread sanitizer, under which they take three times as long, runs
# no others. Without it all have. THREAD_SOURCES are all that those cases need of the sources.
function(emulator_test name)
    cmake_parse_arguments(TEST "" "THREADS" "SOURCES;DEPENDS;THREAD_SOURCES" ${ARGN})
    set(cases "")
    if(EMULATOR_SANITIZE MATCHES thread AND TEST_THREADS STREQUAL none)
        return()
    elseif(EMULATOR_SANITIZE MATCHES thread AND TEST_THREADS)
        set(cases "--test-case=${TEST_THREADS}")
        if(TEST_THREAD_SOURCES)
            set(TEST_SOURCES ${TEST_THREAD_SOURCES})
        endif()
    endif()
    if(NOT TARGET emulator_doctest_main)
        add_library(emulator_doctest_main OBJECT "${PROJECT_SOURCE_DIR}/tests/support/doctest_main.cpp")
    endif()
    add_executable(test_${name} ${TEST_SOURCES} $<TARGET_OBJECTS:emulator_doctest_main>)
    target_include_directories(test_${name} PRIVATE "${PROJECT_SOURCE_DIR}/tests")
    target_compile_definitions(test_${name} PRIVATE TEST_DIR="${CMAKE_CURRENT_SOURCE_DIR}")
    target_link_libraries(test_${name} PRIVATE ${TEST_DEPENDS})
    if(EMULATOR_SANITIZE MATCHES undefined)
        # What is tested has these checks; in the tests themselves they take a third of the time to compile.
        target_compile_options(test_${name} PRIVATE -fno-sanitize=undefined)
    endif()
    emulator_precompile(test_${name})
    add_test(NAME ${name} COMMAND test_${name} ${cases})
    set_tests_properties(${name} PROPERTIES TIMEOUT 600)
endfunction()
