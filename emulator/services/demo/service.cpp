#include "services/demo/service.h"

#include "base/encoding.h"
#include "http/answers.h"

namespace emulator::demo {
namespace {

bool is_https(std::string const& origin) {
    return origin.starts_with("https:");
}

// MinProfil with the way back to this service.
std::string change_contact_url(std::string const& minprofil_url, std::string const& origin) {
    return minprofil_url + "/?gotoUrl=" + percent_encode(origin + "/");
}

rp::LogoutEffects logout_effects(Sessions& sessions, store::ProtocolState& state, LogoutNotices& notices) {
    return {[&sessions](std::string const& sid) { return sessions.end_all_of_sid(sid); },
            [&sessions](std::string const& sub) { return sessions.end_all_of_sub(sub); },
            [&state](std::string const& jti, Instant until) {
                return state.spend_assertion("demotjeneste logout", jti, until);
            },
            [&notices](rp::LogoutNotice notice) { notices.keep(std::move(notice)); }};
}

}  // namespace

Service::Service(Deps deps)
    : relying_party_(std::move(deps.registration), deps.client, deps.clock, deps.entropy),
      clients_(relying_party_, deps.directory, std::move(deps.keys), deps.client, deps.clock, deps.entropy),
      sessions_(deps.state, deps.clock, deps.entropy, is_https(deps.origin)),
      provider_(clients_, sessions_, deps.client, deps.clock, deps.entropy),
      memory_(deps.state, deps.clock, deps.entropy, is_https(deps.origin)),
      traces_(deps.state, deps.clock),
      login_(clients_, memory_, sessions_, traces_, deps.clock, deps.origin),
      contact_(deps.client, provider_, deps.clock, deps.kontaktregisteret_url + "/rest/v1/person"),
      logout_(relying_party_, sessions_, memory_, traces_, deps.clock, deps.entropy, deps.origin),
      home_(sessions_, contact_, memory_, traces_, logout_, deps.site, deps.origin,
            change_contact_url(deps.minprofil_url, deps.origin)),
      tester_({clients_, provider_, contact_, sessions_, memory_, traces_, notices_, deps.clock, deps.site,
               deps.origin}),
      logouts_("demotjeneste", relying_party_, logout_effects(sessions_, deps.state, notices_), deps.clock,
               deps.log) {}

void Service::mount(http::Router& router) {
    using http::Method;
    using http::Request;
    router.route(Method::get, "/",
                 http::Handler([this](Request const& request) { return home_.get(request); }));
    router.route(Method::get, "/login",
                 http::Handler([this](Request const& request) { return login_.start(request); }));
    router.route(Method::get, "/callback",
                 http::Handler([this](Request const& request) { return login_.callback(request); }));
    router.route(Method::post, "/callback",
                 http::Handler([this](Request const& request) { return login_.posted(request); }));
    router.route(Method::get, "/test",
                 http::PlainHandler([this](Request const& request) { return tester_.parameters(request); }));
    router.route(Method::get, "/trace",
                 http::PlainHandler([this](Request const& request) { return tester_.trace(request); }));
    router.route(Method::get, "/logouts",
                 http::PlainHandler([this](Request const& request) { return tester_.logouts(request); }));
    router.route(Method::post, "/refresh",
                 http::Handler([this](Request const& request) { return tester_.refresh(request); }));
    router.route(Method::post, "/userinfo",
                 http::Handler([this](Request const& request) { return tester_.userinfo(request); }));
    router.route(Method::post, "/introspect",
                 http::Handler([this](Request const& request) { return tester_.introspect(request); }));
    router.route(Method::post, "/lookup",
                 http::Handler([this](Request const& request) { return tester_.lookup(request); }));
    router.route(Method::post, "/contact",
                 http::PlainHandler([this](Request const& request) { return home_.want_contact(request); }));
    router.route(Method::post, "/logout",
                 http::Handler([this](Request const& request) { return logout_.post(request); }));
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

}  // namespace emulator::demo
