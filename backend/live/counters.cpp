// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/live/counters.h"

#include <algorithm>
#include <map>
#include <unordered_map>

namespace portolan::live {

namespace {

template <std::size_t Size>
void addAll(std::array<std::uint64_t, Size>& sums, const std::array<Counter, Size>& counters) {
    for (std::size_t i = 0; i < Size; ++i)
        sums[i] += counters[i].value();
}

}  // namespace

CounterTotals Counters::totals() const {
    CounterTotals sum;
    for (const WorkerCounters& worker : m_perWorker) {
        sum.queries += worker.queriesUdp.value() + worker.queriesTcp.value();
        sum.requests += worker.requests.value();
        sum.openConnections += worker.openConnections.value();
        sum.failures += worker.failures.value();
    }
    return sum;
}

PlaneTotals Counters::planeTotals() const {
    PlaneTotals sum;
    for (const WorkerCounters& worker : m_perWorker) {
        sum.queriesUdp += worker.queriesUdp.value();
        sum.queriesTcp += worker.queriesTcp.value();
        sum.queriesDropped += worker.queriesDropped.value();
        addAll(sum.responsesByRcode, worker.responsesByRcode);
        addAll(sum.defences, worker.defences);
        addAll(sum.queriesByType, worker.queries.byType);
        worker.queries.latency.addTo(sum.queryLatency);
        sum.connections += worker.connections.value();
        sum.openConnections += worker.openConnections.value();
        sum.requests += worker.requests.value();
        addAll(sum.responsesByClass, worker.responsesByClass);
        sum.failures += worker.failures.value();
        sum.bytesToClients += worker.bytesToClients.value();
        sum.bytesFromClients += worker.bytesFromClients.value();
        worker.handshakes.addTo(sum.handshakes);
        if (worker.traffic.log)
            sum.droppedFromLog += worker.traffic.log->dropped();
    }
    return sum;
}

ServiceTotals Counters::serviceTotals(model::ServiceId id) const {
    ServiceTotals sum;
    for (const WorkerCounters& worker : m_perWorker)
        if (const ServiceCounters* const counters = worker.traffic.services.find(id))
            counters->addTo(sum);
    return sum;
}

std::vector<std::pair<model::ServiceId, ServiceTotals>> Counters::allServiceTotals() const {
    std::map<model::ServiceId, ServiceTotals> sums;
    for (const WorkerCounters& worker : m_perWorker)
        worker.traffic.services.forEach(
            [&sums](model::ServiceId id, const ServiceCounters& counters) { counters.addTo(sums[id]); });
    return {sums.begin(), sums.end()};
}

std::vector<MissingName> Counters::missingNames(std::size_t most) const {
    std::unordered_map<std::uint64_t, MissingName> byHash;
    for (const WorkerCounters& worker : m_perWorker)
        for (MissingName& name : worker.queries.missing.read()) {
            const auto [at, isNew] = byHash.try_emplace(name.hash, name);
            if (isNew)
                continue;
            at->second.count += name.count;
            at->second.lastAt = std::max(at->second.lastAt, name.lastAt);
        }
    std::vector<MissingName> names;
    for (auto& [hash, name] : byHash)
        names.push_back(std::move(name));
    std::sort(names.begin(), names.end(), [](const MissingName& a, const MissingName& b) {
        return a.count != b.count ? a.count > b.count : a.wireName < b.wireName;
    });
    names.resize(std::min(names.size(), most));
    return names;
}

}  // namespace portolan::live
