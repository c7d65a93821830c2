// The data set of a running emulator as fixtures, so that what was changed in its pages and APIs can be kept:
//
//   GET /fixtures/{file}   organisations.json, clients.json and so on, as `fixtures export` writes them
#pragma once

#include "app/fixture_export.h"
#include "http/router.h"

namespace emulator::app {

// The files may hold client secrets, as fixtures do. `fixtures` outlives the router.
void add_fixture_routes(http::Router& router, FixtureExport const& fixtures);

}  // namespace emulator::app
