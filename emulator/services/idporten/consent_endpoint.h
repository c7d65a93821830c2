// GET /consent shows what the service asks for; POST /consent is the answer: action=approve with a field
// "scope:<name>" for each scope that is given, or action=deny, or action=cancel, with csrf and transaction.
#pragma once

#include "services/idporten/login_pages.h"

namespace emulator::idporten {

class ConsentEndpoint {
public:
    explicit ConsentEndpoint(Deps const& deps) : deps_(deps) {}
    http::Response get(http::Request const& request) const;
    http::Response post(http::Request const& request) const;

private:
    http::Response answer(http::Request const& request, Visit const& visit,
                          std::vector<std::string> const& given) const;

    Deps const& deps_;
};

}  // namespace emulator::idporten
