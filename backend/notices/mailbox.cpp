// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/notices/mailbox.h"

#include <algorithm>

namespace portolan::notices {

namespace {

constexpr int requestTimeout = 408;
constexpr int gone = 410;
constexpr int tooManyRequests = 429;

bool isSuccess(int status) {
    return status >= 200 && status < 300;
}

bool mayPass(int status) {
    return status == 0 || status == requestTimeout || status == tooManyRequests || status >= 500;
}

base::Milliseconds spreadOut(base::Seconds wait, double spread) {
    return std::chrono::duration_cast<base::Milliseconds>(wait * (0.8 + 0.4 * spread));
}

}  // namespace

std::optional<base::Error> errorOf(const PostOutcome& outcome) {
    if (outcome.error)
        return outcome.error;
    if (isSuccess(outcome.status))
        return std::nullopt;
    const std::string status = std::to_string(outcome.status);
    if (outcome.status == gone)
        return base::Error{"webhook.gone",
                           "The receiver answered 410: it wants no notices any more. The webhook was "
                           "switched off.",
                           "",
                           {{"status", status}}};
    if (outcome.status >= 300 && outcome.status < 400)
        return base::Error{"webhook.redirected",
                           "The receiver answered " + status +
                               ", a redirect, which is not followed; write where it leads into the URL.",
                           "",
                           {{"status", status}}};
    return base::Error{"webhook.status", "The receiver answered " + status + ".", "", {{"status", status}}};
}

void Mailbox::put(Delivery delivery) {
    if (m_queue.size() >= mostPending) {
        m_queue.erase(m_queue.begin() + (m_isTrying ? 1 : 0));
        ++m_state.lost;
        if (!m_isTrying)
            m_attempts = 0;
    }
    m_queue.push_back(std::move(delivery));
}

std::optional<base::SteadyTime> Mailbox::dueAt() const {
    if (m_queue.empty() || m_isTrying)
        return std::nullopt;
    return m_attempts == 0 ? base::SteadyTime() : m_dueAt;
}

const Delivery& Mailbox::begin(base::SystemTime now) {
    m_isTrying = true;
    ++m_attempts;
    m_state.lastAttempt = std::chrono::floor<base::Milliseconds>(now);
    return m_queue.front();
}

Mailbox::Outcome Mailbox::finish(const PostOutcome& result, const base::Clock& clock, base::Seconds firstWait,
                                 double spread) {
    m_isTrying = false;
    m_state.lastStatus = result.status;
    m_state.lastError = errorOf(result);
    if (std::exchange(m_isDropped, false)) {
        m_attempts = 0;
        return m_state.lastError ? Outcome::GivenUp : Outcome::Delivered;
    }
    if (!m_state.lastError) {
        ++m_state.delivered;
        m_queue.pop_front();
        m_attempts = 0;
        return Outcome::Delivered;
    }
    if (result.status == gone) {
        m_state.lost += m_queue.size();
        clear();
        return Outcome::Gone;
    }
    if (!mayPass(result.status) || m_attempts > waits.size()) {
        giveUp();
        return Outcome::GivenUp;
    }
    base::Milliseconds wait = spreadOut(firstWait * waits[m_attempts - 1], spread);
    if (result.retryAfter)
        wait = std::max<base::Milliseconds>(wait, std::min(*result.retryAfter, longestWait));
    m_dueAt = clock.steadyNow() + wait;
    return Outcome::Later;
}

void Mailbox::giveUp() {
    ++m_state.lost;
    m_queue.pop_front();
    m_attempts = 0;
}

void Mailbox::clear() {
    m_isDropped = m_isTrying;
    m_queue.clear();
    m_attempts = 0;
}

MailboxState Mailbox::state(const base::Clock& clock) const {
    MailboxState state = m_state;
    state.pending = m_queue.size();
    if (!m_queue.empty() && !m_isTrying && m_attempts > 0)
        state.nextAttempt = std::chrono::floor<base::Milliseconds>(
            clock.systemNow() +
            std::chrono::duration_cast<base::SystemTime::duration>(m_dueAt - clock.steadyNow()));
    return state;
}

}  // namespace portolan::notices
