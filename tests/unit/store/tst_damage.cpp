// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/store/catalogstore.h"
#include "tests/unit/store/storefixture.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <functional>

using namespace portolan;
using namespace portolan::store;

using Damage = std::function<void(const StoreFixture&)>;
Q_DECLARE_METATYPE(Damage)

namespace {

QByteArray contents(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void overwrite(const QString& path, qint64 offset, const QByteArray& bytes) {
    QFile file(path);
    file.open(QIODevice::ReadWrite);
    file.seek(offset);
    file.write(bytes);
}

QStringList filesLike(const StoreFixture& fixture, const QString& pattern) {
    return QDir(fixture.directory.path()).entryList({pattern}, QDir::Files);
}

/// Two services of which the first is in the backup.
void fill(StoreFixture& fixture) {
    QVERIFY(fixture.store->load().ok());
    QVERIFY(fixture.store->commit(adding(1, 1)).ok());
    QVERIFY(fixture.store->backUp().ok());
    QVERIFY(fixture.store->commit(adding(2, 2)).ok());
    fixture.store.reset();
}

}  // namespace

class TestDamage : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void refusesANewerFileAndDoesNotTouchIt() {
        StoreFixture fixture;
        fill(fixture);
        fixture.ask(QStringLiteral("PRAGMA user_version=99"));
        const QByteArray before = contents(fixture.path());
        fixture.reopen();
        const auto loaded = fixture.store->load();
        QVERIFY(!loaded.ok());
        QCOMPARE(loaded.error().code, std::string("store.newer"));
        QVERIFY(contents(fixture.path()) == before);
        QCOMPARE(filesLike(fixture, QStringLiteral("catalog.sqlite*")), {QStringLiteral("catalog.sqlite")});
    }

    void loadsTheNewestGoodBackupOfADamagedFile_data() {
        QTest::addColumn<Damage>("damage");
        QTest::newRow("no database at all") << Damage(
            [](const StoreFixture& fixture) { overwrite(fixture.path(), 0, QByteArray(4096, 'x')); });
        QTest::newRow("emptied") << Damage(
            [](const StoreFixture& fixture) { QFile(fixture.path()).resize(0); });
        QTest::newRow("cut in half") << Damage([](const StoreFixture& fixture) {
            QFile(fixture.path()).resize(QFile(fixture.path()).size() / 2);
        });
        QTest::newRow("pages overwritten") << Damage([](const StoreFixture& fixture) {
            overwrite(fixture.path(), 4096, QByteArray(8 * 4096, '\x5a'));
        });
        QTest::newRow("a table is gone")
            << Damage([](const StoreFixture& fixture) { fixture.ask(QStringLiteral("DROP TABLE records")); });
        QTest::newRow("a host that is none") << Damage([](const StoreFixture& fixture) {
            fixture.ask(QStringLiteral("UPDATE services SET host='a b' WHERE id=1"));
        });
        QTest::newRow("a target that is none") << Damage([](const StoreFixture& fixture) {
            fixture.ask(QStringLiteral("UPDATE targets SET address='here'"));
        });
        QTest::newRow("a port that is none") << Damage(
            [](const StoreFixture& fixture) { fixture.ask(QStringLiteral("UPDATE targets SET port=0")); });
        QTest::newRow("a service without targets") << Damage([](const StoreFixture& fixture) {
            fixture.ask(QStringLiteral("DELETE FROM targets WHERE service=2"));
        });
    }
    void loadsTheNewestGoodBackupOfADamagedFile() {
        QFETCH(Damage, damage);
        StoreFixture fixture;
        fill(fixture);
        damage(fixture);
        const QByteArray damaged = contents(fixture.path());
        fixture.reopen();
        const auto loaded = fixture.store->load();
        QVERIFY2(loaded.ok(), loaded ? "" : loaded.error().message.c_str());
        QVERIFY(loaded->catalog.service(model::ServiceId{1}));
        QVERIFY(!loaded->catalog.service(model::ServiceId{2}));
        QCOMPARE(loaded->catalog.revision, model::Revision(1));
        QVERIFY(loaded->notice.has_value());
        QCOMPARE(loaded->notice->code, std::string("store.restored"));
        const QString aside = fixture.path() + QStringLiteral(".damaged-") +
                              QString::fromStdString(dateOf(fixture.clock.systemNow()));
        QVERIFY(loaded->notice->message.find(aside.toStdString()) != std::string::npos);
        QVERIFY(contents(aside) == damaged);
        QVERIFY(!QFile::exists(fixture.path() + QStringLiteral(".restoring")));
        // It goes on from there, and the next start has nothing to say.
        QVERIFY(fixture.store->commit(adding(2, 5)).ok());
        const LoadedCatalog again = fixture.reload();
        QVERIFY(!again.notice);
        QVERIFY(again.catalog.service(model::ServiceId{5}));
    }

    void passesOverABackupThatIsDamagedToo() {
        StoreFixture fixture;
        fill(fixture);
        fixture.clock.advance(std::chrono::hours(24));
        fixture.reopen();
        QVERIFY(fixture.store->load().ok());
        QVERIFY(fixture.store->backUp().ok());
        fixture.store.reset();
        const auto backups = Backups(fixture.path(QStringLiteral("backups")).toStdString()).list();
        QCOMPARE(backups.size(), std::size_t(2));
        overwrite(QString::fromStdString(backups.front().path), 0, QByteArray(4096, 'x'));
        overwrite(fixture.path(), 0, QByteArray(4096, 'x'));
        fixture.reopen();
        const auto loaded = fixture.store->load();
        QVERIFY(loaded.ok());
        QCOMPARE(loaded->catalog.revision, model::Revision(1));
    }

    void doesNotReplayTheLogOfTheDamagedFileIntoTheBackup() {
        StoreFixture fixture;
        fill(fixture);
        overwrite(fixture.path() + QStringLiteral("-wal"), 0, QByteArray(4096, 'w'));
        overwrite(fixture.path(), 0, QByteArray(4096, 'x'));
        fixture.reopen();
        QVERIFY(fixture.store->load().ok());
        QCOMPARE(filesLike(fixture, QStringLiteral("catalog.sqlite.damaged-*-wal")).size(), 1);
    }

    void refusesADamagedFileWithoutBackupAndLeavesItThere() {
        StoreFixture fixture;
        overwrite(fixture.path(), 0, QByteArray(4096, 'x'));
        const auto loaded = fixture.store->load();
        QVERIFY(!loaded.ok());
        QCOMPARE(loaded.error().code, std::string("store.damaged"));
        QVERIFY(loaded.error().message.find(fixture.path().toStdString()) != std::string::npos);
        QVERIFY(loaded.error().message.find("--start-empty") != std::string::npos);
        QCOMPARE(contents(fixture.path()), QByteArray(4096, 'x'));
    }

    void beginsEmptyWhenThatIsAllowed() {
        StoreFixture fixture(model::EmptyStart::Allowed);
        overwrite(fixture.path(), 0, QByteArray(4096, 'x'));
        const auto loaded = fixture.store->load();
        QVERIFY(loaded.ok());
        QVERIFY(loaded->catalog.services().empty());
        QCOMPARE(loaded->notice->code, std::string("store.started_empty"));
        QCOMPARE(filesLike(fixture, QStringLiteral("catalog.sqlite.damaged-*")).size(), 1);
        QVERIFY(fixture.store->commit(adding(1, 1)).ok());
    }

    void keepsEarlierDamagedFilesOfTheSameDay() {
        StoreFixture fixture(model::EmptyStart::Allowed);
        for (int i = 0; i < 2; ++i) {
            fixture.store.reset();
            overwrite(fixture.path(), 0, QByteArray(4096, 'x'));
            fixture.reopen();
            QVERIFY(fixture.store->load().ok());
        }
        QCOMPARE(filesLike(fixture, QStringLiteral("catalog.sqlite.damaged-*")).size(), 2);
    }

    void doesNotTakeAMissingDirectoryForDamage() {
        base::ManualClock clock;
        CatalogStore store({"/nonexistent/portolan"}, clock);
        const auto loaded = store.load();
        QVERIFY(!loaded.ok());
        QCOMPARE(loaded.error().code, std::string("store.failed"));
        QVERIFY(loaded.error().message.find("/nonexistent/portolan/catalog.sqlite") != std::string::npos);
    }

    void beginsAnewAfterAFirstStartThatWasKilled() {
        StoreFixture fixture;
        overwrite(fixture.path(), 0, QByteArray());
        QVERIFY(QFile::exists(fixture.path()));
        QVERIFY(fixture.store->load().ok());
    }
};

QTEST_GUILESS_MAIN(TestDamage)
#include "tst_damage.moc"
