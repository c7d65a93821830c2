#include "oauth/organisation.h"

#include <nlohmann/json.hpp>

#include "base/json_object.h"
#include "model/identifiers.h"

namespace emulator::oauth {

Json organisation(std::string_view orgno) {
    auto claim = json_object(2);
    claim["authority"] = "iso6523-actorid-upis";
    claim["ID"] = model::iso6523(orgno);
    return claim;
}

}  // namespace emulator::oauth
