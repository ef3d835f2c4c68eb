// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/live/eventlog.h"

#include <algorithm>

namespace portolan::live {

void EventLog::append(std::string type, std::string data) {
    std::vector<std::shared_ptr<std::function<void()>>> wakers;
    {
        const std::lock_guard lock(m_mutex);
        m_ring.push_back(std::make_shared<const Event>(Event{m_nextId++, std::move(type), std::move(data)}));
        if (m_ring.size() > m_capacity)
            m_ring.pop_front();
        std::erase_if(m_wakers, [](const auto& waker) { return waker.expired(); });
        for (const auto& waker : m_wakers)
            if (auto alive = waker.lock())
                wakers.push_back(std::move(alive));
    }
    for (const auto& waker : wakers)
        (*waker)();
}

std::uint64_t EventLog::nextId() const {
    const std::lock_guard lock(m_mutex);
    return m_nextId;
}

std::optional<std::vector<std::shared_ptr<const Event>>> EventLog::read(std::uint64_t fromId,
                                                                        std::size_t most) const {
    const std::lock_guard lock(m_mutex);
    const std::uint64_t oldest = m_nextId - m_ring.size();
    if (fromId < oldest || fromId > m_nextId)
        return std::nullopt;
    const auto begin = m_ring.begin() + static_cast<std::ptrdiff_t>(fromId - oldest);
    const auto count = std::min<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(most), m_ring.end() - begin);
    return std::vector<std::shared_ptr<const Event>>(begin, begin + count);
}

std::shared_ptr<void> EventLog::onAppend(std::function<void()> wake) {
    auto token = std::make_shared<std::function<void()>>(std::move(wake));
    const std::lock_guard lock(m_mutex);
    m_wakers.push_back(token);
    return token;
}

}  // namespace portolan::live
