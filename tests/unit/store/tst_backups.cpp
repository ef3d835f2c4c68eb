// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/store/backups.h"
#include "tests/unit/store/storefixture.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace portolan;
using namespace portolan::store;

namespace {

QStringList namesOf(const StoreFixture& fixture) {
    return QDir(fixture.path(QStringLiteral("backups"))).entryList(QDir::Files, QDir::Name);
}

}  // namespace

class TestBackups : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void namesDayAndRevision() {
        StoreFixture fixture;
        QVERIFY(fixture.store->load().ok());
        QVERIFY(fixture.store->commit(adding(1, 1)).ok());
        QVERIFY(fixture.store->backUp().ok());
        const QString day = QString::fromStdString(dateOf(someTime));
        QCOMPARE(namesOf(fixture), {QStringLiteral("catalog-%1-r1.sqlite").arg(day)});
        QVERIFY(day == QStringLiteral("2026-11-18"));
    }

    void skipsWhatHasNotChanged() {
        StoreFixture fixture;
        QVERIFY(fixture.store->load().ok());
        QVERIFY(fixture.store->commit(adding(1, 1)).ok());
        QVERIFY(fixture.store->backUp().ok());
        fixture.clock.advance(std::chrono::hours(24));
        QVERIFY(fixture.store->backUp().ok());
        QCOMPARE(namesOf(fixture).size(), 1);
    }

    void keepsOnePerDayOfSevenDays() {
        StoreFixture fixture;
        QVERIFY(fixture.store->load().ok());
        model::Revision revision = 0;
        for (int day = 0; day < 9; ++day) {
            for (int i = 0; i < 2; ++i) {
                ++revision;
                QVERIFY(fixture.store->commit(adding(revision, revision)).ok());
                QVERIFY(fixture.store->backUp().ok());
            }
            fixture.clock.advance(std::chrono::hours(24));
        }
        const auto backups = Backups(fixture.path(QStringLiteral("backups")).toStdString()).list();
        QCOMPARE(backups.size(), std::size_t(7));
        QCOMPARE(backups.front().revision, std::uint64_t(18));
        QCOMPARE(backups.back().revision, std::uint64_t(6));
    }

    void ordersByRevisionAndPassesOverOtherFiles() {
        StoreFixture fixture;
        const QString folder = fixture.path(QStringLiteral("backups"));
        QVERIFY(QDir().mkpath(folder));
        for (const auto* name : {"catalog-2026-01-01-r9.sqlite", "catalog-2026-01-02-r10.sqlite", "partial",
                                 "catalog-2026-01-03.sqlite", "catalog-2026-01-03-rx.sqlite", "notes.txt"}) {
            QFile file(folder + QLatin1Char('/') + QLatin1String(name));
            QVERIFY(file.open(QIODevice::WriteOnly));
        }
        const auto backups = Backups(folder.toStdString()).list();
        QCOMPARE(backups.size(), std::size_t(2));
        QCOMPARE(backups.front().revision, std::uint64_t(10));
        QCOMPARE(backups.front().date, std::string("2026-01-02"));
    }

    void saysWhyItCouldNot() {
        StoreFixture fixture;
        QVERIFY(fixture.store->load().ok());
        QVERIFY(fixture.store->commit(adding(1, 1)).ok());
        QFile inTheWay(fixture.path(QStringLiteral("backups")));
        QVERIFY(inTheWay.open(QIODevice::WriteOnly));
        const auto made = fixture.store->backUp();
        QVERIFY(!made.ok());
        QCOMPARE(made.error().code, std::string("store.backup"));
        QVERIFY(fixture.store->commit(adding(2, 2)).ok());
    }
};

QTEST_GUILESS_MAIN(TestBackups)
#include "tst_backups.moc"
