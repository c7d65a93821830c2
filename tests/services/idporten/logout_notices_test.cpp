// Whom a logout tells, what the logout_token says, and what an answer means.
#include "services/idporten/logout_notices.h"

#include "services/idporten/documents.h"
#include "services/idporten/session.h"
#include "services/idporten/world.h"

namespace emulator::idporten {
namespace {

Session session_of(std::vector<std::string> clients) {
    auto const pid = need(model::PersonNumber::parse(everything));
    Instant const began{seconds(1795348800)};
    return {{pid, substantial_level, "TestID", began}, began, true, "sid-1", std::move(clients)};
}

TEST_SUITE("idporten/logout notices") {
    TEST_CASE("[idporten 16.2] a frame gets iss and sid only where the client asks for the session") {
        struct Row {
            char const* name;
            char const* uri;
            bool session_required;
            std::string frame;
        };
        std::string const session = "iss=http%3A%2F%2Flocalhost%3A4702&sid=sid-1";
        Row const rows[] = {
            {"no address", "", true, ""},
            {"plain", "http://localhost:3000/out", false, "http://localhost:3000/out"},
            {"with the session", "http://localhost:3000/out", true, "http://localhost:3000/out?" + session},
            {"beside a query", "https://a.no/out?x=1", true, "https://a.no/out?x=1&" + session},
            {"a script", "javascript:alert(1)", true, ""},
            {"data", "data:text/html,x", false, ""},
            {"a path", "/out", false, ""},
        };
        for (auto const& row : rows) {
            CAPTURE(row.name);
            World world;
            world.registrations.client("min-tjeneste", [&](Json& client) {
                if (row.uri[0]) client["frontchannel_logout_uri"] = row.uri;
                client["frontchannel_logout_session_required"] = row.session_required;
            });
            auto const list = notices(session_of({"min-tjeneste"}), *world.directory->now(), issuer);
            REQUIRE(list.size() == 1);
            CHECK(list[0].frontchannel_url == row.frame);
            CHECK(list[0].client_name == "Min tjeneste");
        }
    }

    TEST_CASE("[idporten 16.3] every client of the session is told, those without an address included") {
        World world;
        auto const list = notices(session_of({"minprofil", "taken-out", "demotjeneste", "min-tjeneste"}),
                                  *world.directory->now(), issuer);
        REQUIRE(list.size() == 3);
        CHECK(list[0].client_id == "minprofil");
        CHECK(list[0].backchannel_uri == "http://localhost:4704/backchannel-logout");
        CHECK(list[1].client_id == "demotjeneste");
        CHECK(list[1].backchannel_uri == "http://localhost:4706/backchannel-logout");
        CHECK(list[2].client_id == "min-tjeneste");
        CHECK(list[2].backchannel_uri.empty());
        CHECK(list[2].frontchannel_url.empty());
    }

    TEST_CASE("[OpenID Connect Back-Channel Logout 1.0, 2.4] the claims of a logout_token") {
        Instant const now{seconds(1795349000)};
        auto const claims =
            logout_token_claims({"demotjeneste", "", "", ""}, session_of({}), issuer, now, "j-1");
        Json const expected{
            {"iss", issuer},
            {"aud", "demotjeneste"},
            {"sub", pairwise_subject("demotjeneste", need(model::PersonNumber::parse(everything)))},
            {"iat", 1795349000},
            {"exp", 1795349300},
            {"jti", "j-1"},
            {"events", {{"http://schemas.openid.net/event/backchannel-logout", Json::object()}}},
            {"sid", "sid-1"}};
        CHECK(claims.dump() == expected.dump());
        CHECK(claims.at("sub") != everything);
    }

    TEST_CASE("[idporten 16.3] any 2xx is accepted, and nothing else") {
        struct Row {
            char const* name;
            Result<http::Response> answer;
            Answered answered;
            char const* reason;
        };
        Error const silent{ErrorCode::bad_gateway, "No answer from x", {"", "Connection refused", "", ""}};
        Row const rows[] = {
            {"200", http::Response{200, {}, ""}, Answered::accepted, ""},
            {"204", http::Response{204, {}, ""}, Answered::accepted, ""},
            {"299", http::Response{299, {}, ""}, Answered::accepted, ""},
            {"a redirect", http::Response{302, {}, ""}, Answered::refused, "status 302"},
            {"300", http::Response{300, {}, ""}, Answered::refused, "status 300"},
            {"400", http::Response{400, {}, ""}, Answered::refused, "status 400"},
            {"199", http::Response{199, {}, ""}, Answered::refused, "status 199"},
            {"500", http::Response{500, {}, ""}, Answered::refused, "status 500"},
            {"nobody", silent, Answered::nothing, "Connection refused"},
        };
        for (auto const& row : rows) {
            CAPTURE(row.name);
            auto const outcome = outcome_of(row.answer);
            CHECK(outcome.answered == row.answered);
            CHECK(outcome.reason == row.reason);
            CHECK(outcome.status == (row.answer ? row.answer->status : 0));
        }
    }

    TEST_CASE("[idporten 16.1] tokens of openid and profile alone end with the session") {
        struct Row {
            char const* name;
            std::vector<std::string> scopes;
            bool pure;
        };
        for (auto const& row :
             {Row{"openid", {"openid"}, true}, Row{"both", {"openid", "profile"}, true},
              Row{"a third scope", {"openid", "profile", "krr:user/kontaktinformasjon.read"}, false},
              Row{"only a third scope", {"krr:user/kontaktinformasjon.read"}, false},
              Row{"a name that begins the same", {"openid", "profile.read"}, false}}) {
            CAPTURE(row.name);
            CHECK(is_pure_login(row.scopes) == row.pure);
        }
    }
}

}  // namespace
}  // namespace emulator::idporten
