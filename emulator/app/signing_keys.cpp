#include "app/signing_keys.h"

#include "jose/export.h"
#include "jose/issue.h"
#include "store/signing_keys.h"

namespace emulator::app {
namespace {

constexpr std::string_view product = "maskinporten";
constexpr auto fixture = "maskinporten-signing";

std::string file_of(std::string const& name) {
    return "fixtures/keys/" + name + ".pem";
}

Result<jose::KeyRing> ring_of(std::vector<store::SigningKeyRow> const& rows, std::string const& database) {
    std::optional<jose::SigningKey> previous, current, next;
    for (auto const& row : rows) {
        auto key = jose::private_key_from_pem(row.pem);
        if (!key)
            return Error{ErrorCode::invalid_request, "--database " + database + ": signing key " + row.kid +
                                                         ": " + key.error().description};
        auto& place = row.state == "previous" ? previous : row.state == "next" ? next : current;
        place = jose::SigningKey{row.kid, std::move(*key)};
    }
    if (!current)
        return Error{ErrorCode::invalid_request,
                     "--database " + database + ": no signing key is current; start with a new file"};
    return jose::KeyRing{std::move(*current), std::move(next), std::move(previous)};
}

}  // namespace

Result<jose::PrivateKey> read_key(Assets const& assets, std::string const& name) {
    auto const file = file_of(name);
    auto const told = [&](std::string const& what) {
        return Error{ErrorCode::invalid_request, assets.display_name(file) + ": " + what};
    };
    auto const pem = assets.find(file);
    if (!pem) return told("there is no such file; expected a private RSA key in PEM");
    auto key = jose::private_key_from_pem(*pem);
    if (!key) return told(key.error().description);
    return std::move(*key);
}

Result<jose::KeyRing> maskinporten_keys(Configuration const& configuration, Assets const& assets,
                                        store::Database& database) {
    auto const rows =
        database.read([](auto& connection) { return store::signing_keys(connection, product); });
    auto const size = configuration.maskinporten_key_size;
    if (!rows.empty()) {
        auto kept = EMULATOR_TRY(ring_of(rows, database.name()));
        bool const rotating = kept.next || kept.previous;
        if (rotating || !size || kept.current.key.bits() == *size) return kept;
    }
    auto const usual = EMULATOR_TRY(read_key(assets, fixture));
    jose::KeyRing ring{jose::with_thumbprint(usual)};
    bool const other_size = size && usual.bits() != *size;
    if (other_size) {
        auto const other = fixture + ("-" + std::to_string(*size));
        ring.current =
            jose::with_thumbprint(assets.find(file_of(other)) ? EMULATOR_TRY(read_key(assets, other))
                                                              : jose::generate_rsa_key(*size));
    }
    if (other_size || !rows.empty()) keep_maskinporten_keys(database, ring);
    return ring;
}

void keep_maskinporten_keys(store::Database& database, jose::KeyRing const& ring) {
    std::vector<store::SigningKeyRow> rows;
    for (auto const& [state, entry] : jose::stated(ring))
        rows.push_back({entry.kid, std::string(state), jose::private_key_pem(entry.key)});
    database.write([&](auto& connection) { store::put_signing_keys(connection, product, rows); });
}

}  // namespace emulator::app
