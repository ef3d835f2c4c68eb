// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/store/catalogreader.h"

#include "backend/model/policytext.h"
#include "backend/store/balancingjson.h"
#include "backend/store/columns.h"
#include "backend/store/policyjson.h"

#include <QVariant>

#include <unordered_map>
#include <utility>

namespace portolan::store {

namespace {

using TargetsByService = std::unordered_map<std::uint64_t, std::vector<model::Target>>;

base::Error badRow(const std::string& what) {
    return {"store.corrupt", "The database cannot be read: " + what + ".", "", {{"reason", what}}};
}

std::string text(const QSqlQuery& row, int column) {
    return row.value(column).toString().toStdString();
}

std::uint64_t number(const QSqlQuery& row, int column) {
    return row.value(column).toULongLong();
}

base::SystemTime time(const QSqlQuery& row, int column) {
    return timeFromColumn(row.value(column).toLongLong());
}

std::optional<base::SystemTime> optionalTime(const QSqlQuery& row, int column) {
    if (row.isNull(column))
        return std::nullopt;
    return time(row, column);
}

base::Result<base::IpAddress> address(const QSqlQuery& row, int column, const char* what) {
    const std::string spelled = text(row, column);
    const auto parsed = base::IpAddress::parse(spelled);
    if (!parsed)
        return badRow(std::string(what) + " \"" + spelled + "\" is no address");
    return *parsed;
}

base::Result<TargetsByService> readTargets(Database& database) {
    PORTOLAN_TRY(QSqlQuery row, database.prepare(QStringLiteral(
                                    "SELECT service, id, address, port, weight, pin, backup, drained, "
                                    "max_requests, name, loopback FROM targets "
                                    "ORDER BY service, position")));
    PORTOLAN_CHECK(Database::run(row));
    TargetsByService targets;
    while (row.next()) {
        PORTOLAN_TRY(const base::IpAddress ip, address(row, 2, "target"));
        const std::uint64_t port = number(row, 3);
        const std::uint64_t weight = number(row, 4);
        if (port < 1 || port > 65535 || weight > 65535)
            return badRow("a target has port " + std::to_string(port));
        model::Target target{static_cast<model::TargetId>(number(row, 1)),
                             {ip, static_cast<std::uint16_t>(port)},
                             static_cast<std::uint16_t>(weight)};
        if (!row.isNull(5)) {
            PORTOLAN_TRY(target.pin, model::parseFingerprint(text(row, 5)));
        }
        if (row.value(6).toBool())
            target.role = model::TargetRole::Backup;
        if (row.value(7).toBool())
            target.intake = model::TargetIntake::Drained;
        target.maxRequests = static_cast<std::uint32_t>(number(row, 8));
        if (!row.isNull(9)) {
            PORTOLAN_TRY(target.name, model::HostName::parse(text(row, 9)));
        }
        if (row.value(10).toBool())
            target.loopback = model::LoopbackTargets::Allowed;
        targets[number(row, 0)].push_back(target);
    }
    return targets;
}

base::Result<model::Service> readService(const QSqlQuery& row, TargetsByService& targets) {
    PORTOLAN_TRY(model::HostName host, model::HostName::parse(text(row, 1)));
    model::Service service{static_cast<model::ServiceId>(number(row, 0)), text(row, 2), std::move(host)};
    const auto protocol = protocolFromColumn(text(row, 3));
    if (!protocol)
        return badRow("service " + service.host.text() + " has protocol " + text(row, 3));
    service.protocol = *protocol;
    service.state = switchFromColumn(row.value(4).toLongLong());
    if (!row.isNull(5)) {
        PORTOLAN_TRY(service.recordAddress, address(row, 5, "record address"));
    }
    PORTOLAN_TRY(service.origin.address, address(row, 6, "origin"));
    service.createdAt = time(row, 7);
    service.updatedAt = time(row, 8);
    service.expiresAt = optionalTime(row, 9);
    service.revision = number(row, 10);
    PORTOLAN_TRY(service.proxy, policyFromColumn(row.value(11).toByteArray()));
    const auto delivery = model::deliveryFromWord(text(row, 12));
    if (!delivery)
        return badRow("service " + service.host.text() + " has delivery " + text(row, 12));
    service.delivery = *delivery;
    PORTOLAN_TRY(service.clientTls, clientTlsFromColumn(row.value(13).toByteArray()));
    PORTOLAN_TRY(service.balancing, balancingFromColumn(row.value(14).toByteArray()));
    PORTOLAN_TRY(service.checks, checksFromColumn(row.value(15).toByteArray()));
    const auto own = targets.find(number(row, 0));
    if (own == targets.end())
        return badRow("service " + service.host.text() + " has no target");
    service.targets = std::move(own->second);
    targets.erase(own);
    return service;
}

base::Result<void> readServices(Database& database, model::Catalog& catalog) {
    PORTOLAN_TRY(TargetsByService targets, readTargets(database));
    PORTOLAN_TRY(QSqlQuery row, database.prepare(QStringLiteral(
                                    "SELECT id, host, name, protocol, enabled, record_address, origin, "
                                    "created_at, updated_at, expires_at, revision, proxy, delivery, "
                                    "client_tls, balancing, checks FROM services")));
    PORTOLAN_CHECK(Database::run(row));
    while (row.next()) {
        PORTOLAN_TRY(model::Service service, readService(row, targets));
        catalog.put(std::move(service));
    }
    if (!targets.empty())
        return badRow("a target belongs to no service");
    return {};
}

base::Result<model::Record> readRecord(const QSqlQuery& row) {
    PORTOLAN_TRY(model::HostName name, model::HostName::parseOwner(text(row, 1)));
    model::Record record{static_cast<model::RecordId>(number(row, 0)), text(row, 2), std::move(name)};
    const auto type = model::recordTypeFromWord(text(row, 3));
    if (!type)
        return badRow("record " + record.name.text() + " has type " + text(row, 3));
    record.type = *type;
    record.ttl = base::Seconds(row.value(4).toLongLong());
    PORTOLAN_TRY(record.data, model::parseRecordData(*type, text(row, 5)));
    PORTOLAN_TRY(record.origin.address, address(row, 6, "origin"));
    record.createdAt = time(row, 7);
    record.updatedAt = time(row, 8);
    record.expiresAt = optionalTime(row, 9);
    record.revision = number(row, 10);
    return record;
}

base::Result<void> readRecords(Database& database, model::Catalog& catalog) {
    PORTOLAN_TRY(QSqlQuery row, database.prepare(QStringLiteral(
                                    "SELECT id, name, label, type, ttl, data, origin, created_at, "
                                    "updated_at, expires_at, revision FROM records ORDER BY id")));
    PORTOLAN_CHECK(Database::run(row));
    while (row.next()) {
        PORTOLAN_TRY(model::Record record, readRecord(row));
        catalog.put(std::move(record));
    }
    return {};
}

base::Result<void> readWebhooks(Database& database, model::Catalog& catalog) {
    PORTOLAN_TRY(QSqlQuery row, database.prepare(QStringLiteral(
                                    "SELECT id, url, secret, enabled, events, created_at, updated_at, "
                                    "revision FROM webhooks")));
    PORTOLAN_CHECK(Database::run(row));
    while (row.next()) {
        model::Webhook webhook{static_cast<model::WebhookId>(number(row, 0)), text(row, 1), text(row, 2)};
        webhook.state = row.value(3).toBool() ? model::Switch::Enabled : model::Switch::Disabled;
        webhook.kinds = kindsFromColumn(text(row, 4));
        webhook.createdAt = time(row, 5);
        webhook.updatedAt = time(row, 6);
        webhook.revision = number(row, 7);
        catalog.put(std::move(webhook));
    }
    return {};
}

base::Result<void> readZones(Database& database, model::Catalog& catalog) {
    PORTOLAN_TRY(
        QSqlQuery row,
        database.prepare(QStringLiteral("SELECT name, serial, fingerprint FROM zones ORDER BY name")));
    PORTOLAN_CHECK(Database::run(row));
    while (row.next()) {
        PORTOLAN_TRY(model::HostName name, model::HostName::parse(text(row, 0)));
        catalog.zones.push_back({std::move(name), static_cast<std::uint32_t>(number(row, 1)),
                                 static_cast<std::uint64_t>(row.value(2).toLongLong())});
    }
    return {};
}

base::Result<std::uint64_t> readMeta(Database& database, const char* key) {
    PORTOLAN_TRY(
        const QVariant value,
        database.value(QStringLiteral("SELECT value FROM meta WHERE key='%1'").arg(QLatin1String(key))));
    return static_cast<std::uint64_t>(value.toULongLong());
}

/// What any failure to make sense of the rows is called.
template <class T>
base::Result<T> asCorrupt(base::Result<T> result) {
    if (result || result.error().code.starts_with("store."))
        return result;
    const std::string& sentence = result.error().message;
    return badRow(sentence.substr(0, sentence.find_last_not_of('.') + 1));
}

base::Result<LoadedCatalog> readAll(Database& database) {
    LoadedCatalog loaded;
    PORTOLAN_TRY(loaded.catalog.revision, readRevision(database));
    PORTOLAN_TRY(loaded.nextIds.service, readMeta(database, "next_service"));
    PORTOLAN_TRY(loaded.nextIds.target, readMeta(database, "next_target"));
    PORTOLAN_TRY(loaded.nextIds.record, readMeta(database, "next_record"));
    PORTOLAN_TRY(loaded.nextIds.webhook, readMeta(database, "next_webhook"));
    PORTOLAN_CHECK(readZones(database, loaded.catalog));
    PORTOLAN_CHECK(readServices(database, loaded.catalog));
    PORTOLAN_CHECK(readRecords(database, loaded.catalog));
    PORTOLAN_CHECK(readWebhooks(database, loaded.catalog));
    return loaded;
}

}  // namespace

base::Result<LoadedCatalog> readCatalog(Database& database) {
    return asCorrupt(readAll(database));
}

base::Result<model::Revision> readRevision(Database& database) {
    return readMeta(database, "revision");
}

}  // namespace portolan::store
