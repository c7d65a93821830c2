#include "app/app.h"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <future>

#include "app/fixture_routes.h"
#include "app/fixture_watch.h"
#include "app/fixtures.h"
#include "app/person_form.h"
#include "app/signing_keys.h"
#include "http/journal.h"
#include "http/router.h"
#include "http/site.h"
#include "jose/certificate.h"
#include "jose/issue.h"
#include "jose/jwk.h"
#include "rp/access_tokens.h"
#include "rp/introspection.h"
#include "rp/relying_party.h"
#include "rp/trial_tokens.h"
#include "server/http_client.h"
#include "server/listener.h"
#include "services/demo/service.h"
#include "services/idporten/service.h"
#include "services/konsoll/service.h"
#include "services/kontaktregisteret/service.h"
#include "services/maskinporten/service.h"
#include "services/minprofil/service.h"
#include "services/selvbetjening/service.h"
#include "store/database.h"
#include "store/directory.h"
#include "store/grants.h"
#include "store/persons.h"
#include "store/protocol_state.h"
#include "store/spent_assertions.h"

namespace emulator::app {
namespace {

using Urls = std::map<std::string, std::string, std::less<>>;
using Listeners = std::map<std::string, server::Listener, std::less<>>;

// What the recorded tokens of the test environment name as the key of ID-porten.
constexpr std::string_view idporten_kid = "digitaliseringsdirektoratet--cert0";

Error in_file(Assets const& assets, std::string const& file, std::string const& what) {
    return {ErrorCode::invalid_request, assets.display_name(file) + ": " + what};
}

Result<std::vector<jose::Certificate>> read_certificates(Assets const& assets, std::string const& name) {
    auto const file = "fixtures/keys/" + name + ".crt";
    auto const pem = assets.find(file);
    if (!pem) return in_file(assets, file, "there is no such file; expected certificates in PEM");
    auto certificates = jose::certificates_from_pem(*pem);
    if (!certificates) return in_file(assets, file, certificates.error().description);
    return std::move(*certificates);
}

Result<Listeners> bind_all(boost::asio::io_context& context, Configuration const& configuration) {
    Listeners listeners;
    for (auto const& product : products) {
        std::string const key(product.key);
        auto listener = EMULATOR_TRY(server::bind(context, std::string(product.name), "--" + key + "-port",
                                                  configuration.addresses, configuration.ports.at(key)));
        listeners.emplace(key, std::move(listener));
    }
    return listeners;
}

Urls public_urls(Configuration const& configuration, Listeners const& listeners) {
    Urls urls;
    for (auto const& [key, listener] : listeners) {
        auto const configured = configuration.urls.find(key);
        urls.emplace(key, configured != configuration.urls.end()
                              ? configured->second
                              : "http://localhost:" + std::to_string(listener.port));
    }
    return urls;
}

// The name in a URL's authority, as Host gives it without the port.
std::string host_of(std::string_view url) {
    auto host = url.substr(url.find("://") + 3);
    return std::string(host.substr(0, host.starts_with('[') ? host.find(']') + 1 : host.find(':')));
}

// Everything that was read and checked before the first product is built.
struct Parts {
    std::unique_ptr<Assets> assets;  // pages refer to it
    std::unique_ptr<store::Database> database;
    Urls urls;
    std::unique_ptr<MovableClock> clock;
};

struct Keys {
    jose::KeyRing maskinporten;
    jose::PrivateKey idporten, minprofil, demotjeneste, kontaktregisteret, kontaktregisteret_signing;
};

struct Certificates {
    std::vector<jose::Certificate> idporten_chain, kontaktregisteret_chain, print, trusted, production;
};

Result<std::vector<jose::Certificate>> read_trusted(Assets const& assets) {
    std::vector<jose::Certificate> all;
    for (auto const* name : {"ca-root", "ca-buypass", "ca-commfides"}) {
        auto const chain = EMULATOR_TRY(read_certificates(assets, name));
        all.insert(all.end(), chain.begin(), chain.end());
    }
    return all;
}

Result<Keys> read_keys(Configuration const& configuration, Assets const& assets, store::Database& database) {
    return Keys{EMULATOR_TRY(maskinporten_keys(configuration, assets, database)),
                EMULATOR_TRY(read_key(assets, "idporten-signing")),
                EMULATOR_TRY(read_key(assets, "minprofil")),
                EMULATOR_TRY(read_key(assets, "demotjeneste")),
                EMULATOR_TRY(read_key(assets, "kontaktregisteret")),
                EMULATOR_TRY(read_key(assets, "kontaktregisteret-signing"))};
}

// What stands on the files alone. As much work as the data set and the keys: it is read beside them.
struct Documents {
    std::unique_ptr<http::Pages> pages;
    Certificates certificates;
};

Result<Documents> read_documents(Assets const& assets) {
    return Documents{
        EMULATOR_TRY(http::Pages::load(assets)),
        {EMULATOR_TRY(read_certificates(assets, "idporten-signing")),
         EMULATOR_TRY(read_certificates(assets, "kontaktregisteret-signing")),
         EMULATOR_TRY(read_certificates(assets, "printserver")), EMULATOR_TRY(read_trusted(assets)),
         EMULATOR_TRY(read_certificates(assets, "ca-prod"))}};
}

// A client of the built-in data set, for Swagger UI. Nothing where a data set of somebody's own has no such
// key.
std::optional<rp::Registration> built_in_client(Assets const& assets, std::string issuer, std::string name,
                                                std::string redirect_uri, std::string scope) {
    auto key = read_key(assets, name);
    if (!key) return std::nullopt;
    auto kid = name + "-1";
    return rp::Registration{std::move(issuer), std::move(name),         std::move(kid),
                            std::move(*key),   std::move(redirect_uri), std::move(scope)};
}

// What the data set's own files hold of a client's key.
std::optional<demo::KeyAtHand> key_at_hand(Assets const& assets, std::string const& client_id) {
    auto key = read_key(assets, client_id);
    if (!key) return std::nullopt;
    auto chain = read_certificates(assets, client_id);
    return demo::KeyAtHand{std::move(*key), chain ? std::move(*chain) : std::vector<jose::Certificate>()};
}

// All products with what they stand on. Members are built in their order and end in the reverse one.
class RunningApp : public App {
public:
    RunningApp(server::Workers& workers, Configuration const& configuration, Parts parts, Listeners listeners,
               Keys keys, Documents documents, Entropy& entropy, Log& log)
        : assets_(std::move(parts.assets)),
          database_(std::move(parts.database)),
          pages_(std::move(documents.pages)),
          urls_(std::move(parts.urls)),
          clock_owner_(std::move(parts.clock)),
          entropy_(entropy),
          log_(log),
          journal_(clock_, entropy),
          directory_(*database_, {{"demotjeneste", url("demotjeneste")}, {"minprofil", url("minprofil")}},
                     &clock_),
          persons_(*database_),
          state_(remembering(), clock_),
          grants_(remembering(), clock_),
          machine_tokens_(client_, clock_, {{url("maskinporten") + "/", url("maskinporten") + "/jwk"}}),
          self_contained_user_tokens_(client_, clock_, {{url("idporten"), url("idporten") + "/jwks.json"}}),
          introspection_(
              {url("idporten"), "kontaktregisteret", "kontaktregisteret-1", keys.kontaktregisteret},
              url("idporten") + "/token/introspect", client_, clock_, entropy),
          user_tokens_(self_contained_user_tokens_, introspection_),
          trial_tokens_(trial_tokens()),
          admin_tokens_(admin_tokens()),
          signing_keys_(configuration.maskinporten_signing_alg, std::move(keys.maskinporten),
                        [this](auto const& ring) { keep_maskinporten_keys(*database_, ring); }),
          maskinporten_(
              {directory_,
               state_,
               clock_,
               entropy_,
               log_,
               &journal_,
               site("maskinporten"),
               signing_keys_,
               {url("maskinporten") + "/", url("maskinporten") + "/token", seconds(180), seconds(120),
                seconds(10), documents.certificates.trusted, documents.certificates.production},
               &clock_}),
          idporten_({directory_, persons_, state_, grants_, clock_, entropy_, log_, &journal_,
                     site("idporten"), client_, keys.idporten, std::string(idporten_kid),
                     documents.certificates.idporten_chain, url("idporten"), documents.certificates.trusted,
                     documents.certificates.production, configuration.contact_age, &clock_}),
          kontaktregisteret_({*database_, directory_, clock_, machine_tokens_, user_tokens_,
                              site("kontaktregisteret"), *assets_, log_, &journal_,
                              keys.kontaktregisteret_signing, documents.certificates.kontaktregisteret_chain,
                              documents.certificates.print.front(), trial_tokens_.get(),
                              configuration.leave_out_expired ? kontaktregisteret::Expired::left_out
                                                              : kontaktregisteret::Expired::told}),
          minprofil_({url("minprofil"), registration("minprofil", keys.minprofil, "openid profile"), client_,
                      state_, persons_, directory_, clock_, entropy_, site("minprofil"), log_, &journal_}),
          selvbetjening_({directory_,
                          clock_,
                          entropy_,
                          machine_tokens_,
                          site("selvbetjening"),
                          *assets_,
                          {url("maskinporten"), url("idporten")},
                          log_,
                          &journal_,
                          {configuration.lenient_combinations, configuration.selvbetjening_delay},
                          admin_tokens_.get()}),
          demo_({url("demotjeneste"), url("minprofil"), url("kontaktregisteret"),
                 registration("demotjeneste", keys.demotjeneste,
                              "openid profile krr:user/kontaktinformasjon.read krr:user/spraak.write"),
                 directory_, [this](auto const& client_id) { return key_at_hand(*assets_, client_id); },
                 client_, state_, clock_, entropy_, site("demotjeneste"), log_}),
          konsoll_({directory_,
                    persons_,
                    journal_,
                    site("konsoll"),
                    clock_,
                    log_,
                    origins(),
                    {url("maskinporten"), url("idporten"), url("kontaktregisteret")},
                    database_->name(),
                    signing_keys_,
                    [this, size = configuration.maskinporten_key_size] {
                        auto const bits = size.value_or(signing_keys_.now()->current().key.bits());
                        return jose::with_thumbprint(jose::generate_rsa_key(bits));
                    },
                    person_form(*database_, persons_, directory_, clock_),
                    [this](seconds by) { store::keep_spent_assertions_longer(remembering(), by); }}),
          fixtures_(*database_, *assets_),
          server_(workers, server::Limits{}, log) {
        mount(listeners, configuration.allowed_hosts);
        if (configuration.watch) watch_.emplace(*assets_, directory_, clock_, log_);
    }

    std::string url(std::string_view product) const override { return urls_.find(product)->second; }
    std::vector<std::string> some_people() const override;
    void stop() override { server_.stop(); }
    std::size_t open_connections() const override { return server_.open(); }

private:
    store::Database& remembering() { return protocols_ ? *protocols_ : *database_; }
    http::Site const& site(std::string const& key);
    rp::Registration registration(std::string const& client_id, jose::PrivateKey const& key,
                                  std::string scope) const;
    std::unique_ptr<rp::TrialTokens> trial_tokens();
    std::unique_ptr<rp::TrialTokens> admin_tokens();
    std::vector<konsoll::Origin> origins() const;
    http::Router& router(std::string const& key, http::Dialect dialect);
    void mount(Listeners& listeners, std::vector<std::string> const& allowed_hosts);

    std::unique_ptr<Assets> assets_;
    std::unique_ptr<store::Database> database_;
    // What the protocols remember, apart from the data set while nothing is kept.
    std::unique_ptr<store::Database> protocols_ =
        database_->in_memory() ? store::Database::open_in_turns(*assets_) : nullptr;
    std::unique_ptr<http::Pages> pages_;
    Urls urls_;
    std::unique_ptr<MovableClock> clock_owner_;
    MovableClock& clock_ = *clock_owner_;
    Entropy& entropy_;
    Log& log_;
    std::map<std::string, http::Site> sites_;
    http::Journal journal_;
    store::DirectoryStore directory_;
    store::Persons persons_;
    store::ProtocolState state_;
    store::Grants grants_;
    server::HttpClient client_;
    rp::AccessTokens machine_tokens_;
    rp::AccessTokens self_contained_user_tokens_;
    rp::Introspection introspection_;
    rp::UserTokens user_tokens_;
    std::unique_ptr<rp::TrialTokens> trial_tokens_;
    std::unique_ptr<rp::TrialTokens> admin_tokens_;
    jose::SigningKeys signing_keys_;
    maskinporten::Service maskinporten_;
    idporten::Service idporten_;
    kontaktregisteret::Service kontaktregisteret_;
    minprofil::Service minprofil_;
    selvbetjening::Service selvbetjening_;
    demo::Service demo_;
    konsoll::Service konsoll_;
    FixtureExport fixtures_;
    std::map<std::string, http::Router> routers_;
    server::Server server_;
    std::optional<FixtureWatch> watch_;
};

std::string_view product_name(std::string_view key) {
    auto const product =
        std::find_if(products.begin(), products.end(), [&](auto const& p) { return p.key == key; });
    return product->name;
}

http::Site const& RunningApp::site(std::string const& key) {
    return sites_
        .try_emplace(key, *pages_, entropy_, key, std::string(product_name(key)), url("konsoll"), &clock_)
        .first->second;
}

rp::Registration RunningApp::registration(std::string const& client_id, jose::PrivateKey const& key,
                                          std::string scope) const {
    return {url("idporten"), client_id, client_id + "-1", key, url(client_id) + "/callback",
            std::move(scope)};
}

std::unique_ptr<rp::TrialTokens> RunningApp::trial_tokens() {
    auto organisation = built_in_client(
        *assets_, url("maskinporten") + "/", "demo-etat-nokkel", "",
        "krr:global/kontaktinformasjon.read krr:global/digitalpost.read krr:global/hentendring.read");
    // The redirect leads nowhere: whoever starts this login reads the code from it.
    auto person = built_in_client(
        *assets_, url("idporten"), "min-tjeneste-nokkel", "http://localhost:4703/callback",
        "openid profile krr:user/kontaktinformasjon.read krr:user/digitalpost.read krr:user/spraak.write");
    if (!organisation || !person) return nullptr;
    return std::make_unique<rp::TrialTokens>(std::move(*organisation), std::move(person), client_, clock_,
                                             entropy_);
}

std::unique_ptr<rp::TrialTokens> RunningApp::admin_tokens() {
    auto client = built_in_client(
        *assets_, url("maskinporten") + "/", "demo-selvbetjening", "",
        "idporten:dcr.read idporten:dcr.modify idporten:dcr.write idporten:dcr/onbehalfof:write "
        "idporten:dcr.datasharing idporten:scopes.read idporten:scopes.write");
    if (!client) return nullptr;
    return std::make_unique<rp::TrialTokens>(std::move(*client), std::nullopt, client_, clock_, entropy_);
}

std::vector<konsoll::Origin> RunningApp::origins() const {
    std::vector<konsoll::Origin> list;
    for (auto const& product : products) {
        konsoll::Origin origin{
            std::string(product.name), url(product.key), std::string(product.stands_for), {}};
        if (product.key == "maskinporten")
            origin.links = {{"oauth-authorization-server", "/.well-known/oauth-authorization-server"},
                            {"jwk", "/jwk"}};
        if (product.key == "idporten")
            origin.links = {{"openid-configuration", "/.well-known/openid-configuration"},
                            {"jwks.json", "/jwks.json"}};
        if (product.key == "kontaktregisteret" || product.key == "selvbetjening")
            origin.links = {{"swagger-ui", "/swagger-ui/index.html"}, {"api-docs", "/v3/api-docs"}};
        list.push_back(std::move(origin));
    }
    return list;
}

http::Router& RunningApp::router(std::string const& key, http::Dialect dialect) {
    auto& router = routers_.try_emplace(key, key, std::move(dialect), log_, &journal_).first->second;
    http::add_health_routes(router);
    http::add_static_routes(router, *assets_);
    return router;
}

void RunningApp::mount(Listeners& listeners, std::vector<std::string> const& allowed_hosts) {
    maskinporten_.mount(router(
        "maskinporten", maskinporten::Service::dialect(url("maskinporten") + "/", site("maskinporten"))));
    idporten_.mount(router("idporten", idporten::Service::dialect(site("idporten"))));
    kontaktregisteret_.mount(
        router("kontaktregisteret", kontaktregisteret::Service::dialect(site("kontaktregisteret"))));
    minprofil_.mount(router("minprofil", minprofil::Service::dialect(site("minprofil"))));
    selvbetjening_.mount(
        router("selvbetjening", selvbetjening::Service::dialect(site("selvbetjening"), clock_)));
    demo_.mount(router("demotjeneste", demo::Service::dialect(site("demotjeneste"))));
    konsoll_.mount(router("konsoll", site("konsoll").dialect(http::oauth_dialect())));
    add_fixture_routes(routers_.at("konsoll"), fixtures_);
    for (auto const& [key, listener] : listeners) {
        client_.add_origin(url(key), listener.acceptors.front().local_endpoint());
    }
    for (auto& [key, listener] : listeners) {
        auto hosts = allowed_hosts;
        hosts.push_back(host_of(url(key)));
        server_.serve(std::move(listener), {&routers_.at(key), std::move(hosts)});
    }
}

std::vector<std::string> RunningApp::some_people() const {
    constexpr std::size_t enough = 3;
    std::vector<std::string> people;
    for (auto const& person : persons_.listed()) {
        if (people.size() == enough) break;
        people.push_back(person.personidentifikator.digits() + "  " + person.name() + ": " +
                         person.beskrivelse);
    }
    return people;
}

std::unique_ptr<Assets> open_assets(Configuration const& configuration) {
    auto assets = std::make_unique<Assets>();
    if (configuration.fixtures) assets->read_from_disk("fixtures", *configuration.fixtures);
    if (configuration.web) assets->read_from_disk("web", *configuration.web);
    return assets;
}

Result<std::unique_ptr<store::Database>> open_data_set(Configuration const& configuration,
                                                       Assets const& assets, Clock const& clock) {
    auto database = EMULATOR_TRY(store::Database::open(configuration.database, assets));
    if (!has_data(*database)) EMULATOR_TRY(load_fixtures(assets, *database, clock.now()));
    return database;
}

}  // namespace

Result<std::unique_ptr<App>> App::start(server::Workers& workers, Configuration const& configuration,
                                        Clock const& machine, Entropy& entropy, Log& log) {
    auto listeners = EMULATOR_TRY(bind_all(workers.first(), configuration));
    auto assets = open_assets(configuration);
    auto reading = std::async(std::launch::async, read_documents, std::cref(*assets));
    auto clock = std::make_unique<MovableClock>(machine);
    EMULATOR_TRY(clock->move(configuration.clock));
    auto database = EMULATOR_TRY(open_data_set(configuration, *assets, *clock));
    auto keys = EMULATOR_TRY(read_keys(configuration, *assets, *database));
    auto documents = EMULATOR_TRY(reading.get());
    Parts parts{std::move(assets), std::move(database), public_urls(configuration, listeners),
                std::move(clock)};
    return std::unique_ptr<App>(std::make_unique<RunningApp>(workers, configuration, std::move(parts),
                                                             std::move(listeners), std::move(keys),
                                                             std::move(documents), entropy, log));
}

}  // namespace emulator::app
