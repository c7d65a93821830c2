#include "services/demo/trace.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "base/json.h"
#include "jose/jwt.h"

namespace emulator::demo {
namespace {

constexpr std::size_t most_text = 1000;
constexpr std::size_t told_of_secret = 8;  // enough to tell two apart

constexpr std::array<std::string_view, 13> secrets{
    "Authorization", "access_token",  "client_assertion", "client_secret", "code",     "code_verifier",
    "id_token",      "id_token_hint", "refresh_token",    "request_uri",   "response", "csrf",
    "token"};

bool is_secret(std::string_view name) {
    return std::find(secrets.begin(), secrets.end(), name) != secrets.end();
}

std::string decoded(std::string_view value) {
    auto const jwt = jose::parse_jwt(value);
    return jwt ? jwt->jws.header.dump(2) + "\n" + jwt->claims.dump(2) : "";
}

TraceValue told(std::string name, std::string const& value) {
    TraceValue entry{std::move(name), shown(value, most_text)};
    if (!is_secret(entry.name)) return entry;
    // "Bearer <token>", "Basic <both in base64>"
    auto const scheme = entry.name == "Authorization" ? value.substr(0, value.find(' ') + 1) : std::string();
    auto const secret = std::string_view(value).substr(scheme.size());
    entry.decoded = decoded(secret);
    entry.value =
        scheme + shown(secret.substr(0, told_of_secret)) + "… (" + std::to_string(secret.size()) + ")";
    return entry;
}

std::vector<TraceValue> told(http::Parameters const& parameters) {
    std::vector<TraceValue> values;
    for (auto const& [name, value] : parameters)
        values.push_back(told(shown(name), value));
    return values;
}

std::vector<TraceValue> told_body(std::string const& body) {
    std::vector<TraceValue> values;
    auto const document = parse_json(body);
    if (document && document->is_object()) {
        for (auto const& [name, value] : document->items())
            values.push_back(told(shown(name), value.is_string() ? value.get<std::string>() : value.dump()));
    } else if (!body.empty()) {
        values.push_back({"body", shown(body, most_text)});
    }
    return values;
}

Json to_json(std::vector<TraceValue> const& values) {
    auto array = Json::array();
    for (auto const& value : values)
        array.push_back({value.name, value.value, value.decoded});
    return array;
}

std::vector<TraceValue> values_from(Json const& array) {
    std::vector<TraceValue> values;
    for (auto const& value : array)
        values.push_back({value.at(0), value.at(1), value.at(2)});
    return values;
}

}  // namespace

TraceStep exchange_step(std::string kind, rp::Exchange const& exchange, Instant at) {
    auto const& call = exchange.call;
    TraceStep step{std::move(kind), at,
                   std::string(http::method_name(call.method)).append(" ").append(call.url)};
    if (auto const form = http::parse_parameters(call.body)) step.sent = told(*form);
    if (auto const header = call.headers.find("Authorization"))
        step.sent.push_back(told("Authorization", std::string(*header)));
    step.outcome =
        exchange.failure.empty() ? std::to_string(exchange.answer.status) : shown(exchange.failure, 300);
    step.received = told_body(exchange.answer.body);
    if (auto const challenge = exchange.answer.headers.find("WWW-Authenticate"))
        step.received.push_back({"WWW-Authenticate", shown(*challenge, most_text)});
    return step;
}

std::vector<TraceStep> exchange_steps(std::string const& kind, rp::Exchanges const& exchanges, Instant at) {
    std::vector<TraceStep> steps;
    for (auto const& exchange : exchanges)
        steps.push_back(exchange_step(kind, exchange, at));
    return steps;
}

TraceStep browser_step(std::string kind, std::string_view method, std::string_view url,
                       http::Parameters const& carried, Instant at) {
    TraceStep step{std::move(kind), at, std::string(method).append(" ").append(url.substr(0, url.find('?')))};
    step.sent = told(carried);
    return step;
}

TraceStep checks_step(std::vector<rp::Check> const& checks, Instant at) {
    TraceStep step{"checks", at};
    for (auto const& check : checks)
        step.received.push_back({check.name, check.result});
    return step;
}

TraceStep refused_step(Error const& error, Instant at) {
    TraceStep step{"refused", at};
    step.outcome = error.description;
    if (!error.explanation.mend.empty()) step.received.push_back({"advice", error.explanation.mend});
    return step;
}

bool awaits_logout(std::vector<TraceStep> const& steps, std::string_view state) {
    auto const of_logout = [](auto const& step) { return step.kind.starts_with("logout_"); };
    auto const newest = std::find_if(steps.rbegin(), steps.rend(), of_logout);
    if (newest == steps.rend() || newest->kind != "logout_request") return false;
    return std::any_of(newest->sent.begin(), newest->sent.end(),
                       [&](auto const& sent) { return sent.name == "state" && sent.value == state; });
}

std::string trace_document(std::vector<TraceStep> const& steps) {
    auto array = Json::array();
    for (auto const& step : steps) {
        array.push_back({{"kind", step.kind},
                         {"at", step.at.time_since_epoch().count()},
                         {"request", step.request},
                         {"sent", to_json(step.sent)},
                         {"outcome", step.outcome},
                         {"received", to_json(step.received)}});
    }
    return array.dump();
}

std::vector<TraceStep> read_trace(std::string_view document) {
    std::vector<TraceStep> steps;
    for (auto const& step : need(parse_json(document))) {
        steps.push_back({step.at("kind"), Instant(seconds(step.at("at").get<std::int64_t>())),
                         step.at("request"), values_from(step.at("sent")), step.at("outcome"),
                         values_from(step.at("received"))});
    }
    return steps;
}

}  // namespace emulator::demo
