// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// /api/v1/health, /zones[/NAME/file], /authorities, /explain and /events: what this backend is and does, and
// why a name does not open. The events themselves are streamed by edge/, on the worker; here a GET of their
// path is only admitted, with an empty 200 that edge takes as leave to stream. Adds itself to a Router, which
// it and the Administration must outlive; control thread.

#include "backend/api/administration.h"
#include "backend/rest/router.h"

namespace portolan::rest {

class SystemRoutes {
  public:
    SystemRoutes(api::Administration& administration, Router& router);

  private:
    void health(const Call& call, Answer answer);
    void zones(const Call& call, Answer answer);
    void zoneFile(const Call& call, Answer answer);
    void authorities(const Call& call, Answer answer);
    void explain(const Call& call, Answer answer);

    api::Administration& m_administration;
};

}  // namespace portolan::rest
