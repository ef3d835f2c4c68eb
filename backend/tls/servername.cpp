// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/tls/servername.h"

#include "backend/base/bytes.h"
#include "backend/base/ipaddress.h"

#include <algorithm>
#include <cstddef>

namespace portolan::tls {

namespace {

constexpr char hostNameType = 0;          // RFC 6066 section 3, NameType
constexpr std::size_t longestName = 253;  // RFC 1035 section 2.3.4, as text

std::size_t sizeAt(std::string_view bytes, std::size_t at) {
    const auto byte = [&](std::size_t i) { return std::size_t{static_cast<unsigned char>(bytes[i])}; };
    return byte(at) << 8U | byte(at + 1);
}

/// What names are made of here: the characters of host names, and the underscore some have in practice.
bool isNameCharacter(char c) {
    return base::isAlpha(c) || base::isDigit(c) || c == '-' || c == '.' || c == '_';
}

}  // namespace

std::optional<std::string> parseServerName(std::string_view extension) {
    // The size of the list, then of its only entry the type, the size and the name.
    constexpr std::size_t before = 5;
    if (extension.size() <= before || sizeAt(extension, 0) != extension.size() - 2 ||
        extension[2] != hostNameType || sizeAt(extension, 3) != extension.size() - before)
        return std::nullopt;
    std::string_view name = extension.substr(before);
    if (base::IpAddress::parse(name))
        return std::string();
    if (name.back() == '.')
        name.remove_suffix(1);
    if (name.empty() || name.size() > longestName || name.front() == '.' ||
        !std::all_of(name.begin(), name.end(), isNameCharacter))
        return std::nullopt;
    std::string lower(name);
    std::transform(lower.begin(), lower.end(), lower.begin(), base::toLower);
    return lower;
}

}  // namespace portolan::tls
