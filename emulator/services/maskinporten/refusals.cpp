#include "services/maskinporten/refusals.h"

#include <array>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "base/json.h"

namespace emulator::maskinporten {
namespace {

constexpr std::string_view not_authenticated = "Invalid assertion. Client authentication failed. ";

constexpr std::array entries{
    CatalogueEntry{
        "MP-011", "Invalid assertion. Invalid parameter value",
        "Every header and claim of a grant is one of the documented ones, and has the documented form.",
        "A claim or header of the grant is missing, unknown, or has a value that is not allowed.",
        "Compare the grant with the list of claims: aud, iss, scope, iat, exp, and optionally "
        "jti, resource, pid, consumer_org, authorization_details."},
    CatalogueEntry{
        "MP-012", "Grant is used before",
        "A grant is exchanged once: iss and jti together are used up by the first answer.",
        "The same grant, or another one with the same jti, has already been exchanged for a token.",
        "Make a new grant with a new jti for each token request. Keep the token until it expires instead of "
        "asking again."},
    CatalogueEntry{
        "MP-100", "Client authentication failed",
        "iss is the client_id of an active client that may use the JWT grant, and kid one of its registered "
        "keys.",
        "The client in iss does not exist here, or the key named by kid is not registered on it.",
        "Check iss against the client_id and kid against the registered keys; the Konsoll lists both."},
    CatalogueEntry{"MP-110", "Invalid JWT claim aud",
                   "aud is the issuer, or the address of the token endpoint, as a string or in an array.",
                   "aud is not this Maskinporten.",
                   "Set aud to the issuer of the metadata document, exactly, with its slash at the end."},
    CatalogueEntry{
        "MP-120", "Invalid certificate",
        "x5c holds a business certificate from an issuer that this environment trusts, made for signing.",
        "The certificate in x5c is no valid business certificate of this environment.",
        "Use a certificate of the emulator's own test CAs, as digdir-emulator certificate makes it; "
        "certificates for production are refused in test, and the other way round."},
    CatalogueEntry{"MP-121", "Expired key",
                   "A registered key is used for a year at most, counted from its registration.",
                   "The registered key is older than a year.",
                   "Register the key anew, or register a new one."},
    CatalogueEntry{
        "MP-122", "Invalid organization number",
        "The organisation number in the certificate's subject is the one of the client's organisation.",
        "The certificate belongs to another organisation than the client.",
        "Use the certificate of the organisation that owns the client."},
    CatalogueEntry{"MP-123", "Invalid JWT header x5c",
                   "x5c is an array of certificates, each DER in base64 (RFC 7515 4.1.6).",
                   "x5c is not an array of base64 DER certificates.",
                   "Set x5c to a JSON array of strings: the certificate first, then its issuers, base64 (not "
                   "base64url), without PEM lines."},
    CatalogueEntry{"MP-124", "Invalid JWT signature",
                   "The signature is made over the very header and claims that are sent, by the key that kid "
                   "names or by the one in the certificate (RFC 7515 5.2).",
                   "The signature of the grant does not hold, or the certificate has expired.",
                   "Sign with the private key that belongs to the registered key or to the certificate, and "
                   "renew an expired certificate."},
    CatalogueEntry{"MP-130", "JWT is expired",
                   "exp is not passed, with ten seconds to spare for clocks that differ.", "exp has passed.",
                   "Make the grant right before it is sent, and synchronise the clock."},
    CatalogueEntry{"MP-200", "Invalid scopes for client",
                   "Every scope in the grant is active and stands in the client's list of scopes.",
                   "The grant asks for a scope that the client does not have.",
                   "Register the scope on the client, or ask only for scopes that it has."},
    CatalogueEntry{
        "MP-201", "Scopes not allowed for maskinporten",
        "A scope whose allowed_integration_types are named is for clients of these types alone.",
        "The scope may not be used by clients of this integration type.",
        "Use a client of a type that the scope allows; scopes for user login belong to ID-porten."},
    CatalogueEntry{"MP-250", "Consumer has not been granted access",
                   "The owner of a scope uses it; others after they were granted access, unless it is "
                   "accessible_for_all.",
                   "The owner of the scope has not given the consumer access to it.",
                   "Ask the owner of the scope to grant your organisation number access."},
    CatalogueEntry{
        "MP-251", "Consumer has not delegated access",
        "With consumer_org every scope is delegated in Altinn by that organisation to the client's.",
        "consumer_org has not delegated the scope to the organisation that runs the client, or the "
        "scope has no delegation_source and cannot be delegated in Altinn.",
        "Let the consumer delegate the scope to the supplier's organisation number in Altinn; here: "
        "add it to delegations.json."},
    CatalogueEntry{"MP-301", "Unknown authorization details type",
                   "type is urn:altinn:systemuser or urn:altinn:consent.",
                   "The type in authorization_details is not one that Maskinporten knows.",
                   "Use one of the types that the metadata document lists as "
                   "authorization_details_types_supported."},
    CatalogueEntry{"MP-302", "Unknown fields in the authorization details",
                   "An object has the members of its type, and no others.",
                   "An object in authorization_details has a member that its type does not have.",
                   "Remove the member. urn:altinn:systemuser has type, systemuser_org and externalRef; "
                   "urn:altinn:consent has type, id and from."},
    CatalogueEntry{
        "MP-303", "Invalid authorization details values",
        "The values name a system user or a consent that Altinn has registered for this client and consumer.",
        "A value in authorization_details is missing or malformed, or Altinn knows no such system "
        "user or consent.",
        "Compare the value with the explanation of the refusal. A system user is found by the "
        "client's id, its owner and externalRef; a consent by id, from and the consumer."},
};

Error refusal(ErrorCode error, std::string_view code, std::string description, Explanation explanation) {
    return {error, std::move(description), std::move(explanation), std::string(code)};
}

std::string mend_of(std::string_view code) {
    return std::string(catalogue_entry(code)->mend);
}

}  // namespace

std::span<CatalogueEntry const> catalogue() {
    return entries;
}

CatalogueEntry const* catalogue_entry(std::string_view code) {
    for (auto const& entry : entries) {
        if (entry.code == code) return &entry;
    }
    return nullptr;
}

Error malformed_request(std::string what, std::string received, std::string expected) {
    return refusal(
        ErrorCode::invalid_request, "", what,
        {"POST /token takes a form with grant_type and assertion (RFC 7523 2.1)", std::move(received),
         std::move(expected), "Send grant_type and assertion as application/x-www-form-urlencoded."});
}

Error unsupported_grant_type(std::string_view received) {
    constexpr std::string_view wanted = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    return refusal(ErrorCode::unsupported_grant_type, "", "Unsupported grant_type",
                   {"grant_type is the JWT bearer grant (RFC 7523 2.1)", shown(received), std::string(wanted),
                    "Send that grant_type."});
}

Error invalid_parameter(std::string rule, std::string received, std::string expected, std::string mend) {
    return refusal(ErrorCode::invalid_request, "MP-011",
                   "Invalid assertion. Invalid parameter value. " + rule,
                   {rule, std::move(received), std::move(expected), std::move(mend)});
}

Error no_jwt(Error const& why) {
    return invalid_parameter("The assertion must be a signed JWT", why.description, why.explanation.expected,
                             why.explanation.mend);
}

Error used_before(std::string_view jti) {
    return refusal(ErrorCode::invalid_grant, "MP-012", "Invalid assertion. Grant is used before.",
                   {"A grant is used once",
                    jti.empty() ? "the same JWT again; it has no jti" : "jti " + shown(jti) + " again",
                    "a grant that was not used before", mend_of("MP-012")});
}

Error unknown_client(std::string_view issuer) {
    return refusal(ErrorCode::invalid_grant, "MP-100", "Client not found",
                   {"iss is the client_id of an active client", "iss " + shown(issuer),
                    "a client of this Maskinporten", mend_of("MP-100")});
}

Error unknown_kid(std::string_view kid, std::string_view registered) {
    return refusal(
        ErrorCode::invalid_grant, "MP-100",
        std::string(not_authenticated) + "Unknown key identifier (kid) for client.",
        {"kid names a key that is registered on the client",
         kid.empty() ? "neither kid nor x5c" : "kid " + shown(kid),
         registered.empty() ? "x5c with a business certificate, since the client has no registered key"
                            : "one of " + std::string(registered),
         mend_of("MP-100")});
}

Error missing_kid(std::string_view registered) {
    return refusal(
        ErrorCode::invalid_grant, "MP-100",
        std::string(not_authenticated) +
            "Invalid JWT. The client requires pre-registered jwk and no key identifier (kid) provided",
        {"A client with a registered key names it by kid", "neither kid nor x5c, or x5c alone",
         "kid: one of " + std::string(registered), "Set kid in the header of the JWT."});
}

Error wrong_audience(std::string_view received, std::string_view issuer, std::string_view token_endpoint) {
    return refusal(ErrorCode::invalid_grant, "MP-110",
                   std::string(not_authenticated) + "Invalid JWT claim aud",
                   {"aud is the issuer, exactly, or the token endpoint", "aud " + shown(received),
                    std::string(issuer) + " or " + std::string(token_endpoint), mend_of("MP-110")});
}

Error invalid_certificate(std::string_view why) {
    return refusal(ErrorCode::invalid_grant, "MP-120",
                   std::string(not_authenticated) + "The JWT is signed with an invalid certificate.",
                   {"The certificate is a valid business certificate of this environment", shown(why, 500),
                    "a valid certificate for signing, with a chain to one of the emulator's test CAs",
                    mend_of("MP-120")});
}

// Not MP-120: the documentation of MP-124 names an expired certificate among its causes.
Error expired_certificate(std::string_view subject, std::string_view expired_at, std::string_view now) {
    return refusal(ErrorCode::invalid_grant, "MP-124",
                   std::string(not_authenticated) + "Invalid JWT signature.",
                   {"The certificate has not expired",
                    "certificate " + shown(subject, 200) + ", expired " + std::string(expired_at),
                    "one that is valid at " + std::string(now) + ", the time here",
                    "Renew the certificate; digdir-emulator certificate makes one."});
}

Error expired_key(std::string_view kid, std::string_view expired_at) {
    return refusal(
        ErrorCode::invalid_grant, "MP-121", std::string(not_authenticated) + "Expired key.",
        {"A registered key lives a year", "kid " + shown(kid) + ", expired " + std::string(expired_at),
         "a key that has not expired", mend_of("MP-121")});
}

Error wrong_organisation(std::string_view in_certificate, std::string_view of_client) {
    return refusal(ErrorCode::invalid_grant, "MP-122",
                   "Invalid JWT. Invalid organization number for client. Does not match certificate orgno",
                   {"The certificate belongs to the client's organisation",
                    "certificate of " + shown(in_certificate), std::string(of_client), mend_of("MP-122")});
}

Error malformed_x5c(std::string_view why) {
    return refusal(ErrorCode::invalid_grant, "MP-123", "Invalid JWT header x5c",
                   {"x5c is an array of base64 DER certificates (RFC 7515 4.1.6)", shown(why, 200),
                    "[\"MII…\", …]", mend_of("MP-123")});
}

Error wrong_signature(std::string_view why) {
    return refusal(ErrorCode::invalid_grant, "MP-124",
                   std::string(not_authenticated) + "Invalid JWT signature.",
                   {"The grant is signed by the key it names", shown(why, 200), "a signature that holds",
                    mend_of("MP-124")});
}

Error expired(std::string_view exp, std::string_view now) {
    return refusal(ErrorCode::invalid_grant, "MP-130", "Invalid assertion. JWT is expired.",
                   {"exp has not passed (10 s are forgiven)", "exp " + std::string(exp),
                    "later than " + std::string(now) + ", the time here", mend_of("MP-130")});
}

Error ends_before_it_begins(std::string_view lifetime) {
    return invalid_parameter("The claim exp must be later than iat",
                             "exp - iat " + std::string(lifetime) + " s", "exp - iat of 1 to 120 s",
                             "Take both from one reading of the clock, and set exp to iat + 120 or less.");
}

Error lives_too_long(std::string_view lifetime) {
    return refusal(ErrorCode::invalid_grant, "MP-011", "Invalid assertion. JWT has too long lifetime.",
                   {"exp is at most 120 s after iat (up to 180 s are let through with a warning)",
                    std::string(lifetime) + " s", "at most 120 s", "Set exp to iat + 120 or less."});
}

Error issued_in_future(std::string_view iat, std::string_view now) {
    return refusal(ErrorCode::invalid_grant, "", "Invalid assertion. Issue time is in the future.",
                   {"iat is not later than now (10 s are forgiven)", "iat " + std::string(iat),
                    "at most " + std::string(now) + ", the time here", "Synchronise the clock."});
}

Error scope_not_on_client(std::string_view scope, std::string_view registered) {
    return refusal(ErrorCode::invalid_scope, "MP-200",
                   "Token request contains invalid scopes for client, " + shown(scope, 200),
                   {"Every scope of the grant is registered on the client", shown(scope),
                    "of: " + std::string(registered), mend_of("MP-200")});
}

Error scope_for_other_type(std::string_view scope, std::string_view types, std::string_view type) {
    return refusal(ErrorCode::invalid_scope, "MP-201",
                   "Token request contains scopes not allowed for maskinporten, " + shown(scope, 200),
                   {"The scope allows the client's integration type", "a client of type " + std::string(type),
                    "one of " + std::string(types), mend_of("MP-201")});
}

Error access_not_granted(std::string_view scope, std::string_view consumer) {
    return refusal(ErrorCode::forbidden, "MP-250",
                   "Consumer has not been granted access to the scope " + shown(scope, 200) + ".",
                   {"The scope's owner has granted the consumer access", "consumer " + std::string(consumer),
                    "an approved access", mend_of("MP-250")});
}

Error consumer_is_client(std::string_view consumer) {
    return refusal(
        ErrorCode::invalid_request, "",
        "Validation of JWT claim failed: The combination consumer_org in claim and delegation scope "
        "on client is invalid",
        {"consumer_org is another organisation than the client's own",
         "consumer_org " + std::string(consumer), "the organisation number of a customer",
         "Leave consumer_org out to act for your own organisation."});
}

Error delegated_elsewhere(std::string_view scope, std::string_view source) {
    return refusal(ErrorCode::invalid_request, "",
                   "Validation of JWT claim failed: The combination iss_onbehalfof in claim and delegation "
                   "scope on client is invalid",
                   {"A scope that is delegated in Altinn is not used with iss_onbehalfof",
                    "scope " + shown(scope) + " with delegation_source " + std::string(source),
                    "a scope without delegation_source", "Send consumer_org instead of iss_onbehalfof."});
}

Error not_delegated(std::string_view scope, std::string_view source, std::string_view consumer,
                    std::string_view supplier) {
    return refusal(ErrorCode::forbidden, "MP-251",
                   "Consumer " + std::string(consumer) + " has not delegated access to the scope " +
                       shown(scope, 200) + " to supplier " + std::string(supplier) + ".",
                   {"The consumer has delegated the scope to the supplier in Altinn",
                    source.empty() ? "a scope without delegation_source" : "no such delegation",
                    source.empty() ? "a scope with the delegation_source of Altinn"
                                   : "a delegation at " + std::string(source),
                    mend_of("MP-251")});
}

Error unknown_details_type(std::string_view received) {
    return refusal(ErrorCode::invalid_authorization_details, "MP-301", "Unknown authorization details type.",
                   {"type is one that the metadata lists (RFC 9396 5)", std::string(received),
                    "urn:altinn:systemuser or urn:altinn:consent", mend_of("MP-301")});
}

Error unknown_details_field(std::string_view name, std::string_view known) {
    return refusal(ErrorCode::invalid_authorization_details, "MP-302",
                   "Unknown fields in the authorization details: " + shown(name, 60),
                   {"An object in authorization_details has no members but those of its type (RFC 9396 5)",
                    shown(name, 60), std::string(known), mend_of("MP-302")});
}

Error wrong_details(std::string_view member, std::string_view received, std::string expected) {
    return refusal(ErrorCode::invalid_authorization_details, "MP-303",
                   "Invalid authorization details values: " + std::string(member),
                   {std::string(member) + " has a right value (RFC 9396 5)", std::string(received),
                    std::move(expected), mend_of("MP-303")});
}

Error no_system_user(std::string rule, std::string received, std::string expected, std::string mend) {
    return refusal(ErrorCode::invalid_altinn_customer_configuration, "MP-303",
                   "Invalid authorization details values: systemuser_org. No such system user in Altinn.",
                   {std::move(rule), std::move(received), std::move(expected), std::move(mend)});
}

Error no_consent(std::string rule, std::string received, std::string expected) {
    return refusal(ErrorCode::invalid_altinn_customer_configuration, "MP-303",
                   "Invalid authorization details values: id. No such consent in Altinn.",
                   {std::move(rule), std::move(received), std::move(expected), mend_of("MP-303")});
}

std::string error_document(Error const& error, std::string_view issuer) {
    // RFC 6749 5.2 leaves " and \ and everything that is not ASCII out of error_description.
    std::string description;
    for (auto const c : error.description) {
        bool const plain = c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
        description += plain ? c : '.';
    }
    Json document{{"error", error_name(error.code)},
                  {"error_description", description + " (trace_id: " + error.trace_id + ")"}};
    if (!error.reference.empty()) document["error_uri"] = std::string(issuer) + "errors/" + error.reference;
    return document.dump();
}

}  // namespace emulator::maskinporten
