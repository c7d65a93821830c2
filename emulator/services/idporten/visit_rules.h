// Who may see a page of a login that waits, and who may answer it. Pure.
#pragma once

#include "services/idporten/pending_login.h"

namespace emulator::idporten {

// Of things that outlive it.
struct VisitAsked {
    http::Request const& request;
    http::Parameters const& parameters;        // of the page's address, or of its form
    std::optional<PendingLogin> const& login;  // that `transaction` names; nothing: it has ended
    Stage stage;                               // that the page belongs to
};

// The first refusal, with the record of every rule.
Result<> judge_page(VisitAsked const& asked);
Result<> judge_answer(VisitAsked const& asked);

}  // namespace emulator::idporten
