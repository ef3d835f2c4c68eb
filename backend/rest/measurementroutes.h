// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// /api/v1/requests, /queries and /traffic, and /metrics: what was measured of the traffic. Control thread.

#include "backend/api/administration.h"
#include "backend/rest/router.h"

namespace portolan::rest {

class MeasurementRoutes {
  public:
    /// Adds the routes; both references must outlive it.
    MeasurementRoutes(api::Administration& administration, Router& router);

  private:
    void requests(const Call& call, Answer answer);
    void queries(const Call& call, Answer answer);
    void traffic(const Call& call, Answer answer);
    void metrics(const Call& call, Answer answer);

    api::Administration& m_administration;
};

}  // namespace portolan::rest
