// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/backendfinder.h"

#include <QDir>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

#include <unistd.h>

using namespace portolan;
using namespace portolan::app;
using Place = FoundBackend::Place;
using namespace std::chrono_literals;

class BackendFinderTest : public QObject {
    Q_OBJECT
  private:
    std::unique_ptr<QTemporaryDir> m_directory;
    QTcpServer m_server;

    [[nodiscard]] std::string path(const char* name) const {
        return m_directory->filePath(QLatin1String(name)).toStdString();
    }
    [[nodiscard]] Options options(model::Choice choice = model::Choice::Default) const {
        Options made;
        made.settings.start.dataDirectory = path("data");
        made.settings.start.dataDirectoryChoice = choice;
        made.endpointPlace = {path("run/endpoint"), platform::EndpointAudience::Owner};
        return made;
    }
    /// The URL of something that accepts connections.
    [[nodiscard]] std::string liveUrl() const {
        return "http://127.0.0.1:" + std::to_string(m_server.serverPort());
    }
    void write(const char* file, const std::string& url, long pid = getpid()) const {
        QVERIFY(
            platform::writeEndpointFile(path(file), {url, pid, "secret"}, platform::EndpointAudience::Owner)
                .ok());
    }
    [[nodiscard]] base::Result<FoundBackend> find(const Options& from) const {
        return findBackend(from, path("system/endpoint"), 100ms);
    }

  private Q_SLOTS:
    void initTestCase() { QVERIFY(m_server.listen(QHostAddress::LocalHost)); }
    void init() { m_directory = std::make_unique<QTemporaryDir>(); }

    void withoutAnyTheWindowEmbedsOneUnderTheLock() {
        const auto found = find(options());
        QVERIFY(found.ok());
        QVERIFY(found->place == Place::Nowhere);
        QVERIFY(found->lock.has_value());
        QCOMPARE(platform::DataDirectoryLock::acquire(path("data")).error().code, std::string("lock.held"));
    }
    void theHolderOfTheLockIsFoundByItsEndpointFile_data() {
        QTest::addColumn<QByteArray>("file");
        QTest::newRow("in the runtime directory") << QByteArray("run/endpoint");
        QTest::newRow("in the data directory") << QByteArray("data/endpoint");
    }
    void theHolderOfTheLockIsFoundByItsEndpointFile() {
        QFETCH(QByteArray, file);
        const auto lock = platform::DataDirectoryLock::acquire(path("data"));
        write(file.constData(), liveUrl());
        const auto found = find(options());
        QVERIFY(found.ok());
        QVERIFY(found->place == Place::ThisComputer);
        QCOMPARE(found->endpoint.url, liveUrl());
        QCOMPARE(found->file, path(file.constData()));
        QCOMPARE(found->endpoint.token, std::string("secret"));
    }
    void aHolderThatNeverAnswersIsSaid() {
        const auto lock = platform::DataDirectoryLock::acquire(path("data"));
        write("run/endpoint", "http://127.0.0.1:1");
        QCOMPARE(find(options()).error().code, std::string("lock.held"));
    }
    void theSystemsDaemonComesBeforeAnOwnBackend() {
        write("system/endpoint", liveUrl());
        const auto found = find(options());
        QVERIFY(found.ok());
        QVERIFY(found->place == Place::ThisComputer);
        QCOMPARE(found->endpoint.token, std::string("secret"));
        QCOMPARE(found->file, path("system/endpoint"));
        QVERIFY(platform::DataDirectoryLock::acquire(path("data")).ok());
    }
    void aNamedDataDirectoryMeansItsOwnBackend() {
        write("system/endpoint", liveUrl());
        QVERIFY(find(options(model::Choice::Named))->place == Place::Nowhere);
    }
    void whatAKilledDaemonLeftBehindIsPassedOver_data() {
        QTest::addColumn<QByteArray>("url");
        QTest::addColumn<qint64>("pid");
        QTest::newRow("no such process") << QByteArray(liveUrl().c_str()) << qint64(0x3fffffff);
        QTest::newRow("nothing listens") << QByteArray("http://127.0.0.1:1") << qint64(getpid());
        QTest::newRow("no address") << QByteArray("http://somewhere") << qint64(getpid());
    }
    void whatAKilledDaemonLeftBehindIsPassedOver() {
        QFETCH(QByteArray, url);
        QFETCH(qint64, pid);
        write("system/endpoint", url.toStdString(), pid);
        QVERIFY(find(options())->place == Place::Nowhere);
    }
    void aUrlThatWasNamedComesFirst() {
        const auto lock = platform::DataDirectoryLock::acquire(path("data"));
        write("run/endpoint", liveUrl());
        Options named = options();
        named.connectUrl = "http://100.1.1.1:8080/";
        named.token = "from the variable";
        const auto found = find(named);
        QVERIFY(found->place == Place::Elsewhere);
        QCOMPARE(found->endpoint.url, std::string("http://100.1.1.1:8080"));
        QCOMPARE(found->endpoint.token, std::string("from the variable"));
    }
    void theTokenOfANamedUrlIsTakenFromItsEndpointFile() {
        write("system/endpoint", "http://127.0.0.1:4711");
        Options named = options();
        named.connectUrl = "http://127.0.0.1:4711";
        QCOMPARE(find(named)->endpoint.token, std::string("secret"));
        named.connectUrl = "http://127.0.0.1:4712";
        QCOMPARE(find(named)->endpoint.token, std::string());
    }
    void aDirectoryThatCannotBeUsedIsAnError() {
        Options broken = options();
        broken.settings.start.dataDirectory = "/proc/none";
        QCOMPARE(find(broken).error().code, std::string("lock.failed"));
    }
};

QTEST_GUILESS_MAIN(BackendFinderTest)
#include "tst_backendfinder.moc"
