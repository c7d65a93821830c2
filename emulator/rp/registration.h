// What a service knows of its own registration at ID-porten, and how it proves itself there.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/entropy.h"
#include "http/client.h"
#include "http/parameters.h"
#include "jose/certificate.h"
#include "jose/key.h"

namespace emulator::rp {

// How a client proves who it is: private_key_jwt, client_secret_basic, client_secret_post, none.
enum class Proof { assertion, secret_in_header, secret_in_form, none };

struct Registration {
    std::string issuer;
    std::string client_id;
    std::string kid;
    std::optional<jose::PrivateKey> key;  // of those who sign assertions
    std::string redirect_uri = {};        // of those who log people in
    std::string scope = {};
    Proof proof = Proof::assertion;
    std::string secret = {};
    std::vector<jose::Certificate> x5c = {};  // of those who have registered no key
};

// `form` as a POST to an endpoint of ID-porten, with client_id and the client's proof: a fresh assertion
// (RFC 7523 2.2), or its secret (RFC 6749 2.3.1). REQUIRES: what the proof needs is there. Safe from any
// thread.
http::Call authenticated_call(Registration const& registration, std::string url, http::Parameters form,
                              Instant now, Entropy& entropy);

}  // namespace emulator::rp
