// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The paths of the brief: /add-record, /list-records, /remove-record and /health, with its JSON as SPEC 2 has
// it. A thin skin over Administration's announce, withdraw, listNames and status. Adds itself to a Router,
// which it and the Administration must outlive; control thread.

#include "backend/api/administration.h"
#include "backend/rest/router.h"

namespace portolan::rest {

class SeedRoutes {
  public:
    SeedRoutes(api::Administration& administration, Router& router);

  private:
    void addRecord(const Call& call, Answer answer);
    void listRecords(const Call& call, Answer answer);
    void removeRecord(const Call& call, Answer answer);
    void health(const Call& call, Answer answer);

    api::Administration& m_administration;
};

}  // namespace portolan::rest
