// What nobody sends by accident. Whatever it is, the answer is a refusal in the product's own words.
#include "services/maskinporten/world.h"

namespace emulator::maskinporten {
namespace {

std::string const kid_header = R"({"alg":"RS256","kid":"demo-etat-nokkel-1"})";

// A JWT of these two texts, rightly signed.
std::string signed_text(std::string const& header, std::string const& payload) {
    auto const input = base64url_encode(header) + "." + base64url_encode(payload);
    auto const signature = key("demo-etat-nokkel").sign(jose::Algorithm::RS256, input);
    return input + "." + base64url_encode(signature);
}
std::string unsigned_text(std::string const& header, std::string const& payload) {
    return base64url_encode(header) + "." + base64url_encode(payload) + ".";
}

TEST_SUITE("maskinporten/hostile") {
    TEST_CASE("grants made to do harm are refused with MP-011") {
        World world;
        auto const right = world.claims().dump();
        auto const twice = right.substr(0, right.size() - 1) + R"(,"scope":"openid"})";
        auto const deep = std::string(100000, '[') + std::string(100000, ']');
        auto const deep_claim = right.substr(0, right.size() - 1) + R"(,"x":)" + std::string(70, '[') +
                                std::string(70, ']') + "}";
        struct Row {
            std::string name;
            std::string assertion;
        };
        for (auto const& row :
             {Row{"junk of 1 MiB", std::string(1 << 20, 'A')},
              Row{"dots of 1 MiB", std::string(1 << 20, '.')},
              Row{"deep JSON as header", unsigned_text(std::string(2000, '['), right)},
              Row{"deep JSON as payload", unsigned_text(kid_header, deep)},
              Row{"deep JSON in a claim", signed_text(kid_header, deep_claim)},
              Row{"the same claim twice", signed_text(kid_header, twice)},
              Row{"the same header twice",
                  signed_text(R"({"alg":"RS256","kid":"x","kid":"demo-etat-nokkel-1"})", right)},
              Row{"a NUL", World::sign(world.claims()).insert(5, 1, '\0')},
              Row{"a NUL behind it", World::sign(world.claims()) + std::string(1, '\0')},
              Row{"alg none", unsigned_text(R"({"alg":"none","kid":"demo-etat-nokkel-1"})", right)},
              Row{"alg none with a signature",
                  signed_text(R"({"alg":"none","kid":"demo-etat-nokkel-1"})", right)},
              Row{"alg nOnE", unsigned_text(R"({"alg":"nOnE","kid":"demo-etat-nokkel-1"})", right)},
              Row{"alg HS256 with the public key as secret",
                  signed_text(R"({"alg":"HS256","kid":"demo-etat-nokkel-1"})", right)},
              Row{"alg ES256", signed_text(R"({"alg":"ES256","kid":"demo-etat-nokkel-1"})", right)},
              Row{"no alg", signed_text(R"({"kid":"demo-etat-nokkel-1"})", right)},
              Row{"crit", signed_text(R"({"alg":"RS256","kid":"demo-etat-nokkel-1","crit":["exp"]})", right)},
              Row{"an array as payload", signed_text(kid_header, "[]")},
              Row{"bytes that are not UTF-8", signed_text(kid_header, "{\"iss\":\"\xff\"}")},
              Row{"an empty payload", signed_text(kid_header, "")},
              Row{"five parts", "a.b.c.d.e"},
              Row{"padding", World::sign(world.claims()) + "="}}) {
            CAPTURE(row.name);
            auto const refused = refusal(world, world.ask(row.assertion));
            CHECK(refused.status == 400);
            CHECK(refused.error == "invalid_request");
            CHECK(refused.error_uri == issuer + "errors/MP-011");
            CHECK(refused.text.size() < 200);
        }
        CHECK(world.ask(world.claims()).status == 200);
    }

    TEST_CASE("a signature does not hold over another text, nor when it is cut or missing") {
        World world;
        auto const grant = World::sign(world.claims());
        auto const first = grant.find('.');
        auto const second = grant.find('.', first + 1);
        auto other_claims = world.claims();
        other_claims["scope"] = post_scope;
        auto const other = World::sign(other_claims);
        auto changed = grant;
        changed[second + 20] = changed[second + 20] == 'A' ? 'B' : 'A';
        for (auto const& forged :
             {grant.substr(0, first) + other.substr(other.find('.'), other.rfind('.') - other.find('.')) +
                  grant.substr(second),
              grant.substr(0, second + 1), grant.substr(0, second + 1) + "AAAA", changed}) {
            CHECK(refusal(world, world.ask(forged)).error_uri == issuer + "errors/MP-124");
        }
        CHECK(world.ask(grant).status == 200);
    }

    TEST_CASE("keys that the header brings along are not used") {
        World world;
        auto const own = key("demo-leverandoer-klient");
        auto const jwk = jose::public_jwk(own.public_key(), "demo-etat-nokkel-1", jose::Algorithm::RS256);
        Json const header{{"kid", "demo-etat-nokkel-1"}, {"jwk", jwk}, {"jku", "http://localhost:1/jwk"}};
        auto const forged = World::sign(world.claims(), header, "demo-leverandoer-klient");
        CHECK(refusal(world, world.ask(forged)).error_uri == issuer + "errors/MP-124");
    }

    TEST_CASE("text that came in cannot forge a line of the log, nor a header") {
        World world;
        auto claims = world.claims();
        claims["iss"] = "x\r\nforged: line";
        static_cast<void>(world.ask(claims));
        for (auto const& line : world.log.lines())
            CHECK(line.find_first_of("\r\n") == line.size() - 1);
        auto const page = world.send(http::Method::get, "/errors/%3Cscript%3E", "", "", "text/html");
        CHECK(page.status == 404);
        CHECK(page.body.find("<script>") == std::string::npos);
    }

    TEST_CASE("1 MiB of junk is no form") {
        World world;
        CHECK(refusal(world, world.post(std::string(1 << 20, '&'))).text == "Missing grant_type");
        std::string many;
        for (int i = 0; i < 100000; ++i)
            many += "a" + std::to_string(i) + "=b&";
        CHECK(refusal(world, world.post(many)).text == "The request has more than 200 parameters");
        CHECK(refusal(world, world.post(std::string(1 << 20, '%'))).status == 400);
    }
}

}  // namespace
}  // namespace emulator::maskinporten
