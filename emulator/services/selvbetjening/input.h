// What callers send, read into plain values with every fault told. Pure.
//
// Members that are null count as absent. Members that only answers have are ignored, so that what was read
// may be sent back; so are unknown ones, with a warning, as the live service takes them without a word.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "http/message.h"
#include "model/client.h"
#include "services/selvbetjening/faults.h"

namespace emulator::selvbetjening {

template <class T>
struct Input {
    T value;
    Faults faults = {};
    std::vector<std::string> warnings = {};
};

// The body of a request as one JSON object. Refused with unsupported_media_type and invalid_request.
Result<Json> read_object(http::Request const& request);

// A client without its client_id, keys, secret and customers. What is left out has the default of its
// integration type (docs.digdir.no, oidc_func_clientreg).
Input<model::Client> read_client(Json const& body);

// A scope; its name is prefix, ":" and subscope.
Input<model::Scope> read_scope(Json const& body);

// An entry of onbehalfof, with the member names of the documentation or those on the wire.
Input<model::OnBehalfOf> read_customer(Json const& body);

}  // namespace emulator::selvbetjening
