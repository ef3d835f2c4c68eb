// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The landing page: what Portolan is, which names are served, how to add one, and where to trust its https. A
// small page without script (light and dark), JSON or text. Pure functions over a snapshot; ownpages.h says
// where it is shown. Any thread.

#include "backend/proxy/pages.h"
#include "backend/snapshot/snapshot.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::edge {

/// What the page tells. Made from a snapshot; names in alphabetical order.
struct LandingFacts {
    static constexpr std::size_t longestList = 500;

    std::vector<std::string> zones;
    std::vector<std::string> hosts;  ///< at most longestList of them
    std::size_t total = 0;           ///< services there are
    bool hasTrustPage = false;       ///< https is served by an authority of our own
    std::string scheme = "http";     ///< by which the client came
    std::string portSuffix;          ///< ":8000" when the client came by another port than the usual one
};

[[nodiscard]] LandingFacts landingFactsOf(const snapshot::Snapshot& snapshot);
[[nodiscard]] std::string renderLanding(const LandingFacts& facts, proxy::PageFormat format);

/// A page in the common style around `body`, which is HTML; `title` is plain characters.
[[nodiscard]] std::string htmlPage(std::string_view title, const std::string& body);

}  // namespace portolan::edge
