#include "services/minprofil/sessions.h"

#include "base/encoding.h"
#include "http/cookies.h"
#include "http/same_origin.h"
#include "http/site.h"
#include "jose/digest.h"

namespace emulator::minprofil {
namespace {

constexpr std::string_view kind = "minprofil_session";
constexpr std::string_view cookie_name = "MINPROFIL_SESSION";
constexpr seconds idle = std::chrono::minutes(30);
// ID-porten's sessions, whose end it tells of, last no longer (docs.digdir.no, oidc_func_sso).
constexpr seconds told_of = std::chrono::minutes(120);

std::string digest(std::string_view text) {
    return hex_encode(jose::sha256(text));
}
std::string owner_by_sid(std::string const& sid) {
    return digest("sid " + sid);
}
std::string owner_by_sub(std::string const& sub) {
    return digest("sub " + sub);
}

// The data set holds no secret that would let its reader in.
std::optional<std::string> session_id(http::Request const& request) {
    auto const value = http::cookie(request, cookie_name);
    if (!value) return std::nullopt;
    return digest(*value);
}

}  // namespace

void Sessions::begin(http::Request const& request, Session session, Owner const& owner,
                     http::Response& answer) {
    if (auto const before = session_id(request)) state_.remove({kind, *before});
    auto const value = entropy_.token(32);
    session.csrf = entropy_.token(32);
    std::vector<std::string> owners;
    if (!owner.sid.empty()) owners.push_back(owner_by_sid(owner.sid));
    if (!owner.sub.empty()) owners.push_back(owner_by_sub(owner.sub));
    index_.put(digest(value), session_document(session), clock_.now() + idle, owners, told_of);
    http::set_cookie(answer, cookie_name, value, secure_);
}

std::optional<Session> Sessions::visit(http::Request const& request,
                                       std::function<void(Session&)> const& change) {
    auto const id = session_id(request);
    if (!id) return std::nullopt;
    std::optional<Session> session;
    auto const edit = [&](std::string& document, Instant& expires) {
        session = read_session(document);
        if (change) change(*session);
        document = session_document(*session);
        expires = clock_.now() + idle;
        return true;
    };
    state_.edit({kind, *id}, edit);
    return session;
}

void Sessions::end(http::Request const& request, http::Response& answer) {
    if (auto const id = session_id(request)) state_.remove({kind, *id});
    http::clear_cookie(answer, cookie_name);
}

std::size_t Sessions::end_all_of_sid(std::string const& sid) {
    return index_.end_all(owner_by_sid(sid));
}
std::size_t Sessions::end_all_of_sub(std::string const& sub) {
    return index_.end_all(owner_by_sub(sub));
}

void take_language(Session& session, http::Request const& request, http::Parameters const& query) {
    if (query.has("locale") || query.has("ui_locales")) session.language = http::Site::language(request);
}

Result<Session> session_of_form(Sessions& sessions, http::Request const& request,
                                http::Parameters const& form) {
    EMULATOR_TRY(http::check_same_origin(request));
    auto session = sessions.visit(request);
    if (session && equal_secrets(session->csrf, form.text("csrf"))) return std::move(*session);
    return Error{ErrorCode::forbidden,
                 "The form does not belong to a session that lasts",
                 {"A form is sent by the page of a live session, which proves it by the field csrf",
                  session ? "another csrf, or none" : "a form without a session", "the csrf of the page",
                  "Load the page again and send its form."}};
}

}  // namespace emulator::minprofil
