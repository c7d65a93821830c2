// The keys that an issuer signs with, and their rotation in three steps: the next key is published beside the
// current one, so that readers of the JWKS get to know it; it is switched to, while the previous one goes on
// verifying what it signed; the previous one is retired. (OpenID Connect Core 10.1.1; Digdir asks clients to
// cache Maskinporten's keys for about a day.)
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "jose/algorithm.h"
#include "jose/key.h"

namespace emulator::jose {

struct SigningKey {
    std::string kid;
    PrivateKey key;
};

// Those of an issuer at one time. At most one of `next` and `previous` is there, if only the functions below
// change it.
struct KeyRing {
    SigningKey current;
    std::optional<SigningKey> next = {};
    std::optional<SigningKey> previous = {};
};

enum class RotationStep { publish, switch_over, retire };

// "publish", "switch" or "retire"; nothing for any other text.
std::string_view name(RotationStep step);
std::optional<RotationStep> parse_rotation_step(std::string_view text);

// The one step that is possible now. Pure, as are the steps. Refused with invalid_request: a step whose turn
// it is not, and a kid that is in the ring already.
RotationStep next_step(KeyRing const& ring);
Result<KeyRing> published(KeyRing ring, SigningKey next);
Result<KeyRing> switched(KeyRing ring);
Result<KeyRing> retired(KeyRing ring);

// A key of the ring with its state: "previous", "current" or "next".
struct StatedKey {
    std::string_view state;
    SigningKey key;
};
// In the order of their publishing, in which they stand in the JWKS too.
std::vector<StatedKey> stated(KeyRing const& ring);

// A consistent state; never changes.
struct SigningKeySet {
    Algorithm algorithm;
    KeyRing ring;
    std::string jwks;  // the JSON text {"keys":[…]} with every public key

    SigningKey const& current() const { return ring.current; }
    bool rotating() const { return ring.next || ring.previous; }
};

// Safe from any thread. The key of a step may be made before it: a lost race is a refusal.
class SigningKeys {
public:
    // Writes a ring down. Called before the change is seen; what it throws leaves everything as it was.
    using Keep = std::function<void(KeyRing const&)>;

    SigningKeys(Algorithm algorithm, KeyRing ring, Keep keep = {});

    // The state now; a caller keeps a consistent one for as long as it holds the pointer.
    std::shared_ptr<SigningKeySet const> now() const;

    // As the pure functions above.
    Result<> publish_next(SigningKey next);
    Result<> switch_to_next();
    Result<> retire_previous();

private:
    Result<> change(std::function<Result<KeyRing>(KeyRing)> const& step);

    Algorithm algorithm_;
    Keep keep_;
    std::mutex changing_;
    mutable std::mutex mutex_;
    std::shared_ptr<SigningKeySet const> current_;
};

// Named by its thumbprint (RFC 7638).
SigningKey with_thumbprint(PrivateKey key);

}  // namespace emulator::jose
