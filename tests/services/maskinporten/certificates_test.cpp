// Clients without a registered key, which show a business certificate in x5c.
#include <fstream>
#include <iterator>

#include "services/maskinporten/service.h"
#include "services/maskinporten/world.h"

namespace emulator::maskinporten {
namespace {

std::string jose_file(std::string const& name) {
    std::ifstream file(TEST_DIR "/../../jose/" + name, std::ios::binary);
    REQUIRE(file);
    return {std::istreambuf_iterator<char>(file), {}};
}
std::vector<jose::Certificate> other_certificates(std::string const& name) {
    return need(jose::certificates_from_pem(jose_file("certificates/" + name + ".pem")));
}

// A grant of demo-etat-sertifikat with that x5c, signed by its own key or another.
std::string with_x5c(World& world, Json const& x5c_member, std::string const& signer = "demo-etat-sertifikat",
                     std::string const& client_id = "demo-etat-sertifikat") {
    return World::sign(world.claims(client_id), {{"x5c", x5c_member}}, signer);
}
// The same, signed by the key of the certificates in tests/jose.
std::string with_other_chain(World& world, std::vector<jose::Certificate> const& chain) {
    auto const signer = need(jose::private_key_from_pem(jose_file("keys/signer.pem")));
    Json const header{{"alg", "RS256"}, {"x5c", x5c(chain)}};
    return jose::sign_compact(signer, jose::Algorithm::RS256, header,
                              world.claims("demo-etat-sertifikat").dump());
}

TEST_SUITE("maskinporten/certificates") {
    TEST_CASE(
        "[maskinporten 4.1] a right certificate gives a token, alone or with its CA, with kid or without") {
        auto const chain = certificates("demo-etat-sertifikat");
        REQUIRE(chain.size() == 2);
        World world;
        for (auto const& sent : {chain, std::vector{chain.front()}}) {
            auto const token = world.token(with_x5c(world, x5c(sent)));
            CHECK(token.at("client_amr") == "virksomhetssertifikat");
            CHECK(token.at("consumer").at("ID") == "0192:310222224");
            CHECK(token.at("client_id") == "demo-etat-sertifikat");
        }
        auto const with_kid = World::sign(world.claims("demo-etat-sertifikat"),
                                          {{"kid", "whatever"}, {"x5c", x5c(chain)}}, "demo-etat-sertifikat");
        CHECK(world.token(with_kid).at("client_amr") == "virksomhetssertifikat");
    }

    TEST_CASE("[maskinporten 4.1] certificates of no trusted CA are refused with MP-120") {
        auto const middle = other_certificates("intermediate").front();
        auto const root = other_certificates("root").front();
        struct Row {
            std::string name;
            std::vector<std::string> chain;
        };
        for (auto const& row :
             {Row{"of a foreign CA", {"signer", "intermediate", "root"}},
              Row{"of a foreign CA, alone", {"signer"}},
              Row{"of another foreign root", {"by_other_root", "other_root"}}, Row{"self-signed", {"root"}},
              Row{"expired", {"expired", "intermediate", "root"}}}) {
            CAPTURE(row.name);
            World world;
            std::vector<jose::Certificate> chain;
            for (auto const& name : row.chain)
                chain.push_back(other_certificates(name).front());
            auto const refused = refusal(world, world.ask(with_other_chain(world, chain)));
            CHECK(refused.error_uri == issuer + "errors/MP-120");
            CHECK(refused.text ==
                  "Invalid assertion. Client authentication failed. The JWT is signed with an invalid "
                  "certificate.");
        }
    }

    TEST_CASE("[maskinporten 4.1] a trusted CA is what makes the difference") {
        World world;
        auto policy = world.policy;
        policy.trusted = other_certificates("root");
        http::Router router("maskinporten", Service::dialect(issuer, world.site), world.log, &world.journal);
        Service service({*world.directory, world.state, world.clock, world.entropy, world.log, nullptr,
                         world.site, world.signing_keys, policy});
        service.mount(router);
        world.registrations.client("demo-etat-sertifikat",
                                   [](Json& client) { client["client_orgno"] = "310000000"; });
        world.registrations.scope(contact_scope, [](Json& scope) { scope["accessible_for_all"] = true; });
        auto const chain =
            std::vector{other_certificates("signer").front(), other_certificates("intermediate").front()};
        http::Request request;
        request.method = http::Method::post;
        REQUIRE(http::set_target(request, "/token"));
        request.headers.add("Content-Type", "application/x-www-form-urlencoded");
        request.body = "grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&assertion=" +
                       with_other_chain(world, chain);
        CHECK(test::answer(router, request).status == 200);
    }

    TEST_CASE("a CA's own certificate does not sign grants, though it is trusted") {
        World world;
        auto const refused =
            refusal(world, world.ask(with_x5c(world, x5c(certificates("ca-root")), "ca-root")));
        CHECK(refused.error_uri == issuer + "errors/MP-120");
    }

    TEST_CASE("[maskinporten 12] the certificate's organisation is the client's") {
        World world;
        auto const chain = x5c(certificates("demo-etat-sertifikat"));
        // A client of demo-leverandoer that has no key, and one that demo-leverandoer runs for demo-etat.
        world.registrations.client("demo-etat-sertifikat",
                                   [](Json& client) { client["client_orgno"] = "313111113"; });
        auto const refused = refusal(world, world.ask(with_x5c(world, chain)));
        CHECK(refused.error_uri == issuer + "errors/MP-122");
        auto const why = world.journal.newest(1).at(0).error.explanation;
        CHECK(why.received == "certificate of 310222224");
        CHECK(why.expected == "313111113");
        world.registrations.client("demo-etat-sertifikat",
                                   [](Json& client) { client["supplier_orgno"] = "313111113"; });
        CHECK(refusal(world, world.ask(with_x5c(world, chain))).error_uri == issuer + "errors/MP-122");
    }

    TEST_CASE("[maskinporten 7] a supplier signs with its own certificate, and stands in the token") {
        World world;
        world.registrations.client("demo-etat-sertifikat", [](Json& client) {
            client["client_orgno"] = "313111113";
            client["supplier_orgno"] = "310222224";
        });
        world.registrations.scope(contact_scope, [](Json& scope) { scope["accessible_for_all"] = true; });
        auto const token = world.token(with_x5c(world, x5c(certificates("demo-etat-sertifikat"))));
        CHECK(token.at("consumer").at("ID") == "0192:313111113");
        CHECK(token.at("supplier") == Json{{"authority", "iso6523-actorid-upis"}, {"ID", "0192:310222224"}});
    }

    TEST_CASE("[maskinporten 12] x5c that is no array of certificates is refused with MP-123") {
        auto const leaf = x5c(certificates("demo-etat-sertifikat")).at(0).get<std::string>();
        struct Row {
            std::string name;
            Json x5c;
        };
        for (auto const& row :
             {Row{"a bare string", leaf}, Row{"an empty array", Json::array()}, Row{"null", nullptr},
              Row{"an object", Json::object()}, Row{"a number in the array", Json::array({1})},
              Row{"base64url without padding", Json::array({base64url_encode("no certificate")})},
              Row{"PEM", Json::array({key_file("demo-etat-sertifikat.crt")})},
              Row{"no certificate", Json::array({base64_encode("no certificate")})},
              Row{"cut off", Json::array({base64_encode(
                                 certificates("demo-etat-sertifikat").front().der().substr(0, 200))})},
              Row{"eleven of them", Json(std::vector<std::string>(11, leaf))}}) {
            CAPTURE(row.name);
            World world;
            auto const refused = refusal(world, world.ask(with_x5c(world, row.x5c)));
            CHECK(refused.error_uri == issuer + "errors/MP-123");
            CHECK(refused.text == "Invalid JWT header x5c");
        }
    }

    TEST_CASE("a client without a key that shows no certificate is refused, with or without kid") {
        World world;
        for (auto const& header : {Json::object(), Json{{"kid", "demo-etat-nokkel-1"}}}) {
            auto const grant =
                World::sign(world.claims("demo-etat-sertifikat"), header, "demo-etat-sertifikat");
            auto const refused = refusal(world, world.ask(grant));
            CHECK(refused.error_uri == issuer + "errors/MP-100");
            CHECK(
                refused.text ==
                "Invalid assertion. Client authentication failed. Unknown key identifier (kid) for client.");
        }
    }

    TEST_CASE(
        "[maskinporten 4.1] a client with a registered key must name it; its certificate does not help") {
        World world;
        world.registrations.client("demo-etat-nokkel", [](Json&) {});
        auto const grant = with_x5c(world, x5c(certificates("demo-etat-sertifikat")), "demo-etat-sertifikat",
                                    "demo-etat-nokkel");
        CHECK(refusal(world, world.ask(grant)).text ==
              "Invalid assertion. Client authentication failed. Invalid JWT. The client requires "
              "pre-registered "
              "jwk and no key identifier (kid) provided");
        // kid and x5c both: the registered key counts, so a signature by the certificate's key does not hold.
        auto const both =
            World::sign(world.claims(),
                        {{"kid", "demo-etat-nokkel-1"}, {"x5c", x5c(certificates("demo-etat-sertifikat"))}},
                        "demo-etat-sertifikat");
        CHECK(refusal(world, world.ask(both)).error_uri == issuer + "errors/MP-124");
    }

    TEST_CASE("[maskinporten 4.1] the clock decides whether a certificate is valid") {
        World world;
        auto const before = certificates("demo-etat-sertifikat").front().not_before();
        world.clock.set(before - seconds(1));
        auto const chain = x5c(certificates("demo-etat-sertifikat"));
        CHECK(refusal(world, world.ask(with_x5c(world, chain))).error_uri == issuer + "errors/MP-120");
        world.clock.set(before);
        CHECK(world.ask(with_x5c(world, chain)).status == 200);
    }
}

}  // namespace
}  // namespace emulator::maskinporten
