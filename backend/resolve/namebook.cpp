// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/resolve/namebook.h"

#include <algorithm>

namespace portolan::resolve {

namespace {

// A timer that comes late may catch up with this much.
constexpr base::Milliseconds mostCatchUp{100};

bool sameAddresses(std::vector<base::IpAddress> a, std::vector<base::IpAddress> b) {
    std::sort(a.begin(), a.end());
    std::sort(b.begin(), b.end());
    return a == b;
}

}  // namespace

NameBook::Entries::iterator NameBook::add(const model::HostName& name) {
    const auto [entry, isNew] = m_entries.try_emplace(name);
    if (isNew) {
        ++m_guests;
        entry->second.state.since = m_clock.systemNow();
        m_due.emplace(entry->second.dueAt, name);
    }
    return entry;
}

void NameBook::hold(const model::HostName& name) {
    if (add(name)->second.holders++ == 0)
        --m_guests;
}

void NameBook::release(const model::HostName& name) {
    const auto entry = m_entries.find(name);
    if (entry == m_entries.end() || entry->second.holders == 0)
        return;
    if (--entry->second.holders > 0)
        return;
    ++m_guests;
    if (m_guests > mostGuests && !entry->second.isUnderWay)
        erase(entry);
}

bool NameBook::visit(const model::HostName& name) {
    if (m_guests >= mostGuests && m_entries.find(name) == m_entries.end())
        return false;
    add(name);
    return true;
}

void NameBook::hurry(const model::HostName& name) {
    const auto entry = m_entries.find(name);
    if (entry == m_entries.end() || entry->second.isUnderWay)
        return;
    // One that nobody holds would be forgotten when it is due, unless it counts as new.
    const base::SteadyTime soon = entry->second.holders == 0 ? atOnce : m_clock.steadyNow();
    schedule(entry, std::min(entry->second.dueAt, soon));
}

void NameBook::schedule(Entries::iterator entry, base::SteadyTime at) {
    if (!entry->second.isUnderWay)
        m_due.erase({entry->second.dueAt, entry->first});
    entry->second.isUnderWay = false;
    entry->second.dueAt = at;
    m_due.emplace(at, entry->first);
}

/// Of an entry that nobody holds.
void NameBook::erase(Entries::iterator entry) {
    m_due.erase({entry->second.dueAt, entry->first});
    --m_guests;
    m_entries.erase(entry);
}

std::vector<model::HostName> NameBook::takeDue() {
    const base::SteadyTime now = m_clock.steadyNow();
    std::vector<model::HostName> taken;
    while (m_underWay < mostUnderWay && !m_due.empty() && m_due.begin()->first <= now) {
        const auto entry = m_entries.find(m_due.begin()->second);
        const bool isKnown = entry->second.dueAt != atOnce;
        if (isKnown && entry->second.holders == 0) {
            erase(entry);
            continue;
        }
        if (isKnown && now < m_nextKnown)
            break;
        if (isKnown)
            m_nextKnown = std::max(m_nextKnown, now - mostCatchUp) + spacing;
        m_due.erase(m_due.begin());
        entry->second.isUnderWay = true;
        ++m_underWay;
        taken.push_back(entry->first);
    }
    return taken;
}

std::optional<base::SteadyTime> NameBook::nextDue() const {
    if (m_due.empty() || m_underWay >= mostUnderWay)
        return std::nullopt;
    const base::SteadyTime first = m_due.begin()->first;
    return first == atOnce ? first : std::max(first, m_nextKnown);
}

NameBook::News NameBook::enter(const model::HostName& name, const LookupAnswer& answer) {
    const auto entry = m_entries.find(name);
    if (entry == m_entries.end() || !entry->second.isUnderWay)
        return News::None;
    --m_underWay;
    NameState& state = entry->second.state;
    const NameState before = state;
    if (answer.outcome == LookupOutcome::Found) {
        entry->second.failures = 0;
        noteFound(state, answer);
    } else {
        ++entry->second.failures;
        if (state.outcome != answer.outcome)
            state.since = m_clock.systemNow();
        state.outcome = answer.outcome;
    }
    schedule(entry, m_clock.steadyNow() + untilNext(entry->second));
    return state == before ? News::None : News::Changed;
}

void NameBook::noteFound(NameState& state, const LookupAnswer& answer) const {
    // Many servers turn the order with each answer; that alone is no news.
    const bool isNews =
        state.outcome != LookupOutcome::Found || !sameAddresses(state.addresses, answer.addresses);
    state.ttl = answer.ttl;
    state.outcome = LookupOutcome::Found;
    if (!isNews)
        return;
    state.since = m_clock.systemNow();
    state.addresses = answer.addresses;
}

base::Milliseconds NameBook::untilNext(const Entry& entry) {
    base::Milliseconds time = std::clamp(entry.state.ttl, shortestUse, longestUse);
    if (entry.failures > 0) {
        constexpr std::size_t mostDoublings = 6;
        const auto doublings = std::min(entry.failures - 1, mostDoublings);
        time = std::min<base::Milliseconds>(firstRetry * (1 << doublings), lastRetry);
    }
    std::uniform_real_distribution<double> jitter(0.9, 1.0);
    return std::chrono::duration_cast<base::Milliseconds>(time * jitter(m_random));
}

const NameState* NameBook::find(const model::HostName& name) const {
    const auto entry = m_entries.find(name);
    return entry == m_entries.end() ? nullptr : &entry->second.state;
}

}  // namespace portolan::resolve
