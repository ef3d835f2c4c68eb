// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/base/ipaddress.h"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>
#include <cstring>
#include <netinet/in.h>

namespace portolan::base {

namespace {

constexpr std::array<std::uint8_t, 12> v4MappedPrefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

std::optional<unsigned> parseNumber(std::string_view text, unsigned most) {
    unsigned value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failure != std::errc() || end != text.data() + text.size() || value > most)
        return std::nullopt;
    return value;
}

}  // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
    char copy[INET6_ADDRSTRLEN];
    if (text.empty() || text.size() >= sizeof copy)
        return std::nullopt;
    std::memcpy(copy, text.data(), text.size());
    copy[text.size()] = '\0';
    std::uint8_t raw[16];
    if (inet_pton(AF_INET, copy, raw) == 1)
        return fromBytes(raw, Family::V4);
    if (inet_pton(AF_INET6, copy, raw) == 1)
        return fromBytes(raw, Family::V6);
    return std::nullopt;
}

IpAddress IpAddress::fromV4(std::uint32_t hostOrder) {
    const std::uint32_t networkOrder = htonl(hostOrder);
    std::uint8_t raw[4];
    std::memcpy(raw, &networkOrder, sizeof raw);
    return fromBytes(raw, Family::V4);
}

IpAddress IpAddress::fromBytes(const std::uint8_t* bytes, Family family) {
    IpAddress result;
    if (family == Family::V6 && std::equal(v4MappedPrefix.begin(), v4MappedPrefix.end(), bytes)) {
        bytes += v4MappedPrefix.size();
        family = Family::V4;
    }
    result.m_family = family;
    if (family == Family::V4)
        std::memcpy(result.m_bytes.data(), bytes, 4);
    else
        std::memcpy(result.m_bytes.data(), bytes, 16);
    return result;
}

IpAddress IpAddress::fromSocketAddress(const sockaddr* address) {
    if (address->sa_family == AF_INET) {
        sockaddr_in in{};
        std::memcpy(&in, address, sizeof in);
        return fromBytes(reinterpret_cast<const std::uint8_t*>(&in.sin_addr), Family::V4);
    }
    if (address->sa_family == AF_INET6) {
        sockaddr_in6 in{};
        std::memcpy(&in, address, sizeof in);
        return fromBytes(in.sin6_addr.s6_addr, Family::V6);
    }
    return {};
}

std::uint32_t IpAddress::toSocketAddress(sockaddr_storage& out, std::uint16_t port) const {
    std::memset(&out, 0, sizeof out);
    if (isV4()) {
        sockaddr_in in{};
        in.sin_family = AF_INET;
        in.sin_port = htons(port);
        std::memcpy(&in.sin_addr, m_bytes.data(), 4);
        std::memcpy(&out, &in, sizeof in);
        return sizeof in;
    }
    sockaddr_in6 in{};
    in.sin6_family = AF_INET6;
    in.sin6_port = htons(port);
    std::memcpy(&in.sin6_addr, m_bytes.data(), 16);
    std::memcpy(&out, &in, sizeof in);
    return sizeof in;
}

bool IpAddress::isLoopback() const {
    if (isV4())
        return m_bytes[0] == 127;
    return std::all_of(m_bytes.begin(), m_bytes.end() - 1, [](auto b) { return b == 0; }) && m_bytes[15] == 1;
}

bool IpAddress::isUnspecified() const {
    return std::all_of(m_bytes.begin(), m_bytes.end(), [](auto b) { return b == 0; });
}

bool IpAddress::isMulticast() const {
    return isV4() ? (m_bytes[0] & 0xf0) == 0xe0 : m_bytes[0] == 0xff;
}

std::string IpAddress::toString() const {
    char text[INET6_ADDRSTRLEN];
    return inet_ntop(isV4() ? AF_INET : AF_INET6, m_bytes.data(), text, sizeof text);
}

std::optional<SocketAddress> SocketAddress::parse(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos)
        return std::nullopt;
    std::string_view host = text.substr(0, colon);
    const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (bracketed)
        host = host.substr(1, host.size() - 2);
    const auto address = IpAddress::parse(host);
    const auto port = parseNumber(text.substr(colon + 1), 65535);
    if (!address || !port || bracketed != (host.find(':') != std::string_view::npos))
        return std::nullopt;
    return SocketAddress{*address, static_cast<std::uint16_t>(*port)};
}

std::string SocketAddress::toString() const {
    const std::string host = address.toString();
    return (address.isV4() ? host : "[" + host + "]") + ":" + std::to_string(port);
}

std::optional<Network> Network::parse(std::string_view text) {
    const std::size_t slash = text.find('/');
    const auto address = IpAddress::parse(text.substr(0, slash));
    if (!address)
        return std::nullopt;
    const unsigned bits = static_cast<unsigned>(address->size() * 8);
    const auto length = slash == std::string_view::npos ? bits : parseNumber(text.substr(slash + 1), bits);
    if (!length)
        return std::nullopt;
    for (unsigned bit = *length; bit < bits; ++bit)
        if (address->bytes()[bit / 8] & (0x80u >> (bit % 8)))
            return std::nullopt;
    return Network{*address, static_cast<std::uint8_t>(*length)};
}

bool Network::contains(const IpAddress& address) const {
    if (address.family() != base.family())
        return false;
    unsigned left = prefixLength;
    for (std::size_t at = 0; left > 0; at += 4) {  // an IPv4 address is one such part
        const unsigned bits = std::min(left, 32u);
        std::uint32_t ours = 0;
        std::uint32_t theirs = 0;
        std::memcpy(&ours, base.bytes().data() + at, sizeof ours);
        std::memcpy(&theirs, address.bytes().data() + at, sizeof theirs);
        if (ntohl(ours ^ theirs) >> (32 - bits) != 0)
            return false;
        left -= bits;
    }
    return true;
}

std::string Network::toString() const {
    return base.toString() + "/" + std::to_string(prefixLength);
}

}  // namespace portolan::base
