#include "services/minprofil/history.h"

#include <algorithm>

#include "base/times.h"
#include "http/answers.h"
#include "services/minprofil/pages.h"

namespace emulator::minprofil {
namespace {

using model::Changed;

// The texts of one language, and the names behind identifiers.
struct Words {
    http::Pages const& pages;
    http::Language language;
    store::Directory const& directory;

    std::string text(std::string_view key, http::Values const& values = {}) const {
        return pages.text(key, language, values);
    }
    std::string client(std::string const& client_id) const {
        auto const* client = directory.client(client_id);
        return client && !client->client_name.empty() ? client->client_name : client_id;
    }
    std::string postbox(std::string const& orgnr) const {
        auto const found = directory.postbox_operators.find(orgnr);
        return found == directory.postbox_operators.end() ? orgnr : found->second.navn;
    }
};

// The heading of a change: what it is about.
std::string_view subject(Changed changed) {
    switch (changed) {
        case Changed::registration:
        case Changed::deletion:
            return "minprofil.history.entry";
        case Changed::epostadresse:
            return "minprofil.email";
        case Changed::mobiltelefonnummer:
            return "minprofil.mobile";
        case Changed::spraak:
            return "minprofil.language";
        case Changed::reservasjon:
            return "minprofil.reservation";
        case Changed::postkasse:
            return "minprofil.postbox";
    }
    return "minprofil.history.entry";
}

// A value of the register in words; empty for none.
std::string value_text(Words const& words, Changed changed, std::string const& value) {
    if (value.empty()) return {};
    switch (changed) {
        case Changed::spraak:
            return words.text("language." + value);
        case Changed::reservasjon:
            return words.text(value == "JA" ? "minprofil.reservation.yes" : "minprofil.reservation.no");
        case Changed::postkasse:
            return words.postbox(value);
        default:
            return value;
    }
}

std::string outcome(Words const& words, model::EntryChange const& change) {
    if (change.changed == Changed::registration) return words.text("minprofil.history.registration");
    if (change.changed == Changed::deletion) return words.text("minprofil.history.deletion");
    auto const value = value_text(words, change.changed, change.after);
    return value.empty() ? words.text("minprofil.history.removed") : value;
}

// What stands in smaller type below the outcome; empty where nothing does.
std::string note(Words const& words, model::EntryChange const& change) {
    if (change.is_confirmation()) return words.text("minprofil.history.confirmed");
    if (change.before.empty()) return {};
    http::Values before;
    before.set("VALUE", value_text(words, change.changed, change.before));
    return words.text("minprofil.history.before", before);
}

std::string who(Words const& words, store::Editor const& by) {
    if (by.client_id.empty()) return words.text("minprofil.history.by." + by.service);
    http::Values client;
    client.set("SERVICE", words.client(by.client_id));
    return words.text("minprofil.history.by.service", client);
}

void add_change(http::Values& edit, Words const& words, model::EntryChange const& change) {
    auto& values = edit.add("CHANGE");
    values.set("ID", std::string(changed_name(change.changed)))
        .set("NAME", words.text(subject(change.changed)))
        .set("AFTER", outcome(words, change));
    if (auto text = note(words, change); !text.empty()) values.add("NOTE").set("TEXT", std::move(text));
}

std::string without_zero(std::string number) {
    return number.starts_with('0') ? number.substr(1) : number;
}

}  // namespace

http::Response History::get(http::Request const& request) const {
    auto const query = need(http::read_query(request));
    auto const session =
        sessions_.visit(request, [&](Session& kept) { take_language(kept, request, query); });
    if (!session) return http::found(origin_ + "/");
    auto values = history_values(site_.pages(), session->language, *directory_.now(),
                                 persons_.history(session->person));
    add_user(values, session->person, persons_.find(session->person));
    return site_.show(200, "minprofil-history", "minprofil.history.title", request, session->language,
                      std::move(values));
}

http::Values history_values(http::Pages const& pages, http::Language language,
                            store::Directory const& directory, std::span<store::PastChange const> changes) {
    Words const words{pages, language, directory};
    http::Values values;
    values.show("NONE", changes.empty());
    while (!changes.empty()) {
        auto const& by = changes.front().by;
        auto const end = std::find_if(changes.begin(), changes.end(),
                                      [&](store::PastChange const& past) { return past.by != by; });
        auto const count = static_cast<std::size_t>(end - changes.begin());
        auto& edit = values.add("EDIT");
        edit.set("DATE", written_time(pages, language, by.at)).set("WHO", who(words, by));
        for (auto i = count; i > 0; --i)
            add_change(edit, words, changes[i - 1].change);
        changes = changes.subspan(count);
    }
    return values;
}

std::string written_time(http::Pages const& pages, http::Language language, Instant time) {
    auto const text = format_oslo(time);  // 2026-11-22T13:56:20+01
    http::Values parts;
    parts.set("DAY", without_zero(text.substr(8, 2)))
        .set("MONTH", pages.text("time.month." + without_zero(text.substr(5, 2)), language))
        .set("YEAR", text.substr(0, 4))
        .set("HOUR", text.substr(11, 2))
        .set("MINUTE", text.substr(14, 2));
    return pages.text("time.written", language, parts);
}

}  // namespace emulator::minprofil
