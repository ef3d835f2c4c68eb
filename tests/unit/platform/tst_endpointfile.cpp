// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/platform/endpointfile.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace portolan::platform;

class EndpointFileTest : public QObject {
    Q_OBJECT
  private:
    QTemporaryDir m_directory;
    [[nodiscard]] std::string path(const char* name) const {
        return m_directory.filePath(QLatin1String(name)).toStdString();
    }
    [[nodiscard]] static mode_t modeOf(const std::string& file) {
        struct stat status {};
        return ::stat(file.c_str(), &status) == 0 ? status.st_mode & 07777 : 0;
    }

  private Q_SLOTS:
    void whatIsWrittenIsRead() {
        const Endpoint endpoint{"http://127.0.0.1:41234", 123, "a token \"with\" quotes"};
        QVERIFY(writeEndpointFile(path("new/endpoint"), endpoint, EndpointAudience::Owner).ok());
        QCOMPARE(modeOf(path("new/endpoint")), mode_t(0600));
        QCOMPARE(modeOf(path("new")), mode_t(0700));
        const auto read = readEndpointFile(path("new/endpoint"));
        QVERIFY(read.ok());
        QVERIFY(*read == endpoint);
    }
    void groupMayReadWhatIsMeantForIt() {
        QVERIFY(
            writeEndpointFile(path("group/endpoint"), {"http://127.0.0.1:1", 1, "t"}, EndpointAudience::Group)
                .ok());
        QCOMPARE(modeOf(path("group/endpoint")), mode_t(0640));
        QCOMPARE(modeOf(path("group")), mode_t(0750));
    }
    void anOldFileIsReplacedAndNothingElseLeft() {
        QVERIFY(
            writeEndpointFile(path("a/endpoint"), {"http://127.0.0.1:1", 1, "old"}, EndpointAudience::Group)
                .ok());
        QVERIFY(
            writeEndpointFile(path("a/endpoint"), {"http://127.0.0.1:2", 2, "new"}, EndpointAudience::Owner)
                .ok());
        QCOMPARE(modeOf(path("a/endpoint")), mode_t(0600));
        QCOMPARE(readEndpointFile(path("a/endpoint"))->token, std::string("new"));
        QCOMPARE(QDir(m_directory.filePath(QLatin1String("a"))).entryList(QDir::Files).size(), 1);
    }
    void aMissingFileIsSaidToBeMissing() {
        QCOMPARE(readEndpointFile(path("nothing")).error().code, std::string("endpoint.missing"));
    }
    void aFileWithoutWhatIsNeededIsMalformed_data() {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("no json") << QByteArray("{");
        QTest::newRow("no token") << QByteArray("{\"url\":\"http://127.0.0.1:1\",\"pid\":1}");
        QTest::newRow("no pid") << QByteArray("{\"url\":\"http://127.0.0.1:1\",\"token\":\"t\"}");
        QTest::newRow("no url") << QByteArray("{\"pid\":1,\"token\":\"t\"}");
    }
    void aFileWithoutWhatIsNeededIsMalformed() {
        QFETCH(QByteArray, content);
        QFile file(m_directory.filePath(QLatin1String("malformed")));
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write(content);
        file.close();
        QCOMPARE(readEndpointFile(path("malformed")).error().code, std::string("endpoint.malformed"));
    }
    void aDirectoryThatCannotBeMadeIsNamed() {
        QFile file(m_directory.filePath(QLatin1String("plainfile")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        const auto result = writeEndpointFile(path("plainfile/x/endpoint"), {"http://127.0.0.1:1", 1, "t"},
                                              EndpointAudience::Owner);
        QCOMPARE(result.error().code, std::string("endpoint.not_written"));
        QVERIFY(result.error().message.find("plainfile/x/endpoint") != std::string::npos);
    }
    void onlyTheFileOfTheProcessItselfIsRemoved() {
        QVERIFY(
            writeEndpointFile(path("mine"), {"http://127.0.0.1:1", 77, "t"}, EndpointAudience::Owner).ok());
        removeEndpointFile(path("mine"), 78);
        QVERIFY(readEndpointFile(path("mine")).ok());
        removeEndpointFile(path("mine"), 77);
        QCOMPARE(readEndpointFile(path("mine")).error().code, std::string("endpoint.missing"));
    }
};

QTEST_GUILESS_MAIN(EndpointFileTest)
#include "tst_endpointfile.moc"
