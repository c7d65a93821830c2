#include "jose/certificate.h"

#include <openssl/asn1.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <algorithm>
#include <ctime>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "jose/faults.h"
#include "jose/handles.h"
#include "jose/numbers.h"

namespace emulator::jose {

struct Certificate::Content {
    Owned<X509> x509;
    std::string der;
    Instant not_before;
    Instant not_after;
};

namespace {

constexpr std::size_t longest_chain = 10;

Error refused(std::string description, std::string rule, std::string received, std::string expected) {
    return {ErrorCode::invalid_request,
            std::move(description),
            {std::move(rule), std::move(received), std::move(expected),
             "send x5c as [openssl x509 -in certificate.pem -outform der | base64 -w0]"}};
}

std::optional<Instant> instant(ASN1_TIME const* time) {
    std::tm parts{};
    if (ASN1_TIME_to_tm(time, &parts) != 1) return std::nullopt;
    using namespace std::chrono;
    auto const date = year(parts.tm_year + 1900) / month(static_cast<unsigned>(parts.tm_mon + 1)) /
                      day(static_cast<unsigned>(parts.tm_mday));
    return sys_days(date) + hours(parts.tm_hour) + minutes(parts.tm_min) + seconds(parts.tm_sec);
}

std::string name_text(X509_NAME const* name) {
    auto const bio = ensure(BIO_new(BIO_s_mem()), "BIO_new");
    // Letters such as ø stay what they are.
    X509_NAME_print_ex(bio.get(), name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
    char* text = nullptr;
    auto const size = BIO_get_mem_data(bio.get(), &text);
    return size > 0 ? std::string(text, static_cast<std::size_t>(size)) : std::string();
}

bool is_nine_digits(std::string_view text) {
    return text.size() == 9 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Every value of that attribute in the subject.
std::vector<std::string> subject_values(X509 const* x509, int attribute) {
    std::vector<std::string> values;
    auto const* const name = X509_get_subject_name(x509);
    for (int at = X509_NAME_get_index_by_NID(name, attribute, -1); at >= 0;
         at = X509_NAME_get_index_by_NID(name, attribute, at)) {
        unsigned char* text = nullptr;
        auto const size = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
        if (size < 0) continue;
        values.emplace_back(reinterpret_cast<char const*>(text), static_cast<std::size_t>(size));
        OPENSSL_free(text);
    }
    return values;
}

std::string der_of(X509* x509) {
    auto const size = i2d_X509(x509, nullptr);
    ensure(size > 0, "i2d_X509");
    std::string der(static_cast<std::size_t>(size), '\0');
    auto* out = octets(der.data());
    i2d_X509(x509, &out);
    return der;
}

Result<Certificate> certificate_in(Json const& entry, std::size_t index) {
    auto const place = "entry " + std::to_string(index) + " of x5c";
    std::string const rule = "RFC 7515 4.1.6: base64 (not base64url) of the DER certificate";
    if (!entry.is_string())
        return refused(place + " is not a string", rule, entry.type_name(), "a base64 string");
    auto const& text = entry.get_ref<std::string const&>();
    auto const der = base64_decode(text);
    if (!der || der->empty()) {
        return refused(place + " is not base64: " + base64_fault(text), rule, received(text),
                       "a base64 string");
    }
    auto certificate = certificate_from_der(*der);
    if (!certificate)
        return refused(place + " is not a certificate", rule, received(text), "a DER certificate");
    return certificate;
}

}  // namespace

std::string const& Certificate::der() const {
    return content_->der;
}
std::string Certificate::subject() const {
    return name_text(X509_get_subject_name(handle()));
}
std::string Certificate::issuer() const {
    return name_text(X509_get_issuer_name(handle()));
}
Instant Certificate::not_before() const {
    return content_->not_before;
}
Instant Certificate::not_after() const {
    return content_->not_after;
}
x509_st* Certificate::handle() const {
    return content_->x509.get();
}

Result<PublicKey> Certificate::public_key() const {
    ErrorScope const errors;
    auto const* const key = X509_get0_pubkey(handle());
    if (key == nullptr || EVP_PKEY_is_a(key, "RSA") != 1) {
        return refused("the certificate holds no RSA key", "Digdir uses RSA keys", subject(),
                       "an RSA certificate");
    }
    return public_key_from_numbers(public_numbers_of(key));
}

std::optional<std::string> Certificate::organisation_number() const {
    constexpr std::string_view prefix = "NTRNO-";
    std::optional<std::string> number;
    bool contradiction = false;
    auto const take = [&](std::string_view text) {
        if (!is_nine_digits(text)) return;
        contradiction = contradiction || (number && *number != text);
        number = text;
    };
    for (auto const& text : subject_values(handle(), NID_organizationIdentifier)) {
        if (text.starts_with(prefix)) take(std::string_view(text).substr(prefix.size()));
    }
    for (auto const& text : subject_values(handle(), NID_serialNumber))
        take(text);
    return contradiction ? std::nullopt : number;
}

Result<Certificate> certificate_from_der(std::string_view der) {
    ErrorScope const errors;
    auto const* at = octets(der);
    Owned<X509> x509(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
    if (!x509 || at != octets(der) + der.size()) {
        return refused("the bytes are not one DER certificate", "RFC 5280 4.1",
                       std::to_string(der.size()) + " bytes", "a DER certificate and nothing after it");
    }
    auto const not_before = instant(X509_get0_notBefore(x509.get()));
    auto const not_after = instant(X509_get0_notAfter(x509.get()));
    if (!not_before || !not_after) {
        return refused("the certificate has no readable period of validity", "RFC 5280 4.1.2.5",
                       "times that cannot be read", "UTCTime or GeneralizedTime");
    }
    return Certificate(std::make_shared<Certificate::Content>(
        Certificate::Content{std::move(x509), std::string(der), *not_before, *not_after}));
}

Result<std::vector<Certificate>> certificates_from_pem(std::string_view pem) {
    ErrorScope const errors;
    auto const bio = memory_bio(pem);
    std::vector<Certificate> certificates;
    while (auto x509 = Owned<X509>(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr))) {
        certificates.push_back(EMULATOR_TRY(certificate_from_der(der_of(x509.get()))));
    }
    bool const broken = ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE;
    if (certificates.empty() || broken) {
        return refused("the text holds no certificate in PEM form, or a broken one", "RFC 7468 5",
                       std::to_string(certificates.size()) + " readable certificates",
                       "blocks between BEGIN CERTIFICATE and END CERTIFICATE");
    }
    return certificates;
}

Result<std::vector<Certificate>> certificates_from_x5c(Json const& x5c) {
    if (!x5c.is_array() || x5c.empty() || x5c.size() > longest_chain) {
        return refused("x5c is not an array of 1 to 10 certificates", "RFC 7515 4.1.6: an array of strings",
                       x5c.is_array() ? std::to_string(x5c.size()) + " entries" : x5c.type_name(),
                       "an array, also for a single certificate");
    }
    std::vector<Certificate> chain;
    for (auto const& entry : x5c)
        chain.push_back(EMULATOR_TRY(certificate_in(entry, chain.size())));
    return chain;
}

}  // namespace emulator::jose
