// Pages from templates in web/templates and texts in web/messages. Templates know no logic beyond sections;
// every value is escaped for its place (HTML text, attribute, URL). [[key]] is a text, [[>name]] a template.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/assets.h"
#include "base/result.h"
#include "http/message.h"

namespace emulator::http {

// What a template is filled with: {{NAME}} is replaced by a text, {{#NAME}}…{{/NAME}} is written once for
// each section of that name, which sees the texts around it as well.
struct Values {
    std::vector<std::pair<std::string, std::string>> texts = {};
    std::vector<std::pair<std::string, Values>> sections = {};

    Values& set(std::string name, std::string text);
    // Adds a section and returns it, to be filled at once; the reference dies with the next section.
    Values& add(std::string name);
    // Writes the section once where `shown`.
    Values& show(std::string name, bool shown = true);
};

enum class Language { nb, nn, en, se };
inline constexpr Language languages[] = {Language::nb, Language::nn, Language::en, Language::se};
std::string_view language_code(Language language);
std::optional<Language> parse_language(std::string_view code);

// The first language of the list (RFC 9110 12.5.4, or ui_locales) that there are texts for; nb otherwise.
Language choose_language(std::string_view list);

class Pages {
public:
    // Reads every template and message file. The error names the file and the missing or unknown key.
    static Result<std::unique_ptr<Pages>> load(Assets const& assets);
    ~Pages();

    // The template web/templates/<name>.html inside web/templates/layout.html, in that language.
    // Safe from any thread.
    std::string render(std::string_view name, Language language, Values const& values) const;

    // One text by its key, with its {{NAME}} markers replaced.
    std::string text(std::string_view key, Language language, Values const& values = {}) const;

private:
    struct Inside;
    explicit Pages(std::unique_ptr<Inside> inside);
    std::unique_ptr<Inside> inside_;
};

// A page with the headers that every page has: Content-Security-Policy without unsafe-inline, no framing, no
// referrer to other hosts, not stored.
Response page(unsigned status, std::string html);

// Lets a page of page() frame these http and https addresses, without their queries, and nothing else.
void allow_frames(Response& page, std::vector<std::string> const& urls);

// Adds GET /static/{file}: the files of web/static, with an ETag and compressed where the caller takes it.
class Router;
void add_static_routes(Router& router, Assets const& assets);

}  // namespace emulator::http
