// Whether a request that changes something was sent by a page of another origin (CSRF). Pure.
#pragma once

#include "base/result.h"
#include "http/message.h"

namespace emulator::http {

// Refused with forbidden: Sec-Fetch-Site other than same-origin and none (Fetch Metadata), or, where that
// header is absent, an Origin (RFC 6454 7) whose authority is not the request's Host, or, without that, such
// a Referer. Other ports of localhost are other origins. Programs that are no browsers send none of them and
// pass. REQUIRES: Host was checked.
Result<> check_same_origin(Request const& request);

}  // namespace emulator::http
