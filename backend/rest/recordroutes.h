// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// /api/v1/records: list, add, show, replace and remove stand-alone records. A thin skin over Administration.
// Adds itself to a Router, which it and the Administration must outlive; control thread.

#include "backend/api/administration.h"
#include "backend/rest/router.h"

namespace portolan::rest {

class RecordRoutes {
  public:
    RecordRoutes(api::Administration& administration, Router& router);

  private:
    void list(const Call& call, Answer answer);
    void add(const Call& call, Answer answer);
    void show(const Call& call, Answer answer);
    void replace(const Call& call, Answer answer);
    void remove(const Call& call, Answer answer);

    api::Administration& m_administration;
};

}  // namespace portolan::rest
