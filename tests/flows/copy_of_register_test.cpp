// An organisation that keeps a copy of the register by its change feed, over HTTP, while others write.
#include <doctest/doctest.h>

#include <atomic>
#include <map>
#include <nlohmann/json.hpp>
#include <thread>

#include "app/people/population.h"
#include "base/assets.h"
#include "flows/grants.h"
#include "flows/test_app.h"
#include "store/persons.h"
#include "support/temporary_folder.h"

using namespace emulator;
using namespace emulator::test;

namespace {

constexpr auto scopes =
    "krr:global/kontaktinformasjon.read krr:global/digitalpost.read krr:global/hentendring.read";
constexpr int people = 80;
constexpr int writers = 4;
constexpr int edits_each = 250;

std::vector<model::PersonNumber> numbers() {
    std::vector<model::PersonNumber> all;
    app::Population population({people, 1, {}});
    for (model::Person person; population.next(person);)
        all.push_back(person.personidentifikator);
    return all;
}

// Another process might do this: a connection of its own to the same file.
void write_some(std::filesystem::path const& file, int writer) {
    auto const database = need(store::Database::open(file, Assets()));
    store::Persons persons(*database);
    auto const everybody = numbers();
    for (int i = 0; i < edits_each; ++i) {
        auto const number = everybody.at(static_cast<std::size_t>(writer * 7 + i * 13) % people);
        persons.edit(number, [&](model::Person& person) {
            Instant const then(seconds(1'790'000'000 + i));
            person.status = i % 17 == 0 ? model::Registration::SLETTET : model::Registration::AKTIV;
            person.epostadresse = {"felles" + std::to_string(i % 9) + "@example.no", then, then};
            person.spraak = i % 2 ? "nb" : "nn";
        });
    }
}

// The emulator, which may be started anew, and a token for it.
class Register {
public:
    explicit Register(std::filesystem::path file) : file_(std::move(file)) { start(); }

    void start() {
        app_.reset();
        auto configuration = on_free_ports();
        configuration.database = file_;
        app_ = std::make_unique<TestApp>(configuration);
        auto const answer = ask_for_token(*app_, scopes, "start " + std::to_string(++starts_));
        REQUIRE(answer.status == 200);
        token_ = Json::parse(answer.body)["access_token"].get<std::string>();
    }
    Json ask(std::string const& path, Json const& body) {
        http::Call call{http::Method::post, app_->url("kontaktregisteret") + path, {}, body.dump()};
        call.headers.add("Content-Type", "application/json");
        call.headers.add("Authorization", "Bearer " + token_);
        auto const answer = app_->send(std::move(call));
        REQUIRE(answer.status == 200);
        return Json::parse(answer.body);
    }

private:
    std::filesystem::path file_;
    std::unique_ptr<TestApp> app_;
    std::string token_;
    int starts_ = 0;
};

// What the organisation has written down: it outlives the process that polls.
struct Copy {
    std::map<std::string, Json> persons;
    std::int64_t place = 0;
};

// One poll. Whoever is killed after the answer and before it is written down has the copy as it was.
bool poll(Register& from, Copy& copy, bool is_killed) {
    auto const page = from.ask("/rest/v2/krr/hentEndringer", {{"fraEndringsId", copy.place}});
    auto const until = page["tilEndringsId"].get<std::int64_t>();
    CHECK(page["fraEndringsId"] == copy.place);
    CHECK(until >= copy.place);
    CHECK(until <= page["sisteEndringsId"].get<std::int64_t>());
    if (is_killed) return true;
    for (auto const& person : page["list"])
        copy.persons.insert_or_assign(person["personidentifikator"].get<std::string>(), person);
    copy.place = until;
    return page["tilEndringsId"] != page["sisteEndringsId"];
}

}  // namespace

TEST_SUITE("flows/copy of the register") {
    TEST_CASE(
        "[kontaktregisteret 8] a copy kept by the change feed ends equal to the register, whoever is "
        "killed") {
        TemporaryFolder const folder;
        auto const file = folder / "data.sqlite";
        Register from(file);
        Copy copy;
        {
            std::atomic<int> writing{writers};
            std::vector<std::jthread> threads;
            for (int writer = 0; writer < writers; ++writer) {
                threads.emplace_back([&, writer] {
                    write_some(file, writer);
                    --writing;
                });
            }
            for (int i = 0; writing > 0 || i < 30; ++i) {
                poll(from, copy, i % 3 == 1);
                if (i % 10 == 9) from.start();
            }
        }
        while (poll(from, copy, false)) {
        }
        Json asked = Json::array();
        for (auto const& number : numbers())
            asked.push_back(number.digits());
        auto const told = from.ask("/rest/v2/personer", {{"personidentifikatorer", asked}})["personer"];
        CHECK(told.size() == people);
        std::size_t shared = 0;
        for (auto const& person : told) {
            auto const number = person["personidentifikator"].get<std::string>();
            CAPTURE(number);
            CHECK(copy.persons[number] == person);
            shared += person.dump().find("epostadresse_duplisert") != std::string::npos;
        }
        CHECK(shared > 0);
        // Those of the fixtures who are in the register are in the copy too.
        CHECK(copy.persons.size() > people);
    }
}
