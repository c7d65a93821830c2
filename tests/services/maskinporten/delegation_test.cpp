// consumer_org, iss_onbehalfof and authorization_details: whom a token is about, and what Altinn must know.
#include <nlohmann/json.hpp>

#include "services/maskinporten/world.h"

namespace emulator::maskinporten {
namespace {

std::string const supplier_client = "demo-leverandoer-klient";
std::string const mail_scope = "krr:global/postkasse.read";
std::string const info_scope = "krr:global/kontaktinfo.read";
std::string const customer = "310222224";
std::string const supplier = "313111113";
std::string const altinn = "https://tt02.altinn.no/";

// A right grant of the supplier for `scope`, with further claims.
std::string grant(World& world, std::string const& scope, Json const& more = Json::object()) {
    auto claims = world.claims(supplier_client);
    claims["scope"] = scope;
    claims.update(more);
    return World::sign(claims, {{"kid", supplier_client + "-1"}}, supplier_client);
}

Json organisation(std::string const& orgno) {
    return {{"authority", "iso6523-actorid-upis"}, {"ID", "0192:" + orgno}};
}
Json system_user(std::string const& owner = customer) {
    return {{"type", "urn:altinn:systemuser"}, {"systemuser_org", organisation(owner)}};
}
Json consent() {
    return {{"type", "urn:altinn:consent"},
            {"id", "b94e2d07-61c5-4f3a-8e20-1d7a9c5f4e86"},
            {"from", "urn:altinn:person:identifier-no:28876895937"}};
}
Json details(Json const& object) {
    return {{"authorization_details", Json::array({object})}};
}
Json changed(Json object, std::string const& member, Json const& value) {
    object[member] = value;
    return object;
}

std::vector<std::string> names(Json const& object) {
    std::vector<std::string> list;
    for (auto const& [name, value] : object.items())
        list.push_back(name);
    return list;
}

// What is changed in the data set before the grant, the grant's further claims, and what comes of it.
struct Row {
    std::string name;
    Json claims;
    unsigned status;
    std::string error;
    std::string code;
    std::string text;  // the beginning of it
    std::string scope = mail_scope;
    std::function<void(World&)> before = [](World&) {};
};

void check(std::vector<Row> const& rows) {
    for (auto const& row : rows) {
        CAPTURE(row.name);
        World world;
        row.before(world);
        auto const response = world.ask(grant(world, row.scope, row.claims));
        CAPTURE(response.body);
        CHECK(response.status == row.status);
        if (row.status == 200) continue;
        auto const refused = refusal(world, response);
        CHECK(refused.error == row.error);
        CHECK(refused.error_uri == (row.code.empty() ? "" : issuer + "errors/" + row.code));
        CHECK(refused.text.starts_with(row.text));
        auto const why = world.journal.newest(1).at(0).error.explanation;
        CHECK(!why.rule.empty());
        CHECK(!why.received.empty());
        CHECK(!why.expected.empty());
        CHECK(!why.mend.empty());
    }
}

std::function<void(World&)> scope_with(std::string const& name, test::Registrations::Change const& change) {
    return [=](World& world) { world.registrations.scope(name, change); };
}
std::function<void(World&)> rows(std::function<void(store::Connection&)> const& change) {
    return [=](World& world) { world.directory->change(change); };
}
void register_customer(World& world) {
    world.registrations.client(supplier_client, [](Json& client) {
        client["onbehalfof"] = {{{"onbehalfof", "etaten"}, {"name", "Etaten"}, {"orgno", customer}}};
    });
}

TEST_SUITE("maskinporten/delegation") {
    TEST_CASE(
        "[maskinporten 7] a delegated token names consumer, supplier and source, in the recorded order") {
        World world;
        auto const token = world.token(grant(world, mail_scope, {{"consumer_org", customer}}));
        CHECK(names(token) == std::vector<std::string>{"scope", "supplier", "iss", "client_amr", "token_type",
                                                       "exp", "delegation_source", "iat", "client_id", "jti",
                                                       "consumer"});
        CHECK(token.at("consumer") == organisation(customer));
        CHECK(token.at("supplier") == organisation(supplier));
        CHECK(token.at("delegation_source") == altinn);
        auto const own = world.token(grant(world, info_scope));
        CHECK(own.at("consumer") == organisation(supplier));
        CHECK_FALSE(own.contains("supplier"));
        CHECK_FALSE(own.contains("delegation_source"));
    }

    TEST_CASE("[maskinporten 7] consumer_org: each way to be refused") {
        std::string const no_number =
            "Invalid assertion. Invalid parameter value. The claim consumer_org must be";
        std::string const combination =
            "Validation of JWT claim failed: The combination consumer_org in claim and delegation scope on "
            "client "
            "is invalid";
        auto const claim = [](Json const& value) { return Json{{"consumer_org", value}}; };
        check({
            {"delegated", claim(customer), 200, "", "", ""},
            {"two delegated scopes", claim(customer), 200, "", "", "", mail_scope + " " + info_scope},
            {"a number", claim(310222224), 400, "invalid_request", "MP-011", no_number},
            {"with its scheme", claim("0192:310222224"), 400, "invalid_request", "MP-011", no_number},
            {"a wrong check digit", claim("310222225"), 400, "invalid_request", "MP-011", no_number},
            {"digits of another script", claim("٣١٠٢٢٢٢٢٤"), 400, "invalid_request", "MP-011", no_number},
            {"an array", claim(Json::array({customer})), 400, "invalid_request", "MP-011", no_number},
            {"the client's own organisation", claim(supplier), 400, "invalid_request", "", combination},
            {"nobody has delegated", claim(customer), 403, "forbidden", "MP-251",
             "Consumer 310222224 has not delegated access to the scope " + mail_scope +
                 " to supplier 313111113.",
             mail_scope, rows([](store::Connection& c) { c.execute("delete from delegation"); })},
            {"another source has it", claim(customer), 403, "forbidden", "MP-251",
             "Consumer 310222224 has not", mail_scope, rows([](store::Connection& c) {
                 c.execute("update delegation set delegation_source = 'https://x/'");
             })},
            {"a scope without a source", claim(customer), 403, "forbidden", "MP-251",
             "Consumer 310222224 has not", mail_scope,
             scope_with(mail_scope, [](Json& scope) { scope.erase("delegation_source"); })},
            {"one scope of two without a source", claim(customer), 403, "forbidden", "MP-251",
             "Consumer 310222224 has not delegated access to the scope " + info_scope,
             mail_scope + " " + info_scope,
             scope_with(info_scope, [](Json& scope) { scope.erase("delegation_source"); })},
            {"the consumer has no access", claim("991825827"), 403, "forbidden", "MP-250",
             "Consumer has not been granted access to the scope " + mail_scope, mail_scope,
             scope_with(mail_scope, [](Json& scope) { scope["owner_orgno"] = customer; })},
            {"open to all, and delegated", claim(customer), 200, "", "", "", mail_scope,
             scope_with(mail_scope,
                        [](Json& scope) {
                            scope["accessible_for_all"] = true;
                            scope["access"] = Json::array();
                        })},
            {"the scope is not on the client", claim(customer), 400, "invalid_scope", "MP-200",
             "Token request contains invalid scopes for client, " + contact_scope, contact_scope},
        });
    }

    TEST_CASE("[maskinporten 4.2] iss_onbehalfof still works for a registered customer, and warns") {
        World world;
        register_customer(world);
        auto const without_source = [](Json& scope) {
            scope.erase("delegation_source");
            scope["owner_orgno"] = supplier;
        };
        world.registrations.scope(mail_scope, without_source);
        auto const token = world.token(grant(world, mail_scope, {{"iss_onbehalfof", "etaten"}}));
        CHECK(token.at("consumer") == organisation(customer));
        CHECK(token.at("supplier") == organisation(supplier));
        CHECK_FALSE(token.contains("delegation_source"));
        CHECK(world.log.mentions("iss_onbehalfof is deprecated"));
        auto const unknown = "Invalid assertion. Invalid parameter value. The claim iss_onbehalfof must be";
        check({
            {"not registered", {{"iss_onbehalfof", "etaten"}}, 400, "invalid_request", "MP-011", unknown},
            {"another one",
             {{"iss_onbehalfof", "other"}},
             400,
             "invalid_request",
             "MP-011",
             unknown,
             mail_scope,
             register_customer},
            {"no text",
             {{"iss_onbehalfof", 5}},
             400,
             "invalid_request",
             "MP-011",
             unknown,
             mail_scope,
             register_customer},
            {"with consumer_org",
             {{"iss_onbehalfof", "etaten"}, {"consumer_org", customer}},
             400,
             "invalid_request",
             "MP-011",
             "Invalid assertion. Invalid parameter value. The claims consumer_org and iss_onbehalfof exclude",
             mail_scope,
             register_customer},
            {"a scope delegated in Altinn",
             {{"iss_onbehalfof", "etaten"}},
             400,
             "invalid_request",
             "",
             "Validation of JWT claim failed: The combination iss_onbehalfof",
             mail_scope,
             register_customer},
            {"the supplier has no access",
             {{"iss_onbehalfof", "etaten"}},
             403,
             "forbidden",
             "MP-250",
             "Consumer has not been granted access",
             mail_scope,
             [](World& at) {
                 register_customer(at);
                 at.registrations.scope(mail_scope, [](Json& scope) { scope.erase("delegation_source"); });
             }},
        });
    }

    TEST_CASE("a client that a supplier runs needs the supplier's access") {
        World world;
        world.registrations.client("demo-etat-nokkel",
                                   [](Json& client) { client["supplier_orgno"] = supplier; });
        CHECK(refusal(world, world.ask(world.claims())).error_uri == issuer + "errors/MP-250");
        auto claims = world.claims();
        world.directory->change([](store::Connection& connection) {
            store::put_access(connection, {contact_scope, supplier});
        });
        auto const token = world.token(claims);
        CHECK(token.at("consumer") == organisation(customer));
        CHECK(token.at("supplier") == organisation(supplier));
    }
}

TEST_SUITE("maskinporten/authorization_details") {
    TEST_CASE("[maskinporten 8.1] a system user's token, with the members and the order that were recorded") {
        World world;
        auto const token = world.token(grant(world, info_scope, details(system_user())));
        CHECK(names(token).front() == "authorization_details");
        REQUIRE(token.at("authorization_details").size() == 1);
        auto const& answer = token.at("authorization_details")[0];
        CHECK(names(answer) ==
              std::vector<std::string>{"type", "systemuser_org", "systemuser_id", "system_id"});
        CHECK(answer.at("type") == "urn:altinn:systemuser");
        CHECK(answer.at("systemuser_org") == organisation(customer));
        CHECK(answer.at("systemuser_id") == Json::array({"7c1f0a52-3b6e-4d18-9a47-52e0c8d1b6f3"}));
        CHECK(answer.at("system_id") == "313111113_demosystem");
        CHECK(token.at("consumer") == organisation(supplier));

        auto const asked =
            world.token(grant(world, info_scope, details(changed(system_user(), "externalRef", customer))));
        CHECK(names(asked.at("authorization_details")[0]).back() == "externalRef");
        CHECK(asked.at("authorization_details")[0].at("externalRef") == customer);
    }

    TEST_CASE("[maskinporten 8.2] a consent's token, with the members and the order that were recorded") {
        World world;
        auto const answer =
            world.token(grant(world, info_scope, details(consent()))).at("authorization_details").at(0);
        CHECK(names(answer) ==
              std::vector<std::string>{"type", "id", "from", "to", "consented", "validTo", "consentRights"});
        CHECK(answer.at("to") == organisation(supplier));
        CHECK(answer.at("consented") == "2026-10-23T12:00:00+00:00");
        CHECK(answer.at("validTo") == "2027-11-22T12:00:00+00:00");
        CHECK(answer.at("consentRights")[0].at("resource")[0].at("value") == "demo-samtykke-inntekt");
        CHECK(answer.at("consentRights")[0].at("metadata").at("fraogmed") == "2024-01");
    }

    TEST_CASE("[maskinporten 8.2] with consumer_org the consent was given to the customer") {
        World world;
        auto claims = details(consent());
        claims["consumer_org"] = customer;
        CHECK(refusal(world, world.ask(grant(world, mail_scope, claims))).error ==
              "invalid_altinn_customer_configuration");
        world.directory->change([](store::Connection& connection) {
            connection.execute("update consent set to_orgno = '310222224'");
        });
        auto const token = world.token(grant(world, mail_scope, claims));
        CHECK(token.at("authorization_details")[0].at("to") == organisation(customer));
        CHECK(token.at("supplier") == organisation(supplier));
        CHECK(token.at("delegation_source") == altinn);
    }

    TEST_CASE("[maskinporten 8] authorization_details: each way to be refused") {
        std::string const malformed = "invalid_authorization_details";
        std::string const unknown = "invalid_altinn_customer_configuration";
        std::string const bad = "Invalid authorization details values: ";
        auto const user = [](std::string const& member, Json const& value) {
            return details(changed(system_user(), member, value));
        };
        auto const of_consent = [](std::string const& member, Json const& value) {
            return details(changed(consent(), member, value));
        };
        auto const sql = [](char const* statement) {
            return rows([=](store::Connection& connection) { connection.execute(statement); });
        };
        auto const two = Json{{"authorization_details", Json::array({system_user(), consent()})}};
        std::vector<Row> table{
            {"no array",
             {{"authorization_details", system_user()}},
             400,
             "invalid_request",
             "MP-011",
             "Invalid assertion. Invalid parameter value. The claim authorization_details"},
            {"an empty array",
             {{"authorization_details", Json::array()}},
             400,
             "invalid_request",
             "MP-011",
             "Invalid assertion. Invalid parameter value. The claim authorization_details"},
            {"two at a time", two, 400, malformed, "MP-303", bad},
            {"no object", details("urn:altinn:systemuser"), 400, malformed, "MP-303", bad},
            {"no type", details(Json::object()), 400, malformed, "MP-301",
             "Unknown authorization details type"},
            {"an unknown type", user("type", "urn:altinn:other"), 400, malformed, "MP-301", "Unknown"},
            {"a type that is no text", user("type", 5), 400, malformed, "MP-301", "Unknown"},
            {"an unknown field", user("systemuser_id", "x"), 400, malformed, "MP-302", "Unknown fields"},
            {"an unknown field inside",
             user("systemuser_org", {{"authority", "iso6523-actorid-upis"}, {"id", "0192:310222224"}}), 400,
             malformed, "MP-302", "Unknown fields in the authorization details: id"},
            {"no systemuser_org", details({{"type", "urn:altinn:systemuser"}}), 400, malformed, "MP-303",
             bad},
            {"a number as systemuser_org", user("systemuser_org", customer), 400, malformed, "MP-303", bad},
            {"another authority", user("systemuser_org", {{"authority", "x"}, {"ID", "0192:310222224"}}), 400,
             malformed, "MP-303", bad + "systemuser_org.authority"},
            {"no scheme in ID",
             user("systemuser_org", {{"authority", "iso6523-actorid-upis"}, {"ID", "310222224"}}), 400,
             malformed, "MP-303", bad + "systemuser_org.ID"},
            {"externalRef that is no text", user("externalRef", 5), 400, malformed, "MP-303",
             bad + "externalRef"},
            {"an organisation without a system user", details(system_user("991825827")), 400, unknown,
             "MP-303", bad},
            {"another externalRef", user("externalRef", "other"), 400, unknown, "MP-303", bad},
            {"a missing externalRef", details(system_user()), 400, unknown, "MP-303", bad, info_scope,
             sql("update system_user set external_ref = 'ed1c38f4'")},
            {"a system of another client", details(system_user()), 400, unknown, "MP-303", bad, info_scope,
             sql("update system_user set client_id = 'demo-etat-nokkel'")},
            {"a system without a client", details(system_user()), 400, unknown, "MP-303", bad, info_scope,
             sql("update system_user set client_id = ''")},
            {"a consent with externalRef", of_consent("externalRef", "x"), 400, malformed, "MP-302",
             "Unknown"},
            {"no id", details({{"type", "urn:altinn:consent"}}), 400, malformed, "MP-303", bad + "id"},
            {"a bare person number", of_consent("from", "28876895937"), 400, malformed, "MP-303",
             bad + "from"},
            {"a person number that is not synthetic",
             of_consent("from", "urn:altinn:person:identifier-no:28076895937"), 400, malformed, "MP-303",
             bad + "from"},
            {"an unknown consent", of_consent("id", "00000000-61c5-4f3a-8e20-1d7a9c5f4e86"), 400, unknown,
             "MP-303", bad},
            {"another giver", of_consent("from", "urn:altinn:organization:identifier-no:310222224"), 400,
             unknown, "MP-303", bad},
            {"given to another", details(consent()), 400, unknown, "MP-303", bad, info_scope,
             sql("update consent set to_orgno = '310222224'")},
            {"revoked", details(consent()), 400, unknown, "MP-303", bad, info_scope,
             sql("update consent set status = 'Revoked'")},
            {"not yet accepted", details(consent()), 400, unknown, "MP-303", bad, info_scope,
             sql("update consent set status = 'Created'")},
            {"expired now", details(consent()), 400, unknown, "MP-303", bad, info_scope,
             sql("update consent set valid_to = 1795348800")},
            {"a second left", details(consent()), 200, "", "", "", info_scope,
             sql("update consent set valid_to = 1795348801")},
        };
        for (auto& row : table)
            row.scope = info_scope;
        check(table);
    }

    TEST_CASE("[maskinporten 8] at least one scope is needed beside authorization_details") {
        World world;
        auto claims = world.claims(supplier_client);
        claims.erase("scope");
        claims.update(details(system_user()));
        auto const response =
            world.ask(World::sign(claims, {{"kid", supplier_client + "-1"}}, supplier_client));
        CHECK(refusal(world, response).error_uri == issuer + "errors/MP-011");
    }
}

}  // namespace
}  // namespace emulator::maskinporten
