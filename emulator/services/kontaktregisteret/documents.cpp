#include "services/kontaktregisteret/documents.h"

#include <optional>
#include <utility>

#include "base/json.h"
#include "base/times.h"

namespace emulator::kontaktregisteret {
namespace {

std::string_view status_member(model::Registration status) {
    switch (status) {
        case model::Registration::AKTIV:
            return R"(,"status":"AKTIV")";
        case model::Registration::SLETTET:
            return R"(,"status":"SLETTET")";
        case model::Registration::IKKE_REGISTRERT:
            break;
    }
    return R"(,"status":"IKKE_REGISTRERT")";
}

// `name` is the member's name with what stands before the value's quote.
void append_time(std::string& out, std::string_view name, std::optional<Instant> const& time) {
    if (!time) return;
    out += name;
    out += '"';
    append_oslo_time(out, *time);
    out += '"';
}

void append_text(std::string& out, std::string_view name, std::string_view text) {
    if (text.empty()) return;
    out += name;
    append_json_string(out, text);
}

struct ChannelNames {
    std::string_view value;
    std::string_view oppdatert;
    std::string_view sist_verifisert;
    std::string_view sist_validert;
    std::string_view duplisert;  // with its value, since there is no other
};
constexpr ChannelNames email_names{R"("epostadresse":)", R"(,"epostadresse_oppdatert":)",
                                   R"(,"epostadresse_sist_verifisert":)", R"(,"epostadresse_sist_validert":)",
                                   R"(,"epostadresse_duplisert":"JA")"};
constexpr ChannelNames mobile_names{R"("mobiltelefonnummer":)", R"(,"mobiltelefonnummer_oppdatert":)",
                                    R"(,"mobiltelefonnummer_sist_verifisert":)",
                                    R"(,"mobiltelefonnummer_sist_validert":)",
                                    R"(,"mobiltelefonnummer_duplisert":"JA")"};

void append_channel(std::string& out, ChannelNames const& names, model::Channel const& channel) {
    if (channel.value.empty()) return;
    append_text(out, names.value, channel.value);
    append_time(out, names.oppdatert, channel.oppdatert);
    append_time(out, names.sist_verifisert, channel.sist_verifisert);
    append_time(out, names.sist_validert, channel.sist_validert);
    if (channel.duplisert) out += names.duplisert;
}

void append_contact(std::string& out, model::Person const& person) {
    bool const email = !person.epostadresse.value.empty();
    bool const mobile = !person.mobiltelefonnummer.value.empty();
    if (!email && !mobile) return;
    out += R"(,"kontaktinformasjon":{)";
    append_channel(out, email_names, person.epostadresse);
    if (email && mobile) out += ',';
    append_channel(out, mobile_names, person.mobiltelefonnummer);
    out += '}';
}

void append_postbox(std::string& out, model::Person const& person) {
    auto const& address = person.postkasseadresse;
    auto const& postbox_operator = person.postkasseleverandoeradresse;
    if (address.empty() && postbox_operator.empty()) return;
    out += R"(,"digital_post":{)";
    append_text(out, R"("postkasseadresse":)", address);
    if (!address.empty() && !postbox_operator.empty()) out += ',';
    append_text(out, R"("postkasseleverandoeradresse":)", postbox_operator);
    out += '}';
}

}  // namespace

PersonWriter::PersonWriter(Fields fields, Instant now, PostboxOperators const& operators, Expired expired)
    : fields_(fields),
      limit_(expiry_limit(now)),
      hides_expired_(expired == Expired::left_out && fields.varslingsstatus) {
    if (!fields.sertifikat) return;
    for (auto const& [orgnr, postbox_operator] : operators) {
        std::string member;
        append_text(member, R"(,"sertifikat":)", postbox_operator.sertifikat);
        certificates_.emplace(orgnr, std::move(member));
    }
}

void PersonWriter::append(std::string& out, model::Person const& person) const {
    out += R"({"personidentifikator":")";
    person.personidentifikator.append_to(out);
    out += person.reservasjon ? R"(","reservasjon":"JA")" : R"(","reservasjon":"NEI")";
    if (person.reservasjon) append_time(out, R"(,"reservasjonstidspunkt":)", person.reservasjon_oppdatert);
    append_time(out, R"(,"reservasjon_oppdatert":)", person.reservasjon_oppdatert);
    out += status_member(person.status);
    if (fields_.varslingsstatus) {
        out += can_be_notified(person, limit_) ? R"(,"varslingsstatus":"KAN_VARSLES")"
                                               : R"(,"varslingsstatus":"KAN_IKKE_VARSLES")";
    }
    if (person.status == model::Registration::AKTIV) append_registered(out, person);
    out += '}';
}

void PersonWriter::append_registered(std::string& out, model::Person const& person) const {
    bool const hidden = hides_expired_ && has_expired(person, limit_);
    if (!hidden) append_reachable(out, person);
    if (fields_.spraak) {
        append_text(out, R"(,"spraak":)", person.spraak);
        append_time(out, R"(,"spraak_oppdatert":)", person.spraak_oppdatert);
    }
}

void PersonWriter::append_reachable(std::string& out, model::Person const& person) const {
    if (fields_.kontaktinformasjon) append_contact(out, person);
    if (fields_.digital_post) append_postbox(out, person);
    if (!fields_.sertifikat || person.postkasseleverandoeradresse.empty()) return;
    auto const certificate = certificates_.find(person.postkasseleverandoeradresse);
    if (certificate != certificates_.end()) out += certificate->second;
}

PersonList::PersonList(std::string_view beginning, PersonWriter const& writer, std::size_t count)
    : writer_(writer) {
    constexpr std::size_t usual_person = 600;  // bytes, without a certificate
    text_.reserve(count * usual_person + 200);
    text_ += beginning;
}

void PersonList::add(model::Person const& person) {
    if (!std::exchange(empty_, false)) text_ += ',';
    writer_.append(text_, person);
}

std::string PersonList::finish(std::string_view end) && {
    text_ += end;
    return std::move(text_);
}

}  // namespace emulator::kontaktregisteret
