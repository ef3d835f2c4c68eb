// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/pki/renewal.h"

#include <algorithm>

namespace portolan::pki {

base::SystemTime renewalTime(const model::CertificateBundle& bundle) {
    constexpr int fractions = 12;
    constexpr int latest = 8;  // of 12: two thirds
    constexpr int steps = 1 << 16;
    const auto life = bundle.notAfter - bundle.notBefore;
    const int step = bundle.fingerprint[0] << 8 | bundle.fingerprint[1];
    return bundle.notBefore + life / fractions * latest - life / fractions / steps * step;
}

bool RenewalScan::isDue(const model::CertificateBundle& bundle) {
    if (bundle.notBefore > m_now)
        return true;
    const base::SystemTime at = renewalTime(bundle);
    if (at <= m_now)
        return true;
    m_next = std::min(m_next, at);
    return false;
}

base::SystemTime RenewalScan::next() const {
    return std::max(m_next, m_now + shortestSleep);
}

}  // namespace portolan::pki
