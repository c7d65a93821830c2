#include "services/konsoll/person_page.h"

#include <nlohmann/json.hpp>

#include "http/answers.h"
#include "http/json_body.h"
#include "http/parameters.h"
#include "http/same_origin.h"

namespace emulator::konsoll {
namespace {

model::PersonNumber number_of(http::Request const& request) {
    return need(model::PersonNumber::parse(request.path_parameter("personidentifikator")));
}

std::string text_of(Json const& entry) {
    return entry.dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

void PersonPage::mount(http::Router& router) {
    using Answer = http::Response (PersonPage::*)(http::Request const&) const;
    auto const route = [&](http::Method method, Answer answer) {
        router.route(
            method, "/persons/{personidentifikator}",
            http::PlainHandler([this, answer](http::Request const& r) { return (this->*answer)(r); }));
    };
    route(http::Method::get, &PersonPage::get);
    route(http::Method::put, &PersonPage::put);
    route(http::Method::post, &PersonPage::post);
}

http::Response PersonPage::get(http::Request const& request) const {
    auto const number = number_of(request);
    auto const entry = form_.read(number);
    return request.wants_html() ? page(request, number, text_of(entry))
                                : http::no_store(http::json(200, entry));
}

http::Response PersonPage::put(http::Request const& request) const {
    need(http::check_same_origin(request));
    auto const number = number_of(request);
    need(write(number, http::read_json(request)));
    return http::no_store(http::json(200, form_.read(number)));
}

http::Response PersonPage::post(http::Request const& request) const {
    need(http::check_same_origin(request));
    auto const number = number_of(request);
    auto const form = need(http::read_form(request));
    auto const text = form.text("person");
    auto const written = write(number, parse_json(text));
    if (written) {
        http::Parameters query;
        query.add("saved", "yes");
        if (auto const locale = form.get("locale")) query.add("locale", *locale);
        return http::see_other(http::with_query(request.path, query));
    }
    auto const error = written.error();
    return page(request, number, text, &error);
}

http::Response PersonPage::page(http::Request const& request, model::PersonNumber number,
                                std::string const& entry, Error const* refused) const {
    auto const query = http::read_query(request);
    http::Values values;
    values.set("PID", number.digits()).set("ENTRY", entry);
    values.show("SAVED", !refused && query && query->has("saved"));
    if (refused) values.add("ERROR").set("MESSAGE", refused->description);
    if (query && query->has("locale")) values.add("LOCALE").set("CODE", query->text("locale"));
    return site_.show(refused ? 422 : 200, "konsoll-person", "konsoll.person.title", request,
                      http::Site::language(request), std::move(values));
}

Result<> PersonPage::write(model::PersonNumber number, Result<Json> const& entry) const {
    if (!entry) return entry.error();
    EMULATOR_TRY(form_.write(number, *entry));
    log_.info("konsoll", "person changed", {{"personidentifikator", number.digits()}});
    return {};
}

}  // namespace emulator::konsoll
