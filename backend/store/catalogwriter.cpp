// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/store/catalogwriter.h"

#include "backend/model/policytext.h"
#include "backend/store/balancingjson.h"
#include "backend/store/columns.h"
#include "backend/store/historyjson.h"
#include "backend/store/policyjson.h"

#include <QVariant>

namespace portolan::store {

namespace {

// In the order of CatalogWriter::Statement.
constexpr std::array<const char*, 12> texts{
    "INSERT INTO services VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT(id) DO UPDATE SET "
    "host=excluded.host, "
    "name=excluded.name, protocol=excluded.protocol, enabled=excluded.enabled, "
    "record_address=excluded.record_address, origin=excluded.origin, created_at=excluded.created_at, "
    "updated_at=excluded.updated_at, expires_at=excluded.expires_at, revision=excluded.revision, "
    "proxy=excluded.proxy, delivery=excluded.delivery, client_tls=excluded.client_tls, "
    "balancing=excluded.balancing, checks=excluded.checks",
    "DELETE FROM services WHERE id=?",
    "INSERT INTO targets VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
    "DELETE FROM targets WHERE service=?",
    "INSERT OR REPLACE INTO records VALUES (?,?,?,?,?,?,?,?,?,?,?)",
    "DELETE FROM records WHERE id=?",
    "INSERT OR REPLACE INTO webhooks VALUES (?,?,?,?,?,?,?,?)",
    "DELETE FROM webhooks WHERE id=?",
    "INSERT OR REPLACE INTO zones VALUES (?,?,?)",
    "INSERT OR REPLACE INTO meta VALUES (?,?)",
    "INSERT INTO history VALUES (?,?,?,?,?,?,?,?)",
    "DELETE FROM history WHERE revision<=?",
};

QVariant column(std::string_view text) {
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}
QVariant column(std::uint64_t number) {
    return static_cast<qlonglong>(number);
}
QVariant column(base::SystemTime time) {
    return static_cast<qlonglong>(toColumn(time));
}
QVariant column(const base::IpAddress& address) {
    return column(address.toString());
}
QVariant column(const model::Fingerprint& fingerprint) {
    return column(model::toText(fingerprint));
}
QVariant column(const model::HostName& name) {
    return column(name.text());
}
template <class T>
QVariant column(const std::optional<T>& value) {
    return value ? column(*value) : QVariant();
}

}  // namespace

base::Result<CatalogWriter> CatalogWriter::prepare(Database& database) {
    static_assert(texts.size() == Statements);
    CatalogWriter writer;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        PORTOLAN_TRY(writer.m_statements[i], database.prepare(QLatin1String(texts[i])));
    }
    return writer;
}

base::Result<void> CatalogWriter::write(const ChangeSet& changes) {
    model::Revision revision = 0;
    for (const Change& change : changes.changes) {
        for (const ServiceEdit& edit : change.services)
            PORTOLAN_CHECK(write(edit));
        for (const RecordEdit& edit : change.records)
            PORTOLAN_CHECK(write(edit));
        for (const WebhookEdit& edit : change.webhooks)
            PORTOLAN_CHECK(write(edit));
        PORTOLAN_CHECK(writeHistory(change));
        revision = change.revision;
    }
    for (const model::Zone& zone : changes.zones)
        PORTOLAN_CHECK(run(PutZone, {column(zone.name.text()), zone.serial, column(zone.fingerprint)}));
    if (revision > 0)
        PORTOLAN_CHECK(run(PutMeta, {column("revision"), column(revision)}));
    if (revision > keptHistory)
        PORTOLAN_CHECK(run(PruneHistory, {column(revision - keptHistory)}));
    return writeNextIds(changes.nextIds);
}

base::Result<void> CatalogWriter::writeNextIds(const NextIds& ids) {
    PORTOLAN_CHECK(run(PutMeta, {column("next_service"), column(ids.service)}));
    PORTOLAN_CHECK(run(PutMeta, {column("next_target"), column(ids.target)}));
    PORTOLAN_CHECK(run(PutMeta, {column("next_record"), column(ids.record)}));
    return run(PutMeta, {column("next_webhook"), column(ids.webhook)});
}

base::Result<void> CatalogWriter::write(const ServiceEdit& edit) {
    if (!edit.after)
        return run(RemoveService, {column(static_cast<std::uint64_t>(edit.before->id))});
    const model::Service& service = *edit.after;
    const QVariant id = column(static_cast<std::uint64_t>(service.id));
    PORTOLAN_CHECK(
        run(PutService,
            {id, column(service.host.text()), column(service.name), column(toColumn(service.protocol)),
             toColumn(service.state), column(service.recordAddress), column(service.origin.address),
             column(service.createdAt), column(service.updatedAt), column(service.expiresAt),
             column(service.revision), QString::fromUtf8(policyToColumn(service.proxy)),
             column(model::toWord(service.delivery)), QString::fromUtf8(clientTlsToColumn(service.clientTls)),
             QString::fromUtf8(balancingToColumn(service.balancing)),
             QString::fromUtf8(checksToColumn(service.checks))}));
    if (edit.before && edit.before->targets == service.targets)
        return {};
    PORTOLAN_CHECK(run(RemoveTargets, {id}));
    int position = 0;
    for (const model::Target& target : service.targets)
        PORTOLAN_CHECK(run(
            PutTarget, {column(static_cast<std::uint64_t>(target.id)), id, position++,
                        column(target.address.address), target.address.port, target.weight,
                        column(target.pin), target.role == model::TargetRole::Backup ? 1 : 0,
                        target.intake == model::TargetIntake::Drained ? 1 : 0, target.maxRequests,
                        column(target.name), target.loopback == model::LoopbackTargets::Allowed ? 1 : 0}));
    return {};
}

base::Result<void> CatalogWriter::write(const RecordEdit& edit) {
    if (!edit.after)
        return run(RemoveRecord, {column(static_cast<std::uint64_t>(edit.before->id))});
    const model::Record& record = *edit.after;
    return run(PutRecord,
               {column(static_cast<std::uint64_t>(record.id)), column(record.name.text()),
                column(record.label), column(model::toWord(record.type)),
                static_cast<qlonglong>(record.ttl.count()), column(model::toText(record.type, record.data)),
                column(record.origin.address), column(record.createdAt), column(record.updatedAt),
                column(record.expiresAt), column(record.revision)});
}

base::Result<void> CatalogWriter::write(const WebhookEdit& edit) {
    if (!edit.after)
        return run(RemoveWebhook, {column(static_cast<std::uint64_t>(edit.before->id))});
    const model::Webhook& webhook = *edit.after;
    return run(PutWebhook,
               {column(static_cast<std::uint64_t>(webhook.id)), column(webhook.url), column(webhook.secret),
                webhook.state == model::Switch::Enabled ? 1 : 0, column(kindsToColumn(webhook.kinds)),
                column(webhook.createdAt), column(webhook.updatedAt), column(webhook.revision)});
}

base::Result<void> CatalogWriter::writeHistory(const Change& change) {
    return run(PutHistory, {column(change.revision), column(change.at), column(change.actor.address),
                            column(change.actor.authority), column(change.actor.requestId),
                            column(change.action), QString::fromUtf8(historyJson(change, Side::Before)),
                            QString::fromUtf8(historyJson(change, Side::After))});
}

base::Result<void> CatalogWriter::run(Statement statement, std::initializer_list<QVariant> values) {
    QSqlQuery& query = m_statements[statement];
    int position = 0;
    for (const QVariant& value : values)
        query.bindValue(position++, value);
    return Database::run(query);
}

}  // namespace portolan::store
