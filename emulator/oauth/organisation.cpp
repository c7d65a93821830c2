#include "oauth/organisation.h"

#include <nlohmann/json.hpp>

#include "model/identifiers.h"

namespace emulator::oauth {

Json organisation(std::string_view orgno) {
    auto claim = Json::object();
    claim.get_ref<Json::object_t&>().reserve(2);
    claim["authority"] = "iso6523-actorid-upis";
    claim["ID"] = model::iso6523(orgno);
    return claim;
}

}  // namespace emulator::oauth
