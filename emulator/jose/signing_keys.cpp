#include "jose/signing_keys.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "jose/jwk.h"

namespace emulator::jose {
namespace {

constexpr std::array<std::string_view, 3> step_names{"publish", "switch", "retire"};

std::string state_of(KeyRing const& ring) {
    if (ring.next) return "a next key is published and not yet in use";
    if (ring.previous) return "the previous key is not yet retired";
    return "only the current key is there";
}

Result<> check_turn(KeyRing const& ring, RotationStep asked) {
    auto const possible = next_step(ring);
    if (asked == possible) return {};
    auto const wanted = std::string(name(possible));
    return Error{
        ErrorCode::invalid_request,
        "The signing keys cannot take the step " + std::string(name(asked)) + " now",
        {"A rotation publishes the next key, switches to it, and retires the previous one, in this order",
         std::string(name(asked)) + ", while " + state_of(ring), wanted,
         "Take the step " + wanted + " first."}};
}

std::shared_ptr<SigningKeySet const> made(Algorithm algorithm, KeyRing ring) {
    std::vector<Json> keys;
    for (auto const& [state, entry] : stated(ring))
        keys.push_back(public_jwk(entry.key.public_key(), entry.kid, algorithm));
    auto text = jwks(std::move(keys)).dump();
    return std::make_shared<SigningKeySet const>(SigningKeySet{algorithm, std::move(ring), std::move(text)});
}

}  // namespace

std::string_view name(RotationStep step) {
    return step_names[static_cast<std::size_t>(step)];
}

std::optional<RotationStep> parse_rotation_step(std::string_view text) {
    auto const found = std::find(step_names.begin(), step_names.end(), text);
    if (found == step_names.end()) return std::nullopt;
    return static_cast<RotationStep>(found - step_names.begin());
}

RotationStep next_step(KeyRing const& ring) {
    if (ring.next) return RotationStep::switch_over;
    return ring.previous ? RotationStep::retire : RotationStep::publish;
}

Result<KeyRing> published(KeyRing ring, SigningKey next) {
    EMULATOR_TRY(check_turn(ring, RotationStep::publish));
    if (next.kid == ring.current.kid) {
        return Error{ErrorCode::invalid_request,
                     "The next signing key has the kid of the current one",
                     {"Keys of one set have different kids (RFC 7517 4.5)", "kid " + shown(next.kid),
                      "another kid", "Publish a new key."}};
    }
    ring.next = std::move(next);
    return ring;
}

Result<KeyRing> switched(KeyRing ring) {
    EMULATOR_TRY(check_turn(ring, RotationStep::switch_over));
    return KeyRing{std::move(*ring.next), {}, std::move(ring.current)};
}

Result<KeyRing> retired(KeyRing ring) {
    EMULATOR_TRY(check_turn(ring, RotationStep::retire));
    return KeyRing{std::move(ring.current)};
}

std::vector<StatedKey> stated(KeyRing const& ring) {
    std::vector<StatedKey> list;
    if (ring.previous) list.push_back({"previous", *ring.previous});
    list.push_back({"current", ring.current});
    if (ring.next) list.push_back({"next", *ring.next});
    return list;
}

SigningKeys::SigningKeys(Algorithm algorithm, KeyRing ring, Keep keep)
    : algorithm_(algorithm), keep_(std::move(keep)), current_(made(algorithm, std::move(ring))) {}

std::shared_ptr<SigningKeySet const> SigningKeys::now() const {
    std::lock_guard const lock(mutex_);
    return current_;
}

Result<> SigningKeys::change(std::function<Result<KeyRing>(KeyRing)> const& step) {
    std::lock_guard const turn(changing_);
    auto changed = made(algorithm_, EMULATOR_TRY(step(now()->ring)));
    if (keep_) keep_(changed->ring);
    std::lock_guard const lock(mutex_);
    current_ = std::move(changed);
    return {};
}

Result<> SigningKeys::publish_next(SigningKey next) {
    return change([&](KeyRing ring) { return published(std::move(ring), std::move(next)); });
}
Result<> SigningKeys::switch_to_next() {
    return change(switched);
}
Result<> SigningKeys::retire_previous() {
    return change(retired);
}

SigningKey with_thumbprint(PrivateKey key) {
    auto kid = thumbprint(key.public_key());
    return {std::move(kid), std::move(key)};
}

}  // namespace emulator::jose
