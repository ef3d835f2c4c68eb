// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/notices/watchlist.h"

namespace portolan::notices {

template <class Key, class Subject>
void Watchlist<Key, Subject>::enter(const Key& key, const Subject& subject, Level level) {
    const auto at = m_watches.find(key);
    if (at == m_watches.end()) {
        begin(key, subject, level);
        return;
    }
    at->second.subject = subject;
    if (at->second.level != level)
        change(key, at->second, level);
    settle(key);
}

template <class Key, class Subject>
void Watchlist<Key, Subject>::begin(const Key& key, const Subject& subject, Level level) {
    if (level == Level::Good) {
        m_calm.insert(key);
        return;
    }
    const bool wasGood = m_calm.erase(key) > 0;
    Watch& watch = m_watches[key];
    watch.subject = subject;
    watch.level = level;
    watch.changes = 1;
    schedule(key, watch, m_clock.steadyNow() + (wasGood ? base::Seconds(0) : m_firstGrace));
}

/// Most things are well and have nothing to tell: they take no more room than their keys.
template <class Key, class Subject>
void Watchlist<Key, Subject>::settle(const Key& key) {
    const auto at = m_watches.find(key);
    const Watch& watch = at->second;
    if (watch.level == Level::Bad || watch.told == Level::Bad || watch.changes > 0 || isQuiet(watch))
        return;
    m_watches.erase(at);
    m_calm.insert(key);
}

template <class Key, class Subject>
void Watchlist<Key, Subject>::change(const Key& key, Watch& watch, Level level) {
    watch.level = level;
    ++watch.changes;
    const bool waitsForQuietEnd = watch.quietUntil && watch.dueAt == watch.quietUntil;
    if (waitsForQuietEnd)
        return;
    if (isQuiet(watch)) {
        const bool isEndOfTold = watch.told == Level::Bad && watch.changes == 1;
        schedule(key, watch, isEndOfTold ? m_clock.steadyNow() : *watch.quietUntil);
    } else if (level == watch.told) {
        watch.changes = 0;
        schedule(key, watch, std::nullopt);
    } else {
        schedule(key, watch, m_clock.steadyNow());
    }
}

template <class Key, class Subject>
void Watchlist<Key, Subject>::schedule(const Key& key, Watch& watch, std::optional<base::SteadyTime> at) {
    if (watch.dueAt)
        m_due.erase({*watch.dueAt, key});
    watch.dueAt = at;
    if (at)
        m_due.insert({*at, key});
}

template <class Key, class Subject>
void Watchlist<Key, Subject>::forget(const Key& key) {
    m_calm.erase(key);
    const auto at = m_watches.find(key);
    if (at == m_watches.end())
        return;
    schedule(key, at->second, std::nullopt);
    m_watches.erase(at);
}

template <class Key, class Subject>
const Subject* Watchlist<Key, Subject>::find(const Key& key) const {
    const auto at = m_watches.find(key);
    return at == m_watches.end() ? nullptr : &at->second.subject;
}

template <class Key, class Subject>
std::vector<std::pair<Key, Subject>> Watchlist<Key, Subject>::watched() const {
    std::vector<std::pair<Key, Subject>> all;
    for (const auto& [key, watch] : m_watches)
        all.emplace_back(key, watch.subject);
    return all;
}

template <class Key, class Subject>
std::optional<base::SteadyTime> Watchlist<Key, Subject>::nextDue() const {
    return m_due.empty() ? std::nullopt : std::optional(m_due.begin()->first);
}

template <class Key, class Subject>
std::vector<typename Watchlist<Key, Subject>::Tale> Watchlist<Key, Subject>::take(base::Seconds coolDown) {
    std::vector<Tale> tales;
    while (!m_due.empty() && m_due.begin()->first <= m_clock.steadyNow()) {
        const Key key = m_due.begin()->second;
        tales.push_back(tell(key, m_watches.at(key), coolDown));
        settle(key);
    }
    return tales;
}

template <class Key, class Subject>
typename Watchlist<Key, Subject>::Tale Watchlist<Key, Subject>::tell(const Key& key, Watch& watch,
                                                                     base::Seconds coolDown) {
    Tale tale{watch.subject, watch.level, watch.changes / 2};
    const bool wasHeld = watch.changes > 1;
    if (watch.level == Level::Bad || wasHeld)
        watch.quietUntil = m_clock.steadyNow() + coolDown;
    watch.told = watch.level;
    watch.changes = 0;
    schedule(key, watch, std::nullopt);
    return tale;
}

template <class Key, class Subject>
void Watchlist<Key, Subject>::restoreBad(const Key& key, const Subject& asTold, const Subject& recovered) {
    const bool wasSeenGood = m_calm.erase(key) > 0;
    const auto [at, isNew] = m_watches.try_emplace(key);
    Watch& watch = at->second;
    watch.told = Level::Bad;
    if (isNew) {
        watch.subject = wasSeenGood ? recovered : asTold;
        watch.level = wasSeenGood ? Level::Good : Level::Bad;
    }
    watch.changes = watch.level == Level::Good ? 1 : 0;
    schedule(key, watch, watch.level == Level::Good ? std::optional(m_clock.steadyNow()) : std::nullopt);
}

template class Watchlist<model::ServiceId, model::NoticeSubject>;
template class Watchlist<std::string, model::CertificateSubject>;
template class Watchlist<std::string, model::ListenerSubject>;

}  // namespace portolan::notices
