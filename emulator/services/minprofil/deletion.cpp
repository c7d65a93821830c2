#include "services/minprofil/deletion.h"

#include "http/answers.h"
#include "services/minprofil/pages.h"
#include "services/minprofil/rules.h"

namespace emulator::minprofil {
namespace {

bool is_registered(model::Person const& person) {
    return person.status == model::Registration::AKTIV;
}

}  // namespace

http::Response Deletion::get(http::Request const& request) const {
    auto const query = need(http::read_query(request));
    auto const session =
        sessions_.visit(request, [&](Session& kept) { take_language(kept, request, query); });
    auto const person = session ? persons_.find(session->person) : std::nullopt;
    if (!person || !is_registered(*person)) return http::found(origin_ + "/");
    http::Values values;
    values.set("CSRF", session->csrf);
    add_user(values, session->person, person);
    return site_.show(200, "minprofil-delete", "minprofil.delete.title", request, session->language,
                      std::move(values));
}

http::Response Deletion::post(http::Request const& request) const {
    auto const form = need(http::read_form(request));
    auto const session = need(session_of_form(sessions_, request, form));
    persons_.edit(session.person, {"minprofil", {}, clock_.now()}, [](model::Person& person) {
        if (is_registered(person)) remove(person);
    });
    log_.info("minprofil", "deleted from the register");
    return http::see_other(origin_ + "/");
}

}  // namespace emulator::minprofil
