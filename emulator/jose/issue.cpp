#include "jose/issue.h"

#include <openssl/asn1.h>
#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "base/encoding.h"
#include "jose/contexts.h"
#include "jose/numbers.h"

namespace emulator::jose {
namespace {

Error refused(std::string description, std::string received) {
    return {ErrorCode::invalid_request,
            std::move(description),
            {"RFC 5280 A.1: names of certificates have an upper bound", std::move(received),
             "1 to 64 letters", "use a shorter name"}};
}

Result<> add_name(X509_NAME* name, int attribute, std::string const& value) {
    bool const added =
        !value.empty() && is_utf8(value) &&
        X509_NAME_add_entry_by_NID(name, attribute, MBSTRING_UTF8, octets(std::string_view(value)),
                                   static_cast<int>(value.size()), -1, 0) == 1;
    if (added) return {};
    return refused("the subject of the certificate cannot hold this " + std::string(OBJ_nid2ln(attribute)),
                   value.empty() ? "an empty name" : shown(value));
}

Result<> set_subject(X509* x509, CertificateOrder const& order) {
    auto* const name = X509_get_subject_name(x509);
    EMULATOR_TRY(add_name(name, NID_countryName, "NO"));
    EMULATOR_TRY(add_name(name, NID_organizationName, order.organisation));
    EMULATOR_TRY(add_name(name, NID_commonName, order.common_name));
    return order.profile == SubjectProfile::seid1
               ? add_name(name, NID_serialNumber, order.organisation_number)
               : add_name(name, NID_organizationIdentifier, "NTRNO-" + order.organisation_number);
}

void set_serial_number(X509* x509, std::string_view bytes) {
    Owned<BIGNUM> const number(BN_bin2bn(octets(bytes), static_cast<int>(bytes.size()), nullptr));
    ensure(number != nullptr, "BN_bin2bn");
    ensure(BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(x509)) != nullptr, "BN_to_ASN1_INTEGER");
}

void set_period(X509* x509, Instant first, Instant last) {
    auto const set = [](ASN1_TIME* time, Instant at) {
        ensure(ASN1_TIME_set(time, at.time_since_epoch().count()) != nullptr, "ASN1_TIME_set");
    };
    set(X509_getm_notBefore(x509), first);
    set(X509_getm_notAfter(x509), last);
}

void add_extension(X509* x509, X509* issuer, int kind, char const* value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, x509, nullptr, nullptr, 0);
    auto const extension = ensure(X509V3_EXT_conf_nid(nullptr, &context, kind, value), "X509V3_EXT_conf_nid");
    ensure(X509_add_ext(x509, extension.get(), -1) == 1, "X509_add_ext");
}

void add_extensions(X509* x509, X509* issuer, KeyPurpose purpose) {
    add_extension(x509, issuer, NID_basic_constraints, "critical,CA:FALSE");
    add_extension(x509, issuer, NID_key_usage,
                  purpose == KeyPurpose::signing ? "critical,digitalSignature,keyEncipherment"
                                                 : "critical,keyEncipherment,dataEncipherment");
    add_extension(x509, issuer, NID_subject_key_identifier, "hash");
    add_extension(x509, issuer, NID_authority_key_identifier, "keyid,issuer");
}

std::string der_of(X509* x509) {
    auto const size = i2d_X509(x509, nullptr);
    ensure(size > 0, "i2d_X509");
    std::string der(static_cast<std::size_t>(size), '\0');
    auto* out = octets(der.data());
    i2d_X509(x509, &out);
    return der;
}

// Without an issuer the certificate is its own.
Result<Certificate> make(CertificateOrder const& order, PublicKey const& holder, X509* issuer,
                         PrivateKey const& signer) {
    ErrorScope const errors;
    auto const x509 = ensure(X509_new(), "X509_new");
    ensure(X509_set_version(x509.get(), X509_VERSION_3) == 1, "X509_set_version");
    set_serial_number(x509.get(), order.serial_number);
    set_period(x509.get(), order.not_before, order.not_after);
    EMULATOR_TRY(set_subject(x509.get(), order));
    auto* const parent = issuer != nullptr ? issuer : x509.get();
    ensure(X509_set_issuer_name(x509.get(), X509_get_subject_name(parent)) == 1, "X509_set_issuer_name");
    auto const key = make_key(holder.numbers());
    ensure(X509_set_pubkey(x509.get(), key.get()) == 1, "X509_set_pubkey");
    add_extensions(x509.get(), parent, order.purpose);
    auto const signing_key = material_of(signer).duplicate();
    ensure(X509_sign(x509.get(), signing_key.get(), EVP_sha256()) > 0, "X509_sign");
    return certificate_from_der(der_of(x509.get()));
}

}  // namespace

PrivateKey generate_rsa_key(unsigned bits) {
    ErrorScope const errors;
    Owned<EVP_PKEY> const key(EVP_RSA_gen(bits));
    ensure(key != nullptr, "EVP_RSA_gen");
    return need(private_key_from_numbers(private_numbers_of(key.get())));
}

Result<Certificate> issue(CertificateOrder const& order, PublicKey const& holder,
                          Authority const& authority) {
    return make(order, holder, authority.certificate.handle(), authority.key);
}

Result<Certificate> issue_self_signed(CertificateOrder const& order, PrivateKey const& holder) {
    return make(order, holder.public_key(), nullptr, holder);
}

}  // namespace emulator::jose
