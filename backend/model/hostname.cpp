// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/model/hostname.h"

#include "backend/base/bytes.h"
#include "backend/base/ipaddress.h"

namespace portolan::model {

namespace {

constexpr std::size_t maximumLength = 253;      // RFC 1035 section 2.3.4: 255 octets on the wire
constexpr std::size_t maximumLabelLength = 63;  // RFC 1035 section 2.3.4

base::Error nameError(std::string code, std::string message, std::string_view name) {
    return {std::move(code), std::move(message), "name", {{"name", std::string(name)}}};
}

bool isLabelCharacter(char c) {
    return base::isAlpha(c) || base::isDigit(c) || c == '-' || c == '_';
}

base::Result<void> checkLabel(std::string_view label, std::string_view name) {
    if (label.empty())
        return nameError(
            "name.label_empty",
            "The name has two dots in a row or begins with one; write labels between single dots.", name);
    if (label.size() > maximumLabelLength)
        return nameError("name.label_too_long",
                         "A part of the name between two dots is longer than 63 characters; shorten it.",
                         name);
    for (const char c : label)
        if (!isLabelCharacter(c))
            return nameError(
                "name.character",
                "A name has letters a-z, digits, hyphens and underscores between dots, nothing else.", name);
    if (label.front() == '-' || label.back() == '-')
        return nameError("name.hyphen", "A part of a name may not begin or end with a hyphen.", name);
    return {};
}

}  // namespace

base::Result<HostName> HostName::parse(std::string_view text) {
    const std::string_view given = text;
    if (!text.empty() && text.back() == '.')
        text.remove_suffix(1);
    if (text.empty())
        return nameError("name.empty", "The name is empty; give a name such as \"llm\".", given);
    if (text.size() > maximumLength)
        return nameError("name.too_long", "The name is longer than 253 characters; shorten it.", given);
    if (base::IpAddress::parse(text))
        return nameError("name.is_address", "This is an address, not a name; give a name such as \"llm\".",
                         given);
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find('.', begin), text.size());
        PORTOLAN_CHECK(checkLabel(text.substr(begin, end - begin), given));
        begin = end + 1;
    }
    std::string lowered(text);
    for (char& c : lowered)
        c = base::toLower(c);
    return HostName(std::move(lowered));
}

base::Result<HostName> HostName::parseOwner(std::string_view text) {
    constexpr std::string_view wildcard = "*.";
    if (text == "*")
        return HostName(std::string(text));
    if (!text.starts_with(wildcard))
        return parse(text);
    PORTOLAN_TRY(const HostName parent, parse(text.substr(wildcard.size())));
    if (parent.text().size() + wildcard.size() > maximumLength)
        return nameError("name.too_long", "The name is longer than 253 characters; shorten it.", text);
    return HostName(std::string(wildcard) + parent.text());
}

std::string_view HostName::firstLabel() const {
    return std::string_view(m_text).substr(0, m_text.find('.'));
}

std::string_view HostName::parent() const {
    const std::size_t dot = m_text.find('.');
    return dot == std::string::npos ? std::string_view() : std::string_view(m_text).substr(dot + 1);
}

bool HostName::isWithin(const HostName& zone) const {
    if (!m_text.ends_with(zone.m_text))
        return false;
    const std::size_t rest = m_text.size() - zone.m_text.size();
    return rest == 0 || m_text[rest - 1] == '.';
}

base::Result<HostName> HostName::below(const HostName& zone) const {
    return parseOwner(m_text + "." + zone.m_text);
}

}  // namespace portolan::model
