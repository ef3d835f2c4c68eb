// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// One look at one target, as the policy of its service says: a connection (at most 5 s, over TLS where the
// service is spoken to by https), and unless that is enough a request with the Host and the fields that the
// proxy would send, and the head of an answer. Any HTTP response counts as alive, whatever its status,
// because it proves that an HTTP server is there; a policy may want a certain status, or a text in the first
// 64 KiB of the body. Of a service that clients reach without the proxy nobody knows what it speaks: unless
// its policy says so, the connection alone counts there. Made by ProbeScheduler on its worker, where it
// stays; it reports once and is then retired. It follows no redirect. Source: RFC 9110 sections 7.2, 9.3.1
// and 9.3.2, RFC 9112 sections 6 and 7.1.

#include "backend/base/clock.h"
#include "backend/base/ipaddress.h"
#include "backend/health/judge.h"
#include "backend/httpwire/chunked.h"
#include "backend/httpwire/parser.h"
#include "backend/net/engine.h"
#include "backend/snapshot/snapshot.h"
#include "backend/tls/clientcontexts.h"

#include <memory>
#include <string>
#include <string_view>

namespace portolan::health {

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

    static constexpr base::Milliseconds longestConnect{5000};

    /// Begins at once. The means and the owner outlive the probe.
    Probe(const Means& means, std::shared_ptr<const snapshot::Route> route,
          const snapshot::RouteTarget& target, Owner& owner);
    /// Cuts the connection if it still stands.
    ~Probe();
    Probe(const Probe&) = delete;
    Probe& operator=(const Probe&) = delete;

    /// What a probe of this service does: never Auto.
    [[nodiscard]] static model::ProbeKind kindFor(const snapshot::Route& route);

  private:
    void onConnected() override;
    void onBytes(std::string_view bytes) override;
    void onEnd() override;
    void onClosed(net::CloseReason reason) override;
    void onTimer();

    [[nodiscard]] const model::HealthPolicy& policy() const { return m_route->checks; }
    [[nodiscard]] net::StreamHandle connect(const Means& means, const snapshot::RouteTarget& target);
    void readHead();
    void takeStatus(const httpwire::ResponseHead& head);
    void readBody(std::string_view bytes);
    void search(std::string_view payload);

    void finish(Finding::Kind kind, model::HealthCause cause, std::uint32_t detail = 0);

    net::Engine& m_engine;
    const base::Clock& m_clock;
    Owner& m_owner;
    const std::shared_ptr<const snapshot::Route> m_route;
    const std::string m_host;  ///< that the target is asked for
    base::SteadyTime m_begun;
    net::StreamHandle m_stream;
    net::Timer m_timer;
    std::string m_received;  ///< the head, then what of the body may still hold the text
    httpwire::HeadScanner m_scanner;
    httpwire::ChunkedDecoder m_chunks;
    httpwire::Framing m_framing = httpwire::Framing::None;
    std::size_t m_searched = 0;  ///< bytes of the body
    std::uint64_t m_length = 0;  ///< of the body, with Framing::Length
    bool m_hasHead = false;
    bool m_finished = false;
};

}  // namespace portolan::health
