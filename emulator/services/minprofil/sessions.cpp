#include "services/minprofil/sessions.h"

#include "base/encoding.h"
#include "http/cookies.h"
#include "jose/digest.h"

namespace emulator::minprofil {
namespace {

constexpr std::string_view kind = "minprofil_session";
constexpr std::string_view cookie_name = "MINPROFIL_SESSION";
constexpr seconds idle = std::chrono::minutes(30);

// The data set holds no secret that would let its reader in.
std::optional<std::string> session_id(http::Request const& request) {
    auto const value = http::cookie(request, cookie_name);
    if (!value) return std::nullopt;
    return hex_encode(jose::sha256(*value));
}

}  // namespace

void Sessions::begin(http::Request const& request, Session session, http::Response& answer) {
    if (auto const before = session_id(request)) state_.remove({kind, *before});
    auto const value = entropy_.token(32);
    session.csrf = entropy_.token(32);
    auto const id = hex_encode(jose::sha256(value));
    state_.put({kind, id}, session_document(session), clock_.now() + idle);
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

}  // namespace emulator::minprofil
