// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/dns/answerer.h"

#include "backend/dnswire/reader.h"

namespace portolan::dns {

void Answerer::expect(base::ByteView query) {
    if (const auto& snapshot = m_snapshots.value())
        m_readAhead.add(query, *snapshot);
}

base::ByteView Answerer::answer(base::ByteView bytes, const Caller& caller, base::MutableBytes buffer) {
    (caller.transport == Transport::Udp ? m_counters.queriesUdp : m_counters.queriesTcp).add();
    dnswire::Query query;
    const dnswire::Verdict verdict = dnswire::parseQuery(bytes, query);
    const Caller* judged = &caller;
    if (m_guard.concerns(query)) [[unlikely]]
        judged = &judge(query, verdict, caller);
    const auto& snapshot = m_snapshots.value();
    const Reply reply =
        snapshot ? dns::answer(query, verdict, *judged, *snapshot, m_states, buffer) : Reply{};
    if (reply.bytes.empty()) {
        m_counters.queriesDropped.add();
        return {};
    }
    m_counters.responsesByRcode[static_cast<std::size_t>(reply.rcode)].add();
    m_notes.add(caller, reply);
    return reply.bytes;
}

/// The caller with what the guard says; good until the next call.
const Caller& Answerer::judge(const dnswire::Query& query, dnswire::Verdict verdict, const Caller& caller) {
    m_judged = caller;
    if (verdict != dnswire::Verdict::Ignore)
        m_guard.judge(query, verdict, now(), m_judged);
    return m_judged;
}

Guard::Moment Answerer::now() const {
    constexpr std::int64_t second = 1'000'000;
    return {m_engine.nowMs(),
            static_cast<std::uint32_t>(m_counters.stamps.systemMicroseconds(m_engine.now()) / second)};
}

void Answerer::retire() {
    if (auto replaced = m_snapshots.takeRetired(); replaced && m_retire)
        m_retire(std::move(replaced));
}

}  // namespace portolan::dns
