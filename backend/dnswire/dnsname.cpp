// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/dnswire/dnsname.h"

#include <algorithm>

namespace portolan::dnswire {

namespace {

void appendEscaped(std::string& out, char c) {
    const auto byte = static_cast<std::uint8_t>(c);
    if (c == '.' || c == '\\') {
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
    while (at < limit) {
        const std::uint8_t length = bytes[at];
        if (length > maxLabelSize || at + length + 1 > limit)
            break;
        m_bytes[at++] = static_cast<char>(length);
        if (length == 0) {
            m_length = static_cast<std::uint8_t>(at);
            return at;
        }
        for (const std::size_t end = at + length; at < end; ++at)
            m_bytes[at] = base::toLower(static_cast<char>(bytes[at]));
    }
    m_bytes[0] = '\0';
    m_length = 1;
    return 0;
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
