#include "jose/support.h"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "base/encoding.h"

namespace emulator::jose {

std::string read_file(std::string const& name) {
    std::ifstream file(std::string(TEST_DIR) + "/" + name, std::ios::binary);
    REQUIRE_MESSAGE(file.good(), name);
    return std::string(std::istreambuf_iterator<char>(file), {});
}

Json read_vectors(std::string const& name) {
    auto rows = need(parse_json(read_file("vectors/" + name)));
    REQUIRE(rows.is_array());
    REQUIRE(!rows.empty());
    return rows;
}

PrivateKey read_key(std::string const& name) {
    return need(private_key_from_pem(read_file("keys/" + name + ".pem")));
}

Certificate read_certificate(std::string const& name) {
    return need(certificates_from_pem(read_file("certificates/" + name + ".pem"))).front();
}

bool is_well_told(Error const& error) {
    auto const& [rule, received, expected, mend] = error.explanation;
    bool const plain = std::all_of(error.description.begin(), error.description.end(),
                                   [](char c) { return c >= 0x20 && c < 0x7f && c != '"' && c != '\\'; });
    bool const readable = is_utf8(rule + received + expected + mend);
    return error.code == ErrorCode::invalid_request && plain && readable && !error.description.empty() &&
           !rule.empty() && !received.empty() && !expected.empty() && !mend.empty();
}

}  // namespace emulator::jose
