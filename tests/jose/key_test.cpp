#include "jose/key.h"

#include "jose/support.h"

using namespace std::string_literals;

namespace emulator::jose {
namespace {

TEST_CASE("a private key is read from PEM, as PKCS 8 and as PKCS 1") {
    struct Row {
        std::string name;
        unsigned bits;
        std::string exponent;
    };
    for (auto const& row : {Row{"signer", 2048, "\x01\x00\x01"s}, Row{"pkcs1", 2048, "\x01\x00\x01"s},
                            Row{"exponent_3", 2048, "\x03"s}, Row{"3072", 3072, "\x01\x00\x01"s}}) {
        CAPTURE(row.name);
        auto const key = read_key(row.name);
        CHECK(key.bits() == row.bits);
        CHECK(key.public_key().numbers().e == row.exponent);
        CHECK(key.public_key().signature_size() == row.bits / 8);
        CHECK(key.public_key().verify(Algorithm::RS256, "text", key.sign(Algorithm::RS256, "text")));
    }
}

TEST_CASE("[RFC 7518 3.3] other PEM texts are refused, and no password is asked for") {
    struct Row {
        std::string name;
        std::string refused;
    };
    for (auto const& row : {Row{"1024", "the RSA key has 1024 bits, which is too small"},
                            Row{"encrypted", "the private key is encrypted"},
                            Row{"encrypted_pkcs1", "the private key is encrypted"},
                            Row{"elliptic", "the private key is not an RSA key"},
                            Row{"pss", "the private key is not an RSA key"},
                            Row{"public", "the text holds no readable private key in PEM form"}}) {
        CAPTURE(row.name);
        auto const pem = read_file("keys/" + row.name + ".pem");
        CHECK(description_of(private_key_from_pem(pem)) == row.refused);
    }
}

TEST_CASE("text that is no PEM is refused") {
    auto const pem = read_file("keys/signer.pem");
    for (auto const& text : {""s, "\0"s, "hello"s, pem.substr(0, pem.size() / 2), pem.substr(30)}) {
        CAPTURE(text);
        CHECK(description_of(private_key_from_pem(text)) ==
              "the text holds no readable private key in PEM form");
    }
}

TEST_CASE("[RFC 8017 3.1] public numbers that make no good key are refused") {
    auto const good = read_key("signer").public_key().numbers();
    auto const of_size = [](std::size_t bytes) { return "\x80" + std::string(bytes - 1, '\x01'); };
    auto const even = good.n.substr(0, 255) + '\x02';
    std::string const exponent =
        "the public exponent of the RSA key must be odd, at least 3 and at most 64 bits large";
    struct Row {
        std::string name;
        PublicNumbers numbers;
        std::string refused;
    };
    for (auto const& row : {
             Row{"no modulus", {"", good.e}, "the RSA key has 0 bits, which is too small"},
             Row{"a modulus of zeros",
                 {std::string(256, '\0'), good.e},
                 "the RSA key has 0 bits, which is too small"},
             Row{"zeros before a small modulus",
                 {std::string(200, '\0') + of_size(128), good.e},
                 "the RSA key has 1024 bits, which is too small"},
             Row{"2047 bits",
                 {"\x7f" + good.n.substr(1), good.e},
                 "the RSA key has 2047 bits, which is too small"},
             Row{"8200 bits", {of_size(1025), good.e}, "the RSA key has 8200 bits, which is too large"},
             Row{"8192 bits", {of_size(1024), good.e}, "accepted"},
             Row{"even modulus", {even, good.e}, "the modulus of the RSA key is even"},
             Row{"no exponent", {good.n, ""}, exponent},
             Row{"exponent 0", {good.n, "\0"s}, exponent},
             Row{"exponent 1", {good.n, "\x01"}, exponent},
             Row{"exponent 2", {good.n, "\x02"}, exponent},
             Row{"exponent 65536", {good.n, "\x01\0\0"s}, exponent},
             Row{"exponent of 65 bits", {good.n, "\x01" + std::string(8, '\x01')}, exponent},
             Row{"exponent of 64 bits", {good.n, "\x81" + std::string(7, '\x01')}, "accepted"},
             Row{"exponent 3", {good.n, "\x03"}, "accepted"},
             Row{"leading zeros", {"\0\0"s + good.n, "\0"s + good.e}, "accepted"},
         }) {
        CAPTURE(row.name);
        CHECK(description_of(public_key_from_numbers(row.numbers)) == row.refused);
    }
}

TEST_CASE("leading zeros do not make another key") {
    auto const key = read_key("signer").public_key();
    auto const same = need(public_key_from_numbers({"\0"s + key.numbers().n, "\0\0"s + key.numbers().e}));
    CHECK(same == key);
    CHECK_FALSE(read_key("pkcs1").public_key() == key);
}

TEST_CASE("a signature holds for its key, its algorithm and its text alone") {
    auto const key = read_key("signer");
    auto const other = read_key("pkcs1").public_key();
    auto const larger = read_key("3072").public_key();
    for (auto const algorithm : every_algorithm) {
        CAPTURE(name(algorithm));
        auto const signature = key.sign(algorithm, "text");
        CHECK(signature == key.sign(algorithm, "text"));
        for (auto const another : every_algorithm) {
            CHECK(key.public_key().verify(another, "text", signature) == (another == algorithm));
        }
        CHECK_FALSE(key.public_key().verify(algorithm, "Text", signature));
        CHECK_FALSE(key.public_key().verify(algorithm, "", signature));
        CHECK_FALSE(other.verify(algorithm, "text", signature));
        CHECK_FALSE(larger.verify(algorithm, "text", signature));
    }
}

TEST_CASE("[RFC 8017 8.2.2] a signature of another length does not hold") {
    auto const key = read_key("signer");
    auto const signature = key.sign(Algorithm::RS256, "text");
    for (auto const& wrong : {""s, signature.substr(1), signature.substr(0, 255), signature + '\0',
                              '\0' + signature, std::string(256, '\0'), std::string(256, '\xff')}) {
        CAPTURE(wrong.size());
        CHECK_FALSE(key.public_key().verify(Algorithm::RS256, "text", wrong));
    }
}

TEST_CASE("a refused signature leaves the key as good as before") {
    auto const key = read_key("signer");
    auto const signature = key.sign(Algorithm::RS256, "text");
    for (int i = 0; i < 3; ++i) {
        CHECK_FALSE(key.public_key().verify(Algorithm::RS256, "text", std::string(256, '\xff')));
        CHECK(key.public_key().verify(Algorithm::RS256, "text", signature));
    }
}

TEST_CASE("more keys than a thread keeps contexts for all work, again and again") {
    auto const key = read_key("signer");
    auto const signature = key.sign(Algorithm::RS512, "text");
    std::vector<PublicKey> keys;
    for (int i = 0; i < 150; ++i)
        keys.push_back(need(public_key_from_numbers(key.public_key().numbers())));
    for (int round = 0; round < 2; ++round) {
        for (auto const& one : keys)
            CHECK(one.verify(Algorithm::RS512, "text", signature));
    }
}

}  // namespace
}  // namespace emulator::jose
