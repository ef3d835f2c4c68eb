// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The machine's two clocks, each to be turned by itself: for what the system's clock does when somebody sets
// it, or the machine sleeps. One thread.

#include "backend/base/clock.h"

namespace portolan::support {

class TwoClocks final : public base::Clock {
  public:
    /// The first minute of an hour and of a block of five days.
    static constexpr base::SystemTime begin{std::chrono::hours(24 * 365 * 50)};

    [[nodiscard]] base::SteadyTime steadyNow() const override {
        return base::SteadyTime(std::chrono::hours(1) + steady);
    }
    [[nodiscard]] base::SystemTime systemNow() const override { return begin + system; }
    void pass(base::Milliseconds time) {
        steady += time;
        system += time;
    }
    base::Milliseconds steady{0};
    base::Milliseconds system{0};
};

}  // namespace portolan::support
