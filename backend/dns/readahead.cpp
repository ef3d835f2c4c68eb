// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/dns/readahead.h"

#include "backend/dns/answer.h"
#include "backend/dnswire/dnsname.h"
#include "backend/dnswire/header.h"

namespace portolan::dns {

namespace {

/// With fewer names (some 200 bytes each) everything is in the second-level cache anyway.
constexpr std::size_t worthFetching = 2000;
/// What most names hold, an address, and what stands in front of it. It may reach into the next line of the
/// cache.
constexpr std::size_t commonSize = 24;

bool isLarge(const snapshot::Snapshot& snapshot) {
    std::size_t names = 0;
    for (const auto& zone : snapshot.zones)
        names += zone->nameCount();
    return names >= worthFetching;
}

}  // namespace

void ReadAhead::add(base::ByteView query, const snapshot::Snapshot& snapshot) {
    dnswire::DnsName name;
    if (!isLarge(snapshot) || m_count == capacity || query.size() <= dnswire::headerSize ||
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
        if (const snapshot::Node* node = m_names[i].fetchValue())
            __builtin_prefetch(node->encoded().data() + commonSize - 1);
    m_count = 0;
}

}  // namespace portolan::dns
