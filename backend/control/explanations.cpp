// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/control/explanations.h"

#include "backend/control/changequeue.h"

#include <utility>

namespace portolan::control {

Explanations::~Explanations() {
    m_stop.raise();
    auto runs = std::exchange(m_runs, {});
    for (auto& [number, run] : runs)
        run.reply(cancelledError());
    for (auto& [number, run] : runs)
        run.thread.join();
}

void Explanations::begin(explain::Question question, api::Reply<api::Report> reply) {
    if (m_runs.size() >= mostAtOnce) {
        reply(base::Error{"explain.busy",
                          "Other names are being explained at the moment; ask again in a few seconds.",
                          "",
                          {}});
        return;
    }
    const std::uint64_t number = m_next++;
    Run& run = m_runs[number];
    run.reply = std::move(reply);
    // What the thread gives back holds the question, so that its snapshot is freed here.
    run.thread = std::thread([this, number, alive = std::weak_ptr<bool>(m_alive),
                              patience = explain::Patience(std::chrono::steady_clock::now() + limit, m_stop),
                              held = std::make_shared<explain::Question>(std::move(question))]() mutable {
        api::Explanation explanation = explain::explain(*held, m_resolver, patience);
        m_executor.post([this, number, alive = std::move(alive), held = std::move(held),
                         explanation = std::move(explanation)]() mutable {
            if (!alive.expired())
                finish(number, std::move(explanation));
        });
    });
}

void Explanations::finish(std::uint64_t number, api::Explanation explanation) {
    const auto at = m_runs.find(number);
    Run run = std::move(at->second);
    m_runs.erase(at);
    run.thread.join();
    run.reply(api::Report(std::move(explanation)));
}

}  // namespace portolan::control
