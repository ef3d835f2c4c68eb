// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Time limits in drafts and in JSON are seconds, with fractions. For the .cpp files of this folder; any
// thread.

#include <chrono>

namespace portolan::base {

[[nodiscard]] constexpr double inSeconds(std::chrono::milliseconds time) {
    return static_cast<double>(time.count()) / 1000.0;
}

}  // namespace portolan::base
