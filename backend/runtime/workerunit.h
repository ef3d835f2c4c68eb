// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// One worker with everything that lives on it: its DNS, its proxy with the handlers for Portolan's own names,
// and, on the first worker, the probes. Made, told to drain and stopped by WorkerSet on the control side;
// what it holds is made and destroyed on the worker's own thread.

#include "backend/base/clock.h"
#include "backend/base/executor.h"
#include "backend/base/publisher.h"
#include "backend/dns/guard.h"
#include "backend/dns/server.h"
#include "backend/edge/localhandlers.h"
#include "backend/health/probescheduler.h"
#include "backend/live/counters.h"
#include "backend/live/eventlog.h"
#include "backend/live/reportqueue.h"
#include "backend/live/targetstates.h"
#include "backend/net/connectiongate.h"
#include "backend/net/worker.h"
#include "backend/proxy/server.h"
#include "backend/proxy/via.h"
#include "backend/runtime/listeners.h"
#include "backend/snapshot/snapshot.h"
#include "backend/tls/clientcontexts.h"
#include "backend/tls/ticketkeys.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace portolan::runtime {

/// What all workers share; outlives them.
struct SharedByWorkers {
    const base::Clock& clock;
    const base::Publisher<snapshot::Snapshot>& snapshots;
    live::TargetStates& targets;
    live::Counters& counters;
    live::EventLog& events;
    live::ReportQueue& reports;
    edge::PairSink& sink;  ///< where requests for the API go
    /// Any thread: frees a snapshot on the control thread.
    std::function<void(std::shared_ptr<const snapshot::Snapshot>)> retire;
    std::string pseudonym = proxy::Via::newPseudonym();  ///< of this program, in Via fields
    std::shared_ptr<net::ConnectionGate> gate = std::make_shared<net::ConnectionGate>();
    std::shared_ptr<tls::TicketKeys> tickets = std::make_shared<tls::TicketKeys>(clock);
    std::shared_ptr<dns::Defences> defences = std::make_shared<dns::Defences>();
    std::string stickyKey{};  ///< of the proxy's sticky cookies
};

/// One socket of one listener, on its way to a worker.
struct WorkerSocket {
    ListenerKind kind = ListenerKind::Http;
    base::SocketAddress address;
    net::FileDescriptor socket;
};

class WorkerUnit {
  public:
    enum class Probing : unsigned char { Off, On };

    /// Starts the thread, which serves nothing yet.
    WorkerUnit(int number, Probing probing, const SharedByWorkers& shared);
    /// Cuts what is left and ends the thread.
    ~WorkerUnit();
    WorkerUnit(const WorkerUnit&) = delete;
    WorkerUnit& operator=(const WorkerUnit&) = delete;

    /// Begins to serve. `ownListeners` are those of the whole program.
    void serve(std::vector<WorkerSocket> sockets, const std::vector<base::SocketAddress>& ownListeners);
    /// Serves one more socket, or no longer one that it has. All three return at once and take effect in
    /// order.
    void listen(WorkerSocket socket);
    void unlisten(ListenerKind kind, const base::SocketAddress& address);
    void setOwnListeners(std::vector<base::SocketAddress> ownListeners);
    /// Something was published: lets probes and proxy know. Returns at once.
    void follow();
    /// Has the probes, which are on the first worker, look at these targets at once. Returns at once.
    void check(std::vector<model::TargetId> targets);
    /// Takes out what this worker has counted for a service; `control` frees it. Returns at once.
    void forgetService(model::ServiceId id, base::Executor& control);
    /// Stops listening, probing and event streams, lets running exchanges finish within `grace`; then calls
    /// `done` on the worker's thread.
    void drain(base::Milliseconds grace, std::function<void()> done);

  private:
    struct Parts;

    void take(WorkerSocket socket);

    const int m_number;
    const Probing m_probing;
    const SharedByWorkers& m_shared;
    net::Worker m_worker;
    // Used on the worker's thread only.
    std::unique_ptr<Parts> m_parts;
    bool m_draining = false;
};

}  // namespace portolan::runtime
