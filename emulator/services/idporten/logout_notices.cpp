#include "services/idporten/logout_notices.h"

#include <nlohmann/json.hpp>

#include "http/parameters.h"
#include "services/idporten/documents.h"

namespace emulator::idporten {
namespace {

constexpr char const* logout_event = "http://schemas.openid.net/event/backchannel-logout";

std::string frame_url(model::Client const& client, std::string_view sid, std::string_view issuer) {
    auto const& uri = client.frontchannel_logout_uri;
    if (!uri.starts_with("http://") && !uri.starts_with("https://")) return {};
    if (!client.frontchannel_logout_session_required) return uri;
    http::Parameters session;
    session.add("iss", std::string(issuer));
    session.add("sid", std::string(sid));
    return http::with_query(uri, session);
}

}  // namespace

std::vector<Notice> notices(Session const& session, store::Directory const& directory,
                            std::string_view issuer) {
    std::vector<Notice> list;
    for (auto const& client_id : session.clients) {
        auto const* client = directory.client(client_id);
        if (!client) continue;  // taken out of the data set since
        list.push_back({client_id, client->client_name, frame_url(*client, session.sid, issuer),
                        client->backchannel_logout_uri});
    }
    return list;
}

Json logout_token_claims(Notice const& notice, Session const& session, std::string_view issuer, Instant now,
                         std::string_view jti) {
    auto const iat = now.time_since_epoch().count();
    return {{"iss", issuer},
            {"aud", notice.client_id},
            {"sub", pairwise_subject(notice.client_id, session.authentication.pid)},
            {"iat", iat},
            {"exp", iat + logout_token_lifetime.count()},
            {"jti", jti},
            {"events", {{logout_event, Json::object()}}},
            {"sid", session.sid}};
}

Outcome outcome_of(Result<http::Response> const& answer) {
    if (!answer) return {Answered::nothing, 0, answer.error().explanation.received};
    auto const status = answer->status;
    if (status >= 200 && status < 300) return {Answered::accepted, status, {}};
    return {Answered::refused, status, "status " + std::to_string(status)};
}

}  // namespace emulator::idporten
