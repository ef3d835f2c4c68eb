// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/runtime/workerset.h"

#include "backend/platform/hostaddresses.h"

#include <algorithm>
#include <atomic>
#include <utility>

namespace portolan::runtime {

namespace {

/// How long the list of this host's addresses is believed.
constexpr base::Seconds addressAge{5};

}  // namespace

WorkerSet::WorkerSet(std::vector<OpenListener> listeners, std::size_t workers, const base::Clock& clock,
                     base::Executor& control, live::EventLog& events, live::ReportQueue& reports,
                     edge::PairSink& sink, net::ConnectionGate::Limits connections, const dns::Limits& dns)
    : m_clock(clock),
      m_control(control),
      m_counters(workers, clock),
      m_shared{clock,
               m_snapshots,
               m_targets,
               m_counters,
               events,
               reports,
               sink,
               [&control](std::shared_ptr<const snapshot::Snapshot> old) {
                   control.post([old = std::move(old)]() mutable { old.reset(); });
               }},
      m_listeners(std::move(listeners)) {
    m_shared.gate = std::make_shared<net::ConnectionGate>(connections);
    m_shared.defences = std::make_shared<dns::Defences>(dns);
    for (std::size_t i = 0; i < workers; ++i)
        m_units.push_back(std::make_unique<WorkerUnit>(
            static_cast<int>(i), i == 0 ? WorkerUnit::Probing::On : WorkerUnit::Probing::Off, m_shared));
}

WorkerSet::~WorkerSet() = default;

void WorkerSet::logTo(accesslog::AccessLog& log) {
    m_log = &log;
    for (std::size_t i = 0; i < m_units.size(); ++i)
        m_counters.ofWorker(i).traffic.log = &log.queueOf(i);
}

void WorkerSet::serve() {
    const auto own = ownListeners();
    for (std::size_t i = 0; i < m_units.size(); ++i) {
        std::vector<WorkerSocket> sockets;
        for (OpenListener& listener : m_listeners)
            if (i < listener.sockets.size())
                sockets.push_back({listener.kind, listener.view.address, std::move(listener.sockets[i])});
        m_units[i]->serve(std::move(sockets), own);
    }
}

void WorkerSet::openListener(OpenListener listener) {
    const auto place = std::find_if(m_listeners.begin(), m_listeners.end(), [&](const OpenListener& entry) {
        return entry.kind == listener.kind && entry.wanted == listener.wanted;
    });
    std::vector<net::FileDescriptor> sockets = std::exchange(listener.sockets, {});
    const ListenerKind kind = listener.kind;
    const base::SocketAddress address = listener.view.address;
    // The private API stays the last one.
    if (place == m_listeners.end())
        m_listeners.insert(m_listeners.end() - 1, std::move(listener));
    else
        *place = std::move(listener);
    tellOwnListeners();
    for (std::size_t i = 0; i < sockets.size(); ++i)
        m_units[i]->listen({kind, address, std::move(sockets[i])});
}

void WorkerSet::closeListener(const WantedListener& wanted) {
    for (auto entry = m_listeners.begin(); entry != m_listeners.end();) {
        if (entry->wanted != wanted) {
            ++entry;
            continue;
        }
        for (const auto& unit : m_units)
            unit->unlisten(entry->kind, entry->view.address);
        entry = m_listeners.erase(entry);
    }
    tellOwnListeners();
}

std::vector<api::ListenerView> WorkerSet::listeners() const {
    std::vector<api::ListenerView> views;
    for (const OpenListener& listener : m_listeners)
        views.push_back(listener.view);
    return views;
}

void WorkerSet::drain(base::Milliseconds grace, const std::function<void()>& done) {
    const auto left = std::make_shared<std::atomic<std::size_t>>(m_units.size());
    for (const auto& unit : m_units)
        unit->drain(grace, [left, done] {
            if (left->fetch_sub(1) == 1)
                done();
        });
}

void WorkerSet::publish(std::shared_ptr<const snapshot::Snapshot> snapshot) {
    const auto replaced = m_snapshots.publish(std::move(snapshot));
    for (const auto& unit : m_units)
        unit->follow();
}

void WorkerSet::check(std::vector<model::TargetId> targets) {
    m_units.front()->check(std::move(targets));
}

void WorkerSet::forgetService(model::ServiceId id) {
    for (const auto& unit : m_units)
        unit->forgetService(id, m_control);
}

std::vector<base::IpAddress> WorkerSet::ownAddresses() const {
    const base::SteadyTime now = m_clock.steadyNow();
    if (m_addresses.empty() || now - m_addressesAt > addressAge) {
        m_addresses.clear();
        for (const platform::InterfaceAddress& entry : platform::hostAddresses())
            m_addresses.push_back(entry.address);
        m_addressesAt = now;
    }
    return m_addresses;
}

std::vector<base::SocketAddress> WorkerSet::ownListeners() const {
    std::vector<base::SocketAddress> addresses;
    for (const OpenListener& listener : m_listeners)
        if (listener.view.status == "listening" && listener.view.protocol == "tcp")
            addresses.push_back(listener.view.address);
    // A listener on all addresses is reached by each of them.
    const std::size_t count = addresses.size();
    for (std::size_t i = 0; i < count; ++i)
        if (addresses[i].address.isUnspecified())
            for (const base::IpAddress& own : ownAddresses())
                addresses.push_back({own, addresses[i].port});
    return addresses;
}

void WorkerSet::tellOwnListeners() {
    const auto own = ownListeners();
    for (const auto& unit : m_units)
        unit->setOwnListeners(own);
}

}  // namespace portolan::runtime
