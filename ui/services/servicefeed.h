// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Keeps the model true: lists the services once, then applies each event, and lists again whenever events
// were missed. Events that come while a list is under way wait for it, so that an older list never overwrites
// a newer event. Passes notices on. Desktop makes one per backend. GUI thread only.

#include "backend/api/administration.h"
#include "backend/model/notice.h"
#include "ui/services/servicemodel.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <vector>

namespace portolan::ui::services {

class ServiceFeed : public QObject {
    Q_OBJECT

  public:
    /// Both must outlive this.
    ServiceFeed(api::Administration& backend, ServiceModel& model);

    void start();
    /// Lists again.
    void reload();
    /// False until the first list has arrived.
    [[nodiscard]] bool hasLoaded() const { return m_hasLoaded; }

  Q_SIGNALS:
    /// A list has been applied.
    void loaded();
    /// A list could not be had; it is tried again by itself.
    void failed(const portolan::base::Error& error);
    void connectionLost();
    /// The backend has another generation.
    void statusChanged();
    /// Somebody should hear of something.
    void noticed(const portolan::model::Notice& notice);

  private:
    void take(base::Result<api::ServicePage> reply);
    void apply(const api::EventView& event);

    api::Administration& m_backend;
    ServiceModel& m_model;
    std::unique_ptr<api::Subscription> m_subscription;
    QTimer m_retry;
    bool m_loading = false;
    bool m_again = false;
    bool m_hasLoaded = false;
    std::vector<api::EventView> m_waiting;
};

}  // namespace portolan::ui::services
