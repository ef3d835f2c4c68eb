// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/proxy/upstreampool.h"

#include <algorithm>
#include <string_view>

namespace portolan::proxy {

/// One idle connection; the entry is used again for another one, its timer staying where it is in the wheel.
class UpstreamPool::Idle final : public net::StreamHandler {
  public:
    explicit Idle(UpstreamPool& pool)
        : m_pool(pool), m_limit(this, [](void* self) { static_cast<Idle*>(self)->onLimit(); }) {}

    // Whatever happens to an idle connection makes it useless: bytes that nobody asked for included.
    void onBytes(std::string_view) override { leave(); }
    void onEnd() override { leave(); }
    void onClosed(net::CloseReason) override { leave(); }

    void onLimit() {
        if (m_stream.isOpen())
            leave();
    }

    void leave() {
        m_stream.close();
        m_pool.drop(*this);
    }

    UpstreamPool& m_pool;
    net::StreamHandle m_stream;
    std::uint64_t m_target = 0;
    net::Timer m_limit;
};

UpstreamPool::UpstreamPool(net::Engine& engine, Limits limits) : m_engine(engine), m_limits(limits) {}

UpstreamPool::~UpstreamPool() {
    clear();
}

net::StreamHandle UpstreamPool::take(model::TargetId target, net::StreamHandler& handler) {
    IdleList* const idles = find(static_cast<std::uint64_t>(target));
    while (idles && !idles->empty()) {
        Idle* const entry = idles->back();
        idles->pop_back();
        m_free.push_back(entry);
        --m_idleCount;
        const net::StreamHandle stream = std::exchange(entry->m_stream, {});
        if (!stream.isOpen())
            continue;
        stream.setHandler(handler);
        return stream;
    }
    return {};
}

void UpstreamPool::keep(model::TargetId target, net::StreamHandle stream, base::Milliseconds idle) {
    IdleList* found = find(static_cast<std::uint64_t>(target));
    if (!found)
        found = &m_byTarget[static_cast<std::uint64_t>(target)];
    IdleList& idles = *found;
    const bool isFull = idles.size() >= m_limits.idlePerTarget || m_idleCount >= m_limits.idleInAll;
    if (isFull || idle.count() <= 0) {
        stream.close();
        return;
    }
    Idle& entry = freeEntry();
    entry.m_stream = stream;
    entry.m_target = static_cast<std::uint64_t>(target);
    stream.setHandler(entry);
    m_engine.arm(entry.m_limit, std::min(idle, m_limits.idle));
    idles.push_back(&entry);
    ++m_idleCount;
}

void UpstreamPool::forget(model::TargetId target) {
    const auto found = m_byTarget.find(static_cast<std::uint64_t>(target));
    if (found == m_byTarget.end())
        return;
    for (Idle* const entry : found->second) {
        std::exchange(entry->m_stream, {}).close();
        m_free.push_back(entry);
    }
    m_idleCount -= found->second.size();
    if (known(found->first).target == found->first)
        known(found->first) = {};
    m_byTarget.erase(found);
}

void UpstreamPool::clear() {
    for (const auto& [target, idles] : m_byTarget)
        for (Idle* const entry : idles)
            std::exchange(entry->m_stream, {}).close();
    m_byTarget.clear();
    m_known = {};
    m_free.clear();
    m_entries.clear();
    m_idleCount = 0;
}

/// The list of a target; nullptr if it has none. A list stays where it is until its last entry is dropped.
UpstreamPool::IdleList* UpstreamPool::find(std::uint64_t target) {
    Known& entry = known(target);
    if (entry.target == target && entry.idles)
        return entry.idles;
    const auto found = m_byTarget.find(target);
    if (found == m_byTarget.end())
        return nullptr;
    entry = {target, &found->second};
    return entry.idles;
}

UpstreamPool::Idle& UpstreamPool::freeEntry() {
    if (m_free.empty()) {
        m_entries.push_back(std::make_unique<Idle>(*this));
        return *m_entries.back();
    }
    Idle* const entry = m_free.back();
    m_free.pop_back();
    return *entry;
}

void UpstreamPool::drop(Idle& entry) {
    const auto found = m_byTarget.find(entry.m_target);
    std::erase(found->second, &entry);
    if (found->second.empty()) {
        if (known(entry.m_target).target == entry.m_target)
            known(entry.m_target) = {};
        m_byTarget.erase(found);
    }
    entry.m_stream = {};
    m_free.push_back(&entry);
    --m_idleCount;
}

}  // namespace portolan::proxy
