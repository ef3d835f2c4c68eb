// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What the tests of store/ share: objects to save, change sets made of them, a disk that fails on demand, and
// a look into the file with a connection of the test's own.

#include "backend/store/catalogstore.h"

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QVariant>

#include <memory>
#include <string>

namespace portolan::store {

inline const base::SystemTime someTime{std::chrono::milliseconds(1'795'000'000'123)};

inline base::IpAddress ip(std::string_view text) {
    return *base::IpAddress::parse(text);
}

inline model::HostName host(std::string_view text) {
    return model::HostName::parse(text).value();
}

/// A service with a value in each field; `number` makes it differ from others.
inline model::Service makeService(std::uint64_t number) {
    model::Service service{model::ServiceId{number}, "Service " + std::to_string(number),
                           host("s" + std::to_string(number) + ".portolan.internal")};
    service.targets = {
        {model::TargetId{number * 10}, {ip("10.0.0.1"), static_cast<std::uint16_t>(8000 + number % 1000)}, 3},
        {model::TargetId{number * 10 + 1}, {ip("fd7a::1"), 9000}, 1}};
    service.targets.front().pin = model::Fingerprint{1, 2, 0xfe};
    service.targets.front().maxRequests = 20;
    service.targets.back().role = model::TargetRole::Backup;
    service.targets.back().intake = model::TargetIntake::Drained;
    service.targets.back().name = host("nas.lan");
    service.targets.back().loopback = model::LoopbackTargets::Allowed;
    service.balancing = {model::BalancingMethod::HeaderHash,
                         "X-User",
                         model::StickyCookie::On,
                         std::chrono::seconds(30),
                         {5, 6, std::chrono::milliseconds(7500), 80},
                         {9, std::chrono::milliseconds(250)}};
    service.protocol = model::Protocol::Https;
    service.proxy = {model::HostHeader::AsTarget,
                     model::ForwardingFields::Omit,
                     {{"X-Api-Key", "s\"3cret; DROP TABLE services"}, {"X-Empty", ""}},
                     {"tcp"},
                     std::chrono::milliseconds(1500),
                     std::chrono::seconds(7),
                     {model::TlsVerification::Authority, "target.example"}};
    service.clientTls = {model::ClientAccess::HttpsOnly, std::chrono::seconds(63072000)};
    service.delivery = model::Delivery::Direct;
    service.checks.kind = model::ProbeKind::Http;
    service.checks.path = "/health?x='";
    service.checks.statuses = {{200, 299}, {404, 404}};
    service.checks.text = "ok \"quoted\"";
    service.checks.interval = base::Milliseconds(2500);
    service.checks.slow = base::Milliseconds(300);
    service.checks.fall = 4;
    service.state = model::Switch::Disabled;
    service.recordAddress = ip("10.9.9.9");
    service.origin.address = ip("100.64.0.7");
    service.createdAt = someTime;
    service.updatedAt = someTime + base::Seconds(5);
    service.expiresAt = someTime + base::Seconds(3600);
    service.revision = 1;
    return service;
}

inline model::Record makeRecord(std::uint64_t number, model::RecordType type, model::RecordData data) {
    model::Record record{model::RecordId{number}, "Record",
                         host("r" + std::to_string(number) + ".portolan.internal"), type};
    record.ttl = base::Seconds(90);
    record.data = std::move(data);
    record.origin.address = ip("fd7a::7");
    record.createdAt = someTime;
    record.updatedAt = someTime;
    record.revision = 1;
    return record;
}

inline std::shared_ptr<const model::Service> shared(model::Service service) {
    return std::make_shared<const model::Service>(std::move(service));
}

inline Change changeOf(model::Revision revision, std::vector<ServiceEdit> services,
                       std::vector<RecordEdit> records = {}) {
    return {revision,
            someTime,
            {ip("100.64.0.7"), "network", "request-1"},
            "service.add",
            std::move(services),
            std::move(records)};
}

/// Adds one service.
inline ChangeSet adding(model::Revision revision, std::uint64_t number) {
    return {
        {changeOf(revision, {{nullptr, shared(makeService(number))}})}, {}, {number + 1, number * 10 + 2, 1}};
}

/// Fails once at the stage it was told.
class FailOnce final : public FailureInjection {
  public:
    void next(CommitStage stage) { m_stage = stage; }
    std::optional<base::Error> failAt(CommitStage stage) override {
        if (m_stage != stage)
            return std::nullopt;
        m_stage.reset();
        return base::Error{"store.failed", "The disk said no.", "", {}};
    }

  private:
    std::optional<CommitStage> m_stage;
};

/// A data directory with a store on it.
class StoreFixture {
  public:
    explicit StoreFixture(model::EmptyStart emptyStart = model::EmptyStart::Refused)
        : m_emptyStart(emptyStart) {
        reopen();
    }

    /// Closes the store and makes a new one, as a restart does; load() is left to the test.
    void reopen() {
        store.reset();
        store = std::make_unique<CatalogStore>(
            StoreOptions{directory.path().toStdString(), m_emptyStart, &failures}, clock);
    }
    LoadedCatalog reload() {
        reopen();
        return store->load().value();
    }
    [[nodiscard]] QString path(const QString& name = QStringLiteral("catalog.sqlite")) const {
        return directory.filePath(name);
    }
    /// The first column of the first row, read by another connection.
    QVariant ask(const QString& sql) const {
        QVariant answer;
        {
            auto database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("test"));
            database.setDatabaseName(path());
            database.open();
            QSqlQuery query(database);
            if (query.exec(sql) && query.next())
                answer = query.value(0);
        }
        QSqlDatabase::removeDatabase(QStringLiteral("test"));
        return answer;
    }

    QTemporaryDir directory;
    base::ManualClock clock{someTime};
    FailOnce failures;
    std::unique_ptr<CatalogStore> store;

  private:
    model::EmptyStart m_emptyStart;
};

}  // namespace portolan::store
