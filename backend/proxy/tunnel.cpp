// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/proxy/tunnel.h"

namespace portolan::proxy {

Tunnel::Tunnel(Shared& shared, net::StreamHandle client, net::StreamHandle upstream, AccessRecord& access)
    : m_shared(shared), m_access(access), m_client(*this, client), m_upstream(*this, upstream) {}

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
    if (other(from).m_stream.send(bytes) == net::Flow::Full)
        from.m_stream.pauseRead();
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
    m_shared.access.end(m_access);
    m_client.m_stream.close();
    m_upstream.m_stream.close();
    m_shared.owner.onTunnelEnded(*this);
}

}  // namespace portolan::proxy
