// What tells about a product's API: its OpenAPI document, and Swagger UI, where it is tried out.
//
//   GET   /v3/api-docs               web/openapi/<product>.json
//   GET   /swagger-ui/index.html     also /swagger-ui and /swagger-ui.html
//   POST  /swagger-ui/tokens/…       one for each form of the page, for that page only
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/assets.h"
#include "base/result.h"
#include "base/task.h"
#include "http/message.h"
#include "http/pages.h"
#include "http/parameters.h"
#include "http/router.h"
#include "http/site.h"

namespace emulator::http {

// A form of the page that fetches an access token.
struct TokenForm {
    std::string issuer;  // the document's security scheme; in capitals the section of the template
    std::function<Task<Result<std::string>>(Parameters const&)> fetch;
    std::function<void(Values&)> fill = {};  // what the form shows beside its button, if anything
};

// Everything referred to outlives it. Safe from any thread once it is mounted.
class ApiPage {
public:
    // `product` names the document, and the page's heading among the texts.
    ApiPage(Assets const& assets, Site const& site, std::string const& product, std::vector<TokenForm> forms)
        : assets_(assets),
          site_(site),
          document_("web/openapi/" + product + ".json"),
          heading_("swagger.heading." + product),
          forms_(std::move(forms)) {}

    void mount(Router& router);

private:
    Response document() const;
    Response page(Request const& request) const;
    static Task<Response> token(Request const& request, TokenForm const& form);

    Assets const& assets_;
    Site const& site_;
    std::string document_;
    std::string heading_;
    std::vector<TokenForm> forms_;
};

}  // namespace emulator::http
