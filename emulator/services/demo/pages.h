// Values for the templates demo.html and error.html. Pure.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "http/pages.h"
#include "http/parameters.h"
#include "services/demo/contact_source.h"
#include "services/demo/documents.h"

namespace emulator::demo {

// The choices of a login; acr_values and ui_locales of the query are chosen beforehand, so that a test can
// link to them.
http::Values logged_out_values(http::Pages const& pages, http::Language language,
                               http::Parameters const& query);

http::Values logged_in_values(http::Pages const& pages, Session const& session,
                              std::optional<ContactAnswer> const& contact, std::string const& minprofil_url);

// A refusal, with the way to begin again.
http::Values error_values(http::Pages const& pages, http::Language language, Error const& error);
// The message key of its heading.
std::string error_heading(ErrorCode code);

}  // namespace emulator::demo
