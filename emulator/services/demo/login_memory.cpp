#include "services/demo/login_memory.h"

#include "base/encoding.h"
#include "http/cookies.h"
#include "jose/digest.h"

namespace emulator::demo {
namespace {

constexpr std::string_view kind = "demo_login";
constexpr std::string_view cookie_name = "DEMOTJENESTE_LOGIN";
constexpr seconds lasts = std::chrono::minutes(30);

std::string digest(std::string_view text) {
    return hex_encode(jose::sha256(text));
}

Error unknown_login(std::string const& received, std::string mend) {
    return {ErrorCode::access_denied,
            "This login was not begun here, or it is used or too old",
            {"A login ends once, within half an hour and in the browser that began it (RFC 6749 10.12)",
             received, "the state of a login of this browser", std::move(mend)}};
}

}  // namespace

std::string LoginMemory::browser(http::Request const& request, http::Response& answer) {
    auto const known = known_browser(request);
    if (!known.empty()) return known;
    auto const value = entropy_.token(32);
    http::set_cookie(answer, cookie_name, value, secure_);
    return digest(value);
}

std::string LoginMemory::known_browser(http::Request const& request) const {
    auto const value = http::cookie(request, cookie_name).value_or("");
    bool const ours = value.size() == 43 && base64url_decode(value);
    return ours ? digest(value) : "";
}

void LoginMemory::remember(StartedLogin const& started) {
    auto const id = digest(started.login.state);
    state_.put({kind, id}, started_login_document(started), clock_.now() + lasts);
}

Result<StartedLogin> LoginMemory::recall(http::Request const& request, std::string const& login_state) {
    auto const id = digest(login_state);
    auto const kept = state_.get({kind, id});
    if (!kept) return unknown_login("state " + shown(login_state), "Start the login again.");
    auto const started = read_started_login(*kept);
    if (!equal_secrets(started.browser, known_browser(request)))
        return unknown_login("a callback in another browser", "Start the login again in this browser.");
    if (!state_.take({kind, id})) return unknown_login("a state that is used", "Start the login again.");
    return started;
}

bool LoginMemory::is_open(std::string const& login_state) const {
    return state_.get({kind, digest(login_state)}).has_value();
}

}  // namespace emulator::demo
