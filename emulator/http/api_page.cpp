#include "http/api_page.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/json.h"
#include "http/answers.h"
#include "http/same_origin.h"

namespace emulator::http {
namespace {

constexpr auto page_path = "/swagger-ui/index.html";

std::string capitals(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    return text;
}

}  // namespace

void ApiPage::mount(Router& router) {
    using enum Method;
    router.route(get, "/v3/api-docs", PlainHandler([this](Request const&) { return document(); }),
                 Cors::any_origin);
    router.route(get, page_path, PlainHandler([this](Request const& r) { return page(r); }));
    for (auto const* other : {"/swagger-ui", "/swagger-ui.html"})
        router.route(get, other, PlainHandler([](Request const&) { return found(page_path); }));
    for (auto const& form : forms_) {
        Handler const fetch = [&form](Request const& r) { return token(r, form); };
        router.route(post, "/swagger-ui/tokens/" + form.issuer, fetch);
    }
}

Response ApiPage::document() const {
    auto text = assets_.find(document_);
    if (!text)
        throw Problem(Error{ErrorCode::not_found,
                            "Requested resource not found",
                            {"The folder of --web-dir has the OpenAPI document",
                             assets_.display_name(document_), "the file", "Put it back."}});
    return no_store(json_text(200, *std::move(text)));
}

Response ApiPage::page(Request const& request) const {
    auto const language = Site::language(request);
    Values values;
    values.set("HEADING", site_.pages().text(heading_, language));
    if (!forms_.empty()) {
        auto& trial = values.add("TRIAL");
        for (auto const& form : forms_) {
            auto& section = trial.add(capitals(form.issuer));
            if (form.fill) form.fill(section);
        }
    }
    return site_.show(200, "swagger-ui", "swagger.title", request, language, std::move(values));
}

Task<Response> ApiPage::token(Request const& request, TokenForm const& form) {
    need(check_same_origin(request));
    auto const sent = need(read_form(request));
    auto fetched = co_await form.fetch(sent);
    Json const answer{{"access_token", need(std::move(fetched))}};
    co_return no_store(json(200, answer));
}

}  // namespace emulator::http
