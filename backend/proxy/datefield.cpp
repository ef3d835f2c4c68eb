// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/proxy/datefield.h"

#include <cstdio>
#include <ctime>

namespace portolan::proxy {

void DateField::make(std::uint64_t nowMs) {
    static constexpr std::array<const char*, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array<const char*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const std::time_t seconds = base::SystemTime::clock::to_time_t(m_clock.systemNow());
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    // Not strftime: the names must not follow the locale.
    const int size =
        std::snprintf(m_text.data(), m_text.size(), "Date: %s, %02d %s %04d %02d:%02d:%02d GMT\r\n",
                      days[static_cast<std::size_t>(parts.tm_wday)], parts.tm_mday,
                      months[static_cast<std::size_t>(parts.tm_mon)], parts.tm_year + 1900, parts.tm_hour,
                      parts.tm_min, parts.tm_sec);
    m_size = size > 0 && static_cast<std::size_t>(size) < m_text.size() ? static_cast<std::size_t>(size) : 0;
    m_madeAt = nowMs;
}

}  // namespace portolan::proxy
