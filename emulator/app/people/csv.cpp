#include "app/people/csv.h"

namespace emulator::app {
namespace {

Error malformed(std::string what) {
    return {ErrorCode::invalid_request, std::move(what)};
}

}  // namespace

bool CsvReader::read_line() {
    if (!std::getline(in_, text_)) return false;
    if (++lines_read_ == 1 && text_.starts_with("\xEF\xBB\xBF")) text_.erase(0, 3);
    if (text_.ends_with('\r')) text_.pop_back();
    at_ = 0;
    return true;
}

Result<> CsvReader::read_quoted(std::string& field) {
    for (++at_;;) {
        if (at_ == text_.size()) {
            if (!read_line()) return malformed("a quote is never closed");
            field += '\n';
        } else if (text_[at_] != '"') {
            field += text_[at_++];
        } else if (text_.compare(at_, 2, "\"\"") == 0) {
            field += '"';
            at_ += 2;
        } else {
            ++at_;
            break;
        }
    }
    if (at_ < text_.size() && text_[at_] != separator_)
        return malformed("there is text after a closing quote");
    return {};
}

Result<> CsvReader::read_field(std::string& field) {
    field.clear();
    if (at_ < text_.size() && text_[at_] == '"') return read_quoted(field);
    auto const end = std::min(text_.find(separator_, at_), text_.size());
    field.assign(text_, at_, end - at_);
    at_ = end;
    if (field.find('"') != std::string::npos)
        return malformed(
            "there is a quote inside a field; put the field in quotes and double those inside it");
    if (field.find('\0') != std::string::npos) return malformed("there is a NUL; save the file as UTF-8");
    return {};
}

Result<bool> CsvReader::next(std::vector<std::string>& fields) {
    fields.clear();
    if (!read_line()) return false;
    line_ = lines_read_;
    if (separator_ == '\0') separator_ = text_.find(',') == std::string::npos ? ';' : ',';
    for (;; ++at_) {
        EMULATOR_TRY(read_field(fields.emplace_back()));
        if (at_ >= text_.size()) return true;
    }
}

void append_csv_record(std::string& out, std::vector<std::string_view> const& fields) {
    bool first = true;
    for (auto const field : fields) {
        if (!first) out += ',';
        first = false;
        if (field.find_first_of(",;\"\r\n") == std::string_view::npos) {
            out += field;
            continue;
        }
        out += '"';
        for (auto const c : field) {
            if (c == '"') out += '"';
            out += c;
        }
        out += '"';
    }
    out += "\r\n";
}

}  // namespace emulator::app
