// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Sends a client that came by plain http to the same place over https, for a service that is served by https
// only. Temporary and never stored (307 with no-store), so that the service can be opened to plain http again
// and no browser has learnt otherwise. One per worker, asked by its sessions. Source: RFC 9110 section
// 15.4.8, SPEC 5.2.

#include "backend/proxy/localhandler.h"
#include "backend/proxy/router.h"

#include <memory>

namespace portolan::proxy {

class HttpsRedirect final : public LocalHandler {
  public:
    /// `router` knows the port, and must outlive the redirect.
    explicit HttpsRedirect(const Router& router) : m_router(router) {}

    /// Whether there is an https listener to send clients to.
    [[nodiscard]] bool isPossible() const;

    /// `head` has a host. Only while isPossible().
    [[nodiscard]] std::unique_ptr<LocalExchange> begin(const httpwire::RequestHead& head,
                                                       const Arrival& arrival,
                                                       LocalResponder& responder) override;

  private:
    const Router& m_router;
};

}  // namespace portolan::proxy
