// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/runtime/workerunit.h"

#include "backend/base/logging.h"

#include <random>

namespace portolan::runtime {

namespace {

void report(live::ReportQueue& reports, const tls::Sighting& seen) {
    using Kind = live::CertificateReport::Kind;
    reports.post(
        live::CertificateReport{seen.target, seen.fingerprint,
                                seen.kind == tls::Sighting::Kind::First ? Kind::First : Kind::Changed});
}

proxy::Balancer::Tell passedOver(const SharedByWorkers& shared) {
    return [&shared](model::TargetId target, model::HealthCause cause) {
        shared.reports.post(live::TrafficReport{target, cause, shared.clock.systemNow()});
    };
}

}  // namespace

struct WorkerUnit::Parts {
    Parts(net::Engine& engine, live::WorkerCounters& counters, const SharedByWorkers& shared)
        : tls(engine, [&reports = shared.reports](const tls::Sighting& seen) { report(reports, seen); }),
          handlers({engine, shared.sink, shared.events, shared.snapshots}),
          dns(engine, shared.snapshots, shared.targets, counters, *shared.defences, shared.retire),
          proxy({engine, tls, shared.snapshots, shared.targets, counters, shared.clock, shared.retire,
                 shared.pseudonym, shared.gate, shared.tickets, shared.stickyKey, passedOver(shared),
                 std::random_device()()}) {
        proxy.setHandlers(&handlers.api(), &handlers.landing());
    }

    tls::ClientContexts tls;       // outlives the streams of proxy and probes
    edge::LocalHandlers handlers;  // outlives the proxy's sessions
    dns::Server dns;
    proxy::Server proxy;
    std::unique_ptr<health::ProbeScheduler> probes;
};

WorkerUnit::WorkerUnit(int number, Probing probing, const SharedByWorkers& shared)
    : m_number(number), m_probing(probing), m_shared(shared), m_worker(number) {
    m_worker.start();
}

WorkerUnit::~WorkerUnit() {
    m_worker.call([this] {
        m_parts.reset();
        m_worker.engine().abortStreams();
    });
    m_worker.stop();
}

void WorkerUnit::serve(std::vector<WorkerSocket> sockets,
                       const std::vector<base::SocketAddress>& ownListeners) {
    m_worker.call([&] {
        net::Engine& engine = m_worker.engine();
        m_parts = std::make_unique<Parts>(
            engine, m_shared.counters.ofWorker(static_cast<std::size_t>(m_number)), m_shared);
        m_parts->proxy.setOwnListeners(ownListeners);
        if (m_probing == Probing::On) {
            m_parts->probes = std::make_unique<health::ProbeScheduler>(
                health::Probe::Means{engine, m_parts->tls, m_shared.clock}, m_shared.snapshots,
                m_shared.targets, m_shared.reports, m_shared.retire);
            m_parts->probes->follow();
        }
        for (WorkerSocket& socket : sockets)
            take(std::move(socket));
    });
}

void WorkerUnit::listen(WorkerSocket socket) {
    const auto shared = std::make_shared<WorkerSocket>(std::move(socket));
    m_worker.engine().post([this, shared] {
        if (!m_draining)
            take(std::move(*shared));
    });
}

void WorkerUnit::unlisten(ListenerKind kind, const base::SocketAddress& address) {
    m_worker.engine().post([this, kind, address] {
        switch (kind) {
            case ListenerKind::DnsUdp:
                m_parts->dns.closeUdp(address);
                return;
            case ListenerKind::DnsTcp:
                m_parts->dns.closeTcp(address);
                return;
            case ListenerKind::Http:
            case ListenerKind::Https:
            case ListenerKind::Api:
            case ListenerKind::PrivateApi:
                m_parts->proxy.unlisten(address);
                return;
        }
    });
}

void WorkerUnit::setOwnListeners(std::vector<base::SocketAddress> ownListeners) {
    m_worker.engine().post(
        [this, own = std::move(ownListeners)]() mutable { m_parts->proxy.setOwnListeners(std::move(own)); });
}

void WorkerUnit::follow() {
    m_worker.engine().post([this] {
        if (!m_parts)
            return;
        m_parts->proxy.follow();
        if (m_parts->probes)
            m_parts->probes->follow();
    });
}

void WorkerUnit::check(std::vector<model::TargetId> targets) {
    m_worker.engine().post([this, targets = std::move(targets)] {
        if (m_parts && m_parts->probes)
            m_parts->probes->check(targets);
    });
}

void WorkerUnit::forgetService(model::ServiceId id, base::Executor& control) {
    m_worker.engine().post([this, id, &control] {
        live::WorkerCounters& counters = m_shared.counters.ofWorker(static_cast<std::size_t>(m_number));
        std::shared_ptr<live::ServiceCounters> taken = counters.traffic.services.remove(id);
        if (taken)
            control.post([taken = std::move(taken)] {});
    });
}

void WorkerUnit::drain(base::Milliseconds grace, std::function<void()> done) {
    m_worker.engine().post([this, grace, done = std::move(done)]() mutable {
        m_draining = true;
        m_parts->dns.close();
        m_parts->probes.reset();
        m_parts->handlers.endStreams();
        m_parts->proxy.drain(grace, std::move(done));
    });
}

void WorkerUnit::take(WorkerSocket socket) {
    using Arrived = proxy::Arrival::Listener;
    bool taken = true;
    switch (socket.kind) {
        case ListenerKind::DnsUdp:
            taken = m_parts->dns.listenUdp(std::move(socket.socket), socket.address);
            break;
        case ListenerKind::DnsTcp:
            taken = m_parts->dns.listenTcp(std::move(socket.socket), socket.address);
            break;
        case ListenerKind::Http:
            m_parts->proxy.listen(Arrived::Http, std::move(socket.socket), socket.address);
            break;
        case ListenerKind::Api:
            m_parts->proxy.listen(Arrived::Api, std::move(socket.socket), socket.address);
            break;
        case ListenerKind::PrivateApi:
            m_parts->proxy.listen(Arrived::PrivateApi, std::move(socket.socket), socket.address);
            break;
        case ListenerKind::Https:
            m_parts->proxy.listen(Arrived::Https, std::move(socket.socket), socket.address);
            break;
    }
    if (!taken)
        qCCritical(base::logRuntime, "worker %d could not take over %s", m_number,
                   socket.address.toString().c_str());
}

}  // namespace portolan::runtime
