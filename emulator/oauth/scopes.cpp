#include "oauth/scopes.h"

#include <algorithm>

namespace emulator::oauth {

std::vector<std::string> split_scopes(std::string_view list) {
    std::vector<std::string> scopes;
    while (!list.empty()) {
        auto const end = list.find(' ');
        auto const word = list.substr(0, end);
        list.remove_prefix(end == std::string_view::npos ? list.size() : end + 1);
        if (!word.empty() && std::find(scopes.begin(), scopes.end(), word) == scopes.end())
            scopes.emplace_back(word);
    }
    return scopes;
}

std::string join_scopes(std::span<std::string const> scopes) {
    std::string list;
    for (auto const& scope : scopes)
        list.append(list.empty() ? "" : " ").append(scope);
    return list;
}

bool has_scope(std::string_view list, std::string_view scope) {
    auto const scopes = split_scopes(list);
    return std::find(scopes.begin(), scopes.end(), scope) != scopes.end();
}

}  // namespace emulator::oauth
