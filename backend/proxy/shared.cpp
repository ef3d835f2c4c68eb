// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/proxy/shared.h"

#include "backend/proxy/forward.h"
#include "backend/proxy/pages.h"

#include <utility>

namespace portolan::proxy {

namespace {

static_assert(static_cast<std::size_t>(tls::HandshakeFailure::Count) <= live::HandshakePlaces::failures);

void count(const tls::HandshakeReport& report, live::HandshakeCounters& counters) {
    if (report.failure)
        counters.failed[static_cast<std::size_t>(*report.failure)].add();
    else
        counters.done[static_cast<std::size_t>(report.version)][report.resumed ? 1 : 0].add();
}

}  // namespace

Shared::Shared(net::Engine& engineOfWorker, tls::ClientContexts& tlsOfWorker,
               live::WorkerCounters& countersOfWorker, Balancer::Means balancing,
               const base::Clock& clockOfProgram, TimeLimits timeLimits, SessionOwner& sessionOwner,
               Router routerOfWorker, std::string pseudonym, tls::TicketKeys& tickets)
    : engine(engineOfWorker),
      tls(tlsOfWorker),
      counters(countersOfWorker),
      targets(balancing.states),
      clock(clockOfProgram),
      limits(timeLimits),
      owner(sessionOwner),
      router(std::move(routerOfWorker)),
      clientTls({.engine = engineOfWorker,
                 .tickets = tickets,
                 .certificateOf = [this](std::string_view name) { return router.certificateFor(name); },
                 .tell = [this](const tls::HandshakeReport& report) { count(report, counters.handshakes); },
                 .answerToPlaintext = renderFarewell(FailureReason::PlainOverTls)}),
      balancer(std::move(balancing)),
      waiting(engineOfWorker),
      pool(engineOfWorker, timeLimits.pool),
      date(clockOfProgram),
      access(engineOfWorker, countersOfWorker),
      via(std::move(pseudonym)) {
    chunks.reserve(64);
    parts.reserve(64);
}

Shared::~Shared() = default;

void Shared::keepForward(std::unique_ptr<Forward> forward) {
    forward->giveBack();
    if (spareForwards.size() < mostSpareForwards)
        spareForwards.push_back(std::move(forward));
    else
        engine.retire(std::move(forward));
}

}  // namespace portolan::proxy
