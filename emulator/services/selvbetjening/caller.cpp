#include "services/selvbetjening/caller.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <nlohmann/json.hpp>

#include "model/identifiers.h"
#include "oauth/bearer.h"
#include "oauth/scopes.h"

namespace emulator::selvbetjening {
namespace {

constexpr std::string_view supplier_scope = "idporten:dcr.supplier";

struct Need {
    Call call;
    std::array<std::string_view, 5> any_of;  // the one to ask for first
};
// The scope for customers is spelled in two ways.
constexpr std::array needs{
    Need{Call::read_clients,
         {"idporten:dcr.read", "idporten:dcr.modify", "idporten:dcr.write", supplier_scope}},
    Need{Call::create_client, {"idporten:dcr.write", supplier_scope}},
    Need{Call::change_client, {"idporten:dcr.modify", "idporten:dcr.write", supplier_scope}},
    Need{Call::read_customers,
         {"idporten:dcr/onbehalfof:write", "idporten:dcr/onbehalfof.write", "idporten:dcr.read",
          "idporten:dcr.modify", "idporten:dcr.write"}},
    Need{Call::change_customers, {"idporten:dcr/onbehalfof:write", "idporten:dcr/onbehalfof.write"}},
    Need{Call::read_scopes, {"idporten:scopes.read", "idporten:scopes.write"}},
    Need{Call::change_scopes, {"idporten:scopes.write"}},
    Need{Call::share_data, {"idporten:dcr.datasharing"}},
};

Need const& need_of(Call call) {
    return *std::find_if(needs.begin(), needs.end(), [&](auto const& row) { return row.call == call; });
}

// "0192:310222224" of the consumer.
std::string organisation_of(Json const& claims) {
    auto const consumer = claims.find("consumer");
    if (consumer == claims.end() || !consumer->is_object()) return {};
    auto id = string_member(*consumer, "ID");
    if (id.starts_with("0192:")) id.remove_prefix(5);
    return std::string(id);
}

}  // namespace

Result<Caller> caller_of(Json const& claims, Call call) {
    auto const scope = string_member(claims, "scope");
    bool reaches = false;
    std::string wanted;
    for (auto const name : need_of(call).any_of) {
        if (name.empty()) continue;
        reaches = reaches || oauth::has_scope(scope, name);
        wanted.append(wanted.empty() ? "" : " or ").append(name);
    }
    if (!reaches) return oauth::insufficient_scope(scope, wanted);
    auto orgno = organisation_of(claims);
    if (!model::is_organisation_number(orgno)) {
        return Error{ErrorCode::invalid_token,
                     "The token names no organisation",
                     {"The consumer of the token is the organisation that the call is for", "no consumer",
                      "consumer with an ID as 0192:310222224", "Use a token of Maskinporten."}};
    }
    return Caller{std::move(orgno), std::string(string_member(claims, "client_id")),
                  oauth::has_scope(scope, supplier_scope)};
}

bool may_read(Caller const& caller, model::Client const& client) {
    return client.client_orgno == caller.orgno || client.supplier_orgno == caller.orgno;
}

bool may_change(Caller const& caller, model::Client const& client) {
    return client.owner_orgno() == caller.orgno;
}

}  // namespace emulator::selvbetjening
