#include "services/konsoll/signing_keys.h"

#include <nlohmann/json.hpp>

#include "base/encoding.h"

namespace emulator::konsoll {

Json signing_keys_document(jose::SigningKeySet const& set) {
    auto keys = Json::array();
    for (auto const& [state, entry] : jose::stated(set.ring))
        keys.push_back({{"kid", entry.kid}, {"state", state}, {"bits", entry.key.bits()}});
    return {{"keys", std::move(keys)}, {"alg", jose::name(set.algorithm)}};
}

void add_signing_keys(http::Values& values, jose::SigningKeySet const& set, std::string_view locale) {
    for (auto const& [state, entry] : jose::stated(set.ring)) {
        values.add("SIGNING_KEY")
            .set("KID", entry.kid)
            .set("ALGORITHM", std::string(jose::name(set.algorithm)))
            .set("BITS", std::to_string(entry.key.bits()))
            .show("PREVIOUS", state == "previous")
            .show("CURRENT", state == "current")
            .show("NEXT", state == "next");
    }
    auto const step = jose::next_step(set.ring);
    auto& form = values.add("SIGNING_STEP");
    form.set("ACTION", std::string(jose::name(step)))
        .show("PUBLISH", step == jose::RotationStep::publish)
        .show("SWITCH", step == jose::RotationStep::switch_over)
        .show("RETIRE", step == jose::RotationStep::retire);
    if (http::parse_language(locale)) form.add("LOCALE").set("CODE", std::string(locale));
}

Result<jose::RotationStep> read_step(http::Parameters const& form) {
    auto const action = form.text("action");
    if (auto const step = jose::parse_rotation_step(action)) return *step;
    return Error{
        ErrorCode::invalid_request,
        "The parameter action must be publish, switch or retire",
        {"Signing keys rotate in three steps", action.empty() ? "no action" : "action " + shown(action),
         "publish, switch or retire", "Send action=publish as a form."}};
}

Result<> take_step(jose::SigningKeys& keys, jose::RotationStep step,
                   std::function<jose::SigningKey()> const& new_key) {
    switch (step) {
        case jose::RotationStep::switch_over:
            return keys.switch_to_next();
        case jose::RotationStep::retire:
            return keys.retire_previous();
        case jose::RotationStep::publish:
            break;
    }
    // Its refusal needs a key, and the current one will do where it is not its turn.
    bool const in_turn = jose::next_step(keys.now()->ring) == step;
    return keys.publish_next(in_turn ? new_key() : keys.now()->current());
}

}  // namespace emulator::konsoll
