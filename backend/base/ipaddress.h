// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// An IPv4 or IPv6 address as a value: 16 bytes and a family, ordered and hashable, with no resolver behind
// it. An IPv4-mapped IPv6 address parses to the IPv4 address it names, so that no rule can be dodged by
// spelling. Source: RFC 4291 (text forms), RFC 5952 (how IPv6 is written).

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

struct sockaddr;
struct sockaddr_storage;

namespace portolan::base {

class IpAddress {
  public:
    enum class Family : std::uint8_t { V4, V6 };

    /// 0.0.0.0.
    IpAddress() = default;

    /// Dotted quad, or an IPv6 address without brackets or scope. nullopt for anything else ("127.1",
    /// "0x7f.1", "fe80::1%eth0").
    [[nodiscard]] static std::optional<IpAddress> parse(std::string_view text);
    [[nodiscard]] static IpAddress fromV4(std::uint32_t hostOrder);
    /// 4 or 16 bytes in network order; v4-mapped is unmapped.
    [[nodiscard]] static IpAddress fromBytes(const std::uint8_t* bytes, Family family);
    /// From an AF_INET or AF_INET6 socket address; 0.0.0.0 for other families.
    [[nodiscard]] static IpAddress fromSocketAddress(const sockaddr* address);
    /// Fills a socket address with this address and `port`; returns its length.
    std::uint32_t toSocketAddress(sockaddr_storage& out, std::uint16_t port) const;

    [[nodiscard]] Family family() const { return m_family; }
    [[nodiscard]] bool isV4() const { return m_family == Family::V4; }
    /// Network order: the first 4 bytes for IPv4, all 16 for IPv6.
    [[nodiscard]] const std::array<std::uint8_t, 16>& bytes() const { return m_bytes; }
    [[nodiscard]] std::size_t size() const { return isV4() ? 4 : 16; }

    [[nodiscard]] bool isLoopback() const;     ///< 127.0.0.0/8, ::1
    [[nodiscard]] bool isUnspecified() const;  ///< 0.0.0.0, ::
    [[nodiscard]] bool isMulticast() const;    ///< 224.0.0.0/4, ff00::/8

    /// "100.1.1.1", "2001:db8::1".
    [[nodiscard]] std::string toString() const;

    friend auto operator<=>(const IpAddress&, const IpAddress&) = default;
    friend bool operator==(const IpAddress&, const IpAddress&) = default;

  private:
    Family m_family = Family::V4;
    std::array<std::uint8_t, 16> m_bytes{};
};

/// An address with a port, as sockets have it. Port 0 asks the system for a free one.
struct SocketAddress {
    IpAddress address;
    std::uint16_t port = 0;

    /// "127.0.0.1:53", "[::1]:53". nullopt for anything else.
    [[nodiscard]] static std::optional<SocketAddress> parse(std::string_view text);
    [[nodiscard]] std::string toString() const;
    friend auto operator<=>(const SocketAddress&, const SocketAddress&) = default;
    friend bool operator==(const SocketAddress&, const SocketAddress&) = default;
};

/// A CIDR block. Source: RFC 4632.
struct Network {
    IpAddress base;
    std::uint8_t prefixLength = 0;

    /// "100.64.0.0/10", "::1/128"; a bare address is a block of one. nullopt when host bits are set or the
    /// length is off.
    [[nodiscard]] static std::optional<Network> parse(std::string_view text);
    [[nodiscard]] bool contains(const IpAddress& address) const;
    [[nodiscard]] std::string toString() const;
    friend bool operator==(const Network&, const Network&) = default;
};

}  // namespace portolan::base
