// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A ProbeScheduler with everything it needs, turned by hand on the test's thread.

#include "backend/health/probescheduler.h"
#include "tests/unit/health/faketarget.h"

#include <QElapsedTimer>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace portolan::health {

using namespace std::chrono_literals;

inline constexpr const char* ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

class Bench {
  public:
    explicit Bench(base::Milliseconds interval = 20ms, base::Milliseconds timeout = 2000ms,
                   ProbePace pace = {5000, 64})
        : scheduler(
              {engine, contexts, clock}, publisher, states, reports,
              [this](ProbeScheduler::Snapshots::Value old) { retired.push_back(std::move(old)); }, pace) {
        checks.interval = interval;
        checks.timeout = timeout;
        checks.jitterPercent = 0;  // or a turn of an hour could come early by minutes
    }

    void route(const std::string& host, std::vector<snapshot::RouteTarget> routeTargets,
               model::Switch state = model::Switch::Enabled) {
        auto entry = std::make_shared<snapshot::Route>();
        entry->host = host;
        entry->targets = std::move(routeTargets);
        entry->state = state;
        entry->checks = checks;
        entry->policy = policy;
        m_next.routes.set(host, std::move(entry));
    }
    void remove(const std::string& host) { m_next.routes.remove(host); }
    /// Without the proxy from here on.
    void direct(const std::string& host, std::vector<snapshot::RouteTarget> routeTargets) {
        auto entry = std::make_shared<snapshot::Route>();
        entry->host = host;
        entry->targets = std::move(routeTargets);
        entry->delivery = model::Delivery::Direct;
        entry->checks = checks;
        m_next.routes.remove(host);
        m_next.direct.set(host, std::move(entry));
    }
    void removeDirect(const std::string& host) { m_next.direct.remove(host); }
    void publish() {
        ++m_next.generation;
        publisher.publish(std::make_shared<const snapshot::Snapshot>(m_next));
        scheduler.follow();
    }
    /// Turns the loop and the targets until `condition`; false after five seconds without it.
    [[nodiscard]] bool until(const std::function<bool()>& condition) {
        QElapsedTimer timer;
        timer.start();
        while (!condition()) {
            if (timer.elapsed() > 5000)
                return false;
            engine.turn(1ms);
            for (FakeTarget* target : targets)
                target->serve();
            for (const auto& report : reports.drain())
                told.push_back(report);
            for (const auto& finding : reports.drainFindings())
                found.push_back(finding);
        }
        return true;
    }
    [[nodiscard]] model::HealthState state(model::TargetId id) const { return states.of(id).state.load(); }
    [[nodiscard]] model::HealthCause cause(model::TargetId id) const { return states.of(id).cause.load(); }

    net::Engine engine;
    tls::ClientContexts contexts{engine, nullptr};
    base::RealClock clock;
    base::Publisher<snapshot::Snapshot> publisher;
    live::TargetStates states;
    live::ReportQueue reports{[] {}};
    std::vector<ProbeScheduler::Snapshots::Value> retired;
    std::vector<live::HealthReport> told;
    std::vector<live::FindingReport> found;
    model::HealthPolicy checks;   ///< of the routes that come
    model::ProxyPolicy policy{};  ///< likewise
    std::vector<FakeTarget*> targets;
    ProbeScheduler scheduler;

  private:
    snapshot::Snapshot m_next;
};

inline constexpr model::TargetId one{1};
inline constexpr model::TargetId two{2};

}  // namespace portolan::health
