// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The X-Forwarded-* fields of one connection: who asked, over what, and at which port. Of most peers only
// what Portolan sees itself is said, as lines written once per connection; what a client sent is dropped. The
// word of a trusted proxy is kept and our part of the way is added to it. Owned by a Session, on a worker.
// Source: SPEC 5.1; RFC 7239 describes the fields that these are the older form of.

#include "backend/base/ipaddress.h"
#include "backend/httpwire/head.h"
#include "backend/httpwire/writer.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace portolan::proxy {

/// Whether the peer's own forwarding fields are believed: it lies in the snapshot's trusted proxies.
enum class Trust : std::uint8_t { None, Proxy };

/// How the client speaks to us: what X-Forwarded-Proto says.
enum class Transport : std::uint8_t { Plain, Tls };

/// For the requests that come from one address to one port.
class ForwardedFields {
  public:
    void prepare(const base::IpAddress& peer, std::uint16_t localPort, Transport transport);
    [[nodiscard]] bool isFor(const base::IpAddress& peer, std::uint16_t localPort,
                             Transport transport) const {
        return m_size != 0 && m_localPort == localPort && m_transport == transport && m_peer == peer;
    }

    /// The four lines for a peer that is not trusted.
    void write(httpwire::HeadWriter& out, const httpwire::RequestHead& head) const;
    /// The peer appended to the For it sent; its Proto, Host, Port and X-Real-IP where they are well-formed.
    /// Without its Port, that of its Host or the usual one of its Proto is said, so that the three agree.
    void writeTrusted(httpwire::HeadWriter& out, const httpwire::RequestHead& head) const;

  private:
    /// X-Forwarded-For, -Proto and -Port.
    [[nodiscard]] std::string_view lines() const { return {m_text.data(), m_size}; }
    [[nodiscard]] std::string_view peer() const;
    [[nodiscard]] std::string_view port() const;

    base::IpAddress m_peer;
    std::uint16_t m_localPort = 0;
    std::uint16_t m_size = 0;
    Transport m_transport = Transport::Plain;
    std::array<char, 120> m_text;
};

/// The lines of the peers that a worker has seen last, so that no connection holds any.
class ForwardedFieldsCache {
  public:
    /// Valid until the next call.
    [[nodiscard]] const ForwardedFields& of(const base::IpAddress& peer, std::uint16_t localPort,
                                            Transport transport) {
        // The last two bytes of an address tell the devices of a network apart.
        const auto& bytes = peer.bytes();
        const std::size_t last = peer.size() - 1;
        ForwardedFields& entry = m_entries[(bytes[last] + 31U * bytes[last - 1]) % m_entries.size()];
        if (!entry.isFor(peer, localPort, transport))
            entry.prepare(peer, localPort, transport);
        return entry;
    }

  private:
    std::array<ForwardedFields, 64> m_entries;
};

}  // namespace portolan::proxy
