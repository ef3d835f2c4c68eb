// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/httpwire/framing.h"

#include "backend/base/bytes.h"

namespace portolan::httpwire {

namespace {

/// A number of at most 18 digits, so that it fits and can be added to. Source: RFC 9110 section 8.6.
bool readLength(std::string_view text, std::uint64_t& out) {
    if (text.empty() || text.size() > 18)
        return false;
    out = 0;
    for (const char c : text) {
        if (!base::isDigit(c))
            return false;
        out = out * 10 + static_cast<std::uint64_t>(c - '0');
    }
    return true;
}

/// What is wrong with the Transfer-Encoding fields, None when they say "chunked" and nothing else.
ParseFailure judgeCoding(const FieldList& fields, Version version) {
    if (version == Version::Http10)
        return ParseFailure::CodingInOldVersion;
    if (fields.has(KnownField::ContentLength))
        return ParseFailure::LengthAndChunked;
    std::string_view value = fields.value(KnownField::TransferEncoding);
    if (fields.repeats(KnownField::TransferEncoding))
        return ParseFailure::BadTransferEncoding;
    if (base::equalsIgnoringCase(value, "chunked"))
        return ParseFailure::None;
    // Other codings in front of one last chunked are valid but not spoken here.
    std::string_view last;
    bool others = false;
    bool chunkedBefore = false;
    for (auto member = takeListMember(value); !member.empty(); member = takeListMember(value)) {
        others = !last.empty();
        chunkedBefore = chunkedBefore || base::equalsIgnoringCase(last, "chunked");
        last = member;
    }
    const bool wellFormed = others && base::equalsIgnoringCase(last, "chunked") && !chunkedBefore;
    return wellFormed ? ParseFailure::UnsupportedCoding : ParseFailure::BadTransferEncoding;
}

void addOptions(std::string_view list, ConnectionOptions& out) {
    for (auto member = takeListMember(list); !member.empty(); member = takeListMember(list)) {
        if (base::equalsIgnoringCase(member, "close"))
            out.close = true;
        else if (base::equalsIgnoringCase(member, "keep-alive"))
            out.keepAlive = true;
        else if (base::equalsIgnoringCase(member, "upgrade"))
            out.upgrade = true;
        else
            out.namesFields = true;
    }
}

}  // namespace

ParseFailure readRequestFraming(RequestHead& out) {
    if (out.fields.has(KnownField::TransferEncoding)) {
        out.framing = Framing::Chunked;
        return judgeCoding(out.fields, out.version);
    }
    const Field* length = out.fields.find(KnownField::ContentLength);
    if (length == nullptr)
        return ParseFailure::None;
    if (out.fields.repeats(KnownField::ContentLength) || !readLength(length->value, out.contentLength))
        return ParseFailure::BadContentLength;
    out.hasContentLength = true;
    out.framing = out.contentLength == 0 ? Framing::None : Framing::Length;
    return ParseFailure::None;
}

ParseFailure readResponseFraming(ResponseHead& out, Method requestMethod) {
    const bool chunked = out.fields.has(KnownField::TransferEncoding);
    if (chunked)
        if (const ParseFailure failure = judgeCoding(out.fields, out.version); failure != ParseFailure::None)
            return failure;
    if (const Field* length = out.fields.find(KnownField::ContentLength); length != nullptr) {
        if (out.fields.repeats(KnownField::ContentLength) || !readLength(length->value, out.contentLength))
            return ParseFailure::BadContentLength;
        out.hasContentLength = true;
    }
    const bool bodyless = out.status < 200 || out.status == 204 || out.status == 304 ||
                          requestMethod == Method::Head ||
                          (requestMethod == Method::Connect && out.status < 300);
    if (bodyless || (out.hasContentLength && out.contentLength == 0))
        out.framing = Framing::None;
    else if (chunked)
        out.framing = Framing::Chunked;
    else
        out.framing = out.hasContentLength ? Framing::Length : Framing::UntilClose;
    return ParseFailure::None;
}

ConnectionOptions connectionOptions(const FieldList& fields) {
    ConnectionOptions options;
    if (!fields.has(KnownField::Connection))
        return options;
    if (!fields.repeats(KnownField::Connection)) {
        addOptions(fields.value(KnownField::Connection), options);
        return options;
    }
    for (const Field& field : fields)
        if (field.id == KnownField::Connection)
            addOptions(field.value, options);
    return options;
}

bool persists(Version version, const ConnectionOptions& options) {
    return !options.close && (version == Version::Http11 || options.keepAlive);
}

}  // namespace portolan::httpwire
