// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What a zone's apex, portolan.<zone> and our own address show: what this is, which names are served, and how
// to add one. A small page without script (light and dark), JSON or text, by the Accept field. Reads the
// snapshot only. One per worker, its thread; must outlive the proxy's sessions. No API: it changes nothing.

#include "backend/base/publisher.h"
#include "backend/proxy/localhandler.h"
#include "backend/proxy/pages.h"
#include "backend/snapshot/snapshot.h"

#include <cstddef>
#include <string>
#include <vector>

namespace portolan::edge {

/// What the page tells. Made from a snapshot; names in alphabetical order.
struct LandingFacts {
    static constexpr std::size_t longestList = 500;

    std::vector<std::string> zones;
    std::vector<std::string> hosts;  ///< at most longestList of them
    std::size_t total = 0;           ///< services there are
    std::string portSuffix;          ///< ":8000" when the client came by another port than 80
};

[[nodiscard]] LandingFacts landingFactsOf(const snapshot::Snapshot& snapshot);
[[nodiscard]] std::string renderLanding(const LandingFacts& facts, proxy::PageFormat format);

class LandingPage final : public proxy::LocalHandler {
  public:
    using Snapshots = base::Publisher<snapshot::Snapshot>;

    explicit LandingPage(const Snapshots& snapshots) : m_snapshots(snapshots) {}

    [[nodiscard]] std::unique_ptr<proxy::LocalExchange> begin(const httpwire::RequestHead& head,
                                                              const proxy::Arrival& arrival,
                                                              proxy::LocalResponder& responder) override;

  private:
    const Snapshots& m_snapshots;
};

}  // namespace portolan::edge
