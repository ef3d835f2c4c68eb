// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Explanations that are under way, each on a thread of its own, since they wait for sockets: so many at once
// and no more, each with a limit. What is waiting at its destruction is answered with call.cancelled, and its
// threads are told to stop and waited for, which takes milliseconds. Control thread.

#include "backend/api/administration.h"
#include "backend/base/executor.h"
#include "backend/explain/explain.h"

#include <cstdint>
#include <map>
#include <memory>
#include <thread>

namespace portolan::control {

class Explanations {
  public:
    static constexpr std::size_t mostAtOnce = 4;
    /// Of a whole explanation; shorter than callers wait (client::Timings).
    static constexpr base::Milliseconds limit{10'000};

    /// `executor` outlives it.
    explicit Explanations(base::Executor& executor, explain::ResolverPlace resolver = {})
        : m_executor(executor), m_resolver(std::move(resolver)) {}
    ~Explanations();
    Explanations(const Explanations&) = delete;
    Explanations& operator=(const Explanations&) = delete;

    /// Errors: explain.busy.
    void begin(explain::Question question, api::Reply<api::Report> reply);

  private:
    struct Run {
        api::Reply<api::Report> reply;
        std::thread thread;
    };

    void finish(std::uint64_t number, api::Explanation explanation);

    base::Executor& m_executor;
    const explain::ResolverPlace m_resolver;
    explain::StopSignal m_stop;
    std::map<std::uint64_t, Run> m_runs;
    std::uint64_t m_next = 0;
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
};

}  // namespace portolan::control
