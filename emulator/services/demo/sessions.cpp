#include "services/demo/sessions.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "base/json.h"
#include "http/cookies.h"
#include "http/same_origin.h"
#include "jose/digest.h"

namespace emulator::demo {
namespace {

constexpr std::string_view kind = "demo_session";
constexpr std::string_view cookie_name = "DEMOTJENESTE_SESSION";
constexpr seconds idle = std::chrono::minutes(30);
constexpr seconds longest = std::chrono::minutes(120);

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

Result<> check_csrf(http::Request const& request, Session const& session, http::Parameters const& form) {
    EMULATOR_TRY(http::check_same_origin(request));
    if (equal_secrets(session.csrf, form.text("csrf"))) return {};
    return Error{
        ErrorCode::forbidden,
        "The form does not belong to this session",
        {"A form proves by the field csrf that a page of this session sent it", "another csrf, or none",
         "the csrf of the page", "Load the page again and press its button."}};
}

void Sessions::begin(http::Request const& request, Session session, http::Response& answer) {
    if (auto const before = session_id(request)) state_.remove({kind, *before});
    auto const now = clock_.now();
    auto const value = entropy_.token(32);
    session.csrf = entropy_.token(32);
    session.ends = now + longest;
    std::vector<std::string> owners;
    if (!session.sid.empty()) owners.push_back(owner_by_sid(session.sid));
    if (!session.sub.empty()) owners.push_back(owner_by_sub(session.sub));
    index_.put(digest(value), session_document(session), now + idle, owners, longest);
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
        expires = std::min(clock_.now() + idle, session->ends);
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

}  // namespace emulator::demo
