// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/base/editdistance.h"

#include "backend/base/bytes.h"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

namespace portolan::base {

std::size_t editDistance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    std::vector<std::size_t> before = row;
    std::vector<std::size_t> beforeThat = row;
    const auto same = [&](std::size_t i, std::size_t j) { return toLower(a[i - 1]) == toLower(b[j - 1]); };
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::swap(beforeThat, before);
        std::swap(before, row);
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = before[j - 1] + (same(i, j) ? 0 : 1);
            row[j] = std::min({replaced, before[j] + 1, row[j - 1] + 1});
            if (i > 1 && j > 1 && same(i, j - 1) && same(i - 1, j))
                row[j] = std::min(row[j], beforeThat[j - 2] + 1);
        }
    }
    return row[b.size()];
}

std::string nearestOf(std::string_view written, std::span<const std::string> words) {
    std::size_t least = std::max<std::size_t>(1, written.size() / 3) + 1;
    std::string nearest;
    for (const std::string& word : words) {
        // A beginning counts as near.
        const bool begun = written.size() >= 3 && word.size() > written.size() &&
                           equalsIgnoringCase(std::string_view(word).substr(0, written.size()), written);
        const std::size_t distance = begun ? 1 : editDistance(written, word);
        if (distance < least) {
            least = distance;
            nearest = word;
        }
    }
    return nearest;
}

}  // namespace portolan::base
