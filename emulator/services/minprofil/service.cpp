#include "services/minprofil/service.h"

#include "http/answers.h"

namespace emulator::minprofil {
namespace {

bool is_https(std::string const& origin) {
    return origin.starts_with("https:");
}

rp::LogoutEffects logout_effects(Sessions& sessions, store::ProtocolState& state) {
    return {[&sessions](std::string const& sid) { return sessions.end_all_of_sid(sid); },
            [&sessions](std::string const& sub) { return sessions.end_all_of_sub(sub); },
            [&state](std::string const& jti, Instant until) {
                return state.spend_assertion("minprofil logout", jti, until);
            }};
}

}  // namespace

Service::Service(Deps deps)
    : relying_party_(std::move(deps.registration), deps.client, deps.clock, deps.entropy),
      sessions_(deps.state, deps.clock, deps.entropy, is_https(deps.origin)),
      memory_(deps.state, deps.clock, deps.entropy, is_https(deps.origin)),
      login_(relying_party_, memory_, sessions_, deps.origin),
      page_({sessions_, login_, deps.persons, deps.directory, deps.clock, deps.site, deps.log, deps.journal,
             deps.origin}),
      history_(sessions_, deps.persons, deps.directory, deps.site, deps.origin),
      deletion_(sessions_, deps.persons, deps.clock, deps.site, deps.log, deps.origin),
      logout_(relying_party_, sessions_, deps.entropy, deps.site, deps.origin),
      logouts_("minprofil", relying_party_, logout_effects(sessions_, deps.state), deps.clock, deps.log) {}

void Service::mount(http::Router& router) {
    using http::Method;
    using http::Request;
    router.route(Method::get, "/",
                 http::Handler([this](Request const& request) { return page_.get(request); }));
    router.route(Method::post, "/",
                 http::PlainHandler([this](Request const& request) { return page_.post(request); }));
    router.route(Method::get, "/history",
                 http::PlainHandler([this](Request const& request) { return history_.get(request); }));
    router.route(Method::get, "/delete",
                 http::PlainHandler([this](Request const& request) { return deletion_.get(request); }));
    router.route(Method::post, "/delete",
                 http::PlainHandler([this](Request const& request) { return deletion_.post(request); }));
    router.route(Method::get, "/callback",
                 http::Handler([this](Request const& request) { return login_.callback(request); }));
    router.route(Method::post, "/logout",
                 http::Handler([this](Request const& request) { return logout_.post(request); }));
    router.route(Method::get, "/logged-out",
                 http::PlainHandler([this](Request const& request) { return logout_.logged_out(request); }));
    router.route(Method::get, "/frontchannel-logout", http::PlainHandler([this](Request const& request) {
                     return logouts_.front_channel(request);
                 }));
    router.route(Method::post, "/backchannel-logout",
                 http::Handler([this](Request const& request) { return logouts_.back_channel(request); }));
}

http::Dialect Service::dialect(http::Site const& site) {
    return [&site](http::Request const& request, Error const& error) {
        if (!request.wants_html()) return http::oauth_error(error);
        auto const language = http::Site::language(request);
        return site.show(http_status(error.code), "error", error_heading(error.code), request, language,
                         error_values(site.pages(), language, error));
    };
}

}  // namespace emulator::minprofil
