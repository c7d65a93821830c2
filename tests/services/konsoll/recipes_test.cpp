// What developers copy works when it is pasted.
#include "services/konsoll/recipes.h"

#include <cstdlib>

#include "jose/jwk.h"
#include "jose/jwt.h"
#include "oauth/pkce.h"
#include "services/konsoll/world.h"
#include "support/temporary_folder.h"

namespace emulator::konsoll {
namespace {

std::string const pid = "28876895937";

// Runs the commands where the fixtures are, with a curl that writes its arguments down, one in a line, and
// answers as each of the recipes' requests is answered.
struct Run {
    std::string arguments;
    std::string output;
};
std::string const callback = "http://localhost:3000/callback";
Run run(std::string const& recipe,
        std::string const& authorized = callback + "?code=the.code&iss=x&state=y") {
    test::TemporaryFolder folder;
    test::write_file(folder / "authorized", authorized);
    test::write_file(folder / "curl", R"sh(#!/bin/sh
printf '%s\n' "$@" >> "$(dirname "$0")/arguments"
case "$*" in
*authorize*) cat "$(dirname "$0")/authorized" ;;
*token*) printf '{"access_token":"the.access.token","token_type":"Bearer"}' ;;
esac
)sh");
    std::filesystem::permissions(folder / "curl", std::filesystem::perms::owner_all);
    test::write_file(folder / "recipe", "set -eu\n" + recipe + "\n");
    auto const command = "cd " TEST_DIR "/../../.. && PATH=" + folder.path().string() + ":$PATH sh " +
                         (folder / "recipe").string() + " > " + (folder / "output").string();
    REQUIRE(std::system(command.c_str()) == 0);
    return {test::file_bytes(folder / "arguments"), test::file_bytes(folder / "output")};
}
// The value of the first argument name=value.
std::string argument(std::string const& arguments, std::string const& name) {
    return test::between("\n" + arguments, "\n" + name + "=", "\n");
}

TEST_SUITE("konsoll/recipes") {
    TEST_CASE("the login with curl alone sends a right challenge, and redeems the code with its verifier") {
        auto const sent = run(headless_recipe(addresses, pid)).arguments;
        CHECK(sent.find("http://localhost:4702/authorize\n") != std::string::npos);
        CHECK(sent.find("http://localhost:4702/token\n") != std::string::npos);
        CHECK(argument(sent, "login_hint") == "testid:" + pid + "_idporten-loa-substantial");
        auto const verifier = argument(sent, "code_verifier");
        CHECK(oauth::is_code_verifier(verifier));
        CHECK(argument(sent, "code_challenge") == oauth::code_challenge(verifier));
        CHECK(argument(sent, "code") == "the.code");
        CHECK(!argument(sent, "state").empty());
        CHECK(!argument(sent, "nonce").empty());
    }

    TEST_CASE("a login that is refused ends there, with what was answered") {
        for (std::string const answer :
             {R"({"error":"invalid_request","error_description":"Unknown client_id"})",
              "http://localhost:3000/callback?error=invalid_scope&error_description=x&iss=x&state=y"}) {
            CAPTURE(answer);
            auto const [arguments, output] = run(headless_recipe(addresses, pid), answer);
            CHECK(output == answer + "\n");
            CHECK(arguments.find("http://localhost:4702/authorize\n") != std::string::npos);
            CHECK(arguments.find("http://localhost:4702/token\n") == std::string::npos);
        }
    }

    TEST_CASE("the grant is signed by the registered key, and its token opens the look-up") {
        auto const sent = run(maskinporten_recipe(addresses, pid)).arguments;
        CHECK(sent.find("http://localhost:4701/token\n") != std::string::npos);
        CHECK(argument(sent, "grant_type") == model::jwt_bearer_grant);
        auto const jwt = need(jose::parse_jwt(argument(sent, "assertion")));
        World world;
        auto const directory = world.directory->now();
        auto const& registered = directory->client("demo-etat-nokkel")->keys.front();
        CHECK(string_member(jwt.jws.header, "kid") == registered.kid);
        constexpr std::array allowed{jose::Algorithm::RS256};
        auto const key = need(jose::public_key_from_jwk(*registered.jwk));
        CHECK(jose::verify(jwt.jws, key, allowed).has_value());
        CHECK(jwt.claims.at("aud") == "http://localhost:4701/");
        CHECK(jwt.claims.at("iss") == "demo-etat-nokkel");
        CHECK(jwt.claims.at("exp").get<std::int64_t>() - jwt.claims.at("iat").get<std::int64_t>() == 100);
        CHECK(jwt.claims.at("jti").get<std::string>().size() == 32);
        CHECK(sent.find("http://localhost:4703/rest/v2/personer\n") != std::string::npos);
        CHECK(sent.find("Authorization: Bearer the.access.token\n") != std::string::npos);
        CHECK(sent.find("{\"personidentifikatorer\":[\"" + pid + "\"]}\n") != std::string::npos);
    }

    TEST_CASE("a client's configuration has each variable once, with what that client needs") {
        World world;
        auto const directory = world.directory->now();
        struct Row {
            std::string client_id;
            std::string configuration;
        };
        std::string const maskinporten =
            "MASKINPORTEN_WELL_KNOWN_URL=http://localhost:4701/.well-known/oauth-authorization-server\n";
        std::string const idporten =
            "IDPORTEN_WELL_KNOWN_URL=http://localhost:4702/.well-known/openid-configuration\n";
        std::string const scopes =
            "IDPORTEN_SCOPES=openid profile krr:user/kontaktinformasjon.read krr:user/digitalpost.read "
            "krr:user/spraak.write";
        std::string const redirect = "\nIDPORTEN_REDIRECT_URI=http://localhost:3000/callback";
        for (auto const& row :
             {Row{"demo-etat-nokkel", maskinporten +
                                          "MASKINPORTEN_CLIENT_ID=demo-etat-nokkel\n"
                                          "MASKINPORTEN_KID=demo-etat-nokkel-1\n"
                                          "MASKINPORTEN_PRIVATE_KEY=fixtures/keys/demo-etat-nokkel.pem\n"
                                          "MASKINPORTEN_SCOPES=krr:global/kontaktinformasjon.read "
                                          "krr:global/digitalpost.read krr:global/hentendring.read"},
              Row{"demo-etat-sertifikat",
                  maskinporten +
                      "MASKINPORTEN_CLIENT_ID=demo-etat-sertifikat\n"
                      "MASKINPORTEN_CERTIFICATE=fixtures/keys/demo-etat-sertifikat.crt\n"
                      "MASKINPORTEN_PRIVATE_KEY=fixtures/keys/demo-etat-sertifikat.pem\n"
                      "MASKINPORTEN_SCOPES=krr:global/kontaktinformasjon.read krr:global/digitalpost.read"},
              Row{"min-tjeneste", idporten +
                                      "IDPORTEN_CLIENT_ID=min-tjeneste\n"
                                      "IDPORTEN_CLIENT_SECRET=min-tjeneste-hemmelighet\n" +
                                      scopes + " idporten:token.introspection" + redirect},
              Row{"min-spa", idporten + "IDPORTEN_CLIENT_ID=min-spa\n" + scopes + redirect},
              Row{"minprofil", idporten + "IDPORTEN_CLIENT_ID=minprofil\nIDPORTEN_KID=minprofil-1\n"
                                          "IDPORTEN_PRIVATE_KEY=fixtures/keys/minprofil.pem\n"
                                          "IDPORTEN_SCOPES=openid profile\n"
                                          "IDPORTEN_REDIRECT_URI=http://localhost:4704/callback"}}) {
            CAPTURE(row.client_id);
            CHECK(configuration(addresses, *directory->client(row.client_id)) == row.configuration);
        }
    }
}

}  // namespace
}  // namespace emulator::konsoll
