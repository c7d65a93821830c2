#include "oauth/scopes.h"

#include <doctest/doctest.h>

namespace emulator::oauth {
namespace {

TEST_CASE("[RFC 6749 3.3] a scope list is words between blanks, each once") {
    struct Row {
        std::string list;
        std::vector<std::string> scopes;
        std::string joined;
    };
    for (auto const& row : {
             Row{"", {}, ""},
             Row{" ", {}, ""},
             Row{"openid", {"openid"}, "openid"},
             Row{"openid profile", {"openid", "profile"}, "openid profile"},
             Row{"  profile   openid ", {"profile", "openid"}, "profile openid"},
             Row{"a b a b", {"a", "b"}, "a b"},
             Row{"a A", {"a", "A"}, "a A"},
             Row{"krr:global/kontaktinformasjon.read",
                 {"krr:global/kontaktinformasjon.read"},
                 "krr:global/kontaktinformasjon.read"},
             Row{"a\tb", {"a\tb"}, "a\tb"},
         }) {
        CAPTURE(row.list);
        CHECK(split_scopes(row.list) == row.scopes);
        CHECK(join_scopes(row.scopes) == row.joined);
    }
}

TEST_CASE("a scope is in a list as a whole word") {
    CHECK(has_scope("openid profile", "profile"));
    CHECK_FALSE(has_scope("openid profile", "file"));
    CHECK_FALSE(has_scope("openid profile", "open"));
    CHECK_FALSE(has_scope("openid profile", "openid profile"));
    CHECK_FALSE(has_scope("openid profile", ""));
    CHECK_FALSE(has_scope("", ""));
    CHECK_FALSE(has_scope("idporten:dcr.write", "idporten:dcr"));
}

}  // namespace
}  // namespace emulator::oauth
