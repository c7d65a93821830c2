#include "services/selvbetjening/agreements.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "base/times.h"
#include "base/uuid.h"
#include "model/identifiers.h"
#include "oauth/redirect_uri.h"
#include "services/selvbetjening/faults.h"
#include "store/removals.h"

namespace emulator::selvbetjening {
namespace {

constexpr int months_of_a_year = 12;

void check_organisation(std::string_view field, std::string const& orgno, Faults& faults) {
    if (model::is_organisation_number(orgno)) return;
    faults.push_back({std::string(field), shown(orgno, 40),
                      "an organisation number of nine digits with a right check digit",
                      "Correct the number."});
}

void check_word(std::string_view field, std::string const& word, Faults& faults) {
    constexpr std::size_t longest = 200;
    bool const right = !word.empty() && word.size() <= longest && word.find(' ') == std::string::npos;
    if (!right)
        faults.push_back({std::string(field), shown(word, 60), "1 to 200 characters without blanks",
                          "Correct the value."});
}

Result<> outcome(std::string_view object, Faults const& faults) {
    if (faults.empty()) return {};
    return refused(object, faults);
}

Error not_yours(std::string_view object, std::string const& id) {
    return refused(object, {{"", shown(id, 80), "one of the organisation's own", "Load the page anew."}},
                   ErrorCode::not_found);
}

}  // namespace

template <class Work>
Result<> Agreements::change(Work const& work) try {
    directory_.change([&](store::Connection& connection) { need(work(connection, *directory_.latest())); },
                      seen_after_);
    return {};
} catch (Problem const& problem) {
    return problem.error();
}

Result<> Agreements::delegate(Caller const& caller, http::Parameters const& form) {
    return change([&](store::Connection& connection, store::Directory const& directory) -> Result<> {
        model::Delegation delegation{caller.orgno, form.text("supplier_orgno"), form.text("scope"), ""};
        Faults faults;
        check_organisation("supplier_orgno", delegation.supplier_orgno, faults);
        if (delegation.supplier_orgno == caller.orgno)
            faults.push_back(
                {"supplier_orgno", caller.orgno, "another organisation", "Choose the supplier."});
        auto const* scope = directory.scope(delegation.scope);
        if (!scope || scope->delegation_source.empty())
            faults.push_back({"scope", shown(delegation.scope, 80), "a scope with a delegation_source",
                              "Give the scope a delegation_source first."});
        EMULATOR_TRY(outcome("Delegation", faults));
        delegation.delegation_source = scope->delegation_source;
        store::put_delegation(connection, delegation);
        return {};
    });
}

Result<> Agreements::end_delegation(Caller const& caller, http::Parameters const& form) {
    return change([&](store::Connection& connection, store::Directory const& directory) -> Result<> {
        model::Delegation const delegation{form.text("consumer_orgno"), form.text("supplier_orgno"),
                                           form.text("scope"), form.text("delegation_source")};
        bool const own =
            delegation.consumer_orgno == caller.orgno || delegation.supplier_orgno == caller.orgno;
        if (!own || !directory.delegations.contains(delegation))
            return not_yours("Delegation", delegation.scope);
        store::remove_delegation(connection, delegation);
        return {};
    });
}

Result<> Agreements::approve_system(Caller const& caller, http::Parameters const& form) {
    return change([&](store::Connection& connection, store::Directory const& directory) -> Result<> {
        model::SystemUser user{new_uuid(entropy_), form.text("system_id"), form.text("client_id"),
                               caller.orgno, form.text("external_ref")};
        if (user.external_ref.empty()) user.external_ref = caller.orgno;
        Faults faults;
        check_word("system_id", user.system_id, faults);
        check_word("external_ref", user.external_ref, faults);
        if (!user.client_id.empty() && !directory.client(user.client_id))
            faults.push_back({"client_id", shown(user.client_id, 80), "a registered client, or nothing",
                              "Copy the client_id from the integration."});
        EMULATOR_TRY(outcome("SystemUser", faults));
        store::put_system_user(connection, user);
        return {};
    });
}

Result<> Agreements::remove_system(Caller const& caller, http::Parameters const& form) {
    return change([&](store::Connection& connection, store::Directory const& directory) -> Result<> {
        auto const id = form.text("id");
        auto const& users = directory.system_users;
        bool const own = std::any_of(users.begin(), users.end(), [&](auto const& user) {
            return user.id == id && user.owner_orgno == caller.orgno;
        });
        if (!own) return not_yours("SystemUser", id);
        store::remove_system_user(connection, id);
        return {};
    });
}

Result<> Agreements::give_consent(Caller const&, http::Parameters const& form) {
    return change([&](store::Connection& connection, store::Directory const&) -> Result<> {
        auto const now = clock_.now();
        model::Consent consent{new_uuid(entropy_),
                               "",
                               form.text("to_orgno"),
                               "Accepted",
                               now,
                               plus_months(now, months_of_a_year),
                               nullptr};
        Faults faults;
        if (auto const number = model::PersonNumber::parse(form.text("pid")); number)
            consent.from = std::string(model::altinn_person) + number->digits();
        else  // never told again: it may be a real one
            faults.push_back({"pid", "a number that is none", number.error().explanation.expected,
                              "Use a number of the test people."});
        check_organisation("to_orgno", consent.to_orgno, faults);
        auto const resource = form.text("resource");
        check_word("resource", resource, faults);
        EMULATOR_TRY(outcome("Consent", faults));
        auto rights =
            Json::array({{{"action", {"consent"}},
                          {"resource", Json::array({{{"type", "urn:altinn:resource"}, {"value", resource}}})},
                          {"metadata", Json::object()}}});
        consent.rights = std::make_shared<Json const>(std::move(rights));
        store::put_consent(connection, consent);
        return {};
    });
}

Result<> Agreements::revoke_consent(Caller const&, http::Parameters const& form) {
    return change([&](store::Connection& connection, store::Directory const& directory) -> Result<> {
        auto const id = form.text("id");
        auto const found = directory.consents.find(id);
        if (found == directory.consents.end()) return not_yours("Consent", id);
        auto consent = found->second;
        consent.status = "Revoked";
        store::put_consent(connection, consent);
        return {};
    });
}

Result<> Agreements::add_goto_url(Caller const&, http::Parameters const& form) {
    return change([&](store::Connection& connection, store::Directory const&) -> Result<> {
        auto const url = form.text("url");
        auto const address = oauth::read_registered(url);
        bool const right = address && (address->scheme == "http" || address->scheme == "https") &&
                           !address->host.empty() && url.size() <= 2000;
        if (!right)
            return refused("GotoUrl", {{"url", shown(url, 200), "an address with http:// or https://",
                                        "Register the address of the service; pages below it are covered."}});
        store::put_goto_url(connection, url);
        return {};
    });
}

Result<> Agreements::remove_goto_url(Caller const&, http::Parameters const& form) {
    return change([&](store::Connection& connection, store::Directory const&) -> Result<> {
        auto const url = form.text("url");
        store::remove_goto_url(connection, url);
        if (connection.changes() > 0) return {};
        return refused("GotoUrl", {{"url", shown(url, 200),
                                    "an address that was registered, and not that of a built-in service",
                                    "Those of built-in services stand in gotourls.json."}});
    });
}

}  // namespace emulator::selvbetjening
