// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/dnswire/message.h"

#include "backend/dnswire/rdata.h"
#include "backend/dnswire/writer.h"

#include <utility>

namespace portolan::dnswire {

namespace {

/// Walks over a message; after a failure every further step fails too.
class Cursor {
  public:
    explicit Cursor(base::ByteView bytes) : m_bytes(bytes) {}

    [[nodiscard]] std::size_t position() const { return m_at; }
    [[nodiscard]] bool atEnd() const { return m_at == m_bytes.size(); }

    bool u16(std::uint16_t& out) {
        if (m_bytes.size() - m_at < 2)
            return false;
        out = loadU16(m_bytes.data() + m_at);
        m_at += 2;
        return true;
    }

    bool u32(std::uint32_t& out) {
        std::uint16_t high = 0;
        std::uint16_t low = 0;
        if (!u16(high) || !u16(low))
            return false;
        out = (std::uint32_t{high} << 16) | low;
        return true;
    }

    bool text(std::size_t size, std::string& out) {
        if (m_bytes.size() - m_at < size)
            return false;
        out += base::asText(m_bytes.subspan(m_at, size));
        m_at += size;
        return true;
    }

    /// A name, compressed or not.
    bool name(DnsName& out) {
        out = DnsName();
        std::size_t at = m_at;
        std::size_t lowest =
            m_at;               // pointers must lead below this: RFC 1035 section 4.1.4, "a prior occurrence"
        std::size_t after = 0;  // where the name ends for whoever reads on; set by the first pointer
        while (at < m_bytes.size()) {
            const std::uint8_t length = m_bytes[at];
            if (length == 0) {
                m_at = after != 0 ? after : at + 1;
                return true;
            }
            if (length >= 0xC0) {
                if (at + 2 > m_bytes.size())
                    return false;
                const std::size_t target = loadU16(m_bytes.data() + at) & 0x3FFFu;
                after = after != 0 ? after : at + 2;
                if (target >= lowest)
                    return false;
                at = lowest = target;
                continue;
            }
            if (at + 1 + length > m_bytes.size() ||
                !out.append(base::asText(m_bytes.subspan(at + 1, length))))
                return false;
            at += length + 1u;
        }
        return false;
    }

  private:
    base::ByteView m_bytes;
    std::size_t m_at = 0;
};

bool readNameInto(Cursor& cursor, std::string& rdata) {
    DnsName name;
    if (!cursor.name(name))
        return false;
    rdata += name.key();
    return true;
}

/// RDATA of `size` bytes, with its names expanded where RFC 1035 allows them to be compressed.
bool readRdata(Cursor& cursor, RrType type, std::size_t size, std::string& rdata) {
    const std::size_t end = cursor.position() + size;
    bool fine = true;
    switch (type) {
        case RrType::Ns:
        case RrType::Cname:
        case RrType::Ptr:
            fine = readNameInto(cursor, rdata);
            break;
        case RrType::Mx:
            fine = cursor.text(2, rdata) && readNameInto(cursor, rdata);
            break;
        case RrType::Soa:
            fine = readNameInto(cursor, rdata) && readNameInto(cursor, rdata) && cursor.text(20, rdata);
            break;
        case RrType::A:
            fine = size == 4 && cursor.text(size, rdata);
            break;
        case RrType::Aaaa:
            fine = size == 16 && cursor.text(size, rdata);
            break;
        default:
            fine = cursor.text(size, rdata);
            break;
    }
    return fine && cursor.position() == end;
}

bool readRecord(Cursor& cursor, ResourceRecord& out) {
    std::uint16_t type = 0;
    std::uint16_t rrClass = 0;
    std::uint16_t size = 0;
    if (!cursor.name(out.owner) || !cursor.u16(type) || !cursor.u16(rrClass) || !cursor.u32(out.ttl) ||
        !cursor.u16(size))
        return false;
    out.type = static_cast<RrType>(type);
    out.rrClass = static_cast<RrClass>(rrClass);
    return readRdata(cursor, out.type, size, out.rdata);
}

bool readQuestion(Cursor& cursor, base::ByteView bytes, Question& out) {
    const std::size_t begin = cursor.position();
    std::uint16_t type = 0;
    std::uint16_t qclass = 0;
    if (!cursor.name(out.name))
        return false;
    out.spelling = base::asText(bytes.subspan(begin, cursor.position() - begin));
    if (!cursor.u16(type) || !cursor.u16(qclass))
        return false;
    out.type = static_cast<RrType>(type);
    out.qclass = static_cast<RrClass>(qclass);
    return true;
}

bool readSection(Cursor& cursor, std::uint16_t count, std::vector<ResourceRecord>& section,
                 Message& message) {
    for (std::uint16_t i = 0; i < count; ++i) {
        ResourceRecord record;
        if (!readRecord(cursor, record))
            return false;
        if (record.type != RrType::Opt) {
            section.push_back(std::move(record));
            continue;
        }
        if (message.opt || &section != &message.additional || record.owner.size() != 1)
            return false;
        message.opt = std::move(record);
    }
    return true;
}

}  // namespace

std::optional<std::string> Message::cookie() const {
    base::ByteView options = opt ? base::asBytes(opt->rdata) : base::ByteView();
    while (options.size() >= optionHeaderSize) {
        const std::size_t size = loadU16(options.data() + 2);
        if (options.size() - optionHeaderSize < size)
            break;
        if (loadU16(options.data()) == cookieOption)
            return std::string(base::asText(options.subspan(optionHeaderSize, size)));
        options = options.subspan(optionHeaderSize + size);
    }
    return std::nullopt;
}

std::optional<Message> parseMessage(base::ByteView bytes) {
    Message message;
    Cursor cursor(bytes);
    std::array<std::uint16_t, 4> counts{};
    if (!cursor.u16(message.id) || !cursor.u16(message.flags))
        return std::nullopt;
    for (std::uint16_t& count : counts)
        if (!cursor.u16(count))
            return std::nullopt;
    for (std::uint16_t i = 0; i < counts[0]; ++i)
        if (!readQuestion(cursor, bytes, message.questions.emplace_back()))
            return std::nullopt;
    if (!readSection(cursor, counts[1], message.answer, message) ||
        !readSection(cursor, counts[2], message.authority, message) ||
        !readSection(cursor, counts[3], message.additional, message) || !cursor.atEnd())
        return std::nullopt;
    const std::uint32_t extended = message.opt ? message.opt->ttl >> 24 : 0;
    message.rcode = static_cast<Rcode>((extended << 4) | (message.flags & flag::rcodeMask));
    return message;
}

std::string encodeQuery(std::string_view spelling, RrType type, const QueryOptions& options) {
    const std::size_t cookieSize = options.cookie ? optionHeaderSize + options.cookie->size() : 0;
    std::vector<std::uint8_t> buffer(headerSize + maxNameSize + 4 + optSize + cookieSize);
    std::string question(spelling);
    std::array<std::uint8_t, 4> fixed;
    storeU16(fixed.data(), static_cast<std::uint16_t>(type));
    storeU16(fixed.data() + 2, static_cast<std::uint16_t>(options.qclass));
    question += base::asText(fixed);

    Writer writer(buffer);
    bool fits = writer.question(base::asBytes(question));
    if (options.ednsSize) {
        const std::uint32_t extended =
            (std::uint32_t{options.ednsVersion} << 16) | (options.dnssecOk ? 0x8000u : 0u);
        const std::string_view root("\0", 1);
        std::string rdata(cookieSize, '\0');
        if (options.cookie) {
            storeU16(reinterpret_cast<std::uint8_t*>(rdata.data()), cookieOption);
            storeU16(reinterpret_cast<std::uint8_t*>(rdata.data()) + 2,
                     static_cast<std::uint16_t>(options.cookie->size()));
            rdata.replace(optionHeaderSize, std::string::npos, *options.cookie);
        }
        fits = fits && writer.add(Section::Additional, root, RrType::Opt,
                                  static_cast<RrClass>(*options.ednsSize), extended, base::asBytes(rdata));
    }
    if (!fits)
        return {};
    return std::string(base::asText(writer.finish(options.id, options.flags, Rcode::NoError)));
}

}  // namespace portolan::dnswire
