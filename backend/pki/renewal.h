// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// When certificates are to be renewed: after two thirds of their life, those that were made in the same
// moment spread over a twelfth of it, so that a hundred thousand do not come due at once. Pure; any thread.

#include "backend/base/clock.h"
#include "backend/model/certificatebundle.h"

namespace portolan::pki {

/// The same for the same certificate.
[[nodiscard]] base::SystemTime renewalTime(const model::CertificateBundle& bundle);

/// One look over a set of certificates at one time.
class RenewalScan {
  public:
    /// Clocks are set: nobody sleeps longer than this.
    static constexpr base::Seconds longestSleep = std::chrono::hours(1);
    /// What could not be renewed is tried again after this.
    static constexpr base::Seconds shortestSleep = std::chrono::minutes(1);

    explicit RenewalScan(base::SystemTime now) : m_now(now), m_next(now + longestSleep) {}

    /// Whether it is to be renewed: its time has come, or it is not valid yet (the clock went back). If not,
    /// next() takes it into account.
    [[nodiscard]] bool isDue(const model::CertificateBundle& bundle);

    /// When to look again, the due ones being renewed.
    [[nodiscard]] base::SystemTime next() const;

  private:
    base::SystemTime m_now;
    base::SystemTime m_next;
};

}  // namespace portolan::pki
