// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/dnswire/dnsname.h"

#include <algorithm>
#include <cstring>

namespace portolan::dnswire {

namespace {

// What means something in a master file: RFC 1035 section 5.1.
constexpr std::string_view marks = ".\\\"();@$";

void appendEscaped(std::string& out, char c) {
    const auto byte = static_cast<std::uint8_t>(c);
    if (marks.find(c) != std::string_view::npos) {
        out += '\\';
        out += c;
    } else if (byte > 0x20 && byte < 0x7F) {
        out += c;
    } else {
        out += '\\';
        out += static_cast<char>('0' + byte / 100);
        out += static_cast<char>('0' + byte / 10 % 10);
        out += static_cast<char>('0' + byte % 10);
    }
}

/// Eight bytes in lower case.
void lowerWord(char* out, const std::uint8_t* in) {
    constexpr std::uint64_t each = 0x0101010101010101;
    std::uint64_t word = 0;
    std::memcpy(&word, in, sizeof word);
    // The top bit of each byte says: at least 'A'; more than 'Z'. Bytes over 127 are no letters.
    const std::uint64_t low = word & (each * 0x7F);
    const std::uint64_t fromA = low + each * (0x80 - 'A');
    const std::uint64_t pastZ = low + each * (0x80 - 'Z' - 1);
    const std::uint64_t upper = fromA & ~pastZ & ~word & (each * 0x80);
    word |= upper >> 2;
    std::memcpy(out, &word, sizeof word);
}

/// Copies `size` bytes in lower case.
void lowerInto(char* out, const std::uint8_t* in, std::size_t size) {
    constexpr std::size_t step = sizeof(std::uint64_t);
    if (size < step) {
        for (std::size_t at = 0; at < size; ++at)
            out[at] = base::toLower(static_cast<char>(in[at]));
        return;
    }
    for (std::size_t at = 0; at + step < size; at += step)
        lowerWord(out + at, in + at);
    lowerWord(out + size - step, in + size - step);  // some of them a second time
}

}  // namespace

std::optional<DnsName> DnsName::fromText(std::string_view text) {
    DnsName name;
    if (text == ".")
        return name;
    if (!text.empty() && text.back() == '.')
        text.remove_suffix(1);
    while (true) {
        const std::size_t dot = text.find('.');
        if (!name.append(text.substr(0, dot)))
            return std::nullopt;
        if (dot == std::string_view::npos)
            return name;
        text.remove_prefix(dot + 1);
    }
}

std::size_t DnsName::readFrom(base::ByteView bytes) {
    const std::size_t limit = std::min(bytes.size(), maxNameSize);
    std::size_t at = 0;
    while (at < limit && bytes[at] != 0 && bytes[at] <= maxLabelSize)
        at += bytes[at] + 1u;
    if (at >= limit || bytes[at] != 0) {
        m_bytes[0] = '\0';
        m_length = 1;
        return 0;
    }
    // Length bytes are below 'A' and so stay what they are.
    lowerInto(m_bytes.data(), bytes.data(), at + 1);
    m_length = static_cast<std::uint8_t>(at + 1);
    return at + 1;
}

bool DnsName::append(std::string_view label) {
    if (label.empty() || label.size() > maxLabelSize || m_length + label.size() + 1 > maxNameSize)
        return false;
    std::size_t at = m_length - 1u;
    m_bytes[at++] = static_cast<char>(label.size());
    for (const char c : label)
        m_bytes[at++] = base::toLower(c);
    m_bytes[at++] = '\0';
    m_length = static_cast<std::uint8_t>(at);
    return true;
}

std::string DnsName::toText() const {
    return keyToText(key());
}

bool isWithin(std::string_view key, std::string_view ancestor) {
    while (key.size() > ancestor.size())
        key = parentKey(key);
    return key == ancestor;
}

std::string keyToText(std::string_view key) {
    std::string text;
    for (; key.size() > 1; key = parentKey(key)) {
        if (!text.empty())
            text += '.';
        for (const char c : key.substr(1, static_cast<std::uint8_t>(key.front())))
            appendEscaped(text, c);
    }
    return text.empty() ? "." : text;
}

}  // namespace portolan::dnswire
