// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The API as a LocalHandler: every request becomes a FrontExchange. Stands between networks and QHttpServer,
// which has no limits of its own. One per worker, its thread; must outlive the proxy's sessions. It decides
// nothing about access: rest/ does, from the Portolan-* fields that frontrequest.h adds.

#include "backend/edge/frontexchange.h"

namespace portolan::edge {

class ApiFront final : public proxy::LocalHandler {
  public:
    explicit ApiFront(FrontParts parts) : m_parts(parts) {}

    [[nodiscard]] std::unique_ptr<proxy::LocalExchange> begin(const httpwire::RequestHead& head,
                                                              const proxy::Arrival& arrival,
                                                              proxy::LocalResponder& responder) override;

  private:
    FrontParts m_parts;
};

}  // namespace portolan::edge
