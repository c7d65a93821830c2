// Values for the templates demo-test.html, demo-trace.html and demo-logouts.html. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "http/pages.h"
#include "http/parameters.h"
#include "rp/logout_receiver.h"
#include "services/demo/clients.h"
#include "services/demo/documents.h"
#include "services/demo/trace.h"

namespace emulator::demo {

// For the client of the query, or the first. REQUIRES: `clients` is not empty.
http::Values parameter_values(http::Pages const& pages, http::Language language, std::string const& origin,
                              std::vector<ClientChoice> const& clients, http::Parameters const& query);

// Whoever is logged in may ask for more.
http::Values trace_values(http::Pages const& pages, http::Language language,
                          std::vector<TraceStep> const& steps, std::optional<Session> const& session);

http::Values logout_values(std::vector<rp::LogoutNotice> const& notices);

}  // namespace emulator::demo
