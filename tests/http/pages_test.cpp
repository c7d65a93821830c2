#include "http/pages.h"

#include <thread>

#include "http/support.h"
#include "support/temporary_folder.h"

namespace emulator::http {
namespace {

using test::TemporaryFolder;
using test::write_file;

// A folder that stands for web/, with one page and one text.
struct Web {
    TemporaryFolder folder;
    Assets assets;
    Web() {
        template_is("layout", "<html lang=\"{{LANG}}\"><title>{{TITLE}}</title>{{>CONTENT}}</html>\n");
        for (auto const* code : {"nb", "nn", "en", "se"})
            messages_are(code, std::string(R"({"hello": "hello-)") + code + "\"}");
        assets.read_from_disk("web", folder.path());
    }
    void template_is(std::string_view name, std::string_view text) const {
        write_file(folder / ("templates/" + std::string(name) + ".html"), text);
    }
    void messages_are(std::string_view code, std::string_view json) const {
        write_file(folder / ("messages/" + std::string(code) + ".json"), json);
    }
    std::string fault() const {
        auto const pages = Pages::load(assets);
        return pages ? "loaded" : pages.error().description;
    }
    // The page of a template of this text.
    std::string rendered(std::string_view text, Values const& values) const {
        template_is("page", text);
        auto const pages = need(Pages::load(assets));
        return pages->render("page", Language::en, values);
    }
};

TEST_CASE("a page stands in the layout, in its language, with its values") {
    Web const web;
    Values values;
    values.set("TITLE", "Title").set("NAME", "Kari");
    web.template_is("page", "<p>[[hello]] {{NAME}}</p>\n");
    auto const pages = need(Pages::load(web.assets));
    CHECK(pages->render("page", Language::nn, values) ==
          "<html lang=\"nn\"><title>Title</title><p>hello-nn Kari</p>\n</html>\n");
    CHECK(holds(pages->render("page", Language::se, values), "<p>hello-se Kari</p>"));
}

TEST_CASE("sections are written once for each of their name, and see what is around them") {
    Web const web;
    Values values;
    values.set("WHO", "all");
    values.add("ROW").set("NAME", "one");
    values.add("ROW").set("NAME", "two").show("MARKED").show("OTHER", false);
    CHECK(holds(web.rendered("{{#ROW}}[{{NAME}} {{WHO}}{{#MARKED}}!{{/MARKED}}{{#OTHER}}?{{/OTHER}}]{{/ROW}}"
                             "{{#ABSENT}}absent{{/ABSENT}}",
                             values),
                "[one all][two all!]"));
}

TEST_CASE("a value is escaped for the place that it stands in") {
    Web const web;
    std::string const hostile = "\"'><script>alert(1)</script>&{{NAME}}[[hello]]";
    struct Row {
        std::string name;
        std::string text;
        std::string value;
        std::string safe;
    };
    for (auto const& row : {
             Row{"text", "<p>{{NAME}}</p>", hostile,
                 "<p>&quot;&#39;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;{{NAME}}[[hello]]</p>"},
             Row{"preformatted text", "<pre>{{NAME:p}}</pre>", hostile, "&lt;script&gt;"},
             Row{"an attribute", "<input value=\"{{NAME}}\">", hostile,
                 "value=\"&quot;&#39;&gt;&lt;script&gt;"},
             Row{"a link", "<a href=\"{{NAME}}\">x</a>", "http://localhost/?a=b&c=\"><script>",
                 "href=\"http://localhost/?a=b&amp;c=&quot;&gt;&lt;script&gt;\""},
             Row{"a link that is a script", "<a href=\"{{NAME}}\">x</a>", "javascript:alert(1)",
                 "href=\"#\""},
             Row{"a link that is a script in capitals", "<a href=\"{{NAME}}\">x</a>", "JaVaScript:alert(1)",
                 "href=\"#\""},
             Row{"a link that is a script behind a blank", "<a href=\"{{NAME}}\">x</a>",
                 " javascript:alert(1)", "href=\"#\""},
             Row{"a link with data", "<a href=\"{{NAME}}\">x</a>", "data:text/html,<script>", "href=\"#\""},
             Row{"a form's action that is a script", "<form action=\"{{NAME}}\">", "javascript:alert(1)",
                 "action=\"#\""},
         }) {
        CAPTURE(row.name);
        Values values;
        values.set("NAME", row.value);
        auto const page = web.rendered(row.text, values);
        CAPTURE(page);
        CHECK(holds(page, row.safe));
        CHECK_FALSE(holds(page, "<script>"));
        CHECK_FALSE(holds(page, "javascript:"));
        CHECK_FALSE(holds(page, "JaVaScript:"));
    }
}

TEST_CASE("texts are escaped, and the markers in them filled in") {
    Web const web;
    for (auto const* code : {"nb", "nn", "en", "se"})
        web.messages_are(code, R"({"hello": "<b>A & \"B\"</b> {{NAME}}"})");
    Values values;
    values.set("NAME", "<i>");
    CHECK(holds(web.rendered("<p title=\"[[hello]]\">[[hello]]</p>", values),
                "<p title=\"&lt;b&gt;A &amp; &quot;B&quot;&lt;/b&gt; &lt;i&gt;\">"
                "&lt;b&gt;A &amp; &quot;B&quot;&lt;/b&gt; &lt;i&gt;</p>"));
}

TEST_CASE("a template may stand in others, with its texts and values") {
    Web const web;
    web.template_is("part", "{{! NAME }}<b>[[hello]] {{NAME}}</b>");
    Values values;
    values.set("NAME", "<i>");
    CHECK(holds(web.rendered("<p>[[>part]]</p>{{#ROW}}[[>part]]{{/ROW}}", values),
                "<p><b>hello-en &lt;i&gt;</b></p>"));
}

TEST_CASE("one text is given by its key, as it is") {
    Web const web;
    for (auto const* code : {"nb", "nn", "en", "se"})
        web.messages_are(code, R"({"hello": "{{A}} & {{B}}, {{A}} {{C}}"})");
    auto const pages = need(Pages::load(web.assets));
    Values values;
    values.set("A", "{{A}}").set("B", "<b>");
    CHECK(pages->text("hello", Language::en, values) == "{{A}} & <b>, {{A}} {{C}}");
    CHECK(pages->text("hello", Language::en) == "{{A}} & {{B}}, {{A}} {{C}}");
    CHECK_THROWS_WITH_AS(static_cast<void>(pages->text("nothing", Language::en)),
                         "no text with the key nothing", std::logic_error);
}

TEST_CASE("a fault in a file of web is told with the file and the key") {
    struct Row {
        std::string name;
        std::function<void(Web const&)> spoil;
        std::vector<std::string> told;
    };
    for (auto const& row : {
             Row{"a text that no language has",
                 [](Web const& web) { web.template_is("page", "<p>[[goodbye]]</p>"); },
                 {"templates/page.html", "'goodbye'"}},
             Row{"a text that is not closed",
                 [](Web const& web) { web.template_is("page", "<p>[[hello</p>"); },
                 {"templates/page.html", "'hello</p>'"}},
             Row{"a part that is not there",
                 [](Web const& web) { web.template_is("page", "<p>[[>part]]</p>"); },
                 {"templates/page.html", "part.html"}},
             Row{"a part of parts",
                 [](Web const& web) {
                     web.template_is("part", "[[>part]]");
                     web.template_is("page", "<p>[[>part]]</p>");
                 },
                 {"templates/pa", "part.html"}},
             Row{"a text that one language lacks",
                 [](Web const& web) { web.messages_are("se", "{}"); },
                 {"messages/se.json", "'hello'", "missing"}},
             Row{"a text that only one language has",
                 [](Web const& web) { web.messages_are("nn", R"({"hello":"","extra":""})"); },
                 {"messages/nn.json", "'extra'", "nb.json"}},
             Row{"a text that stands twice",
                 [](Web const& web) { web.messages_are("en", R"({"hello":"a","hello":"b"})"); },
                 {"messages/en.json", "hello", "twice"}},
             Row{"a text that is none",
                 [](Web const& web) { web.messages_are("en", R"({"hello":1})"); },
                 {"messages/en.json", "'hello'", "string"}},
             Row{"no JSON",
                 [](Web const& web) { web.messages_are("nb", "{\n  \"hello\": }"); },
                 {"messages/nb.json", "line 2"}},
             Row{"no file",
                 [](Web const& web) { std::filesystem::remove(web.folder / "messages/se.json"); },
                 {"messages/se.json", "no such file"}},
         }) {
        CAPTURE(row.name);
        Web const web;
        CHECK(web.fault() == "loaded");
        row.spoil(web);
        auto const fault = web.fault();
        CAPTURE(fault);
        CHECK(fault.starts_with(web.folder.path().string()));
        for (auto const& words : row.told)
            CHECK(holds(fault, words));
    }
}

TEST_CASE("a page that there is not, or that is not well-formed, is a refusal that names its file") {
    Web const web;
    web.template_is("broken", "<p>{{#SECTION}}never closed</p>");
    auto const pages = need(Pages::load(web.assets));
    for (auto const* name : {"missing", "broken"}) {
        CAPTURE(name);
        std::string told;
        try {
            told = pages->render(name, Language::nb, {});
        } catch (Problem const& problem) {
            told = problem.error().description;
        }
        CAPTURE(told);
        CHECK(holds(told, "templates/" + std::string(name) + ".html"));
    }
}

TEST_CASE("a template on disk is read anew each time") {
    Web const web;
    web.template_is("page", "one");
    auto const pages = need(Pages::load(web.assets));
    CHECK(holds(pages->render("page", Language::nb, {}), "one"));
    web.template_is("page", "two");
    CHECK(holds(pages->render("page", Language::nb, {}), "two"));
}

TEST_CASE("pages may be rendered on many threads, from the executable and from disk") {
    Assets const embedded;
    Web const web;
    web.template_is("error", "<p>{{HEADING}}</p>");
    for (auto const* assets : {&embedded, &web.assets}) {
        auto const pages = need(Pages::load(*assets));
        std::atomic<int> right{0};
        std::vector<std::thread> threads;
        for (int i = 0; i < 8; ++i) {
            threads.emplace_back([&, i] {
                for (int n = 0; n < 20; ++n) {
                    auto const heading = std::to_string(i) + "-" + std::to_string(n);
                    Values values;
                    values.set("HEADING", heading);
                    auto const language = languages[static_cast<std::size_t>(n) % 4];
                    auto const page = pages->render("error", language, values);
                    right += holds(page, ">" + heading + "<") &&
                             holds(page, "lang=\"" + std::string(language_code(language)) + "\"");
                }
            });
        }
        for (auto& thread : threads)
            thread.join();
        CHECK(right == 160);
    }
}

TEST_CASE("a page runs no foreign script, is framed by nobody, and is not kept") {
    auto const response = page(200, "<p>");
    auto const policy = header(response, "Content-Security-Policy");
    CHECK(response.status == 200);
    CHECK(header(response, "Content-Type") == "text/html; charset=utf-8");
    CHECK(holds(policy, "default-src 'none'"));
    CHECK(holds(policy, "script-src 'self'"));
    CHECK(holds(policy, "frame-ancestors 'none'"));
    CHECK(holds(policy, "base-uri 'none'"));
    CHECK_FALSE(holds(policy, "unsafe"));
    CHECK_FALSE(holds(policy, "*"));
    CHECK_FALSE(holds(policy, "http"));
    CHECK(header(response, "X-Content-Type-Options") == "nosniff");
    CHECK(header(response, "Referrer-Policy") == "same-origin");
    CHECK(header(response, "Cache-Control") == "no-store");
}

TEST_CASE("[CSP 3, 2.3.1] a page may frame the addresses that it names, and nothing else") {
    struct Row {
        char const* name;
        std::vector<std::string> urls;
        std::string sources;
    };
    Row const rows[] = {
        {"none", {}, ""},
        {"one", {"http://localhost:4706/logout"}, "; frame-src http://localhost:4706/logout"},
        {"two", {"http://a.no/x", "https://b.no/"}, "; frame-src http://a.no/x https://b.no/"},
        {"without the query", {"http://a.no/x?iss=i&sid=s#f"}, "; frame-src http://a.no/x"},
        {"characters that separate",
         {"http://a.no/x;script-src *,y 'z"},
         "; frame-src http://a.no/x%3Bscript-src%20*%2Cy%20%27z"},
        {"no web address", {"javascript:alert(1)", "data:text/html,x", "/x"}, ""},
    };
    auto const policy = header(page(200, ""), "Content-Security-Policy");
    CHECK(holds(policy, "default-src 'none'"));
    CHECK_FALSE(holds(policy, "frame-src"));
    for (auto const& row : rows) {
        CAPTURE(row.name);
        auto response = page(200, "");
        allow_frames(response, row.urls);
        CHECK(header(response, "Content-Security-Policy") == policy + row.sources);
    }
}

}  // namespace
}  // namespace emulator::http
