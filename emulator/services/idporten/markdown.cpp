#include "services/idporten/markdown.h"

#include <algorithm>
#include <optional>

namespace emulator::idporten {
namespace {

bool is_web_address(std::string_view url) {
    bool const printable = std::all_of(url.begin(), url.end(), [](char c) { return c > 0x20 && c < 0x7f; });
    return printable && (url.starts_with("https://") || url.starts_with("http://"));
}

// Text between `mark` and the next one, where there is some without a blank at its edges.
std::optional<std::string_view> marked(std::string_view text, std::string_view mark) {
    if (!text.starts_with(mark)) return std::nullopt;
    auto const end = text.find(mark, mark.size());
    if (end == std::string_view::npos || end == mark.size()) return std::nullopt;
    auto const inner = text.substr(mark.size(), end - mark.size());
    if (inner.front() == ' ' || inner.back() == ' ') return std::nullopt;
    return inner;
}

struct Found {
    Span span;
    std::size_t length;  // in the source
};

// A span other than plain text at the beginning of `text`.
std::optional<Found> special_span(std::string_view text) {
    for (std::string_view const mark : {"**", "__"}) {
        if (auto const inner = marked(text, mark))
            return Found{{Span::Kind::bold, std::string(*inner)}, inner->size() + 4};
    }
    for (std::string_view const mark : {"*", "_"}) {
        if (auto const inner = marked(text, mark))
            return Found{{Span::Kind::italic, std::string(*inner)}, inner->size() + 2};
    }
    if (!text.starts_with('[')) return std::nullopt;
    auto const middle = text.find("](");
    auto const end = middle == std::string_view::npos ? middle : text.find(')', middle);
    if (end == std::string_view::npos || middle == 1) return std::nullopt;
    auto const url = text.substr(middle + 2, end - middle - 2);
    if (!is_web_address(url)) return std::nullopt;
    return Found{{Span::Kind::link, std::string(text.substr(1, middle - 1)), std::string(url)}, end + 1};
}

// Underscores and stars inside a word, as in snake_case, mark nothing.
bool can_begin(std::string_view before) {
    constexpr std::string_view separators = " ([{\"'-\n";
    return before.empty() || separators.find(before.back()) != std::string_view::npos;
}

Paragraph read_paragraph(std::string_view text) {
    Paragraph spans;
    std::size_t plain_from = 0;
    std::size_t at = 0;
    auto const flush = [&] {
        if (at > plain_from)
            spans.push_back({Span::Kind::plain, std::string(text.substr(plain_from, at - plain_from))});
    };
    while (at < text.size()) {
        auto const found =
            can_begin(text.substr(0, at)) ? special_span(text.substr(at)) : std::optional<Found>();
        if (!found) {
            ++at;
            continue;
        }
        flush();
        spans.push_back(found->span);
        at += found->length;
        plain_from = at;
    }
    flush();
    return spans;
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    auto const first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

}  // namespace

std::vector<Paragraph> read_markdown(std::string_view text) {
    std::string unix_lines(text);
    std::erase(unix_lines, '\r');
    std::vector<Paragraph> paragraphs;
    std::string_view rest = unix_lines;
    while (!rest.empty()) {
        auto const end = rest.find("\n\n");
        auto const paragraph = trimmed(rest.substr(0, end));
        if (!paragraph.empty()) paragraphs.push_back(read_paragraph(paragraph));
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 2);
    }
    return paragraphs;
}

}  // namespace emulator::idporten
