// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/accesslog/accesslog.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <thread>

using namespace portolan;
using namespace portolan::accesslog;

namespace {

live::RequestRecord recordOf(std::uint64_t number) {
    live::RequestRecord record;
    record.id = number;
    record.setText("GET", "app.example", "/" + std::to_string(number));
    return record;
}

/// The ids of all lines in all files of the folder.
std::vector<std::uint64_t> idsIn(const QString& folder) {
    std::vector<std::uint64_t> ids;
    for (const QString& name : QDir(folder).entryList(QDir::Files)) {
        QFile file(QDir(folder).filePath(name));
        if (!file.open(QIODevice::ReadOnly))
            continue;
        while (!file.atEnd()) {
            const QByteArray line = file.readLine();
            const qsizetype at = line.indexOf("\"id\":\"") + 6;
            ids.push_back(line.mid(at, line.indexOf('"', at) - at).toULongLong());
        }
    }
    std::sort(ids.begin(), ids.end());
    return ids;
}

}  // namespace

class AccessLogTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void writesWhatSeveralWorkersPushAndLosesNothingWhileRotating() {
        const QTemporaryDir folder;
        constexpr std::uint64_t perWorker = 20'000;
        std::uint64_t dropped = 0;
        {
            AccessLog log({folder.filePath(QStringLiteral("access.log")).toStdString(), 512 * 1024, 100}, 2,
                          {});
            std::vector<std::thread> workers;
            for (std::size_t w = 0; w < 2; ++w)
                workers.emplace_back([&, w] {
                    for (std::uint64_t i = 0; i < perWorker; ++i)
                        log.queueOf(w).push(recordOf(w * perWorker + i));
                });
            for (std::thread& worker : workers)
                worker.join();
            dropped = log.queueOf(0).dropped() + log.queueOf(1).dropped();
        }
        const std::vector<std::uint64_t> ids = idsIn(folder.path());
        QCOMPARE(ids.size() + dropped, std::size_t{2 * perWorker});
        QVERIFY(std::adjacent_find(ids.begin(), ids.end()) == ids.end());
        QVERIFY(QDir(folder.path()).entryList(QDir::Files).size() > 3);
    }
    void whatWaitsIsInTheFileWithinASecond() {
        const QTemporaryDir folder;
        AccessLog log({folder.filePath(QStringLiteral("access.log")).toStdString()}, 1, {});
        log.queueOf(0).push(recordOf(1));
        QTRY_COMPARE_WITH_TIMEOUT(idsIn(folder.path()).size(), std::size_t{1}, 5000);
    }
    void countsWhatTheDiskDoesNotTake() {
        const QTemporaryDir folder;
        AccessLog log({folder.filePath(QStringLiteral("missing/access.log")).toStdString()}, 1, {});
        QTest::ignoreMessage(QtCriticalMsg, QRegularExpression(QStringLiteral("cannot be opened")));
        log.queueOf(0).push(recordOf(1));
        QTRY_COMPARE_WITH_TIMEOUT(log.lost(), std::uint64_t{1}, 5000);
        QVERIFY(QDir().mkpath(folder.filePath(QStringLiteral("missing"))));
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("works again; 1 records")));
        log.queueOf(0).push(recordOf(2));
        QTRY_COMPARE_WITH_TIMEOUT(idsIn(folder.filePath(QStringLiteral("missing"))).size(), std::size_t{1},
                                  5000);
        QCOMPARE(log.lost(), std::uint64_t{1});
    }
};

QTEST_GUILESS_MAIN(AccessLogTest)
#include "tst_accesslog.moc"
