// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/model/catalog.h"

#include <algorithm>

namespace portolan::model {

std::shared_ptr<const Service> Catalog::service(ServiceId id) const {
    const auto& host = m_hostOfService.find(id);
    return host ? m_services.find(*host) : nullptr;
}

std::shared_ptr<const Service> Catalog::service(const HostName& host) const {
    return m_services.find(host.text());
}

std::shared_ptr<const NameRecords> Catalog::records(const HostName& name) const {
    return m_records.find(name.text());
}

const Record* Catalog::record(RecordId id) const {
    const auto& name = m_nameOfRecord.find(id);
    if (!name)
        return nullptr;
    const auto& atName = m_records.find(*name);
    const auto found = std::find_if(atName->records.begin(), atName->records.end(),
                                    [id](const Record& record) { return record.id == id; });
    return found == atName->records.end() ? nullptr : &*found;
}

void Catalog::put(Service service) {
    const auto before = this->service(service.id);
    if (before && before->host != service.host)
        m_services.remove(before->host.text());
    if (!before || before->host != service.host)
        m_hostOfService.set(service.id, std::make_shared<const std::string>(service.host.text()));
    base::ShortText host(service.host.text());
    m_services.set(std::move(host), std::make_shared<const Service>(std::move(service)));
}

void Catalog::remove(ServiceId id) {
    if (const auto before = service(id)) {
        m_services.remove(before->host.text());
        m_hostOfService.remove(id);
    }
}

void Catalog::put(Record record) {
    if (const Record* before = this->record(record.id); before && before->name != record.name)
        remove(record.id);
    const std::string name = record.name.text();
    const auto& atName = m_records.find(name);
    NameRecords next = atName ? *atName : NameRecords{};
    const auto same = std::find_if(next.records.begin(), next.records.end(),
                                   [&](const Record& other) { return other.id == record.id; });
    const RecordId id = record.id;
    if (same != next.records.end())
        *same = std::move(record);
    else
        next.records.push_back(std::move(record));
    const auto stored = std::make_shared<const NameRecords>(std::move(next));
    if (stored->records.size() == 1) {
        // Most names have one record: its own name serves as the entry, and is stored once.
        m_nameOfRecord.set(id,
                           std::shared_ptr<const std::string>(stored, &stored->records.front().name.text()));
    } else {
        const auto shared = std::make_shared<const std::string>(name);
        m_nameOfRecord.set(id, shared);
        if (stored->records.size() == 2)  // what the first one holds on to is replaced below
            m_nameOfRecord.set(stored->records.front().id, shared);
    }
    m_records.set(base::ShortText(name), stored);
}

void Catalog::remove(RecordId id) {
    const Record* before = record(id);
    if (!before)
        return;
    const std::string name = before->name.text();
    NameRecords next = *m_records.find(name);
    std::erase_if(next.records, [id](const Record& record) { return record.id == id; });
    m_nameOfRecord.remove(id);
    if (next.records.empty())
        m_records.remove(name);
    else
        m_records.set(base::ShortText(name), std::make_shared<const NameRecords>(std::move(next)));
}

const Webhook* Catalog::webhook(WebhookId id) const {
    const auto at = std::find_if(webhooks.begin(), webhooks.end(),
                                 [id](const Webhook& webhook) { return webhook.id == id; });
    return at == webhooks.end() ? nullptr : &*at;
}

void Catalog::put(Webhook webhook) {
    const auto at = std::lower_bound(webhooks.begin(), webhooks.end(), webhook.id,
                                     [](const Webhook& other, WebhookId id) { return other.id < id; });
    if (at != webhooks.end() && at->id == webhook.id)
        *at = std::move(webhook);
    else
        webhooks.insert(at, std::move(webhook));
}

void Catalog::remove(WebhookId id) {
    std::erase_if(webhooks, [id](const Webhook& webhook) { return webhook.id == id; });
}

}  // namespace portolan::model
