#include "base/encoding.h"

#include <doctest/doctest.h>

#include <vector>

namespace emulator {
namespace {

std::string all_bytes() {
    std::string bytes;
    for (int i = 0; i < 256; ++i)
        bytes += static_cast<char>(i);
    return bytes;
}

TEST_CASE("[RFC 4648 10] the published examples are encoded and decoded") {
    struct Row {
        std::string bytes;
        std::string text;
    };
    for (auto const& row : {Row{"", ""}, Row{"f", "Zg=="}, Row{"fo", "Zm8="}, Row{"foo", "Zm9v"},
                            Row{"foob", "Zm9vYg=="}, Row{"fooba", "Zm9vYmE="}, Row{"foobar", "Zm9vYmFy"}}) {
        CAPTURE(row.bytes);
        auto const unpadded = row.text.substr(0, row.text.find('='));
        CHECK(base64_encode(row.bytes) == row.text);
        CHECK(base64url_encode(row.bytes) == unpadded);
        CHECK(base64_decode(row.text) == row.bytes);
        CHECK(base64url_decode(unpadded) == row.bytes);
    }
}

TEST_CASE("[RFC 4648 5] the two alphabets differ in their last two characters") {
    std::string const bytes = "\xfb\xff\xbf";
    CHECK(base64_encode(bytes) == "+/+/");
    CHECK(base64url_encode(bytes) == "-_-_");
    CHECK(base64_decode("+/+/") == bytes);
    CHECK(base64url_decode("-_-_") == bytes);
    CHECK(base64_decode("-_-_") == std::nullopt);
    CHECK(base64url_decode("+/+/") == std::nullopt);
}

TEST_CASE("whatever was encoded is decoded, at every length") {
    auto const bytes = all_bytes();
    for (std::size_t length = 0; length <= bytes.size(); ++length) {
        CAPTURE(length);
        auto const part = bytes.substr(0, length);
        CHECK(base64url_decode(base64url_encode(part)) == part);
        CHECK(base64_decode(base64_encode(part)) == part);
    }
}

TEST_CASE("[RFC 7515 2] base64url has no padding, no white space and no left-over bits") {
    for (std::string const& text :
         {std::string("Zg=="), std::string("Zg="), std::string("Z"), std::string("Zm9vY"),
          std::string("Zm 9v"), std::string("Zm9v\n"), std::string(" Zm9v"), std::string("Zm9v\0", 5),
          std::string("Zm\0v", 4), std::string("Zm9å"), std::string("Zh"), std::string("Zm9"),
          std::string("="), std::string("Zm.v"), std::string("Zm%3"), std::string("\xff\xff\xff\xff")}) {
        CAPTURE(text);
        CHECK(base64url_decode(text) == std::nullopt);
    }
}

TEST_CASE("[RFC 4648 3.2] base64 has its padding, and no more") {
    for (std::string const text :
         {"Zg", "Zg=", "Zg===", "Zg====", "Zm8", "Zm8==", "====", "=", "A===", "AA=A", "=AAA",
          "Zh==", "Zm9=", "Zm9v====", "Zm9v=", "Zg==Zg==", "Zm9v\n", "Zm9vYg==\r\n"}) {
        CAPTURE(text);
        CHECK(base64_decode(text) == std::nullopt);
    }
}

TEST_CASE("hexadecimal digits are two a byte, in lower case") {
    CHECK(hex_encode("") == "");
    CHECK(hex_encode(std::string("\x00\x0f\xff", 3)) == "000fff");
}

TEST_CASE("[RFC 3986 2.3] only unreserved characters stand for themselves") {
    CHECK(percent_encode("azAZ09-._~") == "azAZ09-._~");
    CHECK(percent_encode(" +%&=?#/:@\"'<>") == "%20%2B%25%26%3D%3F%23%2F%3A%40%22%27%3C%3E");
    CHECK(percent_encode("å\n") == "%C3%A5%0A");
    CHECK(percent_encode(std::string("\0", 1)) == "%00");
    CHECK(percent_decode(percent_encode(all_bytes())) == all_bytes());
}

TEST_CASE("[RFC 3986 2.1] an escape is a percent sign and two hexadecimal digits") {
    struct Row {
        std::string text;
        std::optional<std::string> decoded;
    };
    for (auto const& row : {
             Row{"", ""},
             Row{"abc", "abc"},
             Row{"%41%4a%4A", "AJJ"},
             Row{"a+b", "a+b"},
             Row{"%2B", "+"},
             Row{"%2541", "%41"},
             Row{"%", std::nullopt},
             Row{"%4", std::nullopt},
             Row{"a%4", std::nullopt},
             Row{"%4g", std::nullopt},
             Row{"%g4", std::nullopt},
             Row{"% 4", std::nullopt},
             Row{"%-1", std::nullopt},
             Row{"%%41", std::nullopt},
             Row{"100%", std::nullopt},
         }) {
        CAPTURE(row.text);
        CHECK(percent_decode(row.text) == row.decoded);
    }
    CHECK(percent_decode("a+b%2B", Plus::is_space) == "a b+");
    CHECK(percent_decode("%00") == std::string(1, '\0'));
}

TEST_CASE("markup is escaped for text and for attributes") {
    CHECK(html_escape("<a href=\"x\" title='y'>&amp;</a>") ==
          "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;");
    CHECK(html_escape("blåbær") == "blåbær");
}

TEST_CASE("[RFC 3629 4] only well-formed UTF-8 is UTF-8") {
    struct Row {
        std::string name;
        std::string text;
        bool right;
    };
    for (auto const& row : {
             Row{"nothing", "", true},
             Row{"ASCII with NUL", std::string("a\0b\x7f", 4), true},
             Row{"two bytes, first and last", "\xc2\x80\xdf\xbf", true},
             Row{"three bytes, first and last", "\xe0\xa0\x80\xef\xbf\xbf", true},
             Row{"four bytes, first and last", "\xf0\x90\x80\x80\xf4\x8f\xbf\xbf", true},
             Row{"around the surrogates", "\xed\x9f\xbf\xee\x80\x80", true},
             Row{"a continuation alone", "\x80", false},
             Row{"the last continuation alone", "\xbf", false},
             Row{"two bytes that are one too many", "\xc0\xaf", false},
             Row{"the other two", "\xc1\xbf", false},
             Row{"three bytes that are one too many", "\xe0\x9f\xbf", false},
             Row{"four bytes that are one too many", "\xf0\x8f\xbf\xbf", false},
             Row{"the first surrogate", "\xed\xa0\x80", false},
             Row{"the last surrogate", "\xed\xbf\xbf", false},
             Row{"beyond the last character", "\xf4\x90\x80\x80", false},
             Row{"five bytes", "\xf8\x88\x80\x80\x80", false},
             Row{"half of two", "\xc3", false},
             Row{"half of three", "\xe2\x82", false},
             Row{"half of four", "\xf0\x9f\xa6", false},
             Row{"half of two before another",
                 "\xc3"
                 "a",
                 false},
             Row{"Latin-1",
                 "bl\xe5"
                 "b\xe6r",
                 false},
             Row{"0xFF", "\xff", false},
         }) {
        CAPTURE(row.name);
        CHECK(is_utf8(row.text) == row.right);
        CHECK(is_utf8("a" + row.text) == row.right);
        CHECK(is_utf8(row.text + "ø") == row.right);
        for (std::size_t before = 2; before < 20; ++before) {
            CAPTURE(before);
            CHECK(is_utf8(std::string(before, 'a') + row.text) == row.right);
            CHECK(is_utf8(std::string(before, 'a') + row.text + std::string(9, 'a')) == row.right);
        }
    }
}

TEST_CASE("what is shown is short, on one line, and reads as it stands") {
    struct Row {
        std::string name;
        std::string text;
        std::string shown;
    };
    for (auto const& row : {
             Row{"nothing", "", ""},
             Row{"plain", "blå\"'<>\\", "blå\"'<>\\"},
             Row{"exactly ten", "0123456789", "0123456789"},
             Row{"eleven", "0123456789a", "0123456789…"},
             Row{"cut before a character", "012345678å", "012345678…"},
             Row{"a character that just fits", "01234567å", "01234567å"},
             Row{"line breaks", "a\r\nb\n", "a..b."},
             Row{"an escape sequence", "\x1b[31mred", ".[31mred"},
             Row{"NUL and DEL", std::string("a\0b\x7f", 4), "a.b."},
             Row{"C1: next line and CSI", "a\u0085b\u009b", "a.b."},
             Row{"separators of lines and paragraphs", "a\u2028b\u2029", "a.b."},
             Row{"direction turned", "a\u202eb\u2066c", "a.b.c"},
             Row{"direction marked", "\u200e\u200f\u061c\u2069\u202a", "....."},
             Row{"no control", "\u00a0\u2027\u202f", "\u00a0\u2027\u202f"},
             Row{"not UTF-8", "a\xff\xc3", "a.."},
             Row{"ten bytes that are not UTF-8", std::string(10, '\xff'), ".........."},
             Row{"many bytes that are not UTF-8", std::string(1000, '\xff'), "..........…"},
         }) {
        CAPTURE(row.name);
        CHECK(shown(row.text, 10) == row.shown);
    }
    CHECK(shown(std::string(1000, 'x')).size() == 120 + std::string("…").size());
    CHECK(shown("a", 0) == "…");
}

TEST_CASE("secrets are equal when every byte is") {
    CHECK(equal_secrets("", ""));
    CHECK(equal_secrets("secret", "secret"));
    CHECK(equal_secrets(all_bytes(), all_bytes()));
    for (auto const* other : {"", "secre", "secret ", "Secret", "secreT", "sEcret", "terces"}) {
        CAPTURE(other);
        CHECK_FALSE(equal_secrets("secret", other));
    }
    CHECK_FALSE(equal_secrets(std::string("a\0b", 3), std::string("a\0c", 3)));
}

}  // namespace
}  // namespace emulator
