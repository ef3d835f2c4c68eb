// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/control/catalogeditor.h"

#include <utility>

namespace portolan::control {

CatalogEditor::CatalogEditor(model::Catalog catalog, store::NextIds nextIds, base::SystemTime now)
    : m_catalog(std::move(catalog)), m_nextIds(nextIds), m_now(std::chrono::floor<base::Milliseconds>(now)) {}

void CatalogEditor::put(model::Service service) {
    service.revision = m_catalog.revision + 1;
    auto before = m_catalog.service(service.id);
    const model::HostName host = service.host;
    m_catalog.put(std::move(service));
    m_services.push_back({std::move(before), m_catalog.service(host)});
}

void CatalogEditor::put(model::Record record) {
    record.revision = m_catalog.revision + 1;
    store::RecordEdit edit;
    if (const model::Record* before = m_catalog.record(record.id))
        edit.before = *before;
    edit.after = record;
    m_catalog.put(std::move(record));
    m_records.push_back(std::move(edit));
}

void CatalogEditor::put(model::Webhook webhook) {
    webhook.revision = m_catalog.revision + 1;
    store::WebhookEdit edit;
    if (const model::Webhook* before = m_catalog.webhook(webhook.id))
        edit.before = *before;
    edit.after = webhook;
    m_catalog.put(std::move(webhook));
    m_webhooks.push_back(std::move(edit));
}

void CatalogEditor::remove(model::ServiceId id) {
    auto before = m_catalog.service(id);
    if (!before)
        return;
    m_catalog.remove(id);
    m_services.push_back({std::move(before), nullptr});
}

void CatalogEditor::remove(model::RecordId id) {
    const model::Record* record = m_catalog.record(id);
    if (!record)
        return;
    store::RecordEdit edit{*record, std::nullopt};
    m_catalog.remove(id);
    m_records.push_back(std::move(edit));
}

void CatalogEditor::remove(model::WebhookId id) {
    const model::Webhook* webhook = m_catalog.webhook(id);
    if (!webhook)
        return;
    store::WebhookEdit edit{*webhook, std::nullopt};
    m_catalog.remove(id);
    m_webhooks.push_back(std::move(edit));
}

std::optional<store::Change> CatalogEditor::finishChange(store::Actor actor, std::string action) {
    if (m_services.empty() && m_records.empty() && m_webhooks.empty())
        return std::nullopt;
    return store::Change{++m_catalog.revision,
                         m_now,
                         std::move(actor),
                         std::move(action),
                         std::exchange(m_services, {}),
                         std::exchange(m_records, {}),
                         std::exchange(m_webhooks, {})};
}

}  // namespace portolan::control
