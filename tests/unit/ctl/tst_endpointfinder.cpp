// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/endpointfinder.h"
#include "app/ctl/exitcode.h"

#include <QFile>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

#include <unistd.h>

using namespace portolan;
using namespace portolan::ctl;

class EndpointFinderTest : public QObject {
    Q_OBJECT
  private:
    std::unique_ptr<QTemporaryDir> m_directory;
    QTcpServer m_server;

    [[nodiscard]] std::string path(const char* name) const {
        return m_directory->filePath(QLatin1String(name)).toStdString();
    }
    [[nodiscard]] EndpointPlaces places(platform::Environment::Variables more = {}) const {
        more.emplace("HOME", path("home"));
        more.emplace("XDG_RUNTIME_DIR", path("run"));
        return {platform::Environment(std::move(more)), platform::Privilege::User, path("system/endpoint")};
    }
    [[nodiscard]] std::string liveUrl() const {
        return "http://127.0.0.1:" + std::to_string(m_server.serverPort());
    }
    void write(const char* file, const std::string& url, const std::string& token,
               long pid = getpid()) const {
        QVERIFY(platform::writeEndpointFile(path(file), {url, pid, token}, platform::EndpointAudience::Owner)
                    .ok());
    }
    void writeText(const char* file, const char* text) const {
        QFile out(m_directory->filePath(QLatin1String(file)));
        QVERIFY(out.open(QIODevice::WriteOnly) && out.write(text) >= 0);
    }
    /// "URL TOKEN", or the code of the error.
    static std::string found(const base::Result<client::Endpoint>& endpoint) {
        return endpoint ? endpoint->url.toString().toStdString() + " " + endpoint->token.toStdString()
                        : endpoint.error().code;
    }

  private Q_SLOTS:
    void initTestCase() { QVERIFY(m_server.listen(QHostAddress::LocalHost)); }
    void init() { m_directory = std::make_unique<QTemporaryDir>(); }

    void theOwnBackendComesBeforeTheSystems() {
        write("system/endpoint", liveUrl(), "system");
        QCOMPARE(found(findEndpoint({}, places())), liveUrl() + " system");
        write("run/portolan/endpoint", liveUrl(), "own");
        QCOMPARE(found(findEndpoint({}, places())), liveUrl() + " own");
    }
    void whatAKilledBackendLeftIsPassedOver() {
        write("run/portolan/endpoint", "http://127.0.0.1:1", "gone");
        QCOMPARE(found(findEndpoint({}, places())), std::string("endpoint.not_running"));
        write("system/endpoint", liveUrl(), "system");
        QCOMPARE(found(findEndpoint({}, places())), liveUrl() + " system");
    }
    void saysThatNothingRuns() {
        const auto nothing = findEndpoint({}, places());
        QCOMPARE(found(nothing), std::string("endpoint.not_running"));
        QVERIFY(exitCodeOf(nothing.error()) == ExitCode::Unreachable);
        writeText("broken", "{}");
        EndpointPlaces broken = places();
        broken.systemFile = path("broken");
        QCOMPARE(found(findEndpoint({}, broken)), std::string("endpoint.malformed"));
    }
    void aUrlIsTakenAsItIsMeant_data() {
        QTest::addColumn<QByteArray>("written");
        QTest::addColumn<QByteArray>("url");
        for (const auto& [written, url] : std::initializer_list<std::pair<const char*, const char*>>{
                 {"http://100.1.1.1:8080", "http://100.1.1.1:8080 "},
                 {"http://100.1.1.1:8080/", "http://100.1.1.1:8080 "},
                 {"100.1.1.1:8080", "http://100.1.1.1:8080 "},
                 {"https://dns.internal.example", "https://dns.internal.example "},
                 {"[fd7a::1]:8080", "http://[fd7a::1]:8080 "},
                 {"http://a/api", "usage.url"},
                 {"ftp://a", "usage.url"},
                 {"http://user:secret@a", "usage.url"},
                 {"", "usage.url"},
                 {"http://", "usage.url"}})
            QTest::newRow(written) << QByteArray(written) << QByteArray(url);
    }
    void aUrlIsTakenAsItIsMeant() {
        QFETCH(QByteArray, written);
        QFETCH(QByteArray, url);
        QCOMPARE(found(findEndpoint({written.toStdString(), {}, {}}, places())), url.toStdString());
    }
    void theTokenComesFromWhereItIsNamed() {
        const std::string url = "http://100.1.1.1:8080";
        QCOMPARE(found(findEndpoint({url, {}, {}}, places({{"PORTOLAN_TOKEN", "variable"}}))),
                 url + " variable");
        QCOMPARE(found(findEndpoint({}, places({{"PORTOLAN_CONNECT", url}}))), url + " ");
        writeText("token", "fromfile\n");
        QCOMPARE(found(findEndpoint({url, {}, path("token")}, places({{"PORTOLAN_TOKEN", "variable"}}))),
                 url + " fromfile");
        write("other", "http://elsewhere", "inside");
        QCOMPARE(found(findEndpoint({url, {}, path("other")}, places())), url + " inside");
        write("system/endpoint", url, "known");
        QCOMPARE(found(findEndpoint({url, {}, {}}, places())), url + " known");
        QCOMPARE(found(findEndpoint({{}, path("system/endpoint"), {}}, places({{"PORTOLAN_CONNECT", "x"}}))),
                 url + " known");
        QCOMPARE(found(findEndpoint({url, {}, path("nothing")}, places())), std::string("usage.token_file"));
        writeText("token", "two words");
        QCOMPARE(found(findEndpoint({url, {}, path("token")}, places())), std::string("usage.token_file"));
    }
};

QTEST_GUILESS_MAIN(EndpointFinderTest)
#include "tst_endpointfinder.moc"
