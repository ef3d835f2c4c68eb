// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/net/connectiongate.h"

#include "backend/base/hash.h"

#include <cstring>
#include <random>

namespace portolan::net {

namespace {

std::uint64_t randomSeed() {
    std::random_device random;
    return std::uint64_t{random()} << 32 | random();
}

}  // namespace

ConnectionGate::ConnectionGate() : ConnectionGate(Limits{}) {}

ConnectionGate::ConnectionGate(Limits limits) : m_limits(limits), m_seed(randomSeed()) {}

bool ConnectionGate::enter(const base::IpAddress& peer) {
    bool fits = m_open.fetch_add(1, std::memory_order_relaxed) < m_limits.inAll;
    const std::uint32_t before = m_counts[placeOf(peer)].fetch_add(1, std::memory_order_relaxed);
    fits = fits && (before < m_limits.perAddress || isExempt(peer));
    if (fits)
        return true;
    leave(peer);
    m_refused.fetch_add(1, std::memory_order_relaxed);
    return false;
}

void ConnectionGate::add(const base::IpAddress& peer) {
    m_open.fetch_add(1, std::memory_order_relaxed);
    m_counts[placeOf(peer)].fetch_add(1, std::memory_order_relaxed);
}

void ConnectionGate::leave(const base::IpAddress& peer) {
    m_open.fetch_sub(1, std::memory_order_relaxed);
    m_counts[placeOf(peer)].fetch_sub(1, std::memory_order_relaxed);
}

bool ConnectionGate::isShareUsed(const base::IpAddress& peer) const {
    return !isExempt(peer) && m_counts[placeOf(peer)].load(std::memory_order_relaxed) >= m_limits.perAddress;
}

std::size_t ConnectionGate::placeOf(const base::IpAddress& peer) const {
    // The first eight bytes: all of an IPv4 address, the network part of an IPv6 one (RFC 4291
    // section 2.5.4).
    std::uint64_t network = 0;
    std::memcpy(&network, peer.bytes().data(), sizeof network);
    return base::mixed(network ^ m_seed) % m_counts.size();
}

}  // namespace portolan::net
