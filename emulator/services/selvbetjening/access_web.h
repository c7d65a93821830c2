// The web page about scopes: the organisation's own ones, who has access to them, and what it may use itself.
#pragma once

#include "http/parameters.h"
#include "http/router.h"
#include "http/site.h"
#include "services/selvbetjening/scope_register.h"
#include "store/directory.h"

namespace emulator::selvbetjening {

// Everything referred to outlives it. Safe from any thread once it is mounted.
class AccessWeb {
public:
    AccessWeb(ScopeRegister& scopes, store::DirectoryStore& directory, http::Site const& site)
        : scopes_(scopes), directory_(directory), site_(site) {}

    void mount(http::Router& router);

private:
    // One form each: POST /access/<name>.
    Result<> take_prefix(Caller const& caller, http::Parameters const& form);
    Result<> create(Caller const& caller, http::Parameters const& form);
    Result<> set_active(Caller const& caller, http::Parameters const& form);
    Result<> set_access(Caller const& caller, http::Parameters const& form);

    using Change = Result<> (AccessWeb::*)(Caller const&, http::Parameters const&);
    http::Response changed(http::Request const& request, Change change);
    http::Response edit(http::Request const& request) const;
    http::Response save(http::Request const& request);
    http::Response edit_page(http::Request const& request, unsigned status, model::Scope const& scope,
                             http::Parameters const& fields, Error const* error) const;
    http::Response page(http::Request const& request, unsigned status, http::Parameters const& fields,
                        Error const* error) const;

    ScopeRegister& scopes_;
    store::DirectoryStore& directory_;
    http::Site const& site_;
};

}  // namespace emulator::selvbetjening
