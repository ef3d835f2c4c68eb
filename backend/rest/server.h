// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The API as one object: Adapter in front, access rules, router and routes, Administration behind. Made by
// runtime on the control thread and destroyed there, before the Administration and after the workers that
// hold the far ends of its connections have closed them. It decides nothing about the catalog.

#include "backend/api/administration.h"
#include "backend/rest/access.h"
#include "backend/rest/adapter.h"
#include "backend/rest/healthroutes.h"
#include "backend/rest/measurementroutes.h"
#include "backend/rest/noticeroutes.h"
#include "backend/rest/recordroutes.h"
#include "backend/rest/router.h"
#include "backend/rest/seedroutes.h"
#include "backend/rest/serviceroutes.h"
#include "backend/rest/systemroutes.h"
#include "backend/rest/webhookroutes.h"

namespace portolan::rest {

class Server {
  public:
    Server(api::Administration& administration, AccessRules rules);

    /// For requests from now on; control thread.
    void setRules(AccessRules rules) { m_rules = std::move(rules); }
    /// Any thread. One more connection of the front: the control end of a socketpair, which is taken over.
    void offer(int descriptor) { m_adapter.offer(descriptor); }

    /// What the adapter does with each request: admission, routing, X-Request-Id.
    void handle(const Request& request, const Answer& answer) const;

  private:
    AccessRules m_rules;
    Router m_router;
    SeedRoutes m_seedRoutes;
    ServiceRoutes m_serviceRoutes;
    RecordRoutes m_recordRoutes;
    MeasurementRoutes m_measurementRoutes;
    HealthRoutes m_healthRoutes;
    NoticeRoutes m_noticeRoutes;
    WebhookRoutes m_webhookRoutes;
    SystemRoutes m_systemRoutes;
    Adapter m_adapter;  // last: no request comes in before the rest is there
};

}  // namespace portolan::rest
