// What the web pages share: whom the person acts for, the language, and how a refusal is told on a page.
//
// Nobody logs in: whoever sits at the machine chooses the organisation to act for, as the real service lets
// those with a role in Altinn. A cookie remembers the choice.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "http/message.h"
#include "http/pages.h"
#include "http/parameters.h"
#include "http/site.h"
#include "services/selvbetjening/caller.h"
#include "services/selvbetjening/web_forms.h"
#include "store/directory.h"

namespace emulator::selvbetjening {

// The organisation of the cookie, or the first of the data set.
Caller acting_for(http::Request const& request, store::Directory const& directory);

// Sets the cookie. Refused: no organisation number.
Result<> act_for(http::Response& response, std::string_view orgno);

// "?locale=nn" where the page was asked for in a language by its address, so that links and forms keep it.
std::string locale_query(http::Request const& request);

// The values of every page: LOCALE, ORGNO, the choice of organisations, and which of the pages this is
// ("INTEGRATIONS", "ACCESS" or "AGREEMENTS").
http::Values frame_values(http::Request const& request, store::Directory const& directory,
                          Caller const& caller, std::string const& current);

// The marker of a field in a template: CLIENT_NAME for client_name.
std::string upper_case(std::string_view name);

// The fields of a form, repeated ones too, that a page of this origin has sent.
http::Parameters read_posted(http::Request const& request);

// Adds FAULTS(FAULT(TEXT)), every entry of the refusal; or STALE where somebody else made a change meanwhile.
// The section, to be filled at once.
http::Values& add_faults(http::Values& values, Error const& error);
// Adds DIFFERENCES(DIFFERENCE(NAME VALUE)) to STALE: what is registered otherwise than it was typed.
void add_differences(http::Values& stale, Differences const& rows);

}  // namespace emulator::selvbetjening
