#include "http/answers.h"

#include <nlohmann/json.hpp>

namespace emulator::http {
namespace {

Response with_body(unsigned status, std::string_view type, std::string body) {
    Response response{status, {}, std::move(body)};
    response.headers.add("Content-Type", std::string(type));
    return response;
}

Response redirect(unsigned status, std::string location) {
    Response response{status, {}, {}};
    response.headers.add("Location", std::move(location));
    return no_store(std::move(response));
}

// RFC 6749 5.2 and RFC 6750 3 allow printable ASCII without " and \, inside a header's quotation marks too.
std::string wire_text(std::string_view text) {
    std::string out;
    for (auto const c : text) {
        auto const byte = static_cast<unsigned char>(c);
        bool const continues = (byte & 0xc0) == 0x80;  // one sign for one character of several bytes
        if (continues) continue;
        bool const printable = byte >= 0x20 && byte < 0x7f;
        out += c == '"' ? '\'' : c == '\\' ? '/' : printable ? c : '?';
    }
    return out;
}

}  // namespace

Response json(unsigned status, Json const& document) {
    return json_text(status, emulator::json_text(document));
}
Response json_text(unsigned status, std::string text) {
    return with_body(status, "application/json", std::move(text));
}
Response html(unsigned status, std::string page) {
    return with_body(status, "text/html; charset=utf-8", std::move(page));
}
Response text(unsigned status, std::string plain) {
    return with_body(status, "text/plain; charset=utf-8", std::move(plain));
}
Response no_content() {
    return Response{204, {}, {}};
}

Response found(std::string location) {
    return redirect(302, std::move(location));
}
Response see_other(std::string location) {
    return redirect(303, std::move(location));
}

Response no_store(Response response) {
    response.headers.set("Cache-Control", "no-store");
    return response;
}

Response traced(Response response, std::string_view trace_id) {
    if (!trace_id.empty()) response.headers.set("Trace-Id", std::string(trace_id));
    return response;
}

Response oauth_error(Error const& error) {
    Json body{{"error", error_name(error.code)}, {"error_description", wire_text(error.description)}};
    return no_store(json(http_status(error.code), body));
}

Response bearer_error(Error const& error) {
    auto response = oauth_error(error);
    std::string challenge = "Bearer";
    if (error.code != ErrorCode::unauthorized) {
        challenge.append(" error=\"").append(error_name(error.code)).append("\", error_description=\"");
        challenge.append(wire_text(error.description)).append("\"");
    }
    response.headers.set("WWW-Authenticate", challenge);
    return response;
}

}  // namespace emulator::http
