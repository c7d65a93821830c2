// The pages and texts that the emulator carries: whole in every language, safe with hostile values.
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "base/json.h"
#include "http/pages.h"
#include "http/support.h"

namespace emulator::http {
namespace {

std::map<std::string, std::string> texts_of(std::string_view code) {
    auto const file = Assets().find("web/messages/" + std::string(code) + ".json");
    REQUIRE(file);
    auto const document = need(parse_json(*file));
    std::map<std::string, std::string> texts;
    for (auto const& [key, text] : document.items())
        texts.emplace(key, text.get<std::string>());
    return texts;
}

// What stands between `open` and `close`, each once.
std::set<std::string> between(std::string_view text, std::string_view open, std::string_view close) {
    std::set<std::string> found;
    for (auto at = text.find(open); at != std::string_view::npos; at = text.find(open, at + 1)) {
        auto const start = at + open.size();
        found.emplace(text.substr(start, text.find(close, start) - start));
    }
    return found;
}

bool is_comment(std::string const& marker) {
    return marker.starts_with('!');
}

std::vector<std::string> templates() {
    std::vector<std::string> names;
    for (auto const& file : Assets().names_below("web/templates")) {
        auto name = file.substr(std::string_view("web/templates/").size());
        name.erase(name.find(".html"));
        if (name != "layout") names.push_back(name);
    }
    return names;
}

std::string template_text(std::string_view name) {
    return Assets().find("web/templates/" + std::string(name) + ".html").value_or("");
}

// Gives every marker of the template this value, and shows every section, also inside each other.
void fill_all(Values& values, std::set<std::string> const& markers, std::string const& value, int depth) {
    for (auto const& marker : markers) {
        if (is_comment(marker) || marker.starts_with('/') || marker.starts_with('>')) continue;
        if (!marker.starts_with('#')) {
            values.set(marker.substr(0, marker.find(':')), value);
            continue;
        }
        auto& section = values.add(marker.substr(1));
        if (depth > 0) fill_all(section, markers, value, depth - 1);
    }
}

std::string filled_page(Pages const& pages, std::string const& name, Language language,
                        std::string const& value) {
    auto markers = between(template_text(name), "{{", "}}");
    markers.merge(between(template_text("layout"), "{{", "}}"));
    for (auto const& text : texts_of(language_code(language)))
        markers.merge(between(text.second, "{{", "}}"));
    Values values;
    fill_all(values, markers, value, 1);
    return pages.render(name, language, values);
}

TEST_CASE("every language has the same texts, and the same markers in each") {
    auto const nb = texts_of("nb");
    CHECK(nb.size() > 100);
    for (auto const language : languages) {
        auto const code = std::string(language_code(language));
        CAPTURE(code);
        auto const texts = texts_of(code);
        CHECK(texts.size() == nb.size());
        for (auto const& [key, text] : nb) {
            CAPTURE(key);
            auto const same = texts.find(key);
            REQUIRE(same != texts.end());
            CHECK_FALSE(same->second.empty());
            CHECK(between(same->second, "{{", "}}") == between(text, "{{", "}}"));
            CHECK_FALSE(holds(same->second, "[["));
        }
    }
}

TEST_CASE("every text that a template names is there") {
    auto const nb = texts_of("nb");
    for (auto const& file : Assets().names_below("web/templates")) {
        CAPTURE(file);
        for (auto const& key : between(*Assets().find(file), "[[", "]]")) {
            CAPTURE(key);
            CHECK((key.starts_with('>') || nb.contains(key)));
        }
    }
    CHECK(Pages::load(Assets()).has_value());
}

TEST_CASE("every page is written in every language, and nothing of the template is left in it") {
    Assets const assets;
    auto const pages = need(Pages::load(assets));
    CHECK(templates().size() >= 8);
    for (auto const& name : templates()) {
        CAPTURE(name);
        for (auto const language : languages) {
            auto const code = std::string(language_code(language));
            CAPTURE(code);
            auto const page = filled_page(*pages, name, language, "Verdi");
            CHECK(page.starts_with("<!doctype html>"));
            CHECK(holds(page, "<html lang=\"" + code + "\""));
            CHECK(holds(page, "</html>"));
            CHECK_FALSE(holds(page, "[["));
            CHECK_FALSE(holds(page, "]]"));
            CHECK_FALSE(holds(page, "{{"));
            CHECK_FALSE(holds(page, "}}"));
            CHECK(holds(page, "data-testid=\"emulator-band\""));
        }
    }
}

TEST_CASE("every marker that a text names is one that its page fills in") {
    // Those texts that products fetch by key and not by template carry their own.
    auto const nb = texts_of("nb");
    for (auto const& name : templates()) {
        CAPTURE(name);
        auto const source = template_text(name);
        for (auto const& key : between(source, "[[", "]]")) {
            CAPTURE(key);
            if (key.starts_with('>')) continue;
            for (auto const& marker : between(nb.at(key), "{{", "}}")) {
                CAPTURE(marker);
                auto const comment = source.substr(0, source.find("}}"));
                CHECK(holds(comment, marker));
            }
        }
    }
}

TEST_CASE("no page lets a hostile value out of its place") {
    Assets const assets;
    auto const pages = need(Pages::load(assets));
    for (std::string const& value :
         {std::string("\"'><script>alert(1)</script><img src=x onerror=alert(1)>"),
          std::string("javascript:alert(1)"), std::string("\tJAVASCRIPT:alert(1)")}) {
        CAPTURE(value);
        for (auto const& name : templates()) {
            CAPTURE(name);
            auto const page = filled_page(*pages, name, Language::nb, value);
            CHECK_FALSE(holds(page, "<script>"));
            CHECK_FALSE(holds(page, "<img src=x"));
            for (auto const* attribute : {"href=\"", "action=\"", "src=\""}) {
                for (auto const& link : between(page, attribute, "\"")) {
                    CAPTURE(link);
                    // What follows a path of the template's own, or the # of a refused address, names no
                    // scheme.
                    bool const is_path = link.starts_with('/') || link.starts_with('#');
                    bool const script = !is_path && (holds(link, "avascript:") || holds(link, "AVASCRIPT:"));
                    CHECK_FALSE(script);
                }
            }
        }
    }
}

TEST_CASE("a hostile value in any attribute adds none beside it") {
    Assets const assets;
    auto const pages = need(Pages::load(assets));
    for (std::string const value : {"x onclick=alert(1)", "x\" onclick=\"alert(1)", "x' onclick='alert(1)"}) {
        CAPTURE(value);
        for (auto const& name : templates()) {
            CAPTURE(name);
            auto const page = filled_page(*pages, name, Language::nb, value);
            // Outside quotation marks no tag has the attribute.
            bool inside_tag = false, inside_quotes = false, found = false;
            for (std::size_t i = 0; i < page.size(); ++i) {
                auto const c = page[i];
                if (!inside_tag)
                    inside_tag = c == '<';
                else if (c == '"')
                    inside_quotes = !inside_quotes;
                else if (c == '>' && !inside_quotes)
                    inside_tag = false;
                else if (!inside_quotes && page.compare(i, 7, "onclick") == 0)
                    found = true;
            }
            CHECK_FALSE(found);
            CHECK_FALSE(inside_quotes);
        }
    }
}

TEST_CASE("no template has a script, a style or a handler of its own, which the policy would stop") {
    for (auto const& file : Assets().names_below("web/templates")) {
        CAPTURE(file);
        auto const text = *Assets().find(file);
        CHECK_FALSE(holds(text, "<style"));
        CHECK_FALSE(holds(text, " style="));
        CHECK_FALSE(holds(text, " onclick="));
        CHECK_FALSE(holds(text, "javascript:"));
        for (auto const& tag : between(text, "<script", ">"))
            CHECK(holds(tag, " src=\"/static/"));
        for (auto const* attribute : {"src=\"", "href=\"", "action=\""}) {
            for (auto const& link : between(text, attribute, "\""))
                CHECK_FALSE(holds(link, "://"));
        }
    }
}

}  // namespace
}  // namespace emulator::http
