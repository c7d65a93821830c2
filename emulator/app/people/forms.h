// People as lines of a file: JSON objects in the form of fixtures/persons.json, or CSV. What is written here
// and read again gives the same person. Pure.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "model/person.h"

namespace emulator::app {

// One line of JSON, without its end.
void append_person_json(std::string& out, model::Person const& person);

// The first record, and a person as a record.
void append_csv_header(std::string& out);
void append_person_csv(std::string& out, model::Person const& person);

// For those who refuse a text: why, and the mend.
inline constexpr char not_utf8[] = "is not UTF-8; save the file as UTF-8";

// Whether the entry is of Tenor testdatasøk (Skatteetaten), which names the person by `identifikator`,
// `foedselsnummer` or `id`, and knows nothing of Kontakt- og reservasjonsregisteret.
bool is_of_tenor(Json const& entry);

// Number and names of such an entry in the form of fixtures/persons.json, as of somebody who is not
// registered. REQUIRES: is_of_tenor().
Json as_fixture(Json const& entry);

// What the columns of a CSV file mean.
class CsvColumns {
public:
    // Names as append_csv_header() writes them, in any order and case; or those of an export of Tenor, of
    // which what is not about names and number is passed over. Refused: no column with the number, a name
    // twice, a name that is unknown beside personidentifikator.
    static Result<CsvColumns> read(std::vector<std::string> const& header);

    // The record as an object in the form of fixtures/persons.json, or of Tenor; empty fields are left out.
    // Refused: another number of fields than the header has, text that is not UTF-8.
    Result<Json> entry(std::vector<std::string> const& fields) const;

private:
    std::vector<std::string> names_;  // empty: passed over
};

}  // namespace emulator::app
