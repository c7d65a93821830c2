#include "oauth/presented_client.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "oauth/client_assertion.h"
#include "oauth/examined_rules.h"

namespace emulator::oauth {
namespace {

using model::AuthMethod;

// RFC 9110 11.1: the scheme's name has no case.
bool is_basic(std::string_view header) {
    constexpr std::string_view basic = "basic";
    auto const scheme = header.substr(0, header.find(' '));
    return std::equal(scheme.begin(), scheme.end(), basic.begin(), basic.end(),
                      [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; });
}

struct Sent {
    http::Request const& request;
    http::Parameters const& form;

    std::string_view header() const { return request.headers.find("Authorization").value_or(""); }
    bool basic() const { return is_basic(header()); }
};

Result<Presented> read_basic(std::string_view header) {
    auto const space = header.find(' ');
    auto const decoded = base64_decode(space == std::string_view::npos ? "" : header.substr(space + 1));
    auto const colon = decoded ? decoded->find(':') : std::string::npos;
    if (colon == std::string::npos) {
        return client_refused("HTTP Basic is base64(client_id:client_secret) (RFC 7617)",
                              "another Authorization header", "Authorization: Basic <base64>",
                              "Let the HTTP library build the header.");
    }
    // RFC 6749 2.3.1: both parts are form-encoded first.
    auto client_id = percent_decode(decoded->substr(0, colon), Plus::is_space);
    auto secret = percent_decode(decoded->substr(colon + 1), Plus::is_space);
    if (!client_id || !secret) {
        return client_refused("client_id and secret are form-encoded inside HTTP Basic (RFC 6749 2.3.1)",
                              "a broken escape", "percent-encoded text", "Escape % itself as %25.");
    }
    return Presented{AuthMethod::client_secret_basic, std::move(*client_id), std::move(*secret), {}, true};
}

Presented read_form(http::Parameters const& form) {
    auto method = form.has("client_secret") ? AuthMethod::client_secret_post : AuthMethod::none;
    if (form.has("client_assertion")) method = AuthMethod::private_key_jwt;
    return {method, form.text("client_id"), form.text("client_secret"), form.text("client_assertion"), false};
}

Result<> header_stands_once(Sent const& sent) {
    if (sent.request.headers.count("Authorization") <= 1) return {};
    return client_refused("A request has one Authorization header (RFC 9110 5.3)", "several", "one",
                          "Send the header once.");
}

Result<> one_method_is_used(Sent const& sent) {
    if (sent.basic() + sent.form.has("client_secret") + sent.form.has("client_assertion") <= 1) return {};
    return client_refused("A client uses one method of authentication in a request (RFC 6749 2.3)", "several",
                          "one", "Send either HTTP Basic, or client_secret, or client_assertion.");
}

Result<> credentials_are_readable(Sent const& sent) {
    if (sent.form.has("client_assertion") && sent.form.text("client_assertion_type") != assertion_type) {
        return client_refused("client_assertion_type is " + std::string(assertion_type) + " (RFC 7523 2.2)",
                              shown(sent.form.text("client_assertion_type")), std::string(assertion_type),
                              "Send that value.");
    }
    if (sent.basic()) EMULATOR_TRY(read_basic(sent.header()));
    return {};
}

Result<> client_is_named(Sent const& sent) {
    auto const client_id = sent.form.get("client_id");
    if (sent.basic()) {
        auto const named = EMULATOR_TRY(read_basic(sent.header())).client_id;
        if (client_id.value_or(named) == named) return {};
        return Error{ErrorCode::invalid_request,
                     "client_id differs from the one in the Authorization header",
                     {"The request names one client (RFC 6749 2.3.1)",
                      "client_id " + shown(*client_id) + " beside HTTP Basic of " + shown(named),
                      "the same, or none in the form", "Leave client_id out of the form, or send the same."}};
    }
    if (client_id) return {};
    bool const asserted = sent.form.has("client_assertion");
    // RFC 6749 5.2: "no client authentication included" is invalid_client.
    bool const authenticates = asserted || sent.form.has("client_secret");
    return Error{authenticates ? ErrorCode::invalid_request : ErrorCode::invalid_client,
                 "client_id is missing",
                 {asserted ? "client_id is required beside client_assertion"
                           : "Every request names its client (RFC 6749 3.2.1)",
                  asserted ? "no client_id" : "neither client_id nor an Authorization header",
                  asserted ? "the client's id" : "client_id",
                  asserted ? "Send client_id in the form as well."
                           : "Send client_id, with the client's method of authentication."}};
}

std::string headers(Sent const& sent) {
    return std::to_string(sent.request.headers.count("Authorization")) + " Authorization headers";
}
std::string methods(Sent const& sent) {
    std::string text = sent.basic() ? "HTTP Basic" : "";
    for (auto const* name : {"client_secret", "client_assertion"}) {
        if (sent.form.has(name)) text.append(text.empty() ? "" : ", ").append(name);
    }
    return text.empty() ? "none" : text;
}
std::string credentials(Sent const& sent) {
    if (sent.form.has("client_assertion"))
        return "client_assertion_type " + shown(sent.form.text("client_assertion_type"));
    return methods(sent);
}
std::string names(Sent const& sent) {
    auto const client_id = sent.form.get("client_id");
    auto const in_form = client_id ? "client_id " + shown(*client_id) : "no client_id in the form";
    auto const basic = sent.basic() ? read_basic(sent.header()) : Result<Presented>(Presented{});
    return basic && basic->by_header ? in_form + ", HTTP Basic of " + shown(basic->client_id) : in_form;
}

using Rule = ExaminedRule<Sent>;
constexpr std::array rules{
    Rule{"header_stands_once", "There is one Authorization header at most", "", header_stands_once, headers},
    Rule{"one_method_is_used", "The client authenticates in one way", "header_stands_once",
         one_method_is_used, methods},
    Rule{"credentials_are_readable", "The credentials have the form of their method", "one_method_is_used",
         credentials_are_readable, credentials},
    Rule{"client_is_named", "The request names its client, by one client_id", "credentials_are_readable",
         client_is_named, names},
};

}  // namespace

Result<Presented> read_client_authentication(http::Request const& request, http::Parameters const& form) {
    Sent const sent{request, form};
    EMULATOR_TRY(judge_by(rules, sent, [] { return Json::object(); }));
    return sent.basic() ? read_basic(sent.header()) : Result<Presented>(read_form(form));
}

}  // namespace emulator::oauth
