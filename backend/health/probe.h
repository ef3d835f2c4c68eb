// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// One look at one target: connect (5 s, over TLS where the service says so), GET / with the service's name as
// Host, and wait for the head of an answer (10 s). Any HTTP response counts as alive, whatever its status,
// because it proves that an HTTP server is there. Of a service that clients reach without the proxy nobody
// knows what it speaks: there the connection alone counts, always plain. Made by ProbeScheduler on its
// worker, where it stays; it reports once and is then retired. It follows no redirect and reads no body.
// Source: RFC 9110 section 9.3.1.

#include "backend/base/clock.h"
#include "backend/base/ipaddress.h"
#include "backend/health/judge.h"
#include "backend/httpwire/parser.h"
#include "backend/net/engine.h"
#include "backend/snapshot/snapshot.h"
#include "backend/tls/clientcontexts.h"

#include <string>
#include <string_view>

namespace portolan::health {

struct ProbeLimits {
    base::Milliseconds connect{5000};
    base::Milliseconds answer{10000};  ///< from the connection to the whole response head
};

class Probe final : private net::StreamHandler {
  public:
    /// Who made it.
    class Owner {
      public:
        /// The last thing the probe does; called from the engine's loop. The owner retires the probe.
        virtual void onProbed(Probe& probe, const Finding& finding) = 0;

      protected:
        ~Owner() = default;
    };

    /// What all probes of a worker use.
    struct Means {
        net::Engine& engine;
        tls::ClientContexts& tls;
        const base::Clock& clock;
    };

    /// Begins at once. The means and the owner outlive the probe.
    Probe(const Means& means, const snapshot::Route& route, const snapshot::RouteTarget& target, Owner& owner,
          const ProbeLimits& limits);
    /// Cuts the connection if it still stands.
    ~Probe();
    Probe(const Probe&) = delete;
    Probe& operator=(const Probe&) = delete;

  private:
    void onConnected() override;
    void onBytes(std::string_view bytes) override;
    void onEnd() override;
    void onClosed(net::CloseReason reason) override;
    void onTimer();

    void finish(Finding::Kind kind, model::HealthCause cause);

    net::Engine& m_engine;
    const base::Clock& m_clock;
    Owner& m_owner;
    const ProbeLimits m_limits;
    const model::Delivery m_kind;
    std::string m_host;
    base::SteadyTime m_begun;
    net::StreamHandle m_stream;
    net::Timer m_timer;
    std::string m_received;
    httpwire::HeadScanner m_scanner;
    bool m_finished = false;
};

}  // namespace portolan::health
