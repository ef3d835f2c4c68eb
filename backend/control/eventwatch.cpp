// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/control/eventwatch.h"

#include <atomic>

namespace portolan::control {

namespace {

constexpr std::size_t eventsPerTurn = 256;

}  // namespace

struct EventWatch::State {
    live::EventLog& events;
    base::Executor& executor;
    api::EventHandlers handlers;
    std::uint64_t next;
    std::atomic<bool> isPosted{false};

    /// Any thread. Only one delivery is on its way at a time.
    static void post(const std::weak_ptr<State>& weak) {
        const auto state = weak.lock();
        if (!state || state->isPosted.exchange(true))
            return;
        state->executor.post([weak] {
            if (const auto alive = weak.lock())
                deliver(alive);
        });
    }
};

EventWatch::EventWatch(live::EventLog& events, base::Executor& executor, std::uint64_t lastEventId,
                       api::EventHandlers handlers) {
    const std::uint64_t next = lastEventId == 0 ? events.nextId() : lastEventId + 1;
    m_state.reset(new State{events, executor, std::move(handlers), next});
    const std::weak_ptr<State> weak = m_state;
    m_wakeUps = events.onAppend([weak] { State::post(weak); });
    State::post(weak);
}

void EventWatch::deliver(const std::shared_ptr<State>& state) {
    state->isPosted = false;
    const std::weak_ptr<State> weak = state;
    const auto events = state->events.read(state->next, eventsPerTurn);
    if (!events) {
        state->next = state->events.nextId();
        if (state->handlers.missed)
            state->handlers.missed();
        return;
    }
    state->next += events->size();
    const auto isWatching = [&state] { return state.use_count() > 1; };  // a handler may end the subscription
    for (const auto& event : *events)
        if (state->handlers.event && isWatching())
            state->handlers.event({event->id, event->type, event->data});
    if (events->size() == eventsPerTurn)
        State::post(weak);
}

}  // namespace portolan::control
