// The electronic identities that people log in with: a row each, so that another is a row, its texts and,
// where it asks for something of its own, a page. Levels and amr after docs.digdir.no,
// oidc_protocol_id_token. Pure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "http/parameters.h"
#include "model/identifiers.h"

namespace emulator::idporten {

// What is asked for after the person has said who they are: a template, and the rule that reads its form. The
// rule returns the key of what is wrong with it, empty where it is right.
struct Confirmation {
    std::string_view page;
    std::string_view (*fault)(http::Parameters const& form);
};

struct Eid {
    std::string_view id;    // in paths, in the keys of its texts and in data-testid
    std::string_view name;  // the brand, the same in every language
    std::string_view amr;
    std::span<std::string_view const> levels;    // that it gives, lowest first
    bool supplies_names = false;                 // given_name and family_name, with the scope profile
    std::string_view page;                       // the template that asks who it is
    Confirmation const* confirmation = nullptr;  // none: nothing more is asked for
};

// In the order in which they are shown.
std::span<Eid const> eids();
Eid const* find_eid(std::string_view id);  // nothing where there is none

// The levels of the eID that satisfy the request, lowest first.
std::vector<std::string_view> offered_levels(Eid const& eid, std::span<std::string const> acr_values);
// The eIDs with such a level.
std::vector<Eid const*> offered_eids(std::span<std::string const> acr_values);

// Who somebody says they are, and at which level.
struct Claim {
    std::string eid;
    model::PersonNumber pid;
    std::string acr;
    int wrong = 0;        // confirmations that were wrong
    std::string id = {};  // the form that confirms it names it by this
};
struct Identification {
    std::optional<Claim> claim;
    std::string fault;  // the key of what was wrong, where there is no claim
};

// Reads the form of an eID's first page: acr where the eID gives several levels, and pid (a person of the
// list) or typed_pid. Only synthetic numbers are taken.
Identification identify(Eid const& eid, http::Parameters const& form,
                        std::span<std::string const> acr_values);

// The one-time code of MinID in test environments (docs.digdir.no, idporten_testbrukere).
inline constexpr std::string_view static_code = "12345";
// So many wrong confirmations, and the person has to begin anew.
inline constexpr int most_wrong = 3;

// The two words that BankID on mobile shows both on the page and on the phone; the same for the same seed.
std::string reference_words(std::string_view seed);

}  // namespace emulator::idporten
