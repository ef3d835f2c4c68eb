// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// /api/v1/notices: what somebody should have heard of. Control thread.

#include "backend/api/administration.h"
#include "backend/rest/router.h"

namespace portolan::rest {

class NoticeRoutes {
  public:
    /// Adds the routes; both references must outlive it.
    NoticeRoutes(api::Administration& administration, Router& router);

  private:
    void list(const Call& call, Answer answer);

    api::Administration& m_administration;
};

}  // namespace portolan::rest
