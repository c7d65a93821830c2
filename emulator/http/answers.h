// The answers that every product gives. Pure; safe from any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "http/message.h"

namespace emulator::http {

Response json(unsigned status, Json const& document);
// `text` must be one JSON value.
Response json_text(unsigned status, std::string text);
Response html(unsigned status, std::string page);
Response text(unsigned status, std::string plain);
Response no_content();

// 302 for a GET (RFC 9110 15.4.3) or 303 after a form was posted (15.4.4), never cached.
Response found(std::string location);
Response see_other(std::string location);

// RFC 6749 5.1: what carries a token or a secret is not stored.
Response no_store(Response response);

// The JSON body of RFC 6749 5.2: error and error_description, with the status of the error's code and
// Cache-Control: no-store.
Response oauth_error(Error const& error);

// Names in the header Trace-Id what the Konsoll explains the answer under; nothing where there is no id.
Response traced(Response response, std::string_view trace_id);

// RFC 6750 3: the same body with WWW-Authenticate. A request without any token gets the bare challenge.
Response bearer_error(Error const& error);

}  // namespace emulator::http
