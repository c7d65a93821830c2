#include "jose/signing_keys.h"

#include <atomic>
#include <stdexcept>
#include <thread>

#include "jose/jwk.h"
#include "jose/jwt.h"
#include "jose/support.h"

namespace emulator::jose {
namespace {

SigningKey first() {
    return {"first", read_key("signer")};
}
SigningKey second() {
    return {"second", read_key("pkcs1")};
}
SigningKey third() {
    return {"third", read_key("3072")};
}

// "previous first, current second": what is in a ring.
std::string shape(KeyRing const& ring) {
    std::string text;
    for (auto const& [state, entry] : stated(ring))
        text.append(text.empty() ? "" : ", ").append(state).append(" ").append(entry.kid);
    return text;
}

std::vector<std::string> kids(SigningKeySet const& set) {
    std::vector<std::string> list;
    auto const document = need(parse_json(set.jwks));
    for (auto const& jwk : document.at("keys"))
        list.push_back(jwk.at("kid").get<std::string>());
    return list;
}

TEST_CASE("a rotation publishes, switches and retires, in this order and no other") {
    KeyRing const stable{first()};
    KeyRing const announced{first(), second()};
    KeyRing const changed{second(), {}, first()};
    struct Row {
        std::string name;
        KeyRing ring;
        RotationStep step;
        std::string after;  // empty: refused
    };
    for (auto const& row : {
             Row{"publish in a stable set", stable, RotationStep::publish, "current first, next third"},
             Row{"switch in a stable set", stable, RotationStep::switch_over, ""},
             Row{"retire in a stable set", stable, RotationStep::retire, ""},
             Row{"publish a second next key", announced, RotationStep::publish, ""},
             Row{"switch to the next key", announced, RotationStep::switch_over,
                 "previous first, current second"},
             Row{"retire before the switch", announced, RotationStep::retire, ""},
             Row{"publish before the previous one is retired", changed, RotationStep::publish, ""},
             Row{"switch twice", changed, RotationStep::switch_over, ""},
             Row{"retire the previous key", changed, RotationStep::retire, "current second"},
         }) {
        CAPTURE(row.name);
        auto const before = shape(row.ring);
        auto const result = row.step == RotationStep::publish       ? published(row.ring, third())
                            : row.step == RotationStep::switch_over ? switched(row.ring)
                                                                    : retired(row.ring);
        CHECK(result.has_value() == !row.after.empty());
        CHECK((next_step(row.ring) == row.step) == result.has_value());
        if (result) {
            CHECK(shape(*result) == row.after);
        } else {
            CHECK(is_well_told(result.error()));
            CHECK(result.error().explanation.expected == name(next_step(row.ring)));
        }
        CHECK(shape(row.ring) == before);
    }
}

TEST_CASE("[RFC 7517 4.5] two keys of a set do not share a kid") {
    auto const result = published(KeyRing{first()}, {"first", read_key("pkcs1")});
    REQUIRE_FALSE(result.has_value());
    CHECK(is_well_told(result.error()));
}

TEST_CASE("steps are read by their names") {
    for (auto const step : {RotationStep::publish, RotationStep::switch_over, RotationStep::retire})
        CHECK(parse_rotation_step(name(step)) == step);
    for (auto const* text : {"", "Publish", "rotate", "switch_over"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_rotation_step(text).has_value());
    }
}

TEST_CASE("the key set holds every key with the algorithm of the issuer, in the order of publishing") {
    SigningKeys keys(Algorithm::RS384, {first()});
    auto const stable = keys.now();
    CHECK(stable->algorithm == Algorithm::RS384);
    CHECK(kids(*stable) == std::vector<std::string>{"first"});
    CHECK_FALSE(stable->rotating());

    need(keys.publish_next(second()));
    CHECK(keys.now()->current().kid == "first");
    CHECK(kids(*keys.now()) == std::vector<std::string>{"first", "second"});
    CHECK(keys.now()->rotating());
    need(keys.switch_to_next());
    CHECK(keys.now()->current().kid == "second");
    CHECK(kids(*keys.now()) == std::vector<std::string>{"first", "second"});
    CHECK(keys.now()->rotating());
    need(keys.retire_previous());
    CHECK(kids(*keys.now()) == std::vector<std::string>{"second"});
    CHECK_FALSE(keys.now()->rotating());

    auto const jwk = need(parse_json(keys.now()->jwks)).at("keys")[0];
    CHECK(jwk.dump() == public_jwk(second().key.public_key(), "second", Algorithm::RS384).dump());
    CHECK(stable->current().kid == "first");
    CHECK(kids(*stable) == std::vector<std::string>{"first"});
}

TEST_CASE("a change is written down before it is seen, and not made where it cannot be written") {
    std::vector<std::string> written;
    SigningKeys* watched = nullptr;
    bool full = false;
    SigningKeys keys(Algorithm::RS256, {first()}, [&](KeyRing const& ring) {
        CHECK(shape(watched->now()->ring) != shape(ring));
        if (full) throw std::runtime_error("the disk is full");
        written.push_back(shape(ring));
    });
    watched = &keys;
    need(keys.publish_next(second()));
    CHECK_FALSE(keys.retire_previous().has_value());
    full = true;
    CHECK_THROWS_AS(static_cast<void>(keys.switch_to_next()), std::runtime_error);
    CHECK(keys.now()->current().kid == "first");
    full = false;
    need(keys.switch_to_next());
    CHECK(written ==
          std::vector<std::string>{"current first, next second", "previous first, current second"});
}

TEST_CASE("[RFC 7638] a key may be named by its thumbprint") {
    auto const entry = with_thumbprint(read_key("signer"));
    CHECK(entry.kid == thumbprint(read_key("signer").public_key()));
    CHECK(entry.key.public_key() == read_key("signer").public_key());
}

TEST_CASE("while keys rotate, every token verifies with the set that was published with it") {
    std::vector const entries{first(), second(), third()};
    SigningKeys keys(Algorithm::RS256, {entries[0]});
    std::atomic<bool> done{false};
    std::atomic<int> failures{0};
    std::vector<std::thread> signers;
    for (int i = 0; i < 4; ++i) {
        signers.emplace_back([&] {
            while (!done) {
                auto const set = keys.now();
                auto const token =
                    sign_jwt(set->current().key, set->algorithm, set->current().kid, {{"a", 1}});
                auto const jwt = need(parse_jwt(token));
                auto const document = need(parse_json(set->jwks));
                bool holds = false;
                for (auto const& jwk : document.at("keys")) {
                    if (jwk.at("kid") != jwt.jws.header.at("kid")) continue;
                    holds = verify(jwt.jws, need(public_key_from_jwk(jwk)), every_algorithm).has_value();
                }
                if (!holds) ++failures;
            }
        });
    }
    std::atomic<int> rotations{0};
    std::vector<std::thread> rotators;
    for (int i = 0; i < 3; ++i) {
        rotators.emplace_back([&] {
            while (rotations < 30) {
                auto const ring = keys.now()->ring;
                auto const step = next_step(ring);
                // Of several that take the same step, one does.
                for (auto const& entry : entries) {
                    if (step == RotationStep::publish && entry.kid != ring.current.kid) {
                        static_cast<void>(keys.publish_next(entry).has_value());
                        break;
                    }
                }
                if (step == RotationStep::switch_over) static_cast<void>(keys.switch_to_next().has_value());
                if (step == RotationStep::retire && keys.retire_previous()) ++rotations;
            }
        });
    }
    for (auto& thread : rotators)
        thread.join();
    done = true;
    for (auto& thread : signers)
        thread.join();
    CHECK(failures == 0);
    CHECK(rotations >= 30);
}

}  // namespace
}  // namespace emulator::jose
