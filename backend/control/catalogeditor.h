// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The working copy of the catalog while changes are made, one after another, on the way to the disk: hands
// out ids and revisions, and keeps before and after of each edit. Copying it is cheap, so a change that turns
// out wrong is dropped by going back to a copy. Validates nothing. A value; control thread.

#include "backend/model/catalog.h"
#include "backend/store/changeset.h"

#include <string>

namespace portolan::control {

class CatalogEditor {
  public:
    /// `now` is the time of all its changes, cut to milliseconds as the disk keeps them.
    CatalogEditor(model::Catalog catalog, store::NextIds nextIds, base::SystemTime now);

    [[nodiscard]] const model::Catalog& catalog() const { return m_catalog; }
    [[nodiscard]] const store::NextIds& nextIds() const { return m_nextIds; }
    [[nodiscard]] base::SystemTime now() const { return m_now; }

    [[nodiscard]] model::ServiceId newServiceId() { return model::ServiceId{m_nextIds.service++}; }
    [[nodiscard]] model::TargetId newTargetId() { return model::TargetId{m_nextIds.target++}; }
    [[nodiscard]] model::RecordId newRecordId() { return model::RecordId{m_nextIds.record++}; }
    [[nodiscard]] model::WebhookId newWebhookId() { return model::WebhookId{m_nextIds.webhook++}; }

    /// Adds or replaces by id; sets the revision of what it is given.
    void put(model::Service service);
    void put(model::Record record);
    void put(model::Webhook webhook);
    void remove(model::ServiceId id);
    void remove(model::RecordId id);
    void remove(model::WebhookId id);

    /// Ends the change that the edits since the last call make up. nullopt if there were none.
    [[nodiscard]] std::optional<store::Change> finishChange(store::Actor actor, std::string action);

    /// The zones as they will be served.
    void setZones(std::vector<model::Zone> zones) { m_catalog.zones = std::move(zones); }

  private:
    model::Catalog m_catalog;
    store::NextIds m_nextIds;
    base::SystemTime m_now;
    std::vector<store::ServiceEdit> m_services;
    std::vector<store::RecordEdit> m_records;
    std::vector<store::WebhookEdit> m_webhooks;
};

}  // namespace portolan::control
