// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The Date line of responses, written at most once a second. One per worker. Source: RFC 9110 sections 5.6.7
// and 6.6.1.

#include "backend/base/clock.h"

#include <array>
#include <cstdint>
#include <string_view>

namespace portolan::proxy {

class DateField {
  public:
    explicit DateField(const base::Clock& clock) : m_clock(clock) {}

    /// "Date: Mon, 23 Nov 2026 18:00:00 GMT\r\n". `nowMs` is the engine's steady time: the text is made again
    /// when it has moved on by a second.
    [[nodiscard]] std::string_view line(std::uint64_t nowMs) {
        if (nowMs - m_madeAt >= 1000 || m_size == 0)
            make(nowMs);
        return {m_text.data(), m_size};
    }

  private:
    void make(std::uint64_t nowMs);

    const base::Clock& m_clock;
    std::uint64_t m_madeAt = 0;
    std::size_t m_size = 0;
    std::array<char, 48> m_text{};
};

}  // namespace portolan::proxy
