// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/edge/pairpool.h"

#include <algorithm>
#include <sys/socket.h>
#include <utility>

namespace portolan::edge {

PairPool::PairPool(net::Engine& engine, PairSink& sink, Limits limits)
    : m_engine(engine), m_sink(sink), m_limits(limits) {}

PairPool::~PairPool() = default;

ControlPair* PairPool::acquire() {
    if (m_idle.empty())
        return make();
    ControlPair* pair = m_idle.back();
    m_idle.pop_back();
    return pair;
}

ControlPair* PairPool::make() {
    if (m_pairs.size() >= m_limits.pairs)
        return nullptr;
    int fds[2] = {-1, -1};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds) != 0)
        return nullptr;
    net::FileDescriptor ours(fds[0]);
    m_sink.offer(net::FileDescriptor(fds[1]));
    PairOwner& owner = *this;
    m_pairs.push_back(std::make_unique<ControlPair>(m_engine, std::move(ours), owner));
    return m_pairs.back().get();
}

void PairPool::onPairIdle(ControlPair& pair) {
    if (m_idle.size() < m_limits.idle)
        m_idle.push_back(&pair);
    else
        onPairGone(pair);
}

void PairPool::onPairGone(ControlPair& pair) {
    std::erase(m_idle, &pair);
    const auto found =
        std::find_if(m_pairs.begin(), m_pairs.end(), [&](const auto& p) { return p.get() == &pair; });
    if (found == m_pairs.end())
        return;
    m_engine.retire(std::move(*found));
    m_pairs.erase(found);
}

}  // namespace portolan::edge
