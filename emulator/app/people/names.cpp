#include "app/people/names.h"

#include <array>

namespace emulator::app {
namespace {

using Names = std::array<std::string_view, 24>;

// By the time of birth: before 1955, before 1985, and later.
constexpr std::array women{
    Names{"Anne",  "Inger",  "Kari",   "Marit",  "Liv",    "Randi", "Astrid", "Solveig",
          "Bjørg", "Gerd",   "Berit",  "Ingrid", "Ruth",   "Turid", "Else",   "Kirsten",
          "Aud",   "Wenche", "Sigrid", "Eva",    "Reidun", "Unni",  "Karin",  "Åse"},
    Names{"Anne",  "Hilde",    "Heidi",   "Nina",  "Monica",  "Trine", "Silje",  "Elisabeth",
          "Tone",  "Marianne", "Kristin", "Mona",  "Hege",    "Linda", "Lene",   "Siv",
          "Ellen", "Camilla",  "Grete",   "Stine", "Cecilie", "Anita", "Merete", "Gro"},
    Names{"Ida",    "Emma",  "Nora",   "Sara",  "Thea",  "Ingrid", "Julie", "Maria",
          "Sofie",  "Frida", "Amalie", "Hanna", "Marte", "Vilde",  "Tuva",  "Malin",
          "Andrea", "Maja",  "Oda",    "Selma", "Ella",  "Jenny",  "Leah",  "Sunniva"}};
constexpr std::array men{
    Names{"Arne",   "Kjell", "Per",    "Odd",   "Bjørn",  "Svein", "Knut",   "Leif",
          "Gunnar", "Einar", "Harald", "Rolf",  "Tor",    "Egil",  "Sverre", "Asbjørn",
          "Olav",   "Finn",  "Kåre",   "Magne", "Reidar", "Johan", "Ivar",   "Øyvind"},
    Names{"Jan",   "Geir",    "Morten", "Terje",  "Rune",  "Thomas", "Espen", "Frode",
          "Lars",  "Øystein", "Stian",  "Anders", "Trond", "Tore",   "Roger", "Kjetil",
          "Eirik", "Pål",     "Erik",   "Stein",  "Vidar", "Roy",    "Ståle", "Håkon"},
    Names{"Emil",   "Jonas",  "Markus", "Mathias", "Kristian", "Henrik", "Sander", "Magnus",
          "Elias",  "Oliver", "Jakob",  "Oskar",   "Sondre",   "Håvard", "Theo",   "Filip",
          "Adrian", "Lukas",  "Noah",   "William", "Aksel",    "Iver",   "Sivert", "Birk"}};

constexpr std::array<std::string_view, 96> families{
    "Hansen",      "Johansen",   "Olsen",         "Larsen",     "Andersen",    "Pedersen",    "Nilsen",
    "Kristiansen", "Jensen",     "Karlsen",       "Johnsen",    "Pettersen",   "Eriksen",     "Berg",
    "Haugen",      "Hagen",      "Johannessen",   "Andreassen", "Jacobsen",    "Dahl",        "Jørgensen",
    "Henriksen",   "Lund",       "Halvorsen",     "Sørensen",   "Jakobsen",    "Moen",        "Gundersen",
    "Iversen",     "Strand",     "Solberg",       "Svendsen",   "Eide",        "Knutsen",     "Martinsen",
    "Paulsen",     "Bakken",     "Kristoffersen", "Mathisen",   "Lie",         "Amundsen",    "Nguyen",
    "Rasmussen",   "Lunde",      "Solheim",       "Moe",        "Nygård",      "Berge",       "Kristensen",
    "Bakke",       "Fredriksen", "Holm",          "Lien",       "Hauge",       "Christensen", "Andresen",
    "Nielsen",     "Knudsen",    "Evensen",       "Sæther",     "Aas",         "Myhre",       "Hanssen",
    "Haugland",    "Thomassen",  "Simonsen",      "Sivertsen",  "Berntsen",    "Danielsen",   "Arnesen",
    "Rønning",     "Næss",       "Sandvik",       "Antonsen",   "Haug",        "Ellingsen",   "Thorsen",
    "Vik",         "Edvardsen",  "Birkeland",     "Isaksen",    "Gulbrandsen", "Ruud",        "Aasen",
    "Strøm",       "Myklebust",  "Tangen",        "Ødegård",    "Eliassen",    "Helland",     "Bøe",
    "Jenssen",     "Aune",       "Mikkelsen",     "Tveit",      "Gåsvær"};

}  // namespace

std::string_view given_name(Sex sex, int birth_year, std::uint32_t draw) {
    std::size_t const era = birth_year < 1955 ? 0 : birth_year < 1985 ? 1 : 2;
    auto const& names = sex == Sex::woman ? women[era] : men[era];
    return names[draw % names.size()];
}

std::string_view family_name(std::uint32_t draw) {
    return families[draw % families.size()];
}

}  // namespace emulator::app
