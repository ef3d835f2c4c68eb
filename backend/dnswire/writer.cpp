// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/dnswire/writer.h"

#include <algorithm>
#include <cstring>

namespace portolan::dnswire {

namespace {

constexpr std::uint16_t pointerFlag = 0xC000;     // RFC 1035 section 4.1.4
constexpr std::size_t maxPointerTarget = 0x3FFF;  // fourteen bits
constexpr std::size_t pointerSize = 2;

}  // namespace

Writer::Writer(base::MutableBytes buffer)
    : m_buffer(buffer), m_limit(std::min(buffer.size(), maxMessageSize)) {}

void Writer::rollback(const Mark& mark) {
    m_size = mark.size;
    m_nameCount = mark.names;
    m_counts = mark.counts;
}

bool Writer::reserveEdns(std::uint16_t udpSize, bool dnssecOk, base::ByteView cookie) {
    const std::size_t size = optSize + (cookie.empty() ? 0 : optionHeaderSize + cookie.size());
    if (room() < size)
        return false;
    m_limit -= size;
    m_hasEdns = true;
    m_cookie = cookie;
    m_ednsSize = udpSize;
    m_dnssecOk = dnssecOk;
    return true;
}

bool Writer::question(base::ByteView bytes) {
    if (room() < bytes.size() || m_size != headerSize)
        return false;
    remember(m_size);
    copy(bytes.data(), bytes.size());
    m_hasQuestion = true;
    return true;
}

bool Writer::addForQuestion(Section section, const RrsetView& rrset, std::size_t offset) {
    if (room() < rrset.records.size())
        return false;
    const std::size_t first = m_size;
    copy(rrset.records.data(), rrset.records.size());
    if (offset > 0)
        for (std::size_t at = first; at < m_size;
             at += recordPrefixSize + loadU16(m_buffer.data() + at + recordPrefixSize - 2))
            storeU16(m_buffer.data() + at, static_cast<std::uint16_t>(pointerFlag | (headerSize + offset)));
    rememberRdataName(rrset.type, first + recordPrefixSize);
    count(section, rrset.count);
    return true;
}

bool Writer::add(Section section, std::string_view ownerKey, const RrsetView& rrset) {
    const Owner owner = compress(ownerKey);
    // Each further record points to the owner of the first.
    const std::size_t nextPointer =
        owner.plainLabels > 0 && m_size <= maxPointerTarget ? pointerSize : owner.size;
    if (rrset.count == 0)
        return true;
    if (room() <
        rrset.records.size() - rrset.count * pointerSize + owner.size + (rrset.count - 1u) * nextPointer)
        return false;
    const std::uint16_t firstOwner = m_size;
    const char* record = rrset.records.data();
    const char* const end = record + rrset.records.size();
    for (bool first = true; record < end; first = false) {
        const std::size_t size =
            recordPrefixSize + loadU16(reinterpret_cast<const std::uint8_t*>(record) + recordPrefixSize - 2);
        if (first || nextPointer != pointerSize || owner.plainLabels == 0) {
            copy(owner.bytes.data(), owner.size);
        } else {
            storeU16(m_buffer.data() + m_size, pointerFlag | firstOwner);
            m_size = static_cast<std::uint16_t>(m_size + pointerSize);
        }
        const std::size_t rdata = m_size + recordPrefixSize - pointerSize;
        copy(record + pointerSize, size - pointerSize);
        if (first) {
            if (owner.plainLabels > 0)
                remember(firstOwner);
            rememberRdataName(rrset.type, rdata);
        }
        record += size;
    }
    count(section, rrset.count);
    return true;
}

bool Writer::add(Section section, std::string_view ownerKey, RrType type, RrClass rrClass, std::uint32_t ttl,
                 base::ByteView rdata) {
    const Owner owner = compress(ownerKey);
    constexpr std::size_t fixedSize = recordPrefixSize - pointerSize;
    if (room() < owner.size + fixedSize + rdata.size())
        return false;
    if (owner.plainLabels > 0)
        remember(m_size);
    copy(owner.bytes.data(), owner.size);
    std::array<std::uint8_t, fixedSize> fixed;
    storeU16(fixed.data(), static_cast<std::uint16_t>(type));
    storeU16(fixed.data() + 2, static_cast<std::uint16_t>(rrClass));
    storeU32(fixed.data() + 4, ttl);
    storeU16(fixed.data() + 8, static_cast<std::uint16_t>(rdata.size()));
    copy(fixed.data(), fixed.size());
    rememberRdataName(type, m_size);
    copy(rdata.data(), rdata.size());
    count(section, 1);
    return true;
}

base::ByteView Writer::finish(std::uint16_t id, std::uint16_t flags, Rcode rcode) {
    const auto code = static_cast<std::uint16_t>(rcode);
    std::uint8_t* header = m_buffer.data();
    storeU16(header, id);
    storeU16(header + 2, static_cast<std::uint16_t>((flags & ~flag::rcodeMask) | (code & flag::rcodeMask)));
    storeU16(header + 4, m_hasQuestion ? 1 : 0);
    for (std::size_t i = 0; i < m_counts.size(); ++i)
        storeU16(header + 6 + 2 * i, m_counts[i]);
    if (m_hasEdns) {
        std::uint8_t* opt = header + m_size;
        opt[0] = 0;  // the root owns it
        storeU16(opt + 1, static_cast<std::uint16_t>(RrType::Opt));
        storeU16(opt + 3, m_ednsSize);
        opt[5] = static_cast<std::uint8_t>(code >> 4);
        opt[6] = 0;  // version
        storeU16(opt + 7, m_dnssecOk ? 0x8000 : 0);
        storeU16(header + 10, static_cast<std::uint16_t>(m_counts[2] + 1));
        return {header, m_size + optSize + storeOptions(opt + 9)};
    }
    return {header, m_size};
}

/// Writes RDLENGTH and the options of OPT. Returns the size of the latter.
std::size_t Writer::storeOptions(std::uint8_t* at) const {
    const std::size_t size = m_cookie.empty() ? 0 : optionHeaderSize + m_cookie.size();
    storeU16(at, static_cast<std::uint16_t>(size));
    if (size > 0) {
        storeU16(at + 2, cookieOption);
        storeU16(at + 4, static_cast<std::uint16_t>(m_cookie.size()));
        std::memcpy(at + 2 + optionHeaderSize, m_cookie.data(), m_cookie.size());
    }
    return size;
}

Writer::Owner Writer::compress(std::string_view key) const {
    Owner owner;
    for (std::string_view rest = key; rest.size() > 1; rest = parentKey(rest)) {
        if (const std::uint16_t offset = offsetOf(rest); offset != 0) {
            storeU16(owner.bytes.data() + owner.size, pointerFlag | offset);
            owner.size += pointerSize;
            return owner;
        }
        const std::size_t label = std::size_t{static_cast<std::uint8_t>(rest.front())} + 1;
        std::memcpy(owner.bytes.data() + owner.size, rest.data(), label);
        owner.size += label;
        owner.plainLabels = owner.size;
    }
    owner.bytes[owner.size++] = 0;
    return owner;
}

/// Where the message has `key` already, as a name or the end of one; 0 if nowhere.
std::uint16_t Writer::offsetOf(std::string_view key) const {
    for (std::size_t i = 0; i < m_nameCount; ++i)
        for (std::size_t at = m_names[i]; m_buffer[at] != 0 && m_buffer[at] <= maxLabelSize;
             at += m_buffer[at] + 1u)
            if (at <= maxPointerTarget && sameName(at, key))
                return static_cast<std::uint16_t>(at);
    return 0;
}

/// Whether the name at `offset` of the message, which this class wrote, is `key`.
bool Writer::sameName(std::size_t offset, std::string_view key) const {
    const char* const buffer = reinterpret_cast<const char*>(m_buffer.data());
    for (; key.size() > 1; key = parentKey(key)) {
        while (m_buffer[offset] > maxLabelSize)
            offset = loadU16(m_buffer.data() + offset) & maxPointerTarget;
        const std::size_t label = std::size_t{static_cast<std::uint8_t>(key.front())} + 1;
        if (m_buffer[offset] != label - 1 ||
            !base::equalsIgnoringCase({buffer + offset, label}, key.substr(0, label)))
            return false;
        offset += label;
    }
    while (m_buffer[offset] > maxLabelSize)
        offset = loadU16(m_buffer.data() + offset) & maxPointerTarget;
    return m_buffer[offset] == 0;
}

void Writer::copy(const void* bytes, std::size_t size) {
    if (size > 0)
        std::memcpy(m_buffer.data() + m_size, bytes, size);
    m_size = static_cast<std::uint16_t>(m_size + size);
}

void Writer::remember(std::size_t offset) {
    if (m_nameCount < m_names.size() && offset <= maxPointerTarget)
        m_names[m_nameCount++] = static_cast<std::uint16_t>(offset);
}

/// A later owner is often what an earlier record names: the target of a CNAME, a name server.
void Writer::rememberRdataName(RrType type, std::size_t offset) {
    if (type == RrType::Cname || type == RrType::Ns || type == RrType::Soa)
        remember(offset);
}

void Writer::count(Section section, std::uint16_t records) {
    std::uint16_t& total = m_counts[static_cast<std::size_t>(section)];
    total = static_cast<std::uint16_t>(total + records);
}

}  // namespace portolan::dnswire
