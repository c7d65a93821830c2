// A kept refusal as JSON and as a page. Pure.
#pragma once

#include <vector>

#include "base/json.h"
#include "http/journal.h"
#include "http/pages.h"

namespace emulator::konsoll {

// The product's own number for it, or its error; "200" for what was answered with a warning.
std::string short_name(http::Refusal const& refusal);

// {"trace_id","time","product","request","status","error","code","description","explanation":{"rule",
// "received","expected","mend"},"record"}: code, explanation and record only where there is one. The record
// is the product's own account of what it examined.
Json refusal_document(http::Refusal const& refusal);

// {"refusals":[…]}, the newest first, without their records.
Json refusals_document(std::vector<http::Refusal> const& refusals);

// For the template konsoll-refusal.
http::Values refusal_values(http::Refusal const& refusal);

}  // namespace emulator::konsoll
