// The two forms of an answer: plain JSON, and the same JSON signed (application/jose). Values and pure
// functions; safe from any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "http/message.h"
#include "jose/certificate.h"
#include "jose/key.h"

namespace emulator::kontaktregisteret {

enum class Form { json, jose };

struct Preference {
    Form form = Form::json;
    bool acceptable = true;  // false: the caller wants neither, and gets JSON all the same (RFC 9110 15.5.7)
};

// What an Accept header prefers (RFC 9110 12.5.1): the higher weight, then the more specific range, then the
// one named first; JSON where nothing tells them apart.
Preference preferred_form(std::string_view accept);
Preference preferred_form(http::Request const& request);

class Answers {
public:
    // `chain` starts with the certificate of `key`.
    Answers(jose::PrivateKey key, std::vector<jose::Certificate> const& chain);

    // 200 that nobody stores. A signed answer is a compact JWS, RS256, whose header has the chain as x5c:
    // clients verify it with the key of x5c[0].
    http::Response ok(Form form, std::string json) const;

    // That key as a JWK Set (RFC 7517 5), with its chain.
    http::Response const& keys() const { return keys_; }

private:
    jose::PrivateKey key_;
    Json header_;
    http::Response keys_;
};

}  // namespace emulator::kontaktregisteret
