#include "services/kontaktregisteret/answers.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <tuple>

#include "base/encoding.h"
#include "http/answers.h"
#include "jose/jwk.h"
#include "jose/jws.h"

namespace emulator::kontaktregisteret {
namespace {

constexpr std::string_view json_type = "application/json";
constexpr std::string_view jose_type = "application/jose";

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t";
    text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
    return text.substr(0, text.find_last_not_of(blanks) + 1);
}

// Takes the part before the next separator off the front of `rest`.
std::string_view next(std::string_view& rest, char separator) {
    auto const end = rest.find(separator);
    auto const part = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    return trimmed(part);
}

bool equal(std::string_view left, std::string_view right) {
    auto const lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                      [&](char a, char b) { return lower(a) == lower(b); });
}

// "0.75" in thousandths; what is no weight counts as 1.
int weight(std::string_view text) {
    if (!text.starts_with('0')) return 1000;
    int value = 0;
    for (std::size_t i = 2; i < 5; ++i) {
        bool const digit = i < text.size() && text[i] >= '0' && text[i] <= '9';
        value = value * 10 + (digit ? text[i] - '0' : 0);
    }
    return value;
}

int weight_of(std::string_view parameters) {
    while (!parameters.empty()) {
        auto parameter = next(parameters, ';');
        if (equal(next(parameter, '='), "q")) return weight(trimmed(parameter));
    }
    return 1000;
}

// How a list values one type; the larger the better.
struct Value {
    int weight = 0;
    int specificity = 0;  // 1 for */*, 2 for application/*, 3 for the type itself
    int place = 0;        // negative; the first of the list is the largest

    auto order() const { return std::tuple(weight, specificity, place); }
};

Value value_of(std::string_view type, std::string_view accept) {
    Value best;
    for (int place = -1; !accept.empty(); --place) {
        auto item = next(accept, ',');
        auto const range = next(item, ';');
        int const specificity = equal(range, type) ? 3 : equal(range, "application/*") ? 2 : range == "*/*";
        // The most specific range decides, whatever its weight.
        if (specificity > best.specificity) best = {weight_of(item), specificity, place};
    }
    return best;
}

Json header(std::vector<jose::Certificate> const& chain) {
    auto x5c = Json::array();
    for (auto const& certificate : chain)
        x5c.push_back(base64_encode(certificate.der()));
    return {{"x5c", std::move(x5c)}, {"alg", jose::name(jose::Algorithm::RS256)}};
}

http::Response key_set(jose::PrivateKey const& key, std::vector<jose::Certificate> const& chain) {
    constexpr auto kid = "kontaktregisteret-signing-1";
    auto response =
        http::json(200, jose::jwks({jose::public_jwk(key.public_key(), kid, jose::Algorithm::RS256, chain)}));
    response.headers.set("Cache-Control", "public, max-age=86400");
    return response;
}

}  // namespace

Preference preferred_form(std::string_view accept) {
    if (trimmed(accept).empty()) return {};
    auto const json = value_of(json_type, accept);
    auto const jose = value_of(jose_type, accept);
    if (json.weight == 0 && jose.weight == 0) return {Form::json, false};
    return {jose.order() > json.order() ? Form::jose : Form::json};
}

Preference preferred_form(http::Request const& request) {
    std::string all;  // several fields are one list (RFC 9110 5.3)
    for (auto const& [name, value] : request.headers) {
        if (equal(name, "Accept")) all.append(all.empty() ? "" : ",").append(value);
    }
    return preferred_form(all);
}

Answers::Answers(jose::PrivateKey key, std::vector<jose::Certificate> const& chain)
    : key_(std::move(key)), header_(header(chain)), keys_(key_set(key_, chain)) {}

http::Response Answers::ok(Form form, std::string json) const {
    if (form == Form::json) return http::no_store(http::json_text(200, std::move(json)));
    http::Response response;
    response.headers.add("Content-Type", std::string(jose_type));
    response.body = jose::sign_compact(key_, jose::Algorithm::RS256, header_, json);
    return http::no_store(std::move(response));
}

}  // namespace emulator::kontaktregisteret
