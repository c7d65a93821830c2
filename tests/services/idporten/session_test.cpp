// The rules of the session as tables: what answers a request, what a login makes of it, and when it ends.
#include "services/idporten/session_rules.h"

#include <doctest/doctest.h>

#include <functional>
#include <nlohmann/json.hpp>

#include "base/json.h"
#include "model/client.h"
#include "services/idporten/levels.h"

namespace emulator::idporten {
namespace {

Instant const noon{seconds(1'800'000'000)};
auto const somebody = model::PersonNumber::from_stored(28876895937);
auto const another = model::PersonNumber::from_stored(20914695016);
std::string const s(substantial);
std::string const h(high);

Authentication login(std::string const& acr, model::PersonNumber pid = somebody, Instant at = noon) {
    return {pid, acr, "TestID", at};
}
Session session(std::string const& acr) {
    return {login(acr), noon, true, "sid-1", {"service"}};
}
model::Client client(std::string const& id = "service", bool isolated = false) {
    model::Client client;
    client.client_id = id;
    client.sso_disabled = isolated;
    return client;
}

// A request at noon and a bit, with what differs from a plain one of a client that has been here.
struct Asked {
    std::optional<Session> session = idporten::session(std::string(substantial));
    AuthorizationRequest request = {};
    model::Client client = idporten::client();
    store::Directory directory = {};
    Instant now = noon + seconds(100);
};

TEST_SUITE("idporten/session") {
    TEST_CASE("[idporten 15] the session answers, or there is one reason why it cannot") {
        struct Row {
            std::string name;
            std::function<void(Asked&)> change;
            std::string why;
        };
        auto const isolated = "the client takes no part in single sign-on";
        auto const only_isolated = "only clients that take no part in single sign-on have been here";
        auto const demands = "a scope demands a login of its own";
        for (auto const& row : {
                 Row{"the plain request", [](Asked&) {}, ""},
                 Row{"no session", [](Asked& a) { a.session.reset(); }, "no session"},
                 Row{"another client", [](Asked& a) { a.client = client("other"); }, ""},
                 Row{"an isolated client, for the first time",
                     [](Asked& a) { a.client = client("other", true); }, isolated},
                 Row{"an isolated client that has been here",
                     [](Asked& a) { a.client = client("service", true); }, ""},
                 Row{"a shared client after isolated ones", [](Asked& a) { a.session->shared = false; },
                     only_isolated},
                 Row{"an isolated client in its own session",
                     [](Asked& a) {
                         a.session->shared = false;
                         a.client = client("service", true);
                     },
                     ""},
                 Row{"another isolated client",
                     [](Asked& a) {
                         a.session->shared = false;
                         a.client = client("other", true);
                     },
                     isolated},
                 Row{"prompt=login", [](Asked& a) { a.request.prompt = "login"; }, "prompt=login"},
                 Row{"prompt=none", [](Asked& a) { a.request.prompt = "none"; }, ""},
                 Row{"prompt=consent", [](Asked& a) { a.request.prompt = "consent"; }, ""},
                 Row{"the level it has", [](Asked& a) { a.request.acr_values = {s}; }, ""},
                 Row{"a higher level", [](Asked& a) { a.request.acr_values = {h}; },
                     "a higher level is asked for"},
                 Row{"a higher level or its own",
                     [](Asked& a) {
                         a.request.acr_values = {h, s};
                     },
                     ""},
                 Row{"a lower level",
                     [](Asked& a) {
                         a.session = session(h);
                         a.request.acr_values = {s};
                     },
                     ""},
                 Row{"max_age=0", [](Asked& a) { a.request.max_age = seconds(0); }, "max_age has passed"},
                 Row{"max_age=0 in the second of the login",
                     [](Asked& a) {
                         a.request.max_age = seconds(0);
                         a.now = noon;
                     },
                     "max_age has passed"},
                 Row{"max_age as old as the login", [](Asked& a) { a.request.max_age = seconds(100); }, ""},
                 Row{"max_age a second less", [](Asked& a) { a.request.max_age = seconds(99); },
                     "max_age has passed"},
                 Row{"a scope that demands a login",
                     [](Asked& a) {
                         a.request.scopes = {"openid", "x:y"};
                         a.directory.scopes["x:y"].requires_user_authentication = true;
                     },
                     demands},
                 Row{"a scope that demands consent alone",
                     [](Asked& a) {
                         a.request.scopes = {"openid", "x:y"};
                         a.directory.scopes["x:y"].requires_user_consent = true;
                     },
                     ""},
                 Row{"a scope that is not there any more", [](Asked& a) { a.request.scopes = {"x:y"}; }, ""},
             }) {
            CAPTURE(row.name);
            Asked asked;
            row.change(asked);
            SessionAsked const facts{asked.session, asked.request, asked.client, asked.directory, asked.now};
            CHECK(why_login_is_needed(facts) == row.why);
            auto const record = need(parse_json(examination(facts).record(Json::object())));
            std::string why;
            for (auto const& rule : record.at("rules")) {
                CHECK(!rule.at("measured").get<std::string>().empty());
                if (rule.at("outcome") == "failed" && why.empty()) why = rule.at("name");
            }
            CHECK(why.empty() == row.why.empty());
        }
    }

    TEST_CASE("[idporten 4] a login of the same person goes on with the session, at the level of the login") {
        auto const raised =
            session_after(session(s), login(h, somebody, noon + seconds(60)), client(), "new");
        CHECK(raised.sid == "sid-1");
        CHECK(raised.began == noon);
        CHECK(raised.clients == std::vector<std::string>{"service"});
        CHECK(raised.authentication.acr == h);
        CHECK(raised.authentication.auth_time == noon + seconds(60));
        CHECK(session_after(session(h), login(s), client(), "new").authentication.acr == s);
    }

    TEST_CASE("a step-up by another person is a session of their own, and so is a first login") {
        auto const later = noon + seconds(60);
        for (auto const& old : {std::optional<Session>(session(s)), std::optional<Session>()}) {
            auto const made = session_after(old, login(h, another, later), client("other"), "new");
            CHECK(made.sid == "new");
            CHECK(made.began == later);
            CHECK(made.clients.empty());
            CHECK(made.authentication.pid == another);
        }
    }

    TEST_CASE("[idporten 15] a session is shared once a client of single sign-on has been in it") {
        struct Row {
            std::string name;
            std::optional<bool> before;  // shared; absent: no session
            bool isolated;
            bool shared;
        };
        for (auto const& row :
             {Row{"first, shared", {}, false, true}, Row{"first, isolated", {}, true, false},
              Row{"isolated into shared", true, true, true}, Row{"shared into isolated", false, false, true},
              Row{"isolated into isolated", false, true, false}}) {
            CAPTURE(row.name);
            std::optional<Session> old;
            if (row.before) {
                old = session(s);
                old->shared = *row.before;
            }
            CHECK(session_after(old, login(s), client("other", row.isolated), "new").shared == row.shared);
        }
    }

    TEST_CASE("[idporten 15] a session ends 30 minutes after its last use, and 120 after it began") {
        struct Row {
            std::int64_t used;  // minutes after it began
            std::int64_t ends;
        };
        for (auto const& row :
             {Row{0, 30}, Row{1, 31}, Row{89, 119}, Row{90, 120}, Row{91, 120}, Row{119, 120}}) {
            CAPTURE(row.used);
            CHECK(session_end(session(s), noon + std::chrono::minutes(row.used)) ==
                  noon + std::chrono::minutes(row.ends));
        }
    }

    TEST_CASE("a client joins once, and what is kept reads back the same") {
        auto made = session(h);
        made.authentication.given_name = "Stødig";
        made.authentication.family_name = "Vindmølle";
        join(made, "other");
        join(made, "service");
        join(made, "other");
        CHECK(made.clients == std::vector<std::string>{"service", "other"});
        auto const read = session_from_json(to_json(made));
        CHECK(to_json(read) == to_json(made));
        CHECK(read.authentication.family_name == "Vindmølle");
    }
}

}  // namespace
}  // namespace emulator::idporten
