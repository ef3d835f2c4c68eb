// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/tls/ticketkeys.h"

#include <algorithm>
#include <openssl/crypto.h>
#include <openssl/rand.h>

namespace portolan::tls {

namespace {

bool hasName(const TicketKey& key, std::span<const unsigned char, TicketKey::nameSize> name) {
    return std::equal(name.begin(), name.end(), key.name.begin());
}

void wipe(TicketKey& key) {
    OPENSSL_cleanse(&key, sizeof key);
}

}  // namespace

TicketKeys::TicketKeys(const base::Clock& clock) : m_clock(clock), m_current(make(clock.steadyNow())) {}

TicketKeys::~TicketKeys() {
    wipe(m_current.key);
    if (m_before)
        wipe(m_before->key);
}

TicketKeys::Dated TicketKeys::make(base::SteadyTime now) {
    Dated made{.key = {}, .madeAt = now};
    RAND_bytes(made.key.name.data(), static_cast<int>(made.key.name.size()));
    RAND_priv_bytes(made.key.cipher.data(), static_cast<int>(made.key.cipher.size()));
    RAND_priv_bytes(made.key.mac.data(), static_cast<int>(made.key.mac.size()));
    return made;
}

TicketKey TicketKeys::current() {
    const std::lock_guard lock(m_mutex);
    moveOn();
    return m_current.key;
}

std::optional<TicketKeys::Found> TicketKeys::find(std::span<const unsigned char, TicketKey::nameSize> name) {
    const std::lock_guard lock(m_mutex);
    moveOn();
    if (hasName(m_current.key, name))
        return Found{m_current.key, true};
    if (m_before && hasName(m_before->key, name))
        return Found{m_before->key, false};
    return std::nullopt;
}

/// A key is made when the one before it is asked for after its time, so it may be younger than its turn.
void TicketKeys::moveOn() {
    const base::SteadyTime now = m_clock.steadyNow();
    if (now - m_current.madeAt >= period) {
        if (m_before)
            wipe(m_before->key);
        m_before = m_current;
        wipe(m_current.key);
        m_current = make(now);
    }
    // The last ticket of a key was sealed at the end of its time at the latest.
    if (m_before && now - m_before->madeAt >= 2 * period) {
        wipe(m_before->key);
        m_before.reset();
    }
}

}  // namespace portolan::tls
