// A right grant with one thing changed at a time: each change is accepted for a reason that can be named, or
// refused with the code that belongs to it.
#include <map>
#include <nlohmann/json.hpp>

#include "services/maskinporten/world.h"

namespace emulator::maskinporten {
namespace {

struct Change {
    std::string name;
    Json value;  // discarded: the member is left out
};

std::vector<Change> changes(Json const& right) {
    auto const text = right.is_string() ? right.get<std::string>() : right.dump();
    return {
        {"left out", Json(Json::value_t::discarded)},
        {"null", nullptr},
        {"true", true},
        {"zero", 0},
        {"a negative number", -1},
        {"a large number", 1e300},
        {"an empty string", ""},
        {"a blank", " "},
        {"the same with a blank", text + " "},
        {"the same with a NUL", text + std::string(1, '\0')},
        {"the same in upper case",
         [&] {
             auto upper = text;
             for (auto& c : upper)
                 c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
             return upper;
         }()},
        {"the same as text", text},
        {"the same in an array", Json::array({right})},
        {"the same in an array, twice", Json::array({right, right})},
        {"an empty array", Json::array()},
        {"an array of numbers", Json::array({1, 2})},
        {"an object", Json{{"a", right}}},
        {"a long text", std::string(5'000, 'x')},
        {"SQL", "' or 1=1 --"},
        {"a path", "../../etc/passwd"},
        {"another script", "٣١٠٢٢٢٢٢٤"},
    };
}

Json changed(Json object, std::string const& member, Json const& value) {
    if (value.is_discarded())
        object.erase(member);
    else
        object[member] = value;
    return object;
}

// Why a change of that member is let through.
std::map<std::pair<std::string, std::string>, std::string> const accepted{
    {{"jti", "left out"}, "jti is recommended, not required"},
    {{"jti", "an empty string"}, "as good as none"},
    {{"jti", "a blank"}, "any text names a grant"},
    {{"jti", "the same with a blank"}, "any text names a grant"},
    {{"jti", "the same with a NUL"}, "any text names a grant"},
    {{"jti", "the same in upper case"}, "any text names a grant"},
    {{"jti", "the same as text"}, "it is text"},
    {{"jti", "a long text"}, "any text names a grant"},
    {{"jti", "SQL"}, "any text names a grant"},
    {{"jti", "a path"}, "any text names a grant"},
    {{"jti", "another script"}, "any text names a grant"},
    {{"aud", "the same as text"}, "it is text"},
    {{"aud", "the same in an array"}, "RFC 7519 4.1.3"},
    {{"aud", "the same in an array, twice"}, "RFC 7519 4.1.3"},
    {{"iss", "the same as text"}, "it is text"},
    {{"scope", "the same as text"}, "it is text"},
    {{"scope", "the same with a blank"}, "scopes are separated by blanks"},
    {{"resource", "left out"}, "resource is optional"},
    {{"resource", "the same as text"}, "it is text"},
    {{"resource", "the same in upper case"}, "scheme and host know no case, and nothing else is checked"},
    {{"resource", "the same in an array"}, "the documented form"},
    {{"resource", "the same in an array, twice"}, "the documented form"},
    {{"pid", "left out"}, "pid is optional"},
    {{"pid", "the same as text"}, "it is text"},
    {{"pid", "the same in upper case"}, "digits know no case"},
    {{"consumer_org", "left out"}, "the supplier asks for itself, and has access to this scope"},
    {{"consumer_org", "the same as text"}, "it is text"},
    {{"consumer_org", "the same in upper case"}, "digits know no case"},
    {{"sub", "*"}, "tolerated, and not read"},
    {{"nbf", "*"}, "tolerated, and not read"},
    {{"kid", "the same as text"}, "it is text"},

};

// The code that belongs to a member; several where the kind of fault decides.
std::map<std::string, std::vector<std::string>> const codes{
    {"aud", {"MP-110"}},           {"iss", {"MP-100"}},           {"scope", {"MP-011", "MP-200"}},
    {"iat", {"MP-011"}},           {"exp", {"MP-011", "MP-130"}}, {"jti", {"MP-011"}},
    {"resource", {"MP-011"}},      {"pid", {"MP-011"}},           {"consumer_org", {"MP-011"}},
    {"kid", {"MP-011", "MP-100"}}, {"typ", {"MP-011"}},
};

// typ is not read, but a header in which it is no text is no header (RFC 7515 4.1.9).
bool is_accepted(std::string const& member, Change const& change) {
    if (member == "typ") return change.value.is_discarded() || change.value.is_string();
    return accepted.contains({member, change.name}) || accepted.contains({member, "*"});
}

void check_answer(World& world, std::string const& member, Change const& change,
                  http::Response const& response) {
    CAPTURE(member);
    CAPTURE(change.name);
    CAPTURE(response.body);
    CHECK((response.status == 200) == is_accepted(member, change));
    if (response.status == 200) return;
    auto const uri = refusal(world, response).error_uri;
    REQUIRE(codes.contains(member));
    bool belongs = false;
    for (auto const& code : codes.at(member))
        belongs = belongs || uri == issuer + "errors/" + code;
    CHECK(belongs);
}

TEST_SUITE("maskinporten/mutations") {
    TEST_CASE("a grant with one claim changed is accepted for a named reason or refused with its code") {
        World world;
        std::string const client = "demo-leverandoer-klient";
        auto const right = [&] {
            auto claims = world.claims(client);
            claims["scope"] = "krr:global/kontaktinfo.read";
            claims["resource"] = "https://api.example.no";
            claims["pid"] = "28876895937";
            claims["consumer_org"] = "310222224";
            claims["sub"] = client;
            claims["nbf"] = world.now();
            return claims;
        };
        Json const header{{"kid", client + "-1"}, {"typ", "JWT"}};
        CHECK(world.ask(World::sign(right(), header, client)).status == 200);
        auto const example = right();
        for (auto const& [member, value] : example.items()) {
            for (auto const& change : changes(value)) {
                auto const claims = changed(right(), member, change.value);
                check_answer(world, member, change, world.ask(World::sign(claims, header, client)));
            }
        }
        for (auto const* member : {"kid", "typ"}) {
            for (auto const& change : changes(header.at(member))) {
                auto const other = changed(header, member, change.value);
                check_answer(world, member, change, world.ask(World::sign(right(), other, client)));
            }
        }
    }

    TEST_CASE("alg with anything but a right value is refused, whatever the signature") {
        World world;
        for (auto const& change : changes("RS256")) {
            auto const grant = World::sign(world.claims());
            auto const header =
                changed({{"kid", "demo-etat-nokkel-1"}, {"alg", "RS256"}}, "alg", change.value);
            auto const text = base64url_encode(header.dump()) + grant.substr(grant.find('.'));
            auto const response = world.ask(text);
            CAPTURE(change.name);
            bool const unchanged = change.value == "RS256";
            CHECK((response.status == 200) == unchanged);
            if (!unchanged) CHECK(refusal(world, response).error_uri == issuer + "errors/MP-011");
        }
    }

    TEST_CASE("a grant with one byte changed is never accepted") {
        World world;
        auto const grant = World::sign(world.claims());
        for (std::size_t at = 0; at < grant.size(); at += 7) {
            auto other = grant;
            other[at] = other[at] == 'A' ? 'B' : 'A';
            CAPTURE(at);
            CHECK(world.ask(other).status == 400);
        }
        CHECK(world.ask(grant).status == 200);
    }
}

}  // namespace
}  // namespace emulator::maskinporten
