// Business certificates as the test authorities in fixtures/keys issue them, right ones and wrong ones.
#include "base/times.h"
#include "jose/issue.h"
#include "services/maskinporten/world.h"

namespace emulator::maskinporten {
namespace {

std::string const owner = "310222224";  // of demo-etat-sertifikat
std::string const holder = "demo-etat-sertifikat";

jose::Authority authority(std::string const& name) {
    return {certificates(name).front(), key(name)};
}

jose::CertificateOrder order(World const& world) {
    return {"Demo etat",
            "Demo etat TEST",
            owner,
            jose::SubjectProfile::seid2,
            jose::KeyPurpose::signing,
            world.clock.now() - std::chrono::hours(1),
            world.clock.now() + std::chrono::hours(1),
            "\x01\x02"};
}

using Chain = std::vector<jose::Certificate>;

Chain issued(std::string const& ca, jose::CertificateOrder const& wanted) {
    return {need(jose::issue(wanted, key(holder).public_key(), authority(ca)))};
}

std::string grant(World& world, Chain const& chain, std::string const& client_id = holder) {
    return World::sign(world.claims(client_id), {{"x5c", x5c(chain)}}, holder);
}

std::string answer(World& world, Chain const& chain) {
    auto const response = world.ask(grant(world, chain));
    if (response.status == 200) return "token";
    auto const uri = refusal(world, response).error_uri;
    return uri.substr(uri.rfind('/') + 1);
}

std::string received(World const& world) {
    return world.journal.newest(1).at(0).error.explanation.received;
}

TEST_SUITE("maskinporten/issued certificates") {
    TEST_CASE("[maskinporten 4.1] both issuers and both profiles are accepted, with every length of chain") {
        for (auto const* ca : {"ca-root", "ca-buypass", "ca-commfides"}) {
            for (auto const profile : {jose::SubjectProfile::seid1, jose::SubjectProfile::seid2}) {
                CAPTURE(ca);
                World world;
                auto wanted = order(world);
                wanted.profile = profile;
                auto chain = issued(ca, wanted);
                CHECK(answer(world, chain) == "token");
                for (auto const& above : certificates(ca)) {
                    chain.push_back(above);
                    CHECK(answer(world, chain) == "token");
                }
            }
        }
    }

    TEST_CASE("a certificate that ends within thirty days is accepted and warned of") {
        for (auto const& [days, warned] : {std::pair{29, true}, std::pair{31, false}}) {
            CAPTURE(days);
            World world;
            auto wanted = order(world);
            wanted.not_after = world.clock.now() + std::chrono::days(days);
            CHECK(answer(world, issued("ca-buypass", wanted)) == "token");
            CHECK(world.log.mentions("expires at " + format_utc(wanted.not_after)) == warned);
            CHECK(world.journal.newest(1).size() == (warned ? 1 : 0));
        }
    }

    TEST_CASE("[maskinporten 12] what is wrong with a certificate decides the code") {
        using Change = void (*)(jose::CertificateOrder&);
        auto const nothing = [](jose::CertificateOrder&) {};
        struct Row {
            std::string name;
            std::string ca;
            Change change;
            std::string answer;
            std::string received;  // a part of the explanation
        };
        for (auto const& row : {
                 Row{"of another organisation", "ca-buypass",
                     [](auto& wanted) { wanted.organisation_number = "313111113"; }, "MP-122", "313111113"},
                 Row{"expired", "ca-buypass",
                     [](auto& wanted) {
                         wanted.not_after -= std::chrono::hours(2);
                         wanted.not_before -= std::chrono::hours(2);
                     },
                     "MP-124", "expired 2026-11-22T11:00:00Z"},
                 Row{"not valid yet", "ca-commfides",
                     [](auto& wanted) {
                         wanted.not_before += std::chrono::hours(2);
                         wanted.not_after += std::chrono::hours(2);
                     },
                     "MP-120", "is not valid yet"},
                 Row{"for encryption only", "ca-commfides",
                     [](auto& wanted) { wanted.purpose = jose::KeyPurpose::encryption; }, "MP-120",
                     "is not meant for signing"},
                 Row{"for production", "ca-prod", nothing, "MP-120", "a certificate for production"},
                 Row{"for production and expired", "ca-prod",
                     [](auto& wanted) {
                         wanted.not_after -= std::chrono::hours(2);
                         wanted.not_before -= std::chrono::hours(2);
                     },
                     "MP-120", "not issued by a trusted authority"},
                 Row{"issued by a certificate that is no authority's", "demo-etat-sertifikat", nothing,
                     "MP-120", "is not issued by a trusted authority"},
                 Row{"with digits that are not ASCII", "ca-buypass",
                     [](auto& wanted) { wanted.organisation_number = "٣١٠٢٢٢٢٢٤"; }, "MP-122", "none"},
                 Row{"with full-width digits", "ca-buypass",
                     [](auto& wanted) { wanted.organisation_number = "３１０２２２２２４"; }, "MP-122",
                     "none"},
                 Row{"with more than the number", "ca-buypass",
                     [](auto& wanted) { wanted.organisation_number = "310222224-1"; }, "MP-122", "none"},
             }) {
            CAPTURE(row.name);
            World world;
            auto wanted = order(world);
            row.change(wanted);
            CHECK(answer(world, issued(row.ca, wanted)) == row.answer);
            CAPTURE(received(world));
            CHECK(received(world).find(row.received) != std::string::npos);
        }
    }

    TEST_CASE(
        "[RFC 5280 6.1.4] a chain through a certificate that is no authority's is refused, though all is "
        "sent") {
        World world;
        auto chain = issued("demo-etat-sertifikat", order(world));
        for (auto const& above : certificates("demo-etat-sertifikat"))
            chain.push_back(above);
        CHECK(answer(world, chain) == "MP-120");
        CHECK(received(world).find("is not a CA certificate") != std::string::npos);
    }

    TEST_CASE("[maskinporten 4.1] a self-signed certificate is refused, also with a trusted one behind it") {
        World world;
        Chain chain{need(jose::issue_self_signed(order(world), key(holder)))};
        CHECK(answer(world, chain) == "MP-120");
        CHECK(received(world).find("is self-signed and not trusted") != std::string::npos);
        chain.push_back(certificates("ca-buypass").front());
        CHECK(answer(world, chain) == "MP-120");
    }

    TEST_CASE("[maskinporten 4.1] the emulator's clock ends a certificate, not the machine's") {
        World world;
        auto const chain = issued("ca-buypass", order(world));
        CHECK(answer(world, chain) == "token");
        world.clock.advance(std::chrono::hours(1) - seconds(1));
        CHECK(answer(world, chain) == "token");
        world.clock.advance(seconds(1));
        CHECK(answer(world, chain) == "MP-124");
        auto const why = world.journal.newest(1).at(0).error.explanation;
        CHECK(why.rule == "The certificate has not expired");
        CHECK(why.expected.find("2026-11-22T13:00:00Z") != std::string::npos);
    }

    TEST_CASE("[maskinporten 4.1] the certificate's key must have signed, not only be shown") {
        World world;
        auto const chain = issued("ca-buypass", order(world));
        auto const stolen = World::sign(world.claims(holder), {{"x5c", x5c(chain)}}, "demo-etat-nokkel");
        CHECK(refusal(world, world.ask(stolen)).error_uri == issuer + "errors/MP-124");
    }

    TEST_CASE("[maskinporten 4.1] an x5c on the registered key locks the client to that certificate") {
        World world;
        auto const locked = issued("ca-buypass", order(world));
        world.registrations.client(holder, [&](Json& client) {
            auto jwk = jose::public_jwk(key(holder).public_key(), "locked", jose::Algorithm::RS256, locked);
            client["jwks"] = {{"keys", {jwk}}};
        });
        auto const by_kid = [&](Json const& more) {
            Json header{{"kid", "locked"}};
            header.update(more);
            auto const response = world.ask(World::sign(world.claims(holder), header, holder));
            return response.status == 200 ? "token" : refusal(world, response).error_uri;
        };
        auto other = order(world);
        other.serial_number = "\x07\x07";
        CHECK(by_kid(Json::object()) == "token");
        CHECK(by_kid({{"x5c", x5c(locked)}}) == "token");
        CHECK(by_kid({{"x5c", x5c(issued("ca-buypass", other))}}) == issuer + "errors/MP-120");
        CHECK(received(world).find("locked to another") != std::string::npos);
        CHECK(by_kid({{"x5c", "junk"}}) == issuer + "errors/MP-123");
        world.clock.advance(std::chrono::hours(1));
        CHECK(by_kid(Json::object()) == issuer + "errors/MP-124");
        CHECK(world.journal.newest(1).at(0).error.explanation.rule == "The certificate has not expired");
    }

    TEST_CASE(
        "[maskinporten 4.1] kid and x5c together are accepted where the key is registered, as KS sends "
        "them") {
        World world;
        auto const chain = x5c(certificates("demo-etat-sertifikat"));
        Json const header{{"kid", "demo-etat-nokkel-1"}, {"x5c", chain}};
        CHECK(world.token(World::sign(world.claims(), header)).at("client_amr") == "private_key_jwt");
        // What x5c says is not even read there, as long as the key is not locked to a certificate.
        Json const junk{{"kid", "demo-etat-nokkel-1"}, {"x5c", "junk"}};
        CHECK(world.token(World::sign(world.claims(), junk)).at("client_amr") == "private_key_jwt");
    }
}

}  // namespace
}  // namespace emulator::maskinporten
