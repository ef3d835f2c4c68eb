// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// GET /api/v1/services/{id}/health/history and POST /api/v1/services/{id}/check. Control thread.

#include "backend/api/administration.h"
#include "backend/rest/router.h"

namespace portolan::rest {

class HealthRoutes {
  public:
    /// Adds the routes; both must outlive the object, which must outlive the router's last dispatch().
    HealthRoutes(api::Administration& administration, Router& router);

  private:
    void history(const Call& call, Answer answer);
    void check(const Call& call, Answer answer);

    api::Administration& m_administration;
};

}  // namespace portolan::rest
