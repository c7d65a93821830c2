#include "http/policy.h"

#include "base/encoding.h"

namespace emulator::http {

bool is_web_address(std::string_view url) {
    return url.starts_with("http://") || url.starts_with("https://");
}

std::string policy_source(std::string_view url) {
    std::string source;
    for (auto const c : url.substr(0, url.find_first_of("?#"))) {
        bool const separates = c == ';' || c == ',' || c == '\'' || static_cast<unsigned char>(c) <= ' ';
        source += separates ? percent_encode({&c, 1}) : std::string(1, c);
    }
    return source;
}

void allow_image(Response& page, std::string_view url) {
    if (!is_web_address(url)) return;
    std::string policy(page.headers.find("Content-Security-Policy").value_or("default-src 'none'"));
    constexpr std::string_view own = "img-src 'self'";
    auto const at = policy.find(own);
    if (at == std::string::npos)
        policy += "; img-src " + policy_source(url);
    else
        policy.insert(at + own.size(), " " + policy_source(url));
    page.headers.set("Content-Security-Policy", std::move(policy));
}

}  // namespace emulator::http
