// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What changes in a head on its way through the proxy. Hop-by-hop fields end here, identity and forwarding
// fields that a client sent are replaced by what Portolan knows, everything else passes as it came. Pure
// functions over a HeadWriter, on a worker, no allocation. Framing is decided by the caller and written here.
// Host is kept. Via is not written. Source: RFC 9110 sections 7.6.1, 7.8 and 10.1.4, RFC 9112 section 9.

#include "backend/base/ipaddress.h"
#include "backend/httpwire/head.h"
#include "backend/httpwire/writer.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace portolan::proxy {

/// The X-Forwarded-For, -Proto and -Port lines for the requests that come from one address to one port.
class ForwardedFields {
  public:
    void prepare(const base::IpAddress& peer, std::uint16_t localPort);
    [[nodiscard]] bool isFor(const base::IpAddress& peer, std::uint16_t localPort) const {
        return m_size != 0 && m_localPort == localPort && m_peer == peer;
    }
    [[nodiscard]] std::string_view lines() const { return {m_text.data(), m_size}; }

  private:
    base::IpAddress m_peer;
    std::uint16_t m_localPort = 0;
    std::uint16_t m_size = 0;
    std::array<char, 120> m_text;
};

/// The lines of the peers that a worker has seen last, so that no connection holds any.
class ForwardedFieldsCache {
  public:
    /// Valid until the next call.
    [[nodiscard]] const ForwardedFields& of(const base::IpAddress& peer, std::uint16_t localPort) {
        // The last two bytes of an address tell the devices of a network apart.
        const auto& bytes = peer.bytes();
        const std::size_t last = peer.size() - 1;
        ForwardedFields& entry = m_entries[(bytes[last] + 31U * bytes[last - 1]) % m_entries.size()];
        if (!entry.isFor(peer, localPort))
            entry.prepare(peer, localPort);
        return entry;
    }

  private:
    std::array<ForwardedFields, 64> m_entries;
};

/// True when the client asks for an upgrade that may be passed on: any but h2c, whose requests would go
/// around every rule of this proxy.
[[nodiscard]] bool wantsTunnel(const httpwire::RequestHead& head);

/// The head for the upstream. `length` frames the body as it will be sent: head.framing.
void writeUpstreamRequest(httpwire::HeadWriter& out, const httpwire::RequestHead& head,
                          const ForwardedFields& forwarded);

/// What the client's side of a response needs.
struct ClientFraming {
    httpwire::Framing framing = httpwire::Framing::None;
    bool close = false;         ///< the connection ends with this response
    bool sayKeepAlive = false;  ///< an HTTP/1.0 client that asked for it
};

/// The head for the client. `dateLine` ("Date: ...\r\n") is used when the upstream sent no Date.
void writeClientResponse(httpwire::HeadWriter& out, const httpwire::ResponseHead& head,
                         const ClientFraming& client, std::string_view dateLine);
/// A 1xx head; 101 keeps its Upgrade.
void writeInterimResponse(httpwire::HeadWriter& out, const httpwire::ResponseHead& head);

/// Whether a trailer field may be passed on: none that frames, routes or authenticates. Source: RFC 9110
/// section 6.5.1.
[[nodiscard]] bool isTrailerAllowed(const httpwire::Field& field);

}  // namespace portolan::proxy
