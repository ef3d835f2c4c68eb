// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The harness itself: if its client, its upstream or its processes lied, every test of the program would.
#include "tests/support/dnsclient.h"
#include "tests/support/freeport.h"
#include "tests/support/httpclient.h"
#include "tests/support/process.h"
#include "tests/support/testupstream.h"
#include "tests/support/waituntil.h"

#include <QTest>

#include <signal.h>
#include <unistd.h>

using namespace portolan::support;

class HarnessTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void answersWithItsBodyAndKeepsTheConnection() {
        const TestUpstream upstream("hello antarus");
        HttpConnection connection(upstream.address());
        for (int i = 0; i < 3; ++i) {
            QVERIFY(connection.send({"GET", "/"}));
            const HttpReply reply = connection.receive();
            QCOMPARE(reply.status, 200);
            QCOMPARE(reply.body, std::string("hello antarus"));
        }
        QCOMPARE(upstream.requests(), 3);
    }

    void aPortWithALingeringConnectionIsNotFree() {
        const TestUpstream upstream("");
        std::uint16_t port = 0;
        {
            HttpConnection connection(upstream.address());
            QVERIFY(connection.send({"GET", "/"}));
            QCOMPARE(connection.receive().status, 200);
            port = connection.local().port;
            QVERIFY(!isFreePort(port));
        }
        QVERIFY(!isFreePort(port));  // closed from here: TIME-WAIT
        QVERIFY(isFreePort(freePort()));
    }

    void showsTheRequestAsItArrived() {
        const TestUpstream upstream("");
        const HttpReply reply =
            fetch(upstream.address(), {"POST", "/echo", "a.example", {{"X-One", "1"}}, "body"});
        QCOMPARE(reply.body, std::string("POST /echo HTTP/1.1\r\nHost: a.example\r\nX-One: 1\r\n"
                                         "Content-Length: 4\r\n\r\nbody"));
    }

    void readsChunkedBodies() {
        const TestUpstream upstream("");
        QCOMPARE(fetch(upstream.address(), {"GET", "/chunked"}).body, std::string("onetwothree"));
    }

    void readsLongBodies() {
        const TestUpstream upstream("");
        const HttpReply reply = fetch(upstream.address(), {"GET", "/bytes/1000003"});
        QCOMPARE(reply.body.size(), std::size_t{1000003});
        QCOMPARE(reply.body[1000002], TestUpstream::patternByte(1000002));
    }

    void saysWhyThereIsNoReply() {
        const TestUpstream upstream("");
        QVERIFY(!fetch(upstream.address(), {"GET", "/close"}).failure.empty());
        QVERIFY(!fetch(upstream.address(), {"GET", "/garbage"}).failure.empty());
        QVERIFY(!fetch(upstream.address(), {"GET", "/hang"}, 50ms).failure.empty());
    }

    void countsTheStreamsThatRun() {
        const TestUpstream upstream("");
        {
            HttpConnection connection(upstream.address());
            QVERIFY(connection.send({"GET", "/stream"}));
            QVERIFY(!connection.receiveUntil("data: x").empty());
            QCOMPARE(upstream.runningStreams(), 1);
        }
        QVERIFY(waitUntil([&] { return upstream.runningStreams() == 0; }));
    }

    void reportsHowAProcessEnded() {
        QCOMPARE(runCommand({{"sh", "-c", "echo out; echo err >&2; exit 3"}, {}}).code, 3);
        QCOMPARE(runCommand({{"sh", "-c", "echo $A"}, {"A=b"}}).output, std::string("b\n"));
        QCOMPARE(runCommand({{"/does/not/exist"}, {}}).code, 127);
        Process sleeper({{"sleep", "60"}, {}});
        QVERIFY(sleeper.running());
        sleeper.signal(SIGTERM);
        const auto status = sleeper.wait(5s);
        QVERIFY(status && status->signal == SIGTERM);
    }

    void countsTheCpuTimeOfDescendants() {
        Process burner({{"sh", "-c", "(while :; do :; done); true"}, {}});
        QVERIFY(waitUntil([&] { return cpuTimeOfTree(burner.pid()) > 20'000'000; }));
        const auto burning = burner.pid();
        const std::string child =
            runCommand({{"sh", "-c", "cat /proc/" + std::to_string(burning) + "/task/*/children"}, {}})
                .output;
        burner.kill();
        ::kill(std::atoi(child.c_str()), SIGKILL);
    }

    void takesDnsRepliesApart() {
        const std::string query = dnsQuery("a.example", DnsType::A, 7);
        std::string reply = query;
        reply[2] = static_cast<char>(0x85);
        reply[7] = 1;
        reply += std::string("\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04\x64\x01\x01\x01", 16);
        const DnsReply parsed = parseDnsReply(reply);
        QCOMPARE(parsed.rcode, dnsNoError);
        QVERIFY(parsed.authoritative);
        QCOMPARE(parsed.answer(), std::string("100.1.1.1"));
        QCOMPARE(parsed.answers.front().name, std::string("a.example."));
        QCOMPARE(parsed.answers.front().ttl, 60u);
        for (std::size_t cut = 0; cut < reply.size(); ++cut)
            QCOMPARE(parseDnsReply(reply.substr(0, cut)).rcode, -1);
    }
};

QTEST_GUILESS_MAIN(HarnessTest)
#include "tst_harness.moc"
