// Exceptions from the Content-Security-Policy of pages: what one page may load from elsewhere. Pure.
#pragma once

#include <string>
#include <string_view>

#include "http/message.h"

namespace emulator::http {

// Whether browsers load the address over http or https.
bool is_web_address(std::string_view url);

// An address as a source of the policy (CSP 3, 2.3.1): without query and fragment, and with those characters
// encoded that separate sources and directives.
std::string policy_source(std::string_view url);

// Lets a page of page() show the image at this http or https address, and no other from elsewhere.
void allow_image(Response& page, std::string_view url);

}  // namespace emulator::http
