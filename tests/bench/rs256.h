// RS256 (RFC 7518 3.3) as fast as OpenSSL gives it: each thread its own copy of the key and one initialised
// context, which is copied for every operation.
#pragma once

#include <memory>
#include <string>
#include <string_view>

struct evp_pkey_st;
struct evp_md_ctx_st;

namespace bench {

struct Free {
    void operator()(evp_pkey_st* key) const;
    void operator()(evp_md_ctx_st* context) const;
};
using Key = std::unique_ptr<evp_pkey_st, Free>;
using Context = std::unique_ptr<evp_md_ctx_st, Free>;

// A fresh RSA-2048 key; a private key from a PEM file. Both end the program when they cannot.
Key make_key();
Key read_key(std::string const& path);

// For one thread.
class Signer {
public:
    explicit Signer(Key const& key);
    std::string sign(std::string_view text);

private:
    Key key_;
    Context ready_, used_;
};

// For one thread.
class Verifier {
public:
    explicit Verifier(Key const& key);
    bool verify(std::string_view text, std::string_view signature);

private:
    Key key_;
    Context ready_, used_;
};

}  // namespace bench
