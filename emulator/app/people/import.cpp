#include "app/people/import.h"

#include <functional>
#include <nlohmann/json.hpp>
#include <unordered_map>
#include <vector>

#include "app/fixture_persons.h"
#include "app/people/csv.h"
#include "app/people/forms.h"
#include "app/people/json_objects.h"
#include "base/encoding.h"
#include "store/directory.h"
#include "store/person_row.h"
#include "store/persons.h"

namespace emulator::app {
namespace {

constexpr std::size_t most_faults = 20;

// What is wrong, line by line.
class Faults {
public:
    explicit Faults(std::string name) : name_(std::move(name)) {}
    void add(std::size_t line, std::string const& what) {
        if (++count_ <= most_faults) text_ += "\n  " + name_ + ":" + std::to_string(line) + ": " + what;
    }
    bool any() const { return count_ > 0; }
    Error error() const {
        auto text = name_ + ": " + std::to_string(count_) + (count_ == 1 ? " fault" : " faults") +
                    ", nothing was imported" + text_;
        if (count_ > most_faults) text += "\n  and " + std::to_string(count_ - most_faults) + " more";
        return {ErrorCode::invalid_request, std::move(text)};
    }

private:
    std::string name_;
    std::string text_;
    std::size_t count_ = 0;
};

// Called for each entry, or for what stands in its place.
using Take = std::function<void(std::size_t line, Result<Json> entry)>;

void read_csv(std::istream& in, Take const& take) {
    CsvReader reader(in);
    std::vector<std::string> fields;
    auto const header = reader.next(fields);
    if (!header) return take(1, header.error());
    if (!*header) return take(1, Error{ErrorCode::invalid_request, "the file is empty"});
    auto const columns = CsvColumns::read(fields);
    if (!columns) return take(1, columns.error());
    for (;;) {
        auto const read = reader.next(fields);
        if (!read)
            take(reader.line(), read.error());
        else if (!*read)
            return;
        else if (fields.size() > 1 || !fields.front().empty())
            take(reader.line(), columns->entry(fields));
    }
}

void read_json(std::istream& in, Take const& take) {
    JsonObjects objects(in);
    std::string text;
    for (;;) {
        auto const read = objects.next(text);
        if (!read) return take(objects.line(), read.error());
        if (!*read) return;
        if (is_utf8(text))
            take(objects.line(), parse_json(text));
        else
            take(objects.line(), Error{ErrorCode::invalid_request, std::string("the object ") + not_utf8});
    }
}

class Importing {
public:
    Importing(store::Connection& connection, std::string const& name, KnowsOperator knows_operator,
              Instant now)
        : connection_(connection), faults_(name), knows_operator_(std::move(knows_operator)), now_(now) {}

    void take(std::size_t line, Result<Json> entry) {
        bool const only_names = entry && is_of_tenor(*entry);
        if (only_names) entry = as_fixture(*entry);
        auto const person =
            entry ? person_from_json(*entry, now_, knows_operator_) : Result<model::Person>(entry.error());
        if (!person) return faults_.add(line, person.error().description);
        auto const [first, is_new] = lines_.emplace(person->personidentifikator.number(), line);
        if (!is_new)
            return faults_.add(line, "the person stands on line " + std::to_string(first->second) + " too");
        // Nothing stays of what is written beside a fault.
        if (faults_.any()) return;
        auto const known =
            only_names ? store::find_person(connection_, person->personidentifikator) : std::nullopt;
        known ? put_name(*known, *person) : put(*person, asked_at_login(*entry));
    }

    Imported finish() const {
        if (faults_.any()) throw Problem(faults_.error());
        return {static_cast<std::int64_t>(lines_.size()), 0};
    }

private:
    void put(model::Person const& person, std::optional<bool> asked) {
        auto const place = person.beskrivelse.empty()
                               ? std::nullopt
                               : store::new_position(connection_, person.personidentifikator);
        store::put_person(connection_, person, place);
        if (asked) store::put_asked_at_login(connection_, person.personidentifikator, *asked);
    }

    void put_name(model::Person person, model::Person const& named) {
        if (named.given_name.empty() && named.family_name.empty()) return;
        person.given_name = named.given_name;
        person.family_name = named.family_name;
        store::put_person(connection_, person, std::nullopt);
    }

    store::Connection& connection_;
    Faults faults_;
    KnowsOperator knows_operator_;
    Instant now_;
    std::unordered_map<std::int64_t, std::size_t> lines_;  // by number
};

}  // namespace

Result<Imported> import_people(std::istream& in, std::string const& name, PeopleForm form,
                               store::Database& database, Instant now) {
    auto const directory = store::DirectoryStore(database, {}).now();
    store::Persons const persons(database);
    auto const before = persons.last_change();
    try {
        auto imported = database.write([&](store::Connection& connection) {
            auto const knows_operator = [&](std::string const& orgnr) {
                return directory->postbox_operators.contains(orgnr);
            };
            Importing importing(connection, name, knows_operator, now);
            auto const take = [&](std::size_t line, Result<Json> entry) {
                importing.take(line, std::move(entry));
            };
            form == PeopleForm::csv ? read_csv(in, take) : read_json(in, take);
            return importing.finish();
        });
        imported.changes = persons.last_change() - before;
        return imported;
    } catch (Problem const& refused) {
        return refused.error();
    }
}

}  // namespace emulator::app
