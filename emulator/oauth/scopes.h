// Scope lists (RFC 6749 3.3): words separated by one space. Pure; safe from any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace emulator::oauth {

// The words in their order, each once; runs of spaces count as one.
std::vector<std::string> split_scopes(std::string_view list);
std::string join_scopes(std::span<std::string const> scopes);
bool has_scope(std::string_view list, std::string_view scope);

}  // namespace emulator::oauth
