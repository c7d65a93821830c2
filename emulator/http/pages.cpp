#include "http/pages.h"

#include <ctemplate/template.h>
#include <ctemplate/template_cache.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>

#include "base/encoding.h"
#include "base/json.h"
#include "http/answers.h"
#include "http/policy.h"
#include "http/preferences.h"

namespace emulator::http {
namespace {

constexpr std::string_view template_folder = "web/templates";
constexpr std::string_view autoescape = "{{%AUTOESCAPE context=\"HTML\"}}\n";

using Messages = std::map<std::string, std::string, std::less<>>;

Error broken(Assets const& assets, std::string const& file, std::string const& what) {
    return {ErrorCode::server_error, assets.display_name(file) + ": " + what};
}

Result<Messages> read_messages(Assets const& assets, std::string const& file) {
    auto const text = assets.find(file);
    if (!text) return broken(assets, file, "there is no such file");
    auto const document = parse_json(*text);
    if (!document) return broken(assets, file, document.error().description);
    Messages messages;
    for (auto const& [key, message] : document->items()) {
        if (!message.is_string()) return broken(assets, file, "the text '" + key + "' is not a string");
        messages.emplace(key, message.get<std::string>());
    }
    return messages;
}

std::string file_of(std::string_view page) {
    return std::string(template_folder).append("/").append(page).append(".html");
}

// [[>name]] stands for another template, which holds no such mark itself.
Result<std::string> with_parts(Assets const& assets, std::string const& file, std::string_view source) {
    std::string out;
    while (true) {
        auto const open = source.find("[[>");
        out += source.substr(0, open);
        if (open == std::string_view::npos) return out;
        source.remove_prefix(open + 3);
        auto const close = source.find("]]");
        auto const part = file_of(source.substr(0, close));
        auto const text = assets.find(part);
        if (close == std::string_view::npos || !text || text->find("[[>") != std::string::npos)
            return broken(assets, file, "it cannot hold " + part);
        out += *text;
        source.remove_prefix(close + 2);
    }
}

// A message may hold {{NAME}} markers, so everything else in it is escaped here and the markers stay.
Result<std::string> with_messages(Assets const& assets, std::string const& file, std::string_view text,
                                  Messages const& messages) {
    auto const whole = EMULATOR_TRY(with_parts(assets, file, text));
    std::string_view source = whole;
    std::string out;
    while (true) {
        auto const open = source.find("[[");
        out += source.substr(0, open);
        if (open == std::string_view::npos) return out;
        auto const close = source.find("]]", open);
        auto const key = source.substr(open + 2, close == std::string_view::npos ? close : close - open - 2);
        auto const message = messages.find(key);
        if (message == messages.end())
            return broken(assets, file, "the text '" + std::string(key) + "' is in no message file");
        out += html_escape(message->second);
        source.remove_prefix(close + 2);
    }
}

// Every language has the texts of nb, and no other.
Result<> check_keys(Assets const& assets, std::string const& file, Messages const& messages,
                    Messages const& nb) {
    for (auto const& [key, message] : nb) {
        if (!messages.contains(key)) return broken(assets, file, "the text '" + key + "' is missing");
    }
    for (auto const& [key, message] : messages) {
        if (!nb.contains(key)) return broken(assets, file, "the text '" + key + "' is not in nb.json");
    }
    return {};
}

// Parsing the templates can wait until a page is asked for; a text that is missing should not.
Result<> check_templates(Assets const& assets, Messages const& messages) {
    for (auto const& file : assets.names_below(template_folder)) {
        if (!file.ends_with(".html")) continue;
        EMULATOR_TRY(with_messages(assets, file, assets.find(file).value_or(""), messages));
    }
    return {};
}

void fill(ctemplate::TemplateDictionary& dictionary, Values const& values) {
    for (auto const& [name, text] : values.texts)
        dictionary.SetValue(name, text);
    for (auto const& [name, section] : values.sections)
        fill(*dictionary.AddSectionDictionary(name), section);
}

}  // namespace

std::string_view language_code(Language language) {
    constexpr std::string_view codes[] = {"nb", "nn", "en", "se"};
    return codes[static_cast<std::size_t>(language)];
}

std::optional<Language> parse_language(std::string_view code) {
    for (auto const language : languages) {
        if (language_code(language) == code) return language;
    }
    return std::nullopt;
}

Language choose_language(std::string_view list) {
    for (auto const& [tag, weight] : read_preferences(list)) {
        auto const code = tag.substr(0, tag.find('-'));
        if (code == "no") return Language::nb;
        if (auto const language = parse_language(code)) return *language;
    }
    return Language::nb;
}

Values& Values::set(std::string name, std::string text) {
    texts.emplace_back(std::move(name), std::move(text));
    return *this;
}
Values& Values::add(std::string name) {
    return sections.emplace_back(std::move(name), Values{}).second;
}
Values& Values::show(std::string name, bool shown) {
    if (shown) add(std::move(name));
    return *this;
}

struct Pages::Inside {
    Assets const& assets;
    std::map<Language, Messages> messages;
    std::unique_ptr<ctemplate::TemplateCache> cache = std::make_unique<ctemplate::TemplateCache>();
    mutable std::mutex mutex = {};
    mutable std::set<std::string> prepared = {};

    static std::string cache_key(std::string_view name, Language language) {
        return std::string(language_code(language)).append("/").append(name);
    }
    // Templates are parsed when a page is first asked for: parsing all of them would make every start slower.
    // REQUIRES: the mutex is held.
    Result<> prepare(std::string const& file, Language language) const {
        auto const key = cache_key(file, language);
        if (assets.is_on_disk("web"))
            cache->Delete(key);
        else if (prepared.contains(key))
            return {};
        auto const source = assets.find(file);
        if (!source) return broken(assets, file, "there is no such file");
        auto text = EMULATOR_TRY(with_messages(assets, file, *source, messages.at(language)));
        if (!cache->StringToTemplateCache(key, std::string(autoescape) + text, ctemplate::STRIP_BLANK_LINES))
            return broken(assets, file, "the template is not well-formed");
        prepared.insert(key);
        return {};
    }
};

Pages::Pages(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}
Pages::~Pages() = default;

Result<std::unique_ptr<Pages>> Pages::load(Assets const& assets) {
    auto inside = std::make_unique<Inside>(assets);
    for (auto const language : languages) {
        auto const file = "web/messages/" + std::string(language_code(language)) + ".json";
        auto messages = EMULATOR_TRY(read_messages(assets, file));
        if (language != Language::nb)
            EMULATOR_TRY(check_keys(assets, file, messages, inside->messages.at(Language::nb)));
        inside->messages.emplace(language, std::move(messages));
    }
    EMULATOR_TRY(check_templates(assets, inside->messages.at(Language::nb)));
    return std::unique_ptr<Pages>(new Pages(std::move(inside)));
}

std::string Pages::render(std::string_view name, Language language, Values const& values) const {
    auto const layout = file_of("layout");
    auto const content = file_of(name);
    std::unique_lock lock(inside_->mutex);
    for (auto const& file : {layout, content})
        need(inside_->prepare(file, language));
    // What is read from disk anew each time is taken out of the cache by the next caller.
    if (!inside_->assets.is_on_disk("web")) lock.unlock();
    ctemplate::TemplateDictionary dictionary("page");
    fill(dictionary, values);
    dictionary.SetValue("LANG", std::string(language_code(language)));
    // ctemplate hands an included template none of the values around it.
    auto* const included = dictionary.AddIncludeDictionary("CONTENT");
    included->SetFilename(Inside::cache_key(content, language));
    fill(*included, values);
    std::string page;
    bool const whole = inside_->cache->ExpandWithData(
        Inside::cache_key(layout, language), ctemplate::STRIP_BLANK_LINES, &dictionary, nullptr, &page);
    if (!whole) throw Problem(broken(inside_->assets, content, "the page cannot be written"));
    return page;
}

std::string Pages::text(std::string_view key, Language language, Values const& values) const {
    auto const& messages = inside_->messages.at(language);
    auto const found = messages.find(key);
    if (found == messages.end()) throw std::logic_error("no text with the key " + std::string(key));
    auto text = found->second;
    for (auto const& [name, value] : values.texts) {
        auto const marker = "{{" + name + "}}";
        for (auto at = text.find(marker); at != std::string::npos;
             at = text.find(marker, at + value.size())) {
            text.replace(at, marker.size(), value);
        }
    }
    return text;
}

void allow_frames(Response& page, std::vector<std::string> const& urls) {
    std::string sources;
    for (auto const& url : urls) {
        if (is_web_address(url)) sources.append(" ").append(policy_source(url));
    }
    if (sources.empty()) return;
    auto const policy = page.headers.find("Content-Security-Policy").value_or("default-src 'none'");
    page.headers.set("Content-Security-Policy", std::string(policy) + "; frame-src" + sources);
}

Response page(unsigned status, std::string html_text) {
    auto response = no_store(html(status, std::move(html_text)));
    // form-action is left out of default-src and would also stop the redirect that follows a posted login.
    response.headers.set(
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; "
        "connect-src 'self'; base-uri 'none'; frame-ancestors 'none'");
    response.headers.set("X-Content-Type-Options", "nosniff");
    response.headers.set("Referrer-Policy", "same-origin");
    return response;
}

}  // namespace emulator::http
