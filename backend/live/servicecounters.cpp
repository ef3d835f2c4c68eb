// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/live/servicecounters.h"

namespace portolan::live {

void ServiceCounters::add(const RequestRecord& record) {
    m_responsesByClass[record.status / 100u % m_responsesByClass.size()].add();
    if (record.retries > 0)
        m_retries.add(record.retries);
    if (record.failure < failureKinds)
        m_failures[record.failure].add();
    if (record.toHead != RequestRecord::noTime)
        m_toHead.add(record.toHead);
    if (record.connectTime != RequestRecord::noTime)
        m_connectTime.add(record.connectTime);
    if (!record.tunnel)
        m_duration.add(record.duration);
    m_lastRequestAt.set(static_cast<std::uint64_t>(record.endedAt));
}

void ServiceCounters::addTo(ServiceTotals& totals) const {
    for (std::size_t i = 0; i < m_responsesByClass.size(); ++i)
        totals.responsesByClass[i] += m_responsesByClass[i].value();
    totals.bytesIn += m_bytesIn.value();
    totals.bytesOut += m_bytesOut.value();
    totals.tunnelBytesIn += m_tunnelBytesIn.value();
    totals.tunnelBytesOut += m_tunnelBytesOut.value();
    totals.retries += m_retries.value();
    for (std::size_t i = 0; i < failureKinds; ++i)
        totals.failures[i] += m_failures[i].value();
    m_toHead.addTo(totals.toHead);
    m_duration.addTo(totals.duration);
    m_connectTime.addTo(totals.connectTime);
    totals.lastRequestAt = std::max(totals.lastRequestAt, static_cast<std::int64_t>(m_lastRequestAt.value()));
}

ServiceTable::ServiceTable()
    : m_chunks(std::make_unique<std::atomic<Chunk*>[]>(chunkCount)),
      m_nobody(std::make_unique<ServiceCounters>()) {}

ServiceTable::~ServiceTable() {
    for (std::size_t i = 0; i < chunkCount; ++i) {
        const std::unique_ptr<Chunk> chunk(m_chunks[i].load(std::memory_order_relaxed));
        for (std::size_t k = 0; chunk && k < chunkSize; ++k)
            if (ServiceCounters* const counters = (*chunk)[k].load(std::memory_order_relaxed))
                if (counters != m_nobody.get())
                    delete counters;
    }
}

std::unique_ptr<ServiceCounters> ServiceTable::remove(model::ServiceId id) {
    const auto index = static_cast<std::uint64_t>(id);
    if (index >= chunkSize * chunkCount)
        return nullptr;
    ServiceCounters* const taken = slotOf(index).exchange(m_nobody.get(), std::memory_order_acq_rel);
    return std::unique_ptr<ServiceCounters>(taken == m_nobody.get() ? nullptr : taken);
}

const ServiceCounters* ServiceTable::find(model::ServiceId id) const {
    const auto index = static_cast<std::uint64_t>(id);
    if (index >= chunkSize * chunkCount)
        return nullptr;
    const Chunk* const chunk = m_chunks[index / chunkSize].load(std::memory_order_acquire);
    const ServiceCounters* const found =
        chunk ? (*chunk)[index % chunkSize].load(std::memory_order_acquire) : nullptr;
    return found == m_nobody.get() ? nullptr : found;
}

ServiceCounters& ServiceTable::make(std::uint64_t index) {
    if (index >= chunkSize * chunkCount)
        return *m_nobody;
    auto made = std::make_unique<ServiceCounters>();
    ServiceCounters& counters = *made;
    slotOf(index).store(made.release(), std::memory_order_release);
    return counters;
}

std::atomic<ServiceCounters*>& ServiceTable::slotOf(std::uint64_t index) {
    std::atomic<Chunk*>& place = m_chunks[index / chunkSize];
    Chunk* chunk = place.load(std::memory_order_relaxed);
    if (!chunk) {
        chunk = std::make_unique<Chunk>().release();
        place.store(chunk, std::memory_order_release);
    }
    return (*chunk)[index % chunkSize];
}

}  // namespace portolan::live
