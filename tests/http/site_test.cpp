#include "http/site.h"

#include "http/answers.h"
#include "http/support.h"

namespace emulator::http {
namespace {

struct Product {
    Assets assets;
    test::CountingEntropy entropy;
    std::unique_ptr<Pages> pages = need(Pages::load(assets));
    Site site{*pages, entropy, "minprofil", "Min <Profil>", "http://localhost:4700/"};

    Response show(Request const& asked, unsigned status = 200) const {
        return site.show(status, "minprofil-logged-out", "minprofil.logged_out.heading", asked,
                         Site::language(asked), {});
    }
};

std::string text_at(std::string_view page, std::string_view test_id) {
    auto const at = page.find("data-testid=\"" + std::string(test_id) + "\"");
    if (at == std::string_view::npos) return "";
    auto const start = page.find('>', at) + 1;
    return std::string(page.substr(start, page.find('<', start) - start));
}

// The address behind a language of the switch.
std::string switch_to(std::string_view page, std::string_view code) {
    auto const end = page.find("data-testid=\"language-" + std::string(code) + "\"");
    if (end == std::string_view::npos) return "no such language";
    auto const tag = page.substr(page.rfind('<', end), end - page.rfind('<', end));
    auto const at = tag.find("href=\"");
    return at == std::string_view::npos ? "current"
                                        : std::string(tag.substr(at + 6, tag.find('"', at + 6) - at - 6));
}

TEST_CASE("the language is asked for by the address first, and by the browser then") {
    struct Row {
        std::string target;
        std::string accepted;
        Language language;
    };
    for (auto const& row : {
             Row{"/", "", Language::nb},
             Row{"/", "nn", Language::nn},
             Row{"/?locale=en", "nn", Language::en},
             Row{"/?ui_locales=se%20nb", "nn", Language::se},
             Row{"/?locale=en&ui_locales=se", "nn", Language::en},
             Row{"/?locale=", "nn", Language::nn},
             Row{"/?locale=xx", "nn", Language::nb},
             Row{"/?locale=%", "nn", Language::nn},
         }) {
        CAPTURE(row.target);
        CHECK(Site::language(request(Method::get, row.target, {{"Accept-Language", row.accepted}})) ==
              row.language);
    }
}

TEST_CASE("a page bears its product, a title and the way to the Konsoll") {
    Product const product;
    auto const response = product.show(request(Method::get, "/?locale=en"));
    CHECK(response.status == 200);
    CHECK(holds(header(response, "Content-Security-Policy"), "default-src 'none'"));
    CHECK(holds(response.body, "<html lang=\"en\""));
    CHECK(holds(response.body, "data-product=\"minprofil\""));
    CHECK(text_at(response.body, "product-name") == "Min &lt;Profil&gt;");
    CHECK(holds(response.body, "href=\"http://localhost:4700/\""));
    auto const heading = product.pages->text("minprofil.logged_out.heading", Language::en);
    CHECK(holds(response.body, "<title>" + heading));
}

TEST_CASE("the switch of languages keeps the address, and nothing but the address") {
    Product const product;
    struct Row {
        std::string target;
        std::string link;
    };
    for (auto const& row : {
             Row{"/", "/?locale=se"},
             Row{"/a/b", "/a/b?locale=se"},
             Row{"/a?x=1&y=%26%3D", "/a?x=1&amp;y=%26%3D&amp;locale=se"},
             Row{"/a?locale=en&x=1&ui_locales=nn", "/a?x=1&amp;locale=se"},
             Row{"/a?x=%", "/a?locale=se"},
             Row{"/bl%C3%A5%20b", "/bl%C3%A5%20b?locale=se"},
             Row{"/%22%3E%3Cscript%3E", "/%22%3E%3Cscript%3E?locale=se"},
             // Browsers take these for the host evil.example.
             Row{"//evil.example/a", "/evil.example/a?locale=se"},
             Row{"///evil.example", "/evil.example?locale=se"},
             Row{"/%2Fevil.example", "/evil.example?locale=se"},
             Row{"/\\evil.example", "/%5Cevil.example?locale=se"},
             Row{"/%09/evil.example", "/%09/evil.example?locale=se"},
             Row{"/javascript:alert(1)", "/javascript%3Aalert%281%29?locale=se"},
         }) {
        CAPTURE(row.target);
        CHECK(switch_to(product.show(request(Method::get, row.target)).body, "se") == row.link);
    }
    auto const page = product.show(request(Method::get, "/?locale=nn")).body;
    CHECK(switch_to(page, "nn") == "current");
    CHECK(switch_to(page, "nb") == "/?locale=nb");
    CHECK(text_at(page, "language-se") == product.pages->text("language.se", Language::se));
}

TEST_CASE("a page that cannot be asked for again has no switch of languages") {
    Product const product;
    for (auto const& response :
         {product.show(request(Method::post, "/")), product.show(request(Method::get, "/"), 400)})
        CHECK(switch_to(response.body, "se") == "no such language");
}

Error full_error() {
    Error error{ErrorCode::invalid_request,
                "The redirect_uri is not registered",
                {"rule <1>", "received <2>", "expected <3>", "mend <4>"}};
    error.trace_id = "0123456789abcdef0123456789abcdef";
    return error;
}

TEST_CASE("an error page tells the person little and the developer everything, escaped") {
    Product const product;
    auto const response = product.site.show_error(request(Method::get, "/?locale=en"), full_error(),
                                                  "error.server.heading", "error.server.message");
    CHECK(response.status == 400);
    CHECK(text_at(response.body, "error-status") == "400");
    CHECK(text_at(response.body, "error-title") == product.pages->text("error.server.heading", Language::en));
    CHECK(text_at(response.body, "trace-id") == "0123456789abcdef0123456789abcdef");
    CHECK(text_at(response.body, "error-code") == "invalid_request");
    CHECK(text_at(response.body, "error-description") == "The redirect_uri is not registered");
    CHECK(text_at(response.body, "error-rule") == "rule &lt;1&gt;");
    CHECK(text_at(response.body, "error-received") == "received &lt;2&gt;");
    CHECK(text_at(response.body, "error-expected") == "expected &lt;3&gt;");
    CHECK(text_at(response.body, "error-mend") == "mend &lt;4&gt;");

    auto const bare = product.site.show_error(request(Method::get, "/"), {ErrorCode::server_error, "Sorry"},
                                              "error.server.heading", "error.server.message");
    CHECK(bare.status == 500);
    CHECK_FALSE(holds(bare.body, "error-rule"));
    CHECK(text_at(bare.body, "trace-id").size() == 32);
}

TEST_CASE("a refusal is a page for browsers and the product's own words for everyone else") {
    Product const product;
    auto const dialect = product.site.dialect(oauth_dialect());
    struct Row {
        ErrorCode code;
        std::string group;
    };
    for (auto const& row :
         {Row{ErrorCode::not_found, "error.not_found"}, Row{ErrorCode::server_error, "error.server"},
          Row{ErrorCode::bad_gateway, "error.server"}, Row{ErrorCode::forbidden, "error.bad_request"},
          Row{ErrorCode::invalid_request, "error.bad_request"}}) {
        CAPTURE(row.group);
        auto const page = dialect(request(Method::get, "/x", {{"Accept", "text/html"}}), {row.code, "No"});
        CHECK(page.status == http_status(row.code));
        CHECK(text_at(page.body, "error-title") == product.pages->text(row.group + ".heading", Language::nb));
        CHECK(text_at(page.body, "error-message") ==
              product.pages->text(row.group + ".message", Language::nb));
        auto const machine =
            dialect(request(Method::get, "/x", {{"Accept", "application/json"}}), {row.code, "No"});
        CHECK(machine.status == http_status(row.code));
        CHECK(header(machine, "Content-Type") == "application/json");
    }
}

TEST_CASE("machines get the product's own words at their paths, whatever their library asks for") {
    Product const product;
    auto const dialect = product.site.dialect(oauth_dialect(), {"/token", "/rest"});
    struct Row {
        std::string path;
        bool page;
    };
    for (auto const& row :
         {Row{"/token", false}, Row{"/token/introspect", false}, Row{"/rest/v1/person", false},
          Row{"/tokens", true}, Row{"/", true}, Row{"/a/token", true}}) {
        CAPTURE(row.path);
        auto const answer = dialect(request(Method::post, row.path, {{"Accept", "text/html"}}),
                                    {ErrorCode::invalid_request, "No"});
        CHECK((header(answer, "Content-Type") == "application/json") != row.page);
    }
}

TEST_CASE("what the error page shows is what the log and the journal say") {
    Product product;
    test::FixedClock const clock;
    test::CollectingLog log(clock);
    Journal journal(clock, product.entropy);
    Router router("minprofil", product.site.dialect(oauth_dialect()), log, &journal);
    auto const response = answer(router, request(Method::get, "/nowhere", {{"Accept", "text/html"}}));
    CHECK(response.status == 404);
    auto const shown = text_at(response.body, "trace-id");
    CHECK(shown.size() == 32);
    CHECK(log.mentions("trace_id=" + shown));
    REQUIRE(journal.newest(1).size() == 1);
    CHECK(journal.newest(1)[0].error.trace_id == shown);
}

}  // namespace
}  // namespace emulator::http
