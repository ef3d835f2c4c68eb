// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What the user means, whole: services, stand-alone records, zones, webhooks. A persistent value: copying is
// cheap, copies share what did not change, and two catalogs can be compared in time proportional to what
// differs. control/ keeps the one that counts; store/ loads and saves it; snapshot/ compiles it. It keeps its
// indexes right and checks nothing else: whoever builds a Service or Record has validated it. One thread
// writes a copy; any number read theirs.

#include "backend/base/persistentmap.h"
#include "backend/base/shorttext.h"
#include "backend/model/record.h"
#include "backend/model/service.h"
#include "backend/model/webhook.h"
#include "backend/model/zone.h"

#include <memory>
#include <string>
#include <vector>

namespace portolan::model {

class Catalog {
  public:
    using Services = base::PersistentMap<base::ShortText, Service>;
    using Records = base::PersistentMap<base::ShortText, NameRecords>;

    Revision revision = 0;
    std::vector<Zone> zones;
    std::vector<Webhook> webhooks;  ///< by id

    /// By host name text.
    [[nodiscard]] const Services& services() const { return m_services; }
    /// By name text.
    [[nodiscard]] const Records& records() const { return m_records; }

    /// nullptr if there is none.
    [[nodiscard]] std::shared_ptr<const Service> service(ServiceId id) const;
    [[nodiscard]] std::shared_ptr<const Service> service(const HostName& host) const;
    [[nodiscard]] std::shared_ptr<const NameRecords> records(const HostName& name) const;
    /// nullptr if there is none; points into the catalog.
    [[nodiscard]] const Record* record(RecordId id) const;
    [[nodiscard]] const Webhook* webhook(WebhookId id) const;

    /// Adds the service or replaces the one with its id (whose host may differ).
    void put(Service service);
    void remove(ServiceId id);
    /// Adds the record or replaces the one with its id.
    void put(Record record);
    void remove(RecordId id);
    /// Adds the webhook or replaces the one with its id.
    void put(Webhook webhook);
    void remove(WebhookId id);

  private:
    Services m_services;
    Records m_records;
    base::PersistentMap<ServiceId, std::string, base::IntegerHash> m_hostOfService;
    base::PersistentMap<RecordId, std::string, base::IntegerHash> m_nameOfRecord;
};

}  // namespace portolan::model
