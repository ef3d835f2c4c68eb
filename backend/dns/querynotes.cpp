// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/dns/querynotes.h"

#include <algorithm>

namespace portolan::dns {

namespace {

constexpr std::size_t typeAndClassSize = 4;  // RFC 1035 section 4.1.2

}  // namespace

void QueryNotes::add(const Caller& caller, const Reply& reply) {
    live::QueryRecord& record = m_record;
    record.at = m_at;
    record.id = m_stamps.idAt(m_at);
    record.rcode = static_cast<std::uint16_t>(reply.rcode);
    record.transport =
        caller.transport == Transport::Udp ? live::QueryTransport::Udp : live::QueryTransport::Tcp;
    record.client = caller.address;
    record.type = 0;
    record.nameSize = 0;
    if (reply.question.size() > typeAndClassSize) {
        const base::ByteView name = reply.question.first(reply.question.size() - typeAndClassSize);
        record.type = dnswire::loadU16(name.data() + name.size());
        record.setName(name);
        m_queries.byType[live::WorkerQueries::placeOf(record.type)].add();
        if (reply.rcode == dnswire::Rcode::NxDomain)
            m_queries.missing.add(name, m_at);
    }
    m_queries.recent.push(record, record.usedSize());
    ++m_count;
}

void QueryNotes::end() {
    if (m_count == 0)
        return;
    m_ended = m_clock.steadyNow();
    const auto took = std::max(m_ended - m_began, base::SteadyTime::duration(1));
    m_queries.latency.add(
        static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(took).count()),
        m_count);
    m_queries.recent.setFirstWord(std::min(m_count, decltype(m_queries.recent)::capacity),
                                  static_cast<std::uint64_t>(std::chrono::nanoseconds(took).count()));
}

}  // namespace portolan::dns
