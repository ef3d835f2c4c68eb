// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/explain/path.h"
#include "tests/unit/explain/explainfixture.h"

#include <QTest>

using namespace portolan;
using namespace portolan::explain;
using namespace portolan::tests;

class PathTest : public QObject {
    Q_OBJECT

    Setup m_setup;

    Path pathOf(const std::string& name) {
        m_setup.name = name;
        m_question = m_setup.question();
        return follow(*m_question);
    }
    std::optional<Question> m_question;

  private Q_SLOTS:
    void init() { m_setup = Setup(); }

    void findsAServiceBehindTheProxy() {
        const Path path = pathOf("llm.internal.example");
        QCOMPARE(path.kind, Path::Kind::Service);
        QCOMPARE(path.zone, std::string("internal.example"));
        QCOMPARE(path.addresses, std::vector{ip("100.1.1.1")});
        QCOMPARE(path.target->address, at("100.2.2.2:8080"));
        QCOMPARE(path.url, std::string("http://llm.internal.example/"));
        QVERIFY(path.dns && path.listener);
        QCOMPARE(*path.front, at("100.1.1.1:80"));
    }

    void knowsWhoeverElseMayBeAtAName() {
        m_setup.records = {textRecord("note.internal.example"),
                           addressRecord("nas.internal.example", "100.9.9.9")};
        QCOMPARE(pathOf("nas.internal.example").kind, Path::Kind::Record);
        QCOMPARE(pathOf("nas.internal.example").addresses, std::vector{ip("100.9.9.9")});
        QCOMPARE(pathOf("note.internal.example").types, std::vector<std::string>{"TXT"});
        QCOMPARE(pathOf("dns.internal.example").kind, Path::Kind::OwnName);
        QCOMPARE(pathOf("internal.example").kind, Path::Kind::OwnName);
        QCOMPARE(pathOf("else.internal.example").kind, Path::Kind::Missing);
        QCOMPARE(pathOf("llm.example").kind, Path::Kind::OutsideZones);
        m_setup.service.delivery = model::Delivery::Direct;
        const Path direct = pathOf("llm.internal.example");
        QCOMPARE(direct.kind, Path::Kind::Direct);
        QCOMPARE(direct.addresses, std::vector{ip("100.2.2.2")});
        QVERIFY(direct.url.empty());
    }

    void suggestsNamesThatAreNear_data() {
        QTest::addColumn<QString>("written");
        QTest::addColumn<QString>("meant");
        QTest::newRow("a swap") << "lml.internal.example"
                                << "llm.internal.example";
        QTest::newRow("a letter too many") << "llmm.internal.example"
                                           << "llm.internal.example";
        QTest::newRow("a record") << "nsa.internal.example"
                                  << "nas.internal.example";
        QTest::newRow("another zone") << "llm.home.arpa"
                                      << "llm.internal.example";
        QTest::newRow("nothing near") << "calendar.internal.example"
                                      << "";
    }
    void suggestsNamesThatAreNear() {
        QFETCH(QString, written);
        QFETCH(QString, meant);
        m_setup.records = {addressRecord("nas.internal.example", "100.9.9.9")};
        const Path path = pathOf(written.toStdString());
        QCOMPARE(QString::fromStdString(path.near.empty() ? "" : path.near.front()), meant);
    }

    void choosesTheTargetThatTheProxyWould() {
        auto& targets = m_setup.service.targets;
        targets = {{model::TargetId{1}, at("100.2.2.2:1"), 1},
                   {model::TargetId{2}, at("100.2.2.2:2"), 1},
                   {model::TargetId{3}, at("100.2.2.2:3"), 1}};
        targets[2].role = model::TargetRole::Backup;
        m_question = m_setup.question();
        QCOMPARE(follow(*m_question).target->address.port, 1);
        m_question->conditions = {
            {model::TargetId{1}, {model::HealthState::Down, model::HealthCause::Refused}}};
        QCOMPARE(follow(*m_question).target->address.port, 2);
        m_question->conditions.push_back({model::TargetId{2}, {model::HealthState::Down}});
        QCOMPARE(follow(*m_question).target->address.port, 3);
        QCOMPARE(follow(*m_question).idle.size(), std::size_t{2});
        m_question->conditions.push_back({model::TargetId{3}, {model::HealthState::Down}});
        const Path path = follow(*m_question);
        QCOMPARE(path.choice, Path::Choice::AllDown);
        QCOMPARE(path.target->address.port, 1);
        QCOMPARE(path.targetCause, model::HealthCause::Refused);
    }

    void drainedTargetsTakeNobody() {
        m_setup.service.targets[0].intake = model::TargetIntake::Drained;
        QCOMPARE(pathOf("llm.internal.example").choice, Path::Choice::AllDrained);
    }

    void isOpenedByHttpsWhereThatIsServed() {
        m_setup.httpsPort = 8443;
        const Path path = pathOf("llm.internal.example");
        QVERIFY(path.overTls && path.certificate);
        QCOMPARE(path.url, std::string("https://llm.internal.example:8443/"));
        m_setup.service.clientTls.access = model::ClientAccess::HttpOnly;
        QVERIFY(!pathOf("llm.internal.example").overTls);
    }

    void prefersTheListenerThatClientsAreSentTo() {
        m_question = m_setup.question();
        m_question->listeners = {{"http", "tcp", at("127.0.0.1:80"), "listening", ""},
                                 {"http", "tcp", at("100.1.1.1:80"), "failed", "held"},
                                 {"http", "tcp", at("[::]:80"), "listening", ""}};
        QCOMPARE(follow(*m_question).listener->message, std::string("held"));
        m_question->listeners[2].address = at("0.0.0.0:80");
        QCOMPARE(follow(*m_question).listener->address, at("0.0.0.0:80"));
    }

    void readsTheHostOfAUrl_data() {
        QTest::addColumn<QString>("written");
        QTest::addColumn<QString>("host");
        QTest::newRow("name") << "llm.internal"
                              << "llm.internal";
        QTest::newRow("url") << "https://llm.internal/chat?x=1"
                             << "llm.internal";
        QTest::newRow("port") << "http://llm.internal:8000"
                              << "llm.internal";
        QTest::newRow("no scheme") << "llm.internal:8000/chat"
                                   << "llm.internal";
        QTest::newRow("user") << "https://me@llm.internal#top"
                              << "llm.internal";
        QTest::newRow("address") << "http://[::1]:80/"
                                 << "[::1]:80";
    }
    void readsTheHostOfAUrl() {
        QFETCH(QString, written);
        QFETCH(QString, host);
        QCOMPARE(QString::fromStdString(hostIn(written.toStdString())), host);
    }
};

QTEST_APPLESS_MAIN(PathTest)
#include "tst_path.moc"
