// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/dnswire/reader.h"

#include <optional>

namespace portolan::dnswire {

namespace {

constexpr std::size_t fixedRecordSize = 10;  // type, class, TTL, RDLENGTH: RFC 1035 section 4.1.3
constexpr std::uint8_t pointerBits = 0xC0;   // RFC 1035 section 4.1.4
constexpr std::uint32_t ednsDnssecOk = 0x8000;

/// The bytes that the name at `bytes[0]` takes, whether it is compressed or not; 0 if it is malformed. Where
/// a pointer leads is not followed: nobody asks what such a name says.
std::size_t skipName(base::ByteView bytes) {
    std::size_t at = 0;
    while (at < bytes.size() && at < maxNameSize) {
        const std::uint8_t length = bytes[at];
        if (length == 0)
            return at + 1;
        if ((length & pointerBits) == pointerBits)
            return at + 2 <= bytes.size() ? at + 2 : 0;
        if (length > maxLabelSize)
            return 0;
        at += length + 1u;
    }
    return 0;
}

/// Whether the options in an OPT record end where it does. What they say is for whoever knows them.
bool areOptions(base::ByteView bytes) {
    while (bytes.size() >= optionHeaderSize && bytes.size() - optionHeaderSize >= loadU16(bytes.data() + 2))
        bytes = bytes.subspan(optionHeaderSize + loadU16(bytes.data() + 2));
    return bytes.empty();
}

/// The first COOKIE among well-formed options, which is the one that counts (RFC 7873 section 5.2).
std::optional<base::ByteView> cookieAmong(base::ByteView options) {
    while (!options.empty()) {
        const std::size_t size = loadU16(options.data() + 2);
        if (loadU16(options.data()) == cookieOption)
            return options.subspan(optionHeaderSize, size);
        options = options.subspan(optionHeaderSize + size);
    }
    return std::nullopt;
}

/// Checks the record at `bytes[0]` and returns its size, 0 if it is malformed. An OPT record goes to `edns`.
std::size_t readRecord(base::ByteView bytes, bool additional, Edns& edns) {
    const std::size_t nameSize = skipName(bytes);
    if (nameSize == 0 || bytes.size() < nameSize + fixedRecordSize)
        return 0;
    const std::uint8_t* fixed = bytes.data() + nameSize;
    const std::size_t size = nameSize + fixedRecordSize + loadU16(fixed + 8);
    if (size > bytes.size())
        return 0;
    if (static_cast<RrType>(loadU16(fixed)) != RrType::Opt)
        return size;
    // RFC 6891 section 6.1.1: one OPT, owned by the root, in the additional section.
    const base::ByteView options =
        bytes.subspan(nameSize + fixedRecordSize, size - nameSize - fixedRecordSize);
    if (!additional || edns.present || bytes[0] != 0 || !areOptions(options))
        return 0;
    const std::uint32_t extended = loadU32(fixed + 4);
    edns.present = true;
    edns.udpSize = loadU16(fixed + 2);
    edns.version = static_cast<std::uint8_t>(extended >> 16);
    edns.dnssecOk = (extended & ednsDnssecOk) != 0;
    if (const auto cookie = cookieAmong(options)) {
        if (!isCookieSize(cookie->size()))
            return 0;
        edns.cookie = *cookie;
    }
    return size;
}

/// Reads what stands behind the header.
Verdict readSections(base::ByteView message, Query& out) {
    const std::uint8_t* header = message.data();
    const unsigned questions = loadU16(header + 4);
    std::size_t at = headerSize;
    if (questions > 1)  // RFC 9619 section 4
        return Verdict::FormatError;
    if (questions == 1) {
        const std::size_t nameSize = out.name.readFrom(message.subspan(at));
        if (nameSize == 0 || message.size() < at + nameSize + 4)
            return Verdict::FormatError;
        const std::uint8_t* fixed = header + at + nameSize;
        out.type = static_cast<RrType>(loadU16(fixed));
        out.qclass = static_cast<RrClass>(loadU16(fixed + 2));
        out.question = message.subspan(at, nameSize + 4);
        at += nameSize + 4;
    }

    const unsigned beforeAdditional = unsigned{loadU16(header + 6)} + loadU16(header + 8);
    const unsigned records = beforeAdditional + loadU16(header + 10);
    for (unsigned i = 0; i < records; ++i) {
        const std::size_t size = readRecord(message.subspan(at), i >= beforeAdditional, out.edns);
        if (size == 0)
            return Verdict::FormatError;
        at += size;
    }
    if (at != message.size())
        return Verdict::FormatError;
    if (questions == 1)
        return Verdict::Query;
    return out.edns.cookie.empty() ? Verdict::FormatError : Verdict::CookieAlone;
}

}  // namespace

Verdict parseQuery(base::ByteView message, Query& out) {
    if (message.size() < headerSize)
        return Verdict::Ignore;
    out.id = loadU16(message.data());
    out.flags = loadU16(message.data() + 2);
    if ((out.flags & flag::response) != 0)
        return Verdict::Ignore;
    const Verdict verdict = readSections(message, out);
    return out.opcode() == Opcode::Query ? verdict : Verdict::Query;
}

}  // namespace portolan::dnswire
