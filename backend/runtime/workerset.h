// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// All workers, as control/ and Runtime see them: the published snapshot, what the workers measure, what they
// listen on. Made and used on the control thread, and destroyed there after the last publish(); drain() may
// be called from any thread.

#include "backend/accesslog/accesslog.h"
#include "backend/base/executor.h"
#include "backend/control/dataplane.h"
#include "backend/runtime/listenerkeeper.h"
#include "backend/runtime/listeners.h"
#include "backend/runtime/workerunit.h"

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace portolan::runtime {

class WorkerSet final : public control::DataPlane, public ListenerHost {
  public:
    /// Starts the threads. `control` frees replaced snapshots; `events`, `reports` and `sink` are what the
    /// workers read from and post to. All outlive the set. `connections` bounds the proxy's, `dns` the
    /// clients of DNS.
    WorkerSet(std::vector<OpenListener> listeners, std::size_t workers, const base::Clock& clock,
              base::Executor& control, live::EventLog& events, live::ReportQueue& reports,
              edge::PairSink& sink, net::ConnectionGate::Limits connections, const dns::Limits& dns);
    ~WorkerSet() override;

    /// Before serve(): what the workers do is also written to `log`, which outlives the set.
    void logTo(accesslog::AccessLog& log);
    /// Before serve(): what sticky cookies are signed with.
    void signWith(std::string stickyKey) { m_shared.stickyKey = std::move(stickyKey); }
    /// Hands the sockets to the workers. Something must have been published.
    void serve();
    /// Stops listening everywhere; `done` is called once, on some worker's thread, when no exchange is left
    /// or `grace` is over.
    void drain(base::Milliseconds grace, const std::function<void()>& done);

    void publish(std::shared_ptr<const snapshot::Snapshot> snapshot) override;
    [[nodiscard]] std::vector<api::ListenerView> listeners() const override;
    [[nodiscard]] std::vector<base::IpAddress> ownAddresses() const override;
    [[nodiscard]] live::CounterTotals totals() const override { return m_counters.totals(); }
    [[nodiscard]] const live::Counters& counters() const override { return m_counters; }
    [[nodiscard]] control::FailureCodes failureCodes() const override { return proxy::failureCodes(); }
    [[nodiscard]] control::FailureCodes handshakeFailures() const override {
        return tls::handshakeFailureWords();
    }
    [[nodiscard]] std::uint64_t accessLogLost() const override { return m_log ? m_log->lost() : 0; }
    void check(std::vector<model::TargetId> targets) override;
    void forgetService(model::ServiceId id) override;

    [[nodiscard]] const std::vector<OpenListener>& entries() const override { return m_listeners; }
    void openListener(OpenListener listener) override;
    void closeListener(const WantedListener& wanted) override;

  private:
    [[nodiscard]] std::vector<base::SocketAddress> ownListeners() const;
    void tellOwnListeners();

    const base::Clock& m_clock;
    base::Executor& m_control;
    const accesslog::AccessLog* m_log = nullptr;
    base::Publisher<snapshot::Snapshot> m_snapshots;
    live::TargetStates m_targets;
    live::Counters m_counters;
    SharedByWorkers m_shared;
    std::vector<OpenListener> m_listeners;             ///< their sockets are gone once they are served
    mutable std::vector<base::IpAddress> m_addresses;  ///< as of m_addressesAt
    mutable base::SteadyTime m_addressesAt{};
    std::vector<std::unique_ptr<WorkerUnit>> m_units;  ///< last: they use all of the above
};

}  // namespace portolan::runtime
