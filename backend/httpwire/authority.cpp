// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/httpwire/authority.h"

#include "backend/base/bytes.h"
#include "backend/httpwire/characters.h"

#include <algorithm>

namespace portolan::httpwire {

namespace {

/// The part behind the host: nothing, ":", or ":" and a number. Source: RFC 3986 section 3.2.3.
bool readPort(std::string_view text, std::uint16_t& port) {
    port = 0;
    if (text.empty())
        return true;
    if (text.front() != ':' || text.size() > 6)
        return false;
    unsigned value = 0;
    for (const char c : text.substr(1)) {
        if (!base::isDigit(c))
            return false;
        value = value * 10 + static_cast<unsigned>(c - '0');
    }
    if (value > 65535 || (value == 0 && text.size() > 1))
        return false;
    port = static_cast<std::uint16_t>(value);
    return true;
}

/// "[2001:db8::1]" and what follows. Only the characters are checked; what it names is the reader's to parse.
bool splitIpv6(std::string_view authority, RequestHead& out) {
    const std::size_t close = authority.find(']');
    if (close == std::string_view::npos)
        return false;
    const std::string_view inner = authority.substr(1, close - 1);
    const bool plausible =
        std::count(inner.begin(), inner.end(), ':') >= 2 &&
        std::all_of(inner.begin(), inner.end(), [](char c) { return isIn(c, HEX) || c == ':' || c == '.'; });
    out.host = inner;
    out.hostIsIpv6 = true;
    return plausible && readPort(authority.substr(close + 1), out.port);
}

}  // namespace

bool splitAuthority(std::string_view authority, RequestHead& out) {
    if (authority.empty())
        return false;
    if (authority.front() == '[')
        return splitIpv6(authority, out);
    std::size_t end = 0;
    while (end != authority.size() && isIn(authority[end], HOST))
        ++end;
    out.host = authority.substr(0, end);
    out.hostIsIpv6 = false;
    return end != 0 && readPort(authority.substr(end), out.port);
}

bool splitAbsoluteTarget(RequestHead& out) {
    const std::string_view target = out.target;
    std::size_t start = 0;
    for (const std::string_view scheme : {std::string_view("http://"), std::string_view("https://")})
        if (base::equalsIgnoringCase(target.substr(0, scheme.size()), scheme))
            start = scheme.size();
    if (start == 0)
        return false;
    const std::size_t end = std::min(target.find_first_of("/?", start), target.size());
    out.authority = target.substr(start, end - start);
    out.form = TargetForm::Absolute;
    if (end == target.size())
        out.target = out.method == Method::Options ? std::string_view("*") : std::string_view("/");
    else if (target[end] == '/')
        out.target = target.substr(end);
    else
        return false;
    return !out.authority.empty();
}

}  // namespace portolan::httpwire
