// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/dns/readahead.h"

#include "backend/dns/answer.h"
#include "backend/dnswire/dnsname.h"
#include "backend/dnswire/header.h"

namespace portolan::dns {

void ReadAhead::add(base::ByteView query, const snapshot::Snapshot& snapshot) {
    dnswire::DnsName name;
    if (m_count == capacity || query.size() <= dnswire::headerSize ||
        name.readFrom(query.subspan(dnswire::headerSize)) == 0)
        return;
    if (const snapshot::ZoneImage* zone = zoneOf(snapshot, name.key()))
        m_names[m_count++] = zone->prefetch(name.key());
}

void ReadAhead::fetch() {
    // Each loop reads what the one before has asked for.
    for (std::size_t i = 0; i < m_count; ++i)
        m_names[i].fetchBucket();
    for (std::size_t i = 0; i < m_count; ++i)
        m_names[i].fetchEntries();
    for (std::size_t i = 0; i < m_count; ++i)
        m_nodes[i] = m_names[i].fetchValue();
    for (std::size_t i = 0; i < m_count; ++i)
        if (m_nodes[i])
            __builtin_prefetch(m_nodes[i]->rrsets.data());
    for (std::size_t i = 0; i < m_count; ++i)
        if (m_nodes[i] && !m_nodes[i]->rrsets.empty())
            __builtin_prefetch(m_nodes[i]->rrsets.front().records.data());
    m_count = 0;
}

}  // namespace portolan::dns
