#include "app/people/export.h"

#include "app/people/forms.h"
#include "store/persons.h"

namespace emulator::app {

std::int64_t export_people(std::ostream& out, PeopleForm form, store::Database& database) {
    constexpr std::size_t written_at_once = 1 << 16;
    bool const csv = form == PeopleForm::csv;
    std::string text;
    if (csv)
        append_csv_header(text);
    else
        text += '[';
    std::int64_t count = 0;
    store::Persons(database).all([&](model::Person const& person) {
        if (!csv) text += count == 0 ? "\n" : ",\n";
        csv ? append_person_csv(text, person) : append_person_json(text, person);
        ++count;
        if (text.size() < written_at_once) return;
        out << text;
        text.clear();
    });
    if (!csv) text += "\n]\n";
    out << text << std::flush;
    return count;
}

}  // namespace emulator::app
