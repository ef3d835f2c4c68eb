// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Waiting in tests: until something is so, with a deadline, and never for a fixed time. The condition is
// asked every few milliseconds on the calling thread; it may be slow (it may itself talk to the program). No
// Qt event loop runs meanwhile: tests that need one use QTRY_VERIFY.

#include <chrono>
#include <thread>

namespace portolan::support {

using namespace std::chrono_literals;

/// True as soon as condition() is true; false when `limit` has passed without.
template <class Condition>
[[nodiscard]] bool waitUntil(Condition&& condition, std::chrono::milliseconds limit = 5s) {
    const auto deadline = std::chrono::steady_clock::now() + limit;
    while (!condition()) {
        if (std::chrono::steady_clock::now() >= deadline)
            return false;
        std::this_thread::sleep_for(5ms);
    }
    return true;
}

}  // namespace portolan::support
