// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Targets by name, from a real name server to real upstreams: a name that moves takes its traffic along
// without a cut stream, one that vanishes leaves everything as it was, and one that nobody can look up holds
// nobody else up.
#include "tests/support/fakenameserver.h"
#include "tests/support/json.h"
#include "tests/support/printing.h"
#include "tests/support/program.h"
#include "tests/support/testupstream.h"
#include "tests/support/waituntil.h"

#include <QTest>

#include <chrono>
#include <memory>
#include <string>

using namespace portolan;
using namespace portolan::support;
using namespace std::chrono_literals;

class TargetNamesTest : public QObject {
    Q_OBJECT

    std::unique_ptr<FakeNameServer> m_names;
    std::unique_ptr<TestUpstream> m_first;   ///< on 127.0.0.1
    std::unique_ptr<TestUpstream> m_second;  ///< on 127.0.0.2, the same port
    std::unique_ptr<ProgramUnderTest> m_program;

    [[nodiscard]] HttpReply addRecord(const std::string& name, const std::string& target) const {
        return m_program->call(jsonCall("POST", "/add-record",
                                        jsonText("{'name':'" + name + "','forward_to_ip':'" + target +
                                                 "','port':" + std::to_string(m_first->port()) + "}")));
    }
    [[nodiscard]] Json service(const std::string& host) const {
        return Json::parse(m_program->callWithToken({.target = "/api/v1/services"}).body)["items"].find(
            "host", host + ".internal.example");
    }
    [[nodiscard]] Json target(const std::string& host) const { return service(host)["targets"][0]; }
    [[nodiscard]] std::string through(const std::string& host) const {
        const HttpReply reply = m_program->through(host + ".internal.example");
        return std::to_string(reply.status) + " " + reply.body;
    }

  private Q_SLOTS:
    void init() {
        m_names = std::make_unique<FakeNameServer>();
        m_first = std::make_unique<TestUpstream>("one");
        m_second = std::make_unique<TestUpstream>(
            "two", base::SocketAddress{base::IpAddress::fromV4(0x7f000002), m_first->port()});
        QVERIFY(m_names->listening() && m_first->listening() && m_second->listening());
        m_names->set("nas.test", {.addresses = {"127.0.0.1"}, .ttl = 1});
        m_program = std::make_unique<ProgramUnderTest>(
            ProgramOptions{.arguments = {"--resolver", m_names->address().toString()}});
        QVERIFY2(m_program->start(), m_program->explain().c_str());
    }
    void cleanup() {
        if (QTest::currentTestFailed() && m_program)
            qWarning("%s", m_program->explain().c_str());
        m_program.reset();
        m_first.reset();
        m_second.reset();
        m_names.reset();
    }

    void isServedWhenTheReplyIsThere() {
        const HttpReply added = addRecord("app", "nas.test");
        QCOMPARE(added.status, 201);
        QCOMPARE(Json::parse(added.body)["proxy_rule"]["target_ip"].text(), std::string("nas.test"));
        QCOMPARE(through("app"), std::string("200 one"));
        QCOMPARE(target("app")["address"].text(), std::string("nas.test"));
        QCOMPARE(target("app")["resolved"]["address"].text(), std::string("127.0.0.1"));
        QCOMPARE(target("app")["resolved"]["ttl"].text(), std::string("1"));
    }

    void movesWithItsNameAndCutsNothing() {
        QCOMPARE(addRecord("app", "nas.test").status, 201);
        HttpConnection stream(m_program->http());
        QVERIFY(stream.send({"GET", "/stream", "app.internal.example"}));
        QCOMPARE(stream.receiveHead().status, 200);
        m_names->set("nas.test", {.addresses = {"127.0.0.2"}, .ttl = 1});
        QVERIFY(waitUntil([&] { return through("app") == "200 two"; }, 15s));
        QCOMPARE(target("app")["resolved"]["address"].text(), std::string("127.0.0.2"));
        QCOMPARE(m_first->runningStreams(), 1);
        for (int i = 0; i < 5; ++i)
            QVERIFY(stream.receiveSome().has_value());
    }

    void servesOnWhenItsNameVanishes() {
        QCOMPARE(addRecord("app", "nas.test").status, 201);
        m_names->remove("nas.test");
        QVERIFY(waitUntil([&] { return target("app")["resolved"]["error"]["code"].exists(); }, 15s));
        QCOMPARE(target("app")["resolved"]["error"]["code"].text(), std::string("target.name_not_found"));
        QCOMPARE(target("app")["resolved"]["address"].text(), std::string("127.0.0.1"));
        QCOMPARE(through("app"), std::string("200 one"));
        QVERIFY(waitUntil([&] { return target("app")["health"]["state"].text() == "up"; }, 15s));
    }

    void startsWithoutANameServer() {
        QCOMPARE(addRecord("app", "nas.test").status, 201);
        QCOMPARE(addRecord("plain", "127.0.0.1").status, 201);
        m_program->kill9();
        m_names->set("nas.test", {.addresses = {}, .silent = true});
        QVERIFY2(m_program->start(), m_program->explain().c_str());
        const auto asked = std::chrono::steady_clock::now();
        const std::string page = through("app");
        QVERIFY(std::chrono::steady_clock::now() - asked < 2s);
        QVERIFY2(page.starts_with("503 "), page.c_str());
        QVERIFY2(page.find("was not found") != std::string::npos, page.c_str());
        QCOMPARE(through("plain"), std::string("200 one"));
        QVERIFY(waitUntil(
            [&] { return target("app")["health"]["code"].text() == "health.name_server_fails"; }, 20s));
        QCOMPARE(service("plain")["health"]["state"].text(), std::string("up"));
        m_names->set("nas.test", {.addresses = {"127.0.0.2"}, .ttl = 1});
        QVERIFY(waitUntil([&] { return through("app") == "200 two"; }, 20s));
    }

    void neverFollowsANameToAForbiddenAddress() {
        QCOMPARE(addRecord("app", "nas.test").status, 201);
        m_names->set("nas.test", {.addresses = {"169.254.169.254"}, .ttl = 1});
        QVERIFY(waitUntil([&] { return target("app")["health"]["code"].text() == "health.address_refused"; },
                          15s));
        QVERIFY(through("app").starts_with("503 "));
        const HttpReply refused = addRecord("other", "nas.test");
        QCOMPARE(refused.status, 422);
        QCOMPARE(Json::parse(refused.body)["code"].text(), std::string("target.refused_range"));
        QCOMPARE(Json::parse(refused.body)["field"].text(), std::string("forward_to_ip"));
    }

    void otherServicesFeelNothingOfASilentNameServer() {
        m_names->set("slow.test", {.addresses = {}, .silent = true});
        QCOMPARE(addRecord("plain", "127.0.0.1").status, 201);
        const auto begun = std::chrono::steady_clock::now();
        const HttpReply added = addRecord("app", "slow.test");
        QCOMPARE(added.status, 201);
        QVERIFY(std::chrono::steady_clock::now() - begun < 5s);
        QCOMPARE(through("plain"), std::string("200 one"));
        QVERIFY(through("app").starts_with("503 "));
    }
};

QTEST_GUILESS_MAIN(TargetNamesTest)
#include "tst_targetnames.moc"
