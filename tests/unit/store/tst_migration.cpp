// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/model/policytext.h"
#include "backend/store/schema.h"
#include "tests/support/printing.h"
#include "tests/unit/store/storefixture.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace portolan;
using namespace portolan::store;

namespace {

// What the first version made, with one service in it. Never changed: such files exist.
constexpr const char* firstVersion = R"sql(
CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE zones (name TEXT PRIMARY KEY, serial INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE services (
    id INTEGER PRIMARY KEY, host TEXT NOT NULL UNIQUE, name TEXT NOT NULL, protocol TEXT NOT NULL,
    enabled INTEGER NOT NULL, record_address TEXT, origin TEXT NOT NULL, created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL, expires_at INTEGER, revision INTEGER NOT NULL);
CREATE TABLE targets (
    id INTEGER PRIMARY KEY, service INTEGER NOT NULL REFERENCES services(id) ON DELETE CASCADE,
    position INTEGER NOT NULL, address TEXT NOT NULL, port INTEGER NOT NULL, weight INTEGER NOT NULL);
CREATE INDEX targets_of_service ON targets (service, position);
CREATE TABLE records (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, label TEXT NOT NULL, type TEXT NOT NULL,
    ttl INTEGER NOT NULL, data TEXT NOT NULL, origin TEXT NOT NULL, created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL, expires_at INTEGER, revision INTEGER NOT NULL);
CREATE TABLE history (
    revision INTEGER PRIMARY KEY, at INTEGER NOT NULL, address TEXT NOT NULL, authority TEXT NOT NULL,
    request_id TEXT NOT NULL, action TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL);
INSERT INTO meta VALUES ('revision', 1), ('next_service', 8), ('next_target', 72), ('next_record', 1);
INSERT INTO zones VALUES ('portolan.internal', 4000000000);
INSERT INTO services VALUES (7, 's7.portolan.internal', 'Service 7', 'http', 0, '10.9.9.9', '100.64.0.7',
    1795000000123, 1795000005123, 1795003600123, 1);
INSERT INTO targets VALUES (70, 7, 0, '10.0.0.1', 8007, 3), (71, 7, 1, 'fd7a::1', 9000, 1);
INSERT INTO history VALUES (1, 1795000000123, '100.64.0.7', 'network', 'r', 'service.add', '{}', '{}');
PRAGMA user_version=1
)sql";

void execute(StoreFixture& fixture, const char* sql) {
    auto database = Database::open(fixture.path().toStdString());
    for (const QString& statement : QString::fromLatin1(sql).split(QLatin1Char(';')))
        if (const auto done = (*database.value()).execute(statement); !done)
            qFatal("%s", done.error().message.c_str());
}

/// As makeService(7) was before services had policies.
model::Service firstService() {
    model::Service service = makeService(7);
    service.protocol = model::Protocol::Http;
    service.proxy = {};
    service.clientTls = {};
    service.delivery = model::Delivery::Proxy;
    service.balancing = {};
    service.checks = {};
    for (model::Target& target : service.targets)
        target = {target.id, target.address, target.weight};
    return service;
}

}  // namespace

class TestMigration : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void bringsAFileOfTheFirstVersionUpToDate() {
        StoreFixture fixture;
        execute(fixture, firstVersion);
        fixture.reopen();
        const auto loaded = fixture.store->load();
        QVERIFY2(loaded.ok(), loaded.ok() ? "" : loaded.error().message.c_str());
        QVERIFY(!loaded->notice);
        QVERIFY(*loaded->catalog.service(model::ServiceId{7}) == firstService());
        QCOMPARE(loaded->catalog.zones.front().serial, 4'000'000'000u);
        QCOMPARE(loaded->catalog.zones.front().fingerprint, std::uint64_t(0));
        QVERIFY((loaded->nextIds == NextIds{8, 72, 1}));
        QCOMPARE(fixture.ask(QStringLiteral("PRAGMA user_version")).toUInt(), schemaVersion());
        QCOMPARE(fixture.ask(QStringLiteral("SELECT count(*) FROM history")).toInt(), 1);

        model::Service after = makeService(7);
        after.revision = 2;
        QVERIFY(
            fixture.store->commit({{changeOf(2, {{shared(firstService()), shared(after)}})}, {}, {}}).ok());
        QVERIFY(*fixture.reload().catalog.service(model::ServiceId{7}) == after);
    }

    void leavesAFileAsItIsWhenAStepFails() {
        StoreFixture fixture;
        execute(fixture, firstVersion);
        execute(fixture, "ALTER TABLE targets ADD COLUMN pin TEXT");
        fixture.reopen();
        QVERIFY(!fixture.store->load().ok());
        QCOMPARE(fixture.ask(QStringLiteral("PRAGMA user_version")).toUInt(), 1u);
        QVERIFY(!fixture.ask(QStringLiteral("SELECT proxy FROM services")).isValid());
        QCOMPARE(fixture.ask(QStringLiteral("SELECT count(*) FROM services")).toInt(), 1);
    }

    void refusesTheNextVersion() {
        StoreFixture fixture;
        QVERIFY(fixture.store->load().ok());
        fixture.store.reset();
        const std::uint32_t next = schemaVersion() + 1;
        fixture.ask(QStringLiteral("PRAGMA user_version=%1").arg(next));
        fixture.reopen();
        const auto loaded = fixture.store->load();
        QVERIFY(!loaded.ok());
        QCOMPARE(loaded.error().code, std::string("store.newer"));
        QCOMPARE(fixture.ask(QStringLiteral("PRAGMA user_version")).toUInt(), next);
    }

    void keepsThePolicyBeforeAndAfterAChange() {
        StoreFixture fixture;
        QVERIFY(fixture.store->load().ok());
        QVERIFY(fixture.store->commit(adding(1, 7)).ok());
        model::Service after = firstService();
        after.revision = 2;
        QVERIFY(
            fixture.store->commit({{changeOf(2, {{shared(makeService(7)), shared(after)}})}, {}, {}}).ok());
        const auto side = [&](const char* column) {
            const auto json = QJsonDocument::fromJson(
                fixture
                    .ask(QStringLiteral("SELECT %1 FROM history WHERE revision=2").arg(QLatin1String(column)))
                    .toByteArray());
            return json[QStringLiteral("services")][0].toObject();
        };
        const QJsonObject before = side("before");
        QCOMPARE(before[QStringLiteral("proxy")][QStringLiteral("request_fields")][0][QStringLiteral("value")]
                     .toString(),
                 QStringLiteral("s\"3cret; DROP TABLE services"));
        QCOMPARE(before[QStringLiteral("targets")][0][QStringLiteral("pin")].toString().toStdString(),
                 model::toText(*makeService(7).targets.front().pin));
        QVERIFY(side("after")[QStringLiteral("proxy")].toObject().isEmpty());
        QCOMPARE(before[QStringLiteral("delivery")].toString(), QStringLiteral("direct"));
        QCOMPARE(before[QStringLiteral("client_tls")][QStringLiteral("access")].toString(),
                 QStringLiteral("https_only"));
        QCOMPARE(before[QStringLiteral("client_tls")][QStringLiteral("strict_transport")].toInt(), 63072000);
        QVERIFY(side("after")[QStringLiteral("client_tls")].toObject().isEmpty());
        QVERIFY(!side("after")[QStringLiteral("targets")][0].toObject().contains(QStringLiteral("pin")));
    }

    void callsAPolicyThatNobodyWroteDamage_data() {
        QTest::addColumn<QString>("column");
        QTest::addColumn<QString>("value");
        const auto row = [](const char* name, const char* column, const char* value) {
            QTest::newRow(name) << QString::fromLatin1(column) << QString::fromLatin1(value);
        };
        row("no JSON", "proxy", "x");
        row("no object", "proxy", "[]");
        row("unknown Host", "proxy", R"({"host_header":"other"})");
        row("unknown verification", "proxy", R"({"tls":{"verification":"none"}})");
        row("unknown delivery", "delivery", "other");
        row("client TLS of no JSON", "client_tls", "x");
        row("unknown access", "client_tls", R"({"access":"other"})");
        row("checks of no JSON", "checks", "x");
        row("unknown kind", "checks", R"({"kind":"other"})");
        row("checks out of bounds", "checks", R"({"fall":99})");
    }
    void callsAPolicyThatNobodyWroteDamage() {
        QFETCH(QString, column);
        QFETCH(QString, value);
        StoreFixture fixture;
        QVERIFY(fixture.store->load().ok());
        QVERIFY(fixture.store->commit(adding(1, 7)).ok());
        fixture.ask(QStringLiteral("UPDATE services SET %1='%2'").arg(column, value));
        fixture.reopen();
        const auto loaded = fixture.store->load();
        QVERIFY(!loaded.ok());
        QCOMPARE(loaded.error().code, std::string("store.damaged"));
    }
};

QTEST_GUILESS_MAIN(TestMigration)
#include "tst_migration.moc"
