// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/dns/answerer.h"

#include "backend/dns/answer.h"

namespace portolan::dns {

void Answerer::expect(base::ByteView query) {
    if (const auto& snapshot = m_snapshots.value())
        m_readAhead.add(query, *snapshot);
}

base::ByteView Answerer::answer(base::ByteView query, const Caller& caller, base::MutableBytes buffer) {
    (caller.transport == Transport::Udp ? m_counters.queriesUdp : m_counters.queriesTcp).add();
    const auto& snapshot = m_snapshots.value();
    const Reply reply = snapshot ? dns::answer(query, caller, *snapshot, buffer) : Reply{};
    if (reply.bytes.empty()) {
        m_counters.queriesDropped.add();
        return {};
    }
    m_counters.responsesByRcode[static_cast<std::size_t>(reply.rcode) & dnswire::flag::rcodeMask].add();
    m_notes.add(caller, reply);
    return reply.bytes;
}

void Answerer::retire() {
    if (auto replaced = m_snapshots.takeRetired(); replaced && m_retire)
        m_retire(std::move(replaced));
}

}  // namespace portolan::dns
