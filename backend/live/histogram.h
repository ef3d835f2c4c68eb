// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// How often something took how long. Two buckets per power of two from 4 microseconds to 18 minutes, so that
// a quantile is right to a quarter whatever the scale, and finding the bucket takes no search. A Histogram is
// written by one worker and read by any thread; HistogramTotals is the sum of several, as a value.

#include "backend/live/counter.h"

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace portolan::live {

namespace buckets {

inline constexpr std::uint64_t lowest = 4;  ///< microseconds: the upper end of the first bucket
inline constexpr std::size_t octaves = 28;
/// The last one holds what is longer than all others.
inline constexpr std::size_t count = 2 * octaves + 2;

/// The bucket of a duration. Upper ends belong to their bucket, as Prometheus counts them.
[[nodiscard]] constexpr std::size_t indexOf(std::uint64_t microseconds) {
    constexpr auto lowestWidth = static_cast<unsigned>(std::bit_width(lowest));
    const std::uint64_t below = microseconds - (microseconds > 0 ? 1 : 0);
    if (below < lowest)
        return 0;
    const auto width = static_cast<unsigned>(std::bit_width(below));
    const std::size_t index = 2 * (width - lowestWidth) + (below >> (width - 2) & 1) + 1;
    return std::min(index, count - 1);
}

/// The longest duration of a bucket that is not the last, in microseconds.
[[nodiscard]] constexpr std::uint64_t upperEnd(std::size_t index) {
    if (index == 0)
        return lowest;
    const std::uint64_t octave = lowest << ((index - 1) / 2);
    return octave + octave / 2 * ((index - 1) % 2 + 1);
}

}  // namespace buckets

struct HistogramTotals {
    std::array<std::uint64_t, buckets::count> counts{};
    std::uint64_t sumMicroseconds = 0;

    [[nodiscard]] std::uint64_t count() const {
        std::uint64_t sum = 0;
        for (const std::uint64_t one : counts)
            sum += one;
        return sum;
    }

    /// The duration that the part `quantile` (0 to 1) of all stays below, interpolated inside its bucket;
    /// nullopt when there are none.
    [[nodiscard]] std::optional<std::chrono::microseconds> quantile(double quantile) const {
        const double wanted = quantile * static_cast<double>(count());
        if (count() == 0)
            return std::nullopt;
        double passed = 0;
        for (std::size_t i = 0; i + 1 < buckets::count; ++i) {
            const auto here = static_cast<double>(counts[i]);
            if (here > 0 && passed + here >= wanted) {
                const double begin = i == 0 ? 0 : static_cast<double>(buckets::upperEnd(i - 1));
                const double width = static_cast<double>(buckets::upperEnd(i)) - begin;
                return std::chrono::microseconds(
                    static_cast<std::int64_t>(begin + width * (wanted - passed) / here));
            }
            passed += here;
        }
        return std::chrono::microseconds(buckets::upperEnd(buckets::count - 2));
    }
};

class Histogram {
  public:
    void add(std::uint64_t microseconds, std::uint64_t times = 1) {
        m_counts[buckets::indexOf(microseconds)].add(times);
        m_sum.add(microseconds * times);
    }
    void addTo(HistogramTotals& totals) const {
        for (std::size_t i = 0; i < buckets::count; ++i)
            totals.counts[i] += m_counts[i].value();
        totals.sumMicroseconds += m_sum.value();
    }

  private:
    std::array<Counter, buckets::count> m_counts;
    Counter m_sum;
};

}  // namespace portolan::live
