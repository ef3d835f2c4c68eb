// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Receivers of webhooks under a test's hand: what was posted is written down, and answered when the test says
// so. One thread.

#include "backend/notices/poster.h"

#include <deque>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace portolan::control {

/// Keeps what is posted until the test answers it.
class HeldPoster final : public notices::Poster {
  public:
    void post(notices::Post post, std::function<void(notices::PostOutcome)> done) override {
        posts.push_back(std::move(post));
        m_waiting.push_back(std::move(done));
    }
    /// The oldest that waits.
    void answer(int status, std::string text = {}) {
        const auto done = std::move(m_waiting.front());
        m_waiting.pop_front();
        notices::PostOutcome outcome;
        outcome.status = status;
        outcome.answer = std::move(text);
        done(outcome);
    }
    void forgetAll() { m_waiting.clear(); }

    std::vector<notices::Post> posts;

  private:
    std::deque<std::function<void(notices::PostOutcome)>> m_waiting;
};

}  // namespace portolan::control
