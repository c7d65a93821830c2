// ID-porten as a relying party sees it, played by the test: discovery, keys, and a token endpoint that checks
// what it is sent.
#pragma once

#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "base/assets.h"
#include "base/encoding.h"
#include "base/json.h"
#include "http/answers.h"
#include "http/parameters.h"
#include "jose/jwk.h"
#include "jose/jwt.h"
#include "oauth/pkce.h"
#include "services/minprofil/browser.h"
#include "support/world.h"

namespace emulator::test {

inline jose::PrivateKey fixture_key(std::string const& name) {
    auto const pem = Assets().find("fixtures/keys/" + name + ".pem");
    return need(jose::private_key_from_pem(pem.value()));
}

class IdportenTwin {
public:
    IdportenTwin(Clock const& clock, std::string client_id)
        : clock_(clock), client_id_(std::move(client_id)), client_key_(fixture_key(client_id_)) {}

    // Who logs in, and how.
    std::string pid = "28876895937";
    std::string acr = "idporten-loa-substantial";
    std::string sid = "session-1";
    // Changes an id_token before it is signed.
    std::function<void(Json&)> falsify = [](Json&) {};
    jose::PrivateKey key = fixture_key("idporten-signing");
    bool gives_refresh_token = true;
    bool reachable = true;
    unsigned refreshed = 0;

    inline static std::string const issuer = "http://localhost:4702";

    // The person agrees: the query of the redirect back.
    std::string approve(std::string const& authorize_url) {
        auto const request = query_of(authorize_url);
        auto const code = "code-" + std::to_string(++count_);
        codes_[code] = request;
        http::Parameters back;
        back.add("code", code);
        back.add("iss", issuer);
        back.add("state", request.text("state"));
        return back.encoded();
    }

    // The person presses Cancel.
    static std::string cancel(std::string const& authorize_url) {
        http::Parameters back;
        back.add("error", "access_denied");
        back.add("error_description", "The user cancelled");
        back.add("iss", issuer);
        back.add("state", query_of(authorize_url).text("state"));
        return back.encoded();
    }

    Result<http::Response> answer(http::Call const& call) {
        if (!reachable) return Error{ErrorCode::bad_gateway, "No answer from " + call.url};
        if (call.url == issuer + "/.well-known/openid-configuration") return http::json(200, discovery());
        if (call.url == issuer + "/jwks.json") {
            auto const jwk = jose::public_jwk(fixture_key("idporten-signing").public_key(), "idporten-1",
                                              jose::Algorithm::RS256);
            return http::json(200, jose::jwks({jwk}));
        }
        if (call.url == issuer + "/token" && call.method == http::Method::post) return token(call);
        return Error{ErrorCode::bad_gateway, "No answer from " + call.url};
    }

    std::string sign(Json const& claims, Json const& more = Json::object()) const {
        return jose::sign_jwt(key, jose::Algorithm::RS256, "idporten-1", claims, more);
    }

private:
    static Json discovery() {
        return {{"issuer", issuer},
                {"authorization_endpoint", issuer + "/authorize"},
                {"token_endpoint", issuer + "/token"},
                {"end_session_endpoint", issuer + "/logout"},
                {"jwks_uri", issuer + "/jwks.json"}};
    }

    static http::Response refuse(std::string const& description) {
        return http::json(400, {{"error", "invalid_grant"}, {"error_description", description}});
    }

    http::Response token(http::Call const& call) {
        auto const form = need(http::parse_parameters(call.body));
        if (!client_is_right(form)) return refuse("client assertion");
        Json answer{{"access_token", access_token()}, {"token_type", "Bearer"}, {"expires_in", 120}};
        if (form.text("grant_type") == "refresh_token") {
            if (form.text("refresh_token") != refresh_token_) return refuse("refresh token");
            ++refreshed;
        } else {
            auto const found = codes_.find(form.text("code"));
            if (form.text("grant_type") != "authorization_code" || found == codes_.end())
                return refuse("code");
            auto const asked = found->second;
            codes_.erase(found);
            bool const fits =
                oauth::check_verifier(asked.text("code_challenge"), form.text("code_verifier")).has_value() &&
                asked.text("redirect_uri") == form.text("redirect_uri");
            if (!fits) return refuse("code_verifier or redirect_uri");
            answer["id_token"] = id_token(asked);
        }
        if (gives_refresh_token) {
            refresh_token_ = "refresh-" + std::to_string(++count_);
            answer["refresh_token"] = refresh_token_;
        }
        return http::json(200, answer);
    }

    bool client_is_right(http::Parameters const& form) const {
        auto const assertion = jose::parse_jwt(form.text("client_assertion"));
        if (!assertion) return false;
        constexpr std::array allowed{jose::Algorithm::RS256};
        auto const& claims = assertion->claims;
        return jose::verify(assertion->jws, client_key_.public_key(), allowed).has_value() &&
               string_member(claims, "iss") == client_id_ && string_member(claims, "sub") == client_id_ &&
               string_member(claims, "aud") == issuer &&
               string_member(assertion->jws.header, "kid") == client_id_ + "-1";
    }

    std::int64_t now() const { return clock_.now().time_since_epoch().count(); }

    std::string access_token() {
        return sign({{"iss", issuer},
                     {"sub", pid},
                     {"pid", pid},
                     {"iat", now()},
                     {"exp", now() + 120},
                     {"jti", "at-" + std::to_string(++count_)}});
    }

    std::string id_token(http::Parameters const& asked) {
        Json claims{{"iss", issuer},
                    {"aud", client_id_},
                    {"sub", "sub-of-" + pid},
                    {"pid", pid},
                    {"acr", acr},
                    {"amr", Json::array({"TestID"})},
                    {"auth_time", now()},
                    {"iat", now()},
                    {"exp", now() + 120},
                    {"jti", "id-" + std::to_string(++count_)},
                    {"nonce", asked.text("nonce")},
                    {"sid", sid}};
        falsify(claims);
        return sign(claims);
    }

    Clock const& clock_;
    std::string client_id_;
    jose::PrivateKey client_key_;
    std::map<std::string, http::Parameters> codes_;
    std::string refresh_token_;
    int count_ = 0;
};

}  // namespace emulator::test
