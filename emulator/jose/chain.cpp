#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <cassert>

#include "base/times.h"
#include "jose/certificate.h"
#include "jose/faults.h"
#include "jose/handles.h"

namespace emulator::jose {
namespace {

Error refused(std::string description, Certificate const& signer, Instant now) {
    auto const period = format_utc(signer.not_before()) + " to " + format_utc(signer.not_after());
    return {ErrorCode::invalid_request,
            std::move(description),
            {"the chain of x5c leads from the signer's certificate to a trusted issuer (RFC 5280 6)",
             signer.subject() + ", issued by " + signer.issuer() + ", valid " + period + ", judged at " +
                 format_utc(now),
             "a valid certificate from an issuer that is trusted here",
             "use a test certificate of this emulator's own authority, and send its whole chain"}};
}

std::string reason(int code) {
    switch (code) {
        case X509_V_ERR_CERT_HAS_EXPIRED:
            return "has expired";
        case X509_V_ERR_CERT_NOT_YET_VALID:
            return "is not valid yet";
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
        case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
            return "is not issued by a trusted authority";
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
        case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
            return "is self-signed and not trusted";
        case X509_V_ERR_CERT_SIGNATURE_FAILURE:
            return "has a signature that does not hold";
        case X509_V_ERR_INVALID_CA:
            return "is used as an issuer and is not a CA certificate";
        case X509_V_ERR_EE_KEY_TOO_SMALL:
        case X509_V_ERR_CA_KEY_TOO_SMALL:
            return "has a key that is too small";
        case X509_V_ERR_CA_MD_TOO_WEAK:
            return "is signed with a digest that is too weak";
        default:
            return "cannot be trusted: " + wire_text(X509_verify_cert_error_string(code));
    }
}

Owned<X509_STORE> store_of(std::span<Certificate const> trusted) {
    auto store = ensure(X509_STORE_new(), "X509_STORE_new");
    for (auto const& certificate : trusted) {
        ensure(X509_STORE_add_cert(store.get(), certificate.handle()) == 1, "X509_STORE_add_cert");
    }
    return store;
}

Owned<STACK_OF(X509)> stack_of(std::span<Certificate const> certificates) {
    auto stack = ensure(sk_X509_new_null(), "sk_X509_new_null");
    for (auto const& certificate : certificates) {
        ensure(sk_X509_push(stack.get(), certificate.handle()) > 0, "sk_X509_push");
    }
    return stack;
}

void set_rules(X509_STORE_CTX* context, Instant now) {
    constexpr int strength_of_112_bits = 2;  // RSA 2048 and SHA-224 or better
    constexpr int most_issuers = 5;
    auto* const rules = X509_STORE_CTX_get0_param(context);
    X509_VERIFY_PARAM_set_time(rules, now.time_since_epoch().count());
    X509_VERIFY_PARAM_set_auth_level(rules, strength_of_112_bits);
    X509_VERIFY_PARAM_set_depth(rules, most_issuers);
    ensure(X509_VERIFY_PARAM_set_flags(rules, X509_V_FLAG_PARTIAL_CHAIN) == 1, "X509_VERIFY_PARAM_set_flags");
}

}  // namespace

Result<> verify_chain(std::span<Certificate const> chain, std::span<Certificate const> trusted, Instant now) {
    assert(!chain.empty());
    ErrorScope const errors;
    auto const& signer = chain.front();
    auto const store = store_of(trusted);
    auto const issuers = stack_of(chain.subspan(1));
    auto const context = ensure(X509_STORE_CTX_new(), "X509_STORE_CTX_new");
    ensure(X509_STORE_CTX_init(context.get(), store.get(), signer.handle(), issuers.get()) == 1,
           "X509_STORE_CTX_init");
    set_rules(context.get(), now);
    if (X509_verify_cert(context.get()) != 1) {
        bool const is_signer = X509_STORE_CTX_get_error_depth(context.get()) == 0;
        auto const who =
            is_signer ? std::string("the certificate ") : std::string("an issuer's certificate ");
        return refused(who + reason(X509_STORE_CTX_get_error(context.get())), signer, now);
    }
    // All bits are set where the certificate does not limit its use.
    if ((X509_get_key_usage(signer.handle()) & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)) == 0) {
        return refused("the certificate is not meant for signing", signer, now);
    }
    return {};
}

}  // namespace emulator::jose
