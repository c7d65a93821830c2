#include "oauth/business_certificate.h"

#include "base/assets.h"
#include "base/encoding.h"
#include "jose/certificate.h"
#include "oauth/authenticating.h"

namespace emulator::oauth {
namespace {

// The business certificate of the fixtures, and who issued it.
std::vector<jose::Certificate> certificates(std::string const& name) {
    return need(jose::certificates_from_pem(Assets().find("fixtures/keys/" + name + ".crt").value()));
}
struct CertificateWorld : World {
    std::vector<jose::Certificate> trusted = certificates("ca-root");
    std::vector<jose::Certificate> production = certificates("ca-prod");
    jose::PrivateKey certified = private_key("demo-etat-sertifikat");
    CertificateWorld() {
        client.keys.clear();
        client.client_orgno = "310222224";
        policy.trust = {trusted, production};
    }
    // Signed with `signer`, with this header beside alg.
    std::string assertion(jose::PrivateKey const& signer, Json header) const {
        header["alg"] = "RS256";
        return jose::sign_compact(signer, jose::Algorithm::RS256, header, right_claims().dump());
    }
    Json x5c(std::string const& name = "demo-etat-sertifikat") const {
        auto list = Json::array();
        for (auto const& certificate : certificates(name))
            list.push_back(base64_encode(certificate.der()));
        return list;
    }
};

TEST_CASE("[idporten 7] a client without registered keys authenticates with its business certificate") {
    CertificateWorld world;
    auto const right = world.assertion(world.certified, {{"x5c", world.x5c()}});
    auto const proved = need(world.ask(right));
    CHECK(proved.client_amr == "virksomhetssertifikat");
    CHECK(proved.spend->jti == "jti-1");
    // Where a supplier runs the client, the supplier's certificate speaks for it.
    world.client.supplier_orgno = "313111113";
    CHECK_FALSE(world.ask(right).has_value());
    world.client.client_orgno = "313111113";
    world.client.supplier_orgno = "310222224";
    CHECK(world.ask(right).has_value());
}

TEST_CASE("[idporten 7] a client that has registered a key uses it, whatever x5c says") {
    CertificateWorld world;
    world.add_key("k1", world.key.public_key());
    CHECK(need(world.ask(world.assertion(world.key, {{"kid", "k1"}, {"x5c", world.x5c()}}))).client_amr ==
          "private_key_jwt");
    for (auto const& header : {Json{{"x5c", world.x5c()}}, Json{{"kid", "k1"}, {"x5c", world.x5c()}}}) {
        auto const refused = world.ask(world.assertion(world.certified, header));
        REQUIRE_FALSE(refused.has_value());
        CHECK(refused.error().code == ErrorCode::invalid_client);
    }
}

TEST_CASE("[idporten 7] a key that is locked to a certificate is used with that certificate or with none") {
    CertificateWorld world;
    auto const chain = certificates("demo-etat-sertifikat");
    auto const jwk = jose::public_jwk(world.certified.public_key(), "k1", jose::Algorithm::RS256, chain);
    world.client.keys.push_back({"k1", std::make_shared<Json const>(jwk), std::nullopt});
    auto const by = [&](Json const& header) { return world.ask(world.assertion(world.certified, header)); };
    CHECK(need(by({{"kid", "k1"}})).client_amr == "private_key_jwt");
    CHECK(by({{"kid", "k1"}, {"x5c", world.x5c()}}).has_value());
    auto const refused = by({{"kid", "k1"}, {"x5c", world.x5c("ca-root")}});
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().explanation.received.find("locked to another") != std::string::npos);
}

TEST_CASE("[idporten 7] a certificate that does not speak for the client is refused, and why is told") {
    struct Row {
        std::string name;
        std::function<void(CertificateWorld&)> change;
        std::function<std::string(CertificateWorld const&)> assertion;
        std::string told;
    };
    auto const nothing = [](CertificateWorld&) {};
    auto const right = [](CertificateWorld const& world) {
        return world.assertion(world.certified, {{"x5c", world.x5c()}});
    };
    auto const with = [](Json const& x5c) {
        return [x5c](CertificateWorld const& world) {
            return world.assertion(world.certified, {{"x5c", x5c}});
        };
    };
    for (auto const& row : {
             Row{"neither kid nor x5c", nothing,
                 [](CertificateWorld const& world) {
                     return world.assertion(world.certified, Json::object());
                 },
                 "names a registered key by kid"},
             Row{"a kid, where no key is registered", nothing,
                 [](CertificateWorld const& world) {
                     return world.assertion(world.certified, {{"kid", "k1"}});
                 },
                 "kid is registered on the client"},
             Row{"x5c as a bare string", nothing, with("MII"), "array of base64 certificates"},
             Row{"x5c of nothing", nothing, with(Json::array()), "array of base64 certificates"},
             Row{"x5c that is junk", nothing, with(Json::array({"AAAA"})), "array of base64 certificates"},
             Row{"another organisation",
                 [](CertificateWorld& world) { world.client.client_orgno = "991825827"; }, right,
                 "of the client's organisation"},
             Row{"a foreign issuer",
                 [](CertificateWorld& world) {
                     world.trusted = certificates("ca-buypass");
                     world.policy.trust = {world.trusted, world.production};
                 },
                 right, "valid in this environment"},
             Row{"a certificate for production",
                 [](CertificateWorld& world) {
                     world.production = world.trusted;
                     world.trusted = certificates("ca-prod");
                     world.policy.trust = {world.trusted, world.production};
                 },
                 right, "valid in this environment"},
             Row{"a foreign certificate before the right one", nothing,
                 [](CertificateWorld const& world) {
                     auto list = world.x5c("postboks-922020175");
                     for (auto const& one : world.x5c())
                         list.push_back(one);
                     return world.assertion(world.certified, {{"x5c", list}});
                 },
                 "ertificate"},
             Row{"signed by another key than the certificate's", nothing,
                 [](CertificateWorld const& world) {
                     return world.assertion(world.key, {{"x5c", world.x5c()}});
                 },
                 "signed by the key of its certificate"},
         }) {
        CAPTURE(row.name);
        CertificateWorld world;
        row.change(world);
        auto const refused = world.ask(row.assertion(world));
        REQUIRE_FALSE(refused.has_value());
        CAPTURE(refused.error().description);
        CHECK(refused.error().code == ErrorCode::invalid_client);
        CHECK(refused.error().description.find(row.told) != std::string::npos);
        CHECK(!refused.error().explanation.mend.empty());
    }
}

TEST_CASE("[RFC 8725 3.10] a key that the header brings or points to is never used") {
    CertificateWorld world;
    auto const attacker = private_key("minprofil");
    auto const jwk = jose::public_jwk(attacker.public_key(), "k1", jose::Algorithm::RS256);
    for (bool const registered : {false, true}) {
        if (registered) world.add_key("k1", world.key.public_key());
        for (auto const& header : {Json{{"jwk", jwk}}, Json{{"kid", "k1"}, {"jwk", jwk}},
                                   Json{{"kid", "k1"}, {"jku", "http://localhost:1/jwks"}},
                                   Json{{"kid", "k1"}, {"x5u", "http://localhost:1/x5u"}},
                                   Json{{"kid", "k1"}, {"crit", {"jwk"}}, {"jwk", jwk}},
                                   Json{{"kid", "../k1"}}, Json{{"kid", "' or 1=1"}}}) {
            CAPTURE(header.dump());
            auto const refused = world.ask(world.assertion(attacker, header));
            REQUIRE_FALSE(refused.has_value());
            CHECK(refused.error().code == ErrorCode::invalid_client);
        }
    }
}

}  // namespace
}  // namespace emulator::oauth
