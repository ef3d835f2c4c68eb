// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Two connections joined after an accepted upgrade (WebSocket and whatever else): every byte passes
// untouched, both ways, with back-pressure, and each half ends by itself. No time limit: an idle tunnel may
// live for hours; only a side that takes nothing of what waits for it is given up after a while. Owned by
// Server, on the worker's thread. Source: RFC 9110 section 7.8, RFC 6455 section 4.

#include "backend/net/stream.h"
#include "backend/proxy/lease.h"
#include "backend/proxy/shared.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace portolan::proxy {

class Tunnel {
  public:
    /// `access` is ended by the tunnel.
    Tunnel(Shared& shared, net::StreamHandle client, net::StreamHandle upstream, AccessRecord& access,
           Lease lease);
    Tunnel(const Tunnel&) = delete;
    Tunnel& operator=(const Tunnel&) = delete;

    /// Begins, with what had already arrived from each side.
    void start(std::string_view fromClient, std::string_view fromUpstream);
    /// Cuts both connections.
    void abort();
    /// Where the server keeps it.
    std::size_t index = 0;
    /// Whose connection it is, for the server too.
    const base::IpAddress peer;

  private:
    class Side final : public net::StreamHandler {
      public:
        Side(Tunnel& tunnel, net::StreamHandle stream) : m_tunnel(tunnel), m_stream(stream) {}
        void onBytes(std::string_view bytes) override { m_tunnel.pass(*this, bytes); }
        void onEnd() override { m_tunnel.ended(*this); }
        void onDrained() override {
            m_full = false;
            m_tunnel.other(*this).m_stream.resumeRead();
        }
        void onClosed(net::CloseReason) override { m_tunnel.leave(); }

        Tunnel& m_tunnel;
        net::StreamHandle m_stream;
        bool m_ended = false;
        bool m_full = false;  ///< more than the high mark waits for it
        std::uint64_t m_takenBefore = 0;
    };

    [[nodiscard]] Side& other(const Side& side) { return &side == &m_client ? m_upstream : m_client; }
    void pass(Side& from, std::string_view bytes);
    void ended(Side& side);
    void watchSlowReaders();
    void leave();

    Shared& m_shared;
    AccessRecord& m_access;
    Lease m_lease;  ///< its place at the target
    Side m_client;
    Side m_upstream;
    bool m_over = false;
    net::Timer m_stall;  ///< armed while something waits for a side
};

}  // namespace portolan::proxy
