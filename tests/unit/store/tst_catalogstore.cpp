// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/store/catalogstore.h"
#include "tests/unit/store/storefixture.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <csignal>
#include <cstdlib>
#include <new>
#include <sys/resource.h>

using namespace portolan;
using namespace portolan::store;

Q_DECLARE_METATYPE(portolan::store::CommitStage)

namespace {

/// What was asked of the heap by C++ so far, in bytes.
thread_local std::size_t allocated = 0;

}  // namespace

void* operator new(std::size_t size) {
    allocated += size;
    if (void* const memory = std::malloc(size))
        return memory;
    throw std::bad_alloc();
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    allocated += size;
    return std::malloc(size);
}
void operator delete(void* memory) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}
void operator delete(void* memory, const std::nothrow_t&) noexcept {
    std::free(memory);
}

namespace {

/// No file of this process can grow beyond `size` bytes while this lives.
class FileSizeLimit {
  public:
    explicit FileSizeLimit(rlim_t size) {
        m_previousHandler = std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &m_before);
        rlimit limit = m_before;
        limit.rlim_cur = size;
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileSizeLimit() {
        setrlimit(RLIMIT_FSIZE, &m_before);
        std::signal(SIGXFSZ, m_previousHandler);
    }

  private:
    rlimit m_before{};
    void (*m_previousHandler)(int) = nullptr;
};

}  // namespace

class TestCatalogStore : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void beginsEmptyWhereThereIsNoFile() {
        StoreFixture fixture;
        const auto loaded = fixture.store->load();
        QVERIFY(loaded.ok());
        QCOMPARE(loaded->catalog.revision, model::Revision(0));
        QVERIFY(loaded->catalog.services().empty());
        QVERIFY(loaded->nextIds == NextIds{});
        QVERIFY(!loaded->notice);
    }

    void bringsBackEveryFieldOfAService() {
        StoreFixture fixture;
        QVERIFY(fixture.store->load().ok());
        QVERIFY(fixture.store->commit(adding(1, 7)).ok());
        const LoadedCatalog loaded = fixture.reload();
        const auto service = loaded.catalog.service(model::ServiceId{7});
        QVERIFY(service != nullptr);
        QVERIFY(*service == makeService(7));
        QCOMPARE(loaded.catalog.revision, model::Revision(1));
        QVERIFY((loaded.nextIds == NextIds{8, 72, 1}));
    }

    void bringsBackServicesWithoutTheOptionalFields() {
        StoreFixture fixture;
        QVERIFY(fixture.store->load().ok());
        model::Service service = makeService(1);
        service.recordAddress.reset();
        service.expiresAt.reset();
        service.state = model::Switch::Enabled;
        service.checks = {};
        QVERIFY(fixture.store->commit({{changeOf(1, {{nullptr, shared(service)}})}, {}, {}}).ok());
        QVERIFY(*fixture.reload().catalog.service(model::ServiceId{1}) == service);
        model::Service paused = service;
        paused.state = model::Switch::Maintenance;
        paused.revision = 2;
        QVERIFY(fixture.store->commit({{changeOf(2, {{shared(service), shared(paused)}})}, {}, {}}).ok());
        QVERIFY(*fixture.reload().catalog.service(model::ServiceId{1}) == paused);
    }

    void bringsBackEveryKindOfRecord_data() {
        QTest::addColumn<int>("type");
        QTest::addColumn<QString>("text");
        QTest::newRow("1035-3.4.1 A") << int(model::RecordType::A) << QStringLiteral("100.1.1.1");
        QTest::newRow("3596-2.2 AAAA") << int(model::RecordType::Aaaa) << QStringLiteral("fd7a::2");
        QTest::newRow("1035-3.3.1 CNAME") << int(model::RecordType::Cname) << QStringLiteral("other.example");
        QTest::newRow("1035-3.3.11 NS") << int(model::RecordType::Ns) << QStringLiteral("ns.example");
        QTest::newRow("1035-3.3.14 TXT")
            << int(model::RecordType::Txt)
            << QStringLiteral("\"one\" \"t\\\"w\\\\o; DROP TABLE records\" \"\"");
    }
    void bringsBackEveryKindOfRecord() {
        QFETCH(int, type);
        QFETCH(QString, text);
        const auto recordType = static_cast<model::RecordType>(type);
        const auto record =
            makeRecord(3, recordType, model::parseRecordData(recordType, text.toStdString()).value());
        StoreFixture fixture;
        QVERIFY(fixture.store->load().ok());
        QVERIFY(fixture.store->commit({{changeOf(1, {}, {{std::nullopt, record}})}, {}, {1, 1, 4}}).ok());
        const LoadedCatalog loaded = fixture.reload();
        QVERIFY(loaded.catalog.record(model::RecordId{3}) != nullptr);
        QVERIFY(*loaded.catalog.record(model::RecordId{3}) == record);
        QCOMPARE(loaded.nextIds.record, std::uint64_t(4));
    }

    void bringsBackWebhooks() {
        model::Webhook webhook{model::WebhookId{2}, "https://chat.example/hooks?x='; DROP TABLE webhooks",
                               "s\"ecret", model::Switch::Disabled};
        webhook.kinds = {model::NoticeKind::ServicesDown, model::NoticeKind::ServicesUp};
        webhook.createdAt = someTime;
        webhook.updatedAt = someTime + base::Seconds(5);
        webhook.revision = 1;
        model::Webhook other = webhook;
        other.id = model::WebhookId{1};
        const auto change = [](model::Revision revision, std::vector<WebhookEdit> edits) {
            Change made = changeOf(revision, {});
            made.webhooks = std::move(edits);
            return ChangeSet{{made}, {}, {1, 1, 1, 3}};
        };
        StoreFixture fixture;
        QVERIFY(fixture.store->load().ok());
        QVERIFY(fixture.store->commit(change(1, {{std::nullopt, webhook}, {std::nullopt, other}})).ok());
        const LoadedCatalog loaded = fixture.reload();
        QVERIFY((loaded.catalog.webhooks == std::vector<model::Webhook>{other, webhook}));
        QCOMPARE(loaded.nextIds.webhook, std::uint64_t(3));
        model::Webhook after = webhook;
        after.state = model::Switch::Enabled;
        after.revision = 2;
        QVERIFY(fixture.store->commit(change(2, {{webhook, after}, {other, std::nullopt}})).ok());
        QVERIFY((fixture.reload().catalog.webhooks == std::vector<model::Webhook>{after}));
        const auto history = fixture.ask(QStringLiteral("SELECT before FROM history WHERE revision=2"));
        QVERIFY(history.toString().contains(QStringLiteral("hooks?x='")));
    }

    void replacesAServiceAndItsTargets() {
        StoreFixture fixture;
        QVERIFY(fixture.store->load().ok());
        QVERIFY(fixture.store->commit(adding(1, 1)).ok());
        model::Service after = makeService(1);
        after.host = host("renamed.portolan.internal");
        after.targets.erase(after.targets.begin());
        after.revision = 2;
        QVERIFY(
            fixture.store->commit({{changeOf(2, {{shared(makeService(1)), shared(after)}})}, {}, {}}).ok());
        const LoadedCatalog loaded = fixture.reload();
        QCOMPARE(loaded.catalog.services().size(), std::size_t(1));
        QVERIFY(*loaded.catalog.service(model::ServiceId{1}) == after);
    }

    void removesServicesAndRecords() {
        StoreFixture fixture;
        QVERIFY(fixture.store->load().ok());
        const auto record = makeRecord(3, model::RecordType::A, ip("10.1.1.1"));
        QVERIFY(fixture.store->commit(adding(1, 1)).ok());
        QVERIFY(fixture.store->commit({{changeOf(2, {}, {{std::nullopt, record}})}, {}, {}}).ok());
        QVERIFY(
            fixture.store
                ->commit(
                    {{changeOf(3, {{shared(makeService(1)), nullptr}}, {{record, std::nullopt}})}, {}, {}})
                .ok());
        const LoadedCatalog loaded = fixture.reload();
        QVERIFY(loaded.catalog.services().empty());
        QVERIFY(loaded.catalog.records().empty());
        QCOMPARE(fixture.ask(QStringLiteral("SELECT count(*) FROM targets")).toInt(), 0);
    }

    void keepsSerialsAndFingerprintsOfZones() {
        StoreFixture fixture;
        QVERIFY(fixture.store->load().ok());
        const model::Zone zone{host("portolan.internal"), 4'000'000'000u, 0xfedc'ba98'7654'3210u};
        QVERIFY(fixture.store->commit({{}, {zone}, {}}).ok());
        QVERIFY(fixture.reload().catalog.zones == std::vector{zone});
    }

    void writesWhoDidWhatWithBeforeAndAfter() {
        StoreFixture fixture;
        QVERIFY(fixture.store->load().ok());
        QVERIFY(fixture.store->commit(adding(1, 1)).ok());
        QVERIFY(fixture.store->commit({{changeOf(2, {{shared(makeService(1)), nullptr}})}, {}, {}}).ok());
        QCOMPARE(fixture.ask(QStringLiteral("SELECT count(*) FROM history")).toInt(), 2);
        QCOMPARE(fixture.ask(QStringLiteral("SELECT address||authority||request_id||action||at FROM history"))
                     .toString(),
                 QStringLiteral("100.64.0.7networkrequest-1service.add1795000000123"));
        QCOMPARE(fixture.ask(QStringLiteral("SELECT before FROM history WHERE revision=1")).toString(),
                 QStringLiteral("{}"));
        const auto before = QJsonDocument::fromJson(
            fixture.ask(QStringLiteral("SELECT before FROM history WHERE revision=2")).toByteArray());
        const QJsonObject service = before[QStringLiteral("services")][0].toObject();
        QCOMPARE(service[QStringLiteral("host")].toString(), QStringLiteral("s1.portolan.internal"));
        QCOMPARE(service[QStringLiteral("targets")].toArray().size(), 2);
    }

    void forgetsTheOldestChangesOfALongHistory() {
        StoreFixture fixture;
        QVERIFY(fixture.store->load().ok());
        for (const model::Revision revision : {1, 2, 3})
            QVERIFY(fixture.store->commit(adding(revision, revision)).ok());
        QVERIFY(fixture.store->commit(adding(CatalogWriter::keptHistory + 2, 4)).ok());
        QCOMPARE(fixture.ask(QStringLiteral("SELECT min(revision) FROM history")).toInt(), 3);
        QCOMPARE(fixture.reload().catalog.services().size(), std::size_t(4));
    }

    void changesNothingWhenTheDiskFails_data() {
        QTest::addColumn<CommitStage>("stage");
        QTest::newRow("before the first row") << CommitStage::BeforeWriting;
        QTest::newRow("after the last row") << CommitStage::BeforeCommit;
    }
    void changesNothingWhenTheDiskFails() {
        QFETCH(CommitStage, stage);
        StoreFixture fixture;
        QVERIFY(fixture.store->load().ok());
        QVERIFY(fixture.store->commit(adding(1, 1)).ok());
        fixture.failures.next(stage);
        const auto failed = fixture.store->commit(adding(2, 2));
        QVERIFY(!failed.ok());
        QCOMPARE(failed.error().code, std::string("store.failed"));
        QCOMPARE(fixture.ask(QStringLiteral("SELECT count(*) FROM services")).toInt(), 1);
        QCOMPARE(fixture.ask(QStringLiteral("SELECT count(*) FROM history")).toInt(), 1);
        QVERIFY(fixture.store->commit(adding(2, 3)).ok());
        const LoadedCatalog loaded = fixture.reload();
        QCOMPARE(loaded.catalog.revision, model::Revision(2));
        QVERIFY(!loaded.catalog.service(model::ServiceId{2}));
        QVERIFY(loaded.catalog.service(model::ServiceId{3}));
    }

    void rollsBackWhatAFailingRowLeaves() {
        StoreFixture fixture;
        QVERIFY(fixture.store->load().ok());
        fixture.ask(
            QStringLiteral("CREATE TRIGGER bad_sector BEFORE INSERT ON history "
                           "BEGIN SELECT RAISE(ABORT, 'bad sector'); END"));
        const auto failed = fixture.store->commit(adding(1, 1));
        QVERIFY(!failed.ok());
        QVERIFY(failed.error().message.find("bad sector") != std::string::npos);
        QCOMPARE(fixture.ask(QStringLiteral("SELECT count(*) FROM services")).toInt(), 0);
        QCOMPARE(fixture.ask(QStringLiteral("SELECT count(*) FROM targets")).toInt(), 0);
        fixture.ask(QStringLiteral("DROP TRIGGER bad_sector"));
        QVERIFY(fixture.store->commit(adding(1, 1)).ok());
        QCOMPARE(fixture.reload().catalog.services().size(), std::size_t(1));
    }

    void changesNothingWhenTheFileCannotGrow() {
        StoreFixture fixture;
        QVERIFY(fixture.store->load().ok());
        QVERIFY(fixture.store->commit(adding(1, 1)).ok());
        {
            const FileSizeLimit full(
                static_cast<rlim_t>(QFile(fixture.path() + QStringLiteral("-wal")).size()));
            const auto failed = fixture.store->commit(adding(2, 2));
            QVERIFY(!failed.ok());
            QVERIFY(failed.error().code == "store.full" || failed.error().code == "store.failed");
        }
        QCOMPARE(fixture.ask(QStringLiteral("SELECT count(*) FROM services")).toInt(), 1);
        QVERIFY(fixture.store->commit(adding(2, 3)).ok());
        const LoadedCatalog loaded = fixture.reload();
        QVERIFY(!loaded.catalog.service(model::ServiceId{2}));
        QVERIFY(loaded.catalog.service(model::ServiceId{3}));
    }

    void asksTheFileWhenTheAnswerToCommitIsInDoubt() {
        StoreFixture fixture;
        QVERIFY(fixture.store->load().ok());
        fixture.failures.next(CommitStage::AfterCommit);
        QVERIFY(fixture.store->commit(adding(1, 1)).ok());
        QCOMPARE(fixture.reload().catalog.services().size(), std::size_t(1));
    }

    void survivesBeingKilledWithoutClosing() {
        StoreFixture fixture;
        QVERIFY(fixture.store->load().ok());
        QVERIFY(fixture.store->commit(adding(1, 1)).ok());
        // What a killed process leaves: the database and its log, never folded together.
        QTemporaryDir elsewhere;
        for (const QString& suffix : {QString(), QStringLiteral("-wal")})
            QVERIFY(QFile::copy(fixture.path() + suffix,
                                elsewhere.filePath(QStringLiteral("catalog.sqlite") + suffix)));
        CatalogStore after({elsewhere.path().toStdString()}, fixture.clock);
        const auto loaded = after.load();
        QVERIFY(loaded.ok());
        QVERIFY(loaded->catalog.service(model::ServiceId{1}));
    }

    /// What a service costs to load must not depend on how many there are: time would tell on an idle machine
    /// only, so what is built tells. Maps that are copied for each row would come to 16 times as much here.
    void loadingCostsWhatThereIs() {
        const auto costOf = [](std::uint64_t count) {
            StoreFixture fixture;
            std::vector<ServiceEdit> edits;
            for (std::uint64_t i = 1; i <= count; ++i)
                edits.push_back({nullptr, shared(makeService(i))});
            const bool saved = fixture.store->load().ok() &&
                               fixture.store->commit({{changeOf(1, std::move(edits))}, {}, {}}).ok();
            fixture.reopen();
            const std::size_t before = allocated;
            const auto loaded = fixture.store->load();
            const std::size_t cost = allocated - before;
            return saved && loaded.ok() && loaded->catalog.services().size() == count ? cost : 0;
        };
        const std::size_t few = costOf(500);
        const std::size_t many = costOf(2000);
        qInfo("%zu and %zu bytes a service", few / 500, many / 2000);
        QVERIFY(few > 0 && many > 0);
        QVERIFY(many < few * 5);
    }
};

QTEST_GUILESS_MAIN(TestCatalogStore)
#include "tst_catalogstore.moc"
