// The small Markdown of a scope's long_description: bold, italic, paragraphs and links (docs.digdir.no,
// oidc_protocol_scope). It makes values for a template, never HTML. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace emulator::idporten {

struct Span {
    enum class Kind { plain, bold, italic, link } kind = Kind::plain;
    std::string text;
    std::string url = {};  // of a link: http or https
    bool operator==(Span const&) const = default;
};
using Paragraph = std::vector<Span>;

// Only http and https make a link; what is not understood stays as it was written.
std::vector<Paragraph> read_markdown(std::string_view text);

}  // namespace emulator::idporten
