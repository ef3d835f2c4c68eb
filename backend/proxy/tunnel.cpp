// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/proxy/tunnel.h"

#include <utility>

namespace portolan::proxy {

Tunnel::Tunnel(Shared& shared, net::StreamHandle client, net::StreamHandle upstream, AccessRecord& access,
               Lease lease)
    : peer(client.peer().address),
      m_shared(shared),
      m_access(access),
      m_lease(std::move(lease)),
      m_client(*this, client),
      m_upstream(*this, upstream),
      m_stall(this, [](void* self) { static_cast<Tunnel*>(self)->watchSlowReaders(); }) {}

void Tunnel::start(std::string_view fromClient, std::string_view fromUpstream) {
    m_client.m_stream.setHandler(m_client);
    m_upstream.m_stream.setHandler(m_upstream);
    m_client.m_stream.resumeRead();
    m_upstream.m_stream.resumeRead();
    if (!fromClient.empty())
        pass(m_client, fromClient);
    if (!fromUpstream.empty())
        pass(m_upstream, fromUpstream);
}

void Tunnel::abort() {
    m_access.endsWith(live::Outcome::Cut);
    m_client.m_stream.abort();
    m_upstream.m_stream.abort();
    leave();
}

void Tunnel::pass(Side& from, std::string_view bytes) {
    if (&from == &m_client) {
        m_shared.counters.bytesFromClients.add(bytes.size());
        m_shared.access.received(m_access, bytes.size());
    } else {
        m_shared.counters.bytesToClients.add(bytes.size());
        m_shared.access.sent(m_access, bytes.size());
    }
    Side& to = other(from);
    if (to.m_stream.send(bytes) != net::Flow::Full)
        return;
    from.m_stream.pauseRead();
    to.m_full = true;
    to.m_takenBefore = to.m_stream.sentBytes();
    if (!m_stall.isArmed())
        m_shared.engine.arm(m_stall, m_shared.limits.stall);
}

void Tunnel::watchSlowReaders() {
    for (Side* const side : {&m_client, &m_upstream}) {
        const std::uint64_t taken = side->m_stream.sentBytes();
        if (side->m_full && std::exchange(side->m_takenBefore, taken) == taken) {
            abort();
            return;
        }
    }
    if (m_client.m_full || m_upstream.m_full)
        m_shared.engine.arm(m_stall, m_shared.limits.stall);
}

void Tunnel::ended(Side& side) {
    side.m_ended = true;
    if (other(side).m_ended)
        leave();
    else
        other(side).m_stream.shutdownWrite();
}

void Tunnel::leave() {
    if (m_over)
        return;
    m_over = true;
    m_lease.end();
    m_shared.waiting.wake();
    m_shared.access.end(m_access);
    m_client.m_stream.close();
    m_upstream.m_stream.close();
    m_shared.owner.onTunnelEnded(*this);
}

}  // namespace portolan::proxy
