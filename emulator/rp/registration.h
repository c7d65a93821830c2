// What a service knows of its own registration at ID-porten, and how it proves itself there.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/entropy.h"
#include "http/client.h"
#include "http/parameters.h"
#include "jose/key.h"

namespace emulator::rp {

struct Registration {
    std::string issuer;
    std::string client_id;
    std::string kid;
    jose::PrivateKey key;
    std::string redirect_uri = {};  // of those who log people in
    std::string scope = {};
};

// `form` as a POST to an endpoint of ID-porten, with client_id and a fresh assertion of private_key_jwt
// (RFC 7523 2.2). Safe from any thread.
http::Call authenticated_call(Registration const& registration, std::string url, http::Parameters form,
                              Instant now, Entropy& entropy);

}  // namespace emulator::rp
