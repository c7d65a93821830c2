#include "services/selvbetjening/caller.h"

#include <doctest/doctest.h>

#include "support.h"

namespace emulator::selvbetjening {
namespace {

using test::World;
using enum http::Method;

TEST_CASE("[selvbetjening 2] each call needs one of its scopes") {
    struct Row {
        Call call;
        std::vector<std::string> enough;
    };
    std::string const read = "idporten:dcr.read", modify = "idporten:dcr.modify",
                      write = "idporten:dcr.write", supplier = "idporten:dcr.supplier",
                      customers = "idporten:dcr/onbehalfof:write",
                      customers_too = "idporten:dcr/onbehalfof.write", scopes_read = "idporten:scopes.read",
                      scopes_write = "idporten:scopes.write", sharing = "idporten:dcr.datasharing";
    std::vector<std::string> const all{read,          modify,      write,        supplier, customers,
                                       customers_too, scopes_read, scopes_write, sharing};
    Row const rows[] = {
        {Call::read_clients, {read, modify, write, supplier}},
        {Call::create_client, {write, supplier}},
        {Call::change_client, {modify, write, supplier}},
        {Call::read_customers, {customers, customers_too, read, modify, write}},
        {Call::change_customers, {customers, customers_too}},
        {Call::read_scopes, {scopes_read, scopes_write}},
        {Call::change_scopes, {scopes_write}},
        {Call::share_data, {sharing}},
    };
    World world;
    for (auto const& row : rows) {
        CAPTURE(static_cast<int>(row.call));
        for (auto const& scope : all) {
            CAPTURE(scope);
            bool const expected = std::find(row.enough.begin(), row.enough.end(), scope) != row.enough.end();
            auto const caller = caller_of(world.claims("openid " + scope), row.call);
            CHECK(caller.has_value() == expected);
            if (!expected) CHECK(caller.error().code == ErrorCode::insufficient_scope);
            if (expected) CHECK(caller->orgno == test::etat);
        }
        CHECK(!caller_of(world.claims(""), row.call).has_value());
    }
}

TEST_CASE("[selvbetjening 2] a token that names no organisation is refused") {
    World world;
    for (Json const& consumer : {Json("0192:310222224"), Json({{"ID", "0192:310222225"}}), Json::object()}) {
        auto claims = world.claims("idporten:dcr.read");
        claims["consumer"] = consumer;
        CHECK(caller_of(claims, Call::read_clients).error().code == ErrorCode::invalid_token);
    }
}

TEST_CASE("[selvbetjening 1] without a right token there is 401 with a challenge, without the scope 403") {
    World world;
    auto const none = world.call(get, "/clients");
    CHECK(none.status == 401);
    CHECK(none.headers.find("WWW-Authenticate") == "Bearer");
    test::fields_of(need(parse_json(none.body)));

    auto const wrong = world.call(get, "/clients", {"a.b.c"});
    CHECK(wrong.status == 401);
    CHECK(wrong.headers.find("WWW-Authenticate").value().starts_with("Bearer error=\"invalid_token\""));

    auto const short_of = world.call(get, "/clients", {world.token("idporten:scopes.read")});
    CHECK(short_of.status == 403);
    CHECK(short_of.headers.find("WWW-Authenticate").value().find("insufficient_scope") != std::string::npos);
    test::fields_of(need(parse_json(short_of.body)));
    auto const told = world.journal.newest(1).at(0).error.explanation;
    CHECK(told.expected.find("idporten:dcr.read") != std::string::npos);
}

TEST_CASE("[selvbetjening 2] the same paths stand under three prefixes") {
    World world;
    for (std::string const base : {"", "/api/v1", "/external/api/v1"}) {
        CAPTURE(base);
        CHECK(world.expect(200, get, base + "/clients", {world.token("idporten:dcr.read")}).is_array());
        CHECK(world.expect(200, get, base + "/scopes/all").is_array());
        CHECK(world.expect(200, get, base + "/delegationsources").is_array());
    }
}

}  // namespace
}  // namespace emulator::selvbetjening
