#include "services/kontaktregisteret/api_page.h"

#include <nlohmann/json.hpp>

#include "base/json.h"
#include "http/answers.h"
#include "http/parameters.h"
#include "http/same_origin.h"

namespace emulator::kontaktregisteret {
namespace {

constexpr auto document_file = "web/openapi/kontaktregisteret.json";
constexpr auto page_path = "/swagger-ui/index.html";

http::Response token_answer(std::string const& token) {
    return http::no_store(http::json(200, {{"access_token", token}}));
}

}  // namespace

void ApiPage::mount(http::Router& router) {
    using enum http::Method;
    using http::Request;
    router.route(get, "/v3/api-docs", http::PlainHandler([this](Request const&) { return document(); }),
                 http::Cors::any_origin);
    router.route(get, page_path, http::PlainHandler([this](Request const& r) { return page(r); }));
    for (auto const* other : {"/swagger-ui", "/swagger-ui.html"})
        router.route(get, other, http::PlainHandler([](Request const&) { return http::found(page_path); }));
    if (!tokens_) return;
    http::Handler const organisation = [this](Request const& r) { return organisation_token(r); };
    http::Handler const person = [this](Request const& r) { return person_token(r); };
    router.route(post, "/swagger-ui/tokens/maskinporten", organisation);
    router.route(post, "/swagger-ui/tokens/idporten", person);
}

http::Response ApiPage::document() const {
    auto text = assets_.find(document_file);
    if (!text)
        throw Problem(Error{ErrorCode::not_found,
                            "Requested resource not found",
                            {"The folder of --web-dir has the OpenAPI document",
                             assets_.display_name(document_file), "the file", "Put it back."}});
    return http::no_store(http::json_text(200, *std::move(text)));
}

http::Response ApiPage::page(http::Request const& request) const {
    auto const language = http::Site::language(request);
    http::Values values;
    if (tokens_) {
        auto& trial = values.add("TRIAL");
        for (auto const& person : persons_.listed()) {
            trial.add("PERSON")
                .set("PID", person.personidentifikator.digits())
                .set("NAME", person.name())
                .set("STORY", person.beskrivelse);
        }
    }
    return site_.show(200, "swagger-ui", "swagger.title", request, language, std::move(values));
}

Task<http::Response> ApiPage::organisation_token(http::Request const& request) {
    need(http::check_same_origin(request));
    auto token = co_await tokens_->of_organisation();
    co_return token_answer(need(std::move(token)));
}

Task<http::Response> ApiPage::person_token(http::Request const& request) {
    need(http::check_same_origin(request));
    auto const form = need(http::read_form(request));
    auto const number = need(model::PersonNumber::parse(form.text("pid")));
    auto token = co_await tokens_->of_person(number);
    co_return token_answer(need(std::move(token)));
}

}  // namespace emulator::kontaktregisteret
