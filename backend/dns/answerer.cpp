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
    const auto& snapshot = m_snapshots.value();
    if (!snapshot || verdict == dnswire::Verdict::Ignore)
        return note({}, caller);
    if (!m_guard.concerns(query))
        return note(dns::answer(query, verdict, caller, *snapshot, buffer), caller);
    Caller judged = caller;
    m_guard.judge(query, verdict, now(), judged);
    return note(dns::answer(query, verdict, judged, *snapshot, buffer), judged);
}

/// Counts a reply, or that there is none; returns its bytes.
base::ByteView Answerer::note(const Reply& reply, const Caller& caller) {
    if (reply.bytes.empty()) {
        m_counters.queriesDropped.add();
        return {};
    }
    m_counters.responsesByRcode[static_cast<std::size_t>(reply.rcode)].add();
    m_notes.add(caller, reply);
    return reply.bytes;
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
