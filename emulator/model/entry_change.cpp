#include "model/entry_change.h"

#include <algorithm>
#include <array>

namespace emulator::model {
namespace {

constexpr std::array<std::string_view, 7> names{
    "registration", "deletion", "epostadresse", "mobiltelefonnummer", "spraak", "reservasjon", "postkasse"};

std::string yes_or_no(bool value) {
    return value ? "JA" : "NEI";
}

}  // namespace

std::string_view changed_name(Changed changed) {
    return names.at(static_cast<std::size_t>(changed));
}

Changed changed_from_name(std::string_view name) {
    return static_cast<Changed>(std::find(names.begin(), names.end(), name) - names.begin());
}

std::vector<EntryChange> changes_between(Person const& before, Person const& after) {
    if (before.status != after.status && after.status == Registration::SLETTET) return {{Changed::deletion}};
    std::vector<EntryChange> changes;
    if (before.status != after.status && after.status == Registration::AKTIV)
        changes.push_back({Changed::registration});
    auto const compare = [&](Changed changed, std::string const& was, std::string const& is, bool said) {
        if (was != is || said) changes.push_back({changed, was, is});
    };
    auto const said_again = [](Channel const& was, Channel const& is) {
        return !is.value.empty() && was.sist_verifisert != is.sist_verifisert;
    };
    compare(Changed::epostadresse, before.epostadresse.value, after.epostadresse.value,
            said_again(before.epostadresse, after.epostadresse));
    compare(Changed::mobiltelefonnummer, before.mobiltelefonnummer.value, after.mobiltelefonnummer.value,
            said_again(before.mobiltelefonnummer, after.mobiltelefonnummer));
    compare(Changed::spraak, before.spraak, after.spraak, before.spraak_oppdatert != after.spraak_oppdatert);
    compare(Changed::reservasjon, yes_or_no(before.reservasjon), yes_or_no(after.reservasjon), false);
    compare(Changed::postkasse, before.postkasseleverandoeradresse, after.postkasseleverandoeradresse, false);
    return changes;
}

}  // namespace emulator::model
