// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// /api/v1/webhooks: who is told of notices. Control thread.

#include "backend/api/administration.h"
#include "backend/rest/router.h"

namespace portolan::rest {

class WebhookRoutes {
  public:
    /// Adds the routes; both references must outlive it.
    WebhookRoutes(api::Administration& administration, Router& router);

  private:
    void list(const Call& call, Answer answer);
    void show(const Call& call, Answer answer);
    void add(const Call& call, Answer answer);
    void replace(const Call& call, Answer answer);
    void remove(const Call& call, Answer answer);
    void test(const Call& call, Answer answer);

    api::Administration& m_administration;
};

}  // namespace portolan::rest
