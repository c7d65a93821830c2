#include "services/idporten/eid.h"

#include <algorithm>
#include <array>

#include "services/idporten/levels.h"

namespace emulator::idporten {
namespace {

constexpr std::array both_levels{substantial, high};
constexpr std::array only_substantial{substantial};
constexpr std::array only_high{high};

std::string_view code_fault(http::Parameters const& form) {
    return form.text("code") == static_code ? "" : "login.error.code";
}
// The button is the confirmation.
std::string_view approval_fault(http::Parameters const& form) {
    return form.text("action") == "approve" ? "" : "login.error.approve";
}

constexpr Confirmation code{"idporten-code", code_fault};
constexpr Confirmation approval{"idporten-approve", approval_fault};
constexpr std::string_view identify_page = "idporten-identify";

constexpr std::array table{
    Eid{"testid", "TestID", "TestID", both_levels, false, identify_page, nullptr},
    Eid{"minid", "MinID", "Minid-OTC", only_substantial, false, identify_page, &code},
    Eid{"bankid", "BankID", "BankID", only_high, true, identify_page, &approval},
    Eid{"bankid-mobil", "BankID på mobil", "BankID Mobil", only_high, true, identify_page, &approval},
    Eid{"buypass", "Buypass ID", "Buypass", only_high, true, identify_page, &approval},
    Eid{"commfides", "Commfides", "Commfides", only_high, false, identify_page, &approval},
};

}  // namespace

std::span<Eid const> eids() {
    return table;
}

Eid const* find_eid(std::string_view id) {
    auto const found = std::find_if(table.begin(), table.end(), [&](Eid const& eid) { return eid.id == id; });
    return found == table.end() ? nullptr : &*found;
}

std::vector<std::string_view> offered_levels(Eid const& eid, std::span<std::string const> acr_values) {
    std::vector<std::string_view> offered;
    for (auto const level : eid.levels) {
        if (satisfies(level, acr_values)) offered.push_back(level);
    }
    return offered;
}

std::vector<Eid const*> offered_eids(std::span<std::string const> acr_values) {
    std::vector<Eid const*> offered;
    for (auto const& eid : table) {
        if (!offered_levels(eid, acr_values).empty()) offered.push_back(&eid);
    }
    return offered;
}

Identification identify(Eid const& eid, http::Parameters const& form,
                        std::span<std::string const> acr_values) {
    auto const offered = offered_levels(eid, acr_values);
    auto const acr = eid.levels.size() == 1 ? std::string(eid.levels.front()) : form.text("acr");
    auto const number = form.has("pid") ? form.text("pid") : form.text("typed_pid");
    if (number.empty() || std::find(offered.begin(), offered.end(), acr) == offered.end())
        return {{}, "login.error.choose"};
    if (auto const fault = model::person_number_fault(number); !fault.empty())
        return {{}, "login.error." + std::string(fault)};
    return {Claim{std::string(eid.id), need(model::PersonNumber::parse(number)), acr}, {}};
}

std::string reference_words(std::string_view seed) {
    constexpr std::array<std::string_view, 16> first{"BLID",  "DJERV",  "FIN",   "FROSTIG", "GRØNN", "KLOK",
                                                     "LUN",   "MUNTER", "MYK",   "NYTTIG",  "RASK",  "RUND",
                                                     "SOLID", "STILLE", "TRYGG", "VENNLIG"};
    constexpr std::array<std::string_view, 16> second{"ASP",  "BEKK", "BRO",    "BÅT",      "DAL",  "FJELL",
                                                      "FYR",  "HAVN", "KLOKKE", "LANTERNE", "MÅKE", "NAUST",
                                                      "SEIL", "SKOG", "STEIN",  "VIND"};
    std::size_t sum = 0;
    for (auto const c : seed)
        sum = sum * 31 + static_cast<unsigned char>(c);
    return std::string(first[sum % 16]).append(" ").append(second[sum / 16 % 16]);
}

}  // namespace emulator::idporten
