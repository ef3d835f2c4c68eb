// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Portolan's own pages, chosen by name and path: a zone's apex and portolan.<zone> show the landing page,
// /trust on any of them how to trust our https, and our own address the trust page only (the landing page
// while there is no https to trust). Reads the snapshot only. One per worker, its thread; must outlive the
// proxy's sessions. No API: it changes nothing.

#include "backend/base/publisher.h"
#include "backend/proxy/finishedexchange.h"
#include "backend/proxy/localhandler.h"
#include "backend/snapshot/snapshot.h"

#include <memory>

namespace portolan::edge {

class OwnPages final : public proxy::LocalHandler {
  public:
    using Snapshots = base::Publisher<snapshot::Snapshot>;

    explicit OwnPages(const Snapshots& snapshots) : m_snapshots(snapshots) {}

    [[nodiscard]] std::unique_ptr<proxy::LocalExchange> begin(const httpwire::RequestHead& head,
                                                              const proxy::Arrival& arrival,
                                                              proxy::LocalResponder& responder) override;

  private:
    [[nodiscard]] proxy::FinishedAnswer answerTo(const httpwire::RequestHead& head,
                                                 const proxy::Arrival& arrival) const;

    const Snapshots& m_snapshots;
};

}  // namespace portolan::edge
