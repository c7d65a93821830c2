#include "services/kontaktregisteret/queries.h"

#include <algorithm>
#include <initializer_list>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "base/json.h"
#include "http/json_body.h"

namespace emulator::kontaktregisteret {
namespace {

constexpr std::string_view numbers_member = "personidentifikatorer";
constexpr std::string_view unregistered_member = "inkluderIkkeRegistrerte";
constexpr std::string_view change_member = "fraEndringsId";
constexpr std::string_view language_member = "spraak";

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// A birth date stays readable; the digits after it, which tell who it is, become stars.
std::string without_numbers(std::string_view text) {
    constexpr int kept = 6;
    int digits = 0;
    auto out = shown(text, 60);
    for (auto& c : out) {
        if (is_digit(c) && ++digits > kept) c = '*';
    }
    return out;
}

Error refused(std::string description, std::string rule, std::string received, std::string expected,
              std::string mend) {
    return {ErrorCode::invalid_request,
            std::move(description),
            {std::move(rule), std::move(received), std::move(expected), std::move(mend)}};
}

// The parser's own words quote what it read last, so only the place goes out. Without a place it is one of
// the two things that are well-formed and refused all the same.
Error malformed(Error const& error) {
    auto told = error.description.substr(0, error.description.find(':'));
    if (told.find(" at ") == std::string::npos) told += ": a member stands twice, or it is nested too deep";
    return refused(std::move(told), error.explanation.rule, without_numbers(error.explanation.received),
                   "one JSON object", "Write the body with a JSON library.");
}

Result<Json> read_object(http::Request const& request) {
    auto document = http::read_json(request);
    if (!document) {
        if (document.error().code == ErrorCode::unsupported_media_type) return document;
        return malformed(document.error());
    }
    if (!document->is_object()) {
        return refused("The body must be a JSON object", "The body is one JSON object",
                       std::string("a JSON ") + document->type_name(), "{...}", "Put braces around it.");
    }
    return document;
}

bool is_plain_word(std::string_view name) {
    return !name.empty() && name.size() <= 40 && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
    });
}

Result<> only(Json const& object, std::initializer_list<std::string_view> known) {
    for (auto const& [name, value] : object.items()) {
        if (std::find(known.begin(), known.end(), name) != known.end()) continue;
        std::string expected;
        for (auto const member : known)
            expected.append(expected.empty() ? "" : ", ").append(member);
        return refused("Unknown member in the body" + (is_plain_word(name) ? ": " + name : std::string()),
                       "The body has no other members", without_numbers(name), expected,
                       name == unregistered_member ? "Call /rest/v2/personer: only v2 has this member."
                                                   : "Remove the member, or correct its spelling.");
    }
    return {};
}

Result<model::PersonNumber> read_number(Json const& element, std::size_t index) {
    auto const place = std::string(numbers_member) + "[" + std::to_string(index) + "]";
    if (!element.is_string()) {
        return refused(place + ": expected a string of eleven digits", "Person numbers are strings",
                       place + ": a JSON " + element.type_name(), "a string of eleven digits",
                       "Put the number in quotes; as a number it loses its leading zero.");
    }
    auto const& text = element.get_ref<std::string const&>();
    auto number = model::PersonNumber::parse(text);
    if (number) return number;
    auto const& why = number.error();
    return refused(place + ": " + why.description, why.explanation.rule, place + ": " + without_numbers(text),
                   why.explanation.expected, why.explanation.mend);
}

Result<std::vector<model::PersonNumber>> read_numbers(Json const& object) {
    auto const list = object.find(numbers_member);
    if (list == object.end() || !list->is_array()) {
        return refused("Missing personidentifikatorer: expected a list of person numbers",
                       "A look-up names its persons",
                       list == object.end() ? "none" : std::string("a JSON ") + list->type_name(),
                       "personidentifikatorer: a list of strings", "Send a list, also for one person.");
    }
    if (list->empty() || list->size() > most_persons) {
        auto const count = std::to_string(list->size());
        return refused("personidentifikatorer has " + count + " elements: expected 1 to 1000",
                       "A look-up has 1 to 1000 persons", count, "1 to 1000",
                       list->empty() ? "Do not call for nobody." : "Divide the list over several calls.");
    }
    std::vector<model::PersonNumber> numbers;
    numbers.reserve(list->size());
    for (auto const& element : *list)
        numbers.push_back(EMULATOR_TRY(read_number(element, numbers.size())));
    return numbers;
}

Result<Unregistered> read_unregistered(Json const& object) {
    auto const member = object.find(unregistered_member);
    if (member == object.end()) return Unregistered::left_out;
    if (!member->is_boolean()) {
        return refused("inkluderIkkeRegistrerte must be true or false",
                       "inkluderIkkeRegistrerte is a boolean", std::string("a JSON ") + member->type_name(),
                       "true or false", "Leave the member out for false.");
    }
    return member->get<bool>() ? Unregistered::listed : Unregistered::left_out;
}

}  // namespace

Result<PersonsQuery> read_persons_query(http::Request const& request, Version version) {
    auto object = EMULATOR_TRY(read_object(request));
    // Serialisers that write what is not set send null, to v1 too where one type serves both.
    if (object.contains(unregistered_member) && object[unregistered_member].is_null())
        object.erase(unregistered_member);
    PersonsQuery query;
    if (version == Version::v1) {
        EMULATOR_TRY(only(object, {numbers_member}));
    } else {
        EMULATOR_TRY(only(object, {numbers_member, unregistered_member}));
        query.unregistered = EMULATOR_TRY(read_unregistered(object));
    }
    query.numbers = EMULATOR_TRY(read_numbers(object));
    return query;
}

Result<std::int64_t> read_change_number(http::Request const& request) {
    auto const object = EMULATOR_TRY(read_object(request));
    EMULATOR_TRY(only(object, {change_member}));
    auto const member = object.find(change_member);
    bool const whole = member != object.end() && member->is_number_unsigned();
    constexpr auto largest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (!whole || member->get<std::uint64_t>() > largest) {
        return refused("fraEndringsId must be a whole number, 0 or larger",
                       "The feed begins after a change, and before the first one is 0",
                       member == object.end() ? "no fraEndringsId" : shown(member->dump(), 40),
                       "fraEndringsId: a whole number", "Send tilEndringsId of the page before, or 0.");
    }
    return member->get<std::int64_t>();
}

Result<std::string> read_language(http::Request const& request) {
    auto const object = EMULATOR_TRY(read_object(request));
    EMULATOR_TRY(only(object, {language_member}));
    std::string language(string_member(object, language_member));
    if (!is_language(language)) {
        return refused("spraak must be nb, nn, en or se", "The register knows four languages (ISO 639-1)",
                       object.empty() ? "no spraak" : "spraak: " + without_numbers(object.begin()->dump()),
                       "nb, nn, en or se", "Send one of the four, in lower case.");
    }
    return language;
}

}  // namespace emulator::kontaktregisteret
