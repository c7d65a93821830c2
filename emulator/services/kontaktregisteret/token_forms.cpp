#include "services/kontaktregisteret/token_forms.h"

#include "model/identifiers.h"

namespace emulator::kontaktregisteret {

std::vector<http::TokenForm> token_forms(rp::TrialTokens* tokens, store::Persons& persons) {
    if (!tokens) return {};
    auto const fetch = [tokens](http::Parameters const& form) {
        auto const number = need(model::PersonNumber::parse(form.text("pid")));
        return tokens->of_person("testid:" + number.digits() + "_idporten-loa-substantial");
    };
    auto const fill = [&persons](http::Values& values) {
        for (auto const& person : persons.listed()) {
            values.add("PERSON")
                .set("PID", person.personidentifikator.digits())
                .set("NAME", person.name())
                .set("STORY", person.beskrivelse);
        }
    };
    return {tokens->organisation_form(), {"idporten", fetch, fill}};
}

}  // namespace emulator::kontaktregisteret
