// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/proxy/shared.h"

#include "backend/proxy/forward.h"

#include <utility>

namespace portolan::proxy {

Shared::Shared(net::Engine& engineOfWorker, tls::ClientContexts& tlsOfWorker,
               live::WorkerCounters& countersOfWorker, const live::TargetStates& states,
               const base::Clock& clockOfProgram, TimeLimits timeLimits, SessionOwner& sessionOwner,
               Router routerOfWorker, std::string pseudonym)
    : engine(engineOfWorker),
      tls(tlsOfWorker),
      counters(countersOfWorker),
      targets(states),
      clock(clockOfProgram),
      limits(timeLimits),
      owner(sessionOwner),
      router(std::move(routerOfWorker)),
      balancer(states),
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
