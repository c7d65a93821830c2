#include "jose/key_cache.h"

#include "base/encoding.h"
#include "jose/jwk.h"
#include "jose/support.h"

namespace emulator::jose {
namespace {

Json jwk_of(std::string const& name) {
    return public_jwk(read_key(name).public_key(), name, Algorithm::RS256);
}

// Another key, as far as anyone can see without its factors.
Json variant(Json jwk, unsigned number) {
    auto n = base64url_decode(string_member(jwk, "n")).value();
    n[100] = static_cast<char>(number);
    n[101] = static_cast<char>(number >> 8);
    jwk["n"] = base64url_encode(n);
    return jwk;
}

// Whether both are one parsed key, which then shares its contexts.
bool same_key(PublicKey const& left, PublicKey const& right) {
    return &left.numbers() == &right.numbers();
}

TEST_CASE("a key is parsed once, whatever its kid") {
    KeyCache cache;
    auto jwk = jwk_of("signer");
    auto const first = need(cache.get(jwk));
    jwk["kid"] = "renamed";
    CHECK(same_key(first, need(cache.get(jwk))));
    CHECK_FALSE(same_key(first, need(cache.get(jwk_of("pkcs1")))));
    CHECK(cache.size() == 2);
}

TEST_CASE("a refused key is refused as without the cache, and not kept") {
    KeyCache cache;
    auto jwk = jwk_of("signer");
    need(cache.get(jwk));
    jwk["e"] = "AQ";
    CHECK(description_of(cache.get(jwk)) == description_of(public_key_from_jwk(jwk)));
    jwk["e"] = "AQAB";
    jwk["kty"] = "EC";
    CHECK(description_of(cache.get(jwk)) == "the JWK has another kty than RSA");
    CHECK(description_of(cache.get(Json::array())) == "the JWK is not a JSON object");
    CHECK(description_of(cache.get({{"kty", "RSA"}})) == "the JWK has no n, or one that is not a string");
    CHECK(cache.size() == 1);
}

TEST_CASE("the cache is bounded, and lets go of what was not used for longest") {
    KeyCache cache(3);
    auto const jwk = jwk_of("signer");
    auto const kept = need(cache.get(variant(jwk, 0)));
    auto const dropped = need(cache.get(variant(jwk, 1)));
    for (unsigned i = 2; i < 300; ++i) {
        need(cache.get(variant(jwk, i)));
        CHECK(same_key(kept, need(cache.get(variant(jwk, 0)))));
        CHECK(cache.size() <= 3);
    }
    auto const again = need(cache.get(variant(jwk, 1)));
    CHECK_FALSE(same_key(dropped, again));
    CHECK(dropped == again);
}

}  // namespace
}  // namespace emulator::jose
