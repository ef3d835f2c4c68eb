// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/edge/landingpage.h"
#include "backend/edge/localhandlers.h"
#include "backend/edge/ownpages.h"
#include "tests/unit/edge/fakesession.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace portolan;
using namespace portolan::edge;

namespace {

std::shared_ptr<const snapshot::Snapshot> snapshotOf(const std::vector<std::string>& hosts) {
    auto out = std::make_shared<snapshot::Snapshot>();
    for (const std::string& host : hosts)
        out->routes.set(host, std::make_shared<const snapshot::Route>());
    for (const char* zone : {"internal.x", "other.y"}) {
        const std::string name(zone);
        out->localNames.set("dns." + name,
                            std::make_shared<const snapshot::LocalName>(snapshot::LocalName::Api));
        for (const std::string& landing : {name, "portolan." + name})
            out->localNames.set(landing,
                                std::make_shared<const snapshot::LocalName>(snapshot::LocalName::Landing));
    }
    return out;
}

}  // namespace

class TestLandingPage : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void listsNamesAndZonesInOrder();
    void limitsTheList();
    void speaksHtmlJsonAndText_data();
    void speaksHtmlJsonAndText();
    void linksWithThePortTheClientUsed();
    void answersHeadWithoutBody();
    void refusesOtherPathsAndMethods_data();
    void refusesOtherPathsAndMethods();
    void servesBeforeTheFirstSnapshot();
    void handlersChooseByPath();

  private:
    FakeResponder answerTo(const std::string& bytes) {
        const FakeRequest request(bytes);
        FakeResponder responder;
        OwnPages page(m_snapshots);
        const auto exchange = page.begin(request.head, request.arrival, responder);
        exchange->onBody("ignored");
        exchange->onBodyEnd();
        return responder;
    }
    OwnPages::Snapshots m_snapshots;
};

void TestLandingPage::listsNamesAndZonesInOrder() {
    const LandingFacts facts = landingFactsOf(*snapshotOf({"c.internal.x", "a.internal.x", "b.other.y"}));
    QCOMPARE(facts.hosts, (std::vector<std::string>{"a.internal.x", "b.other.y", "c.internal.x"}));
    QCOMPARE(facts.zones, (std::vector<std::string>{"internal.x", "other.y"}));
    QCOMPARE(facts.total, 3U);
}

void TestLandingPage::limitsTheList() {
    std::vector<std::string> hosts;
    for (int i = 0; i < 600; ++i)
        hosts.push_back("h" + std::to_string(i) + ".internal.x");
    const LandingFacts facts = landingFactsOf(*snapshotOf(hosts));
    QCOMPARE(facts.hosts.size(), LandingFacts::longestList);
    QCOMPARE(facts.total, 600U);
    for (const auto format : {proxy::PageFormat::Html, proxy::PageFormat::Text})
        QVERIFY(renderLanding(facts, format).find("and 100 more") != std::string::npos);
}

void TestLandingPage::speaksHtmlJsonAndText_data() {
    QTest::addColumn<QByteArray>("accept");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("holds");
    QTest::newRow("browser") << QByteArray("text/html,application/xhtml+xml,*/*;q=0.8")
                             << QByteArray("text/html; charset=utf-8")
                             << QByteArray("<a href=\"http://llm.internal.x/\">llm.internal.x</a>");
    QTest::newRow("program") << QByteArray("application/json") << QByteArray("application/json")
                             << QByteArray("{\"names\":[\"llm.internal.x\"],\"total\":1");
    QTest::newRow("curl") << QByteArray("*/*") << QByteArray("text/plain; charset=utf-8")
                          << QByteArray("  http://llm.internal.x/\n");
}

void TestLandingPage::speaksHtmlJsonAndText() {
    QFETCH(QByteArray, accept);
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, holds);
    m_snapshots.publish(snapshotOf({"llm.internal.x"}));
    const FakeResponder responder =
        answerTo("GET / HTTP/1.1\r\nHost: internal.x\r\nAccept: " + accept.toStdString() + "\r\n\r\n");
    QCOMPARE(responder.status, 200);
    QCOMPARE(responder.field("Content-Type"), type.toStdString());
    QVERIFY2(responder.body.find(holds.toStdString()) != std::string::npos, responder.body.c_str());
    QCOMPARE(responder.length, static_cast<std::int64_t>(responder.body.size()));
    QCOMPARE(responder.finished, 1);
    QVERIFY(responder.field("Content-Security-Policy").starts_with("default-src 'none'"));
    QCOMPARE(responder.field("Cache-Control"), std::string("no-store"));
    if (type == "application/json")
        QCOMPARE(QJsonDocument::fromJson(QByteArray::fromStdString(responder.body))
                     .object()[QStringLiteral("zones")]
                     .toArray()
                     .size(),
                 2);
    else
        QVERIFY(responder.body.find("http://dns.internal.x/add-record") != std::string::npos);
}

void TestLandingPage::linksWithThePortTheClientUsed() {
    m_snapshots.publish(snapshotOf({"llm.internal.x"}));
    const FakeResponder responder = answerTo("GET / HTTP/1.1\r\nHost: internal.x:8000\r\n\r\n");
    QVERIFY(responder.body.find("http://llm.internal.x:8000/") != std::string::npos);
    QVERIFY(responder.body.find("http://dns.internal.x:8000/add-record") != std::string::npos);
}

void TestLandingPage::answersHeadWithoutBody() {
    m_snapshots.publish(snapshotOf({}));
    const FakeResponder responder = answerTo("HEAD / HTTP/1.1\r\nHost: internal.x\r\n\r\n");
    QCOMPARE(responder.status, 200);
    QVERIFY(responder.length > 0);
    QVERIFY(responder.body.empty());
}

void TestLandingPage::refusesOtherPathsAndMethods_data() {
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<int>("status");
    QTest::newRow("path") << QByteArray("GET /x") << 404;
    QTest::newRow("POST") << QByteArray("POST /") << 405;
    QTest::newRow("DELETE") << QByteArray("DELETE /") << 405;
}

void TestLandingPage::refusesOtherPathsAndMethods() {
    QFETCH(QByteArray, line);
    QFETCH(int, status);
    for (const char* accept : {"text/html", "application/json", "*/*"}) {
        const FakeResponder responder =
            answerTo(line.toStdString() + " HTTP/1.1\r\nHost: internal.x\r\nAccept: " + accept + "\r\n\r\n");
        QCOMPARE(responder.status, status);
        QVERIFY(!responder.body.empty());
        QCOMPARE(responder.field("Allow").empty(), status != 405);
    }
}

void TestLandingPage::servesBeforeTheFirstSnapshot() {
    const OwnPages::Snapshots none;
    const FakeRequest request("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
    FakeResponder responder;
    OwnPages page(none);
    page.begin(request.head, request.arrival, responder)->onBodyEnd();
    QCOMPARE(responder.status, 200);
    QVERIFY(responder.body.find("No service has a name yet") != std::string::npos);
}

void TestLandingPage::handlersChooseByPath() {
    net::Engine engine;
    FakeControl control;
    live::EventLog log;
    LocalHandlers handlers({engine, control, log, m_snapshots});
    for (const char* path : {"/api/v1/events", "/api/v1/services", "/health"}) {
        const FakeRequest request("GET " + std::string(path) + " HTTP/1.1\r\nHost: h\r\n\r\n");
        FakeResponder responder;
        const auto exchange = handlers.api().begin(request.head, request.arrival, responder);
        exchange->onBodyEnd();
        control.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        QVERIFY(turnUntil(engine, [&] { return responder.heads == 1; }));
        const bool streams = std::string(path) == "/api/v1/events";
        QCOMPARE(responder.isOver(), !streams);
        QCOMPARE(responder.field("Content-Type") == "text/event-stream", streams);
    }
}

QTEST_GUILESS_MAIN(TestLandingPage)
#include "tst_landingpage.moc"
