// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What the sessions and exchanges of one worker have in common: the router, the pool, the counters, and the
// buffers that a callback uses from its beginning to its end and never beyond. Owned by Server; one thread,
// the worker's.

#include "backend/base/clock.h"
#include "backend/httpwire/head.h"
#include "backend/httpwire/parser.h"
#include "backend/httpwire/writer.h"
#include "backend/live/counters.h"
#include "backend/live/targetstates.h"
#include "backend/net/engine.h"
#include "backend/proxy/accessrecord.h"
#include "backend/proxy/balancer.h"
#include "backend/proxy/bodywriter.h"
#include "backend/proxy/datefield.h"
#include "backend/proxy/forwarding.h"
#include "backend/proxy/httpsredirect.h"
#include "backend/proxy/localhandler.h"
#include "backend/proxy/router.h"
#include "backend/proxy/upstreampool.h"
#include "backend/proxy/via.h"
#include "backend/proxy/waitingroom.h"
#include "backend/tls/clientcontexts.h"
#include "backend/tls/servercontexts.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::proxy {

class Forward;
class Session;
class Tunnel;

/// Limits that are the same for every connection; those of a route stand in the route.
struct TimeLimits {
    base::Milliseconds handshake{10'000};     ///< of TLS, with a client
    base::Milliseconds head{10'000};          ///< from the first byte of a head to its last
    base::Milliseconds idle{75'000};          ///< between requests
    base::Milliseconds bodySilence{600'000};  ///< without any byte of a body that is still expected
    base::Milliseconds stall{300'000};        ///< without a reader's taking any of what waits for it
    /// How long after its last byte a client may end its side and still be taken to wait for the answer
    /// (docs/adr/0007-half-close.md).
    base::Milliseconds halfClose{50};
    base::Milliseconds halfCloseAnswering{2};  ///< the same once its answer has begun
    /// How often a request that waits for its answer and may go elsewhere looks whether its target is lost.
    base::Milliseconds lookAtTarget{1000};
    UpstreamPool::Limits pool{};
};

/// Where sessions and tunnels live and where they go when they end.
class SessionOwner {
  public:
    virtual void onSessionEnded(Session& session) = 0;
    virtual void onTunnelStarted(std::unique_ptr<Tunnel> tunnel) = 0;
    virtual void onTunnelEnded(Tunnel& tunnel) = 0;
    /// Whether this worker is being emptied: no connection is kept for another request then.
    [[nodiscard]] virtual bool isDraining() const = 0;
    /// Whether a target may be at `address`: not at this machine's innards, and not at our own listeners.
    [[nodiscard]] virtual bool mayConnect(const base::SocketAddress& address) const = 0;

  protected:
    ~SessionOwner() = default;
};

struct Shared {
    Shared(net::Engine& engineOfWorker, tls::ClientContexts& tlsOfWorker,
           live::WorkerCounters& countersOfWorker, Balancer::Means balancing,
           const base::Clock& clockOfProgram, TimeLimits timeLimits, SessionOwner& sessionOwner,
           Router routerOfWorker, std::string pseudonym, tls::TicketKeys& tickets);
    ~Shared();

    net::Engine& engine;
    tls::ClientContexts& tls;
    live::WorkerCounters& counters;
    live::TargetStates& targets;
    const base::Clock& clock;
    const TimeLimits limits;
    const httpwire::Limits headLimits{};
    SessionOwner& owner;
    Router router;
    tls::ServerContexts clientTls;  ///< for those who come by https
    Balancer balancer;
    WaitingRoom waiting;
    UpstreamPool pool;
    DateField date;
    AccessRecords access;
    ForwardedFieldsCache forwarded;
    const Via via;
    HttpsRedirect toHttps{router};
    LocalHandler* api = nullptr;
    LocalHandler* landing = nullptr;

    // For the length of one callback.
    httpwire::RequestHead request;
    httpwire::ResponseHead response;
    httpwire::HeadWriter writer;
    ChunkList chunks;
    std::vector<std::string_view> parts;

    /// Takes back an exchange that is over; it may still be on the stack.
    void keepForward(std::unique_ptr<Forward> forward);

    /// Exchanges that wait for their next use, so that a request allocates none. At most mostSpareForwards.
    std::vector<std::unique_ptr<Forward>> spareForwards;
    static constexpr std::size_t mostSpareForwards = 256;
};

}  // namespace portolan::proxy
