// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/explain/explain.h"
#include "tests/unit/explain/explainfixture.h"
#include "tests/unit/explain/scriptedserver.h"

#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <fstream>

using namespace portolan;
using namespace portolan::explain;
using namespace portolan::tests;
using Outcome = HttpAnswer::Outcome;

namespace {

constexpr auto soon = std::chrono::milliseconds(3000);
constexpr auto brief = std::chrono::milliseconds(60);

Patience patience(std::chrono::milliseconds limit = soon) {
    return Patience(std::chrono::steady_clock::now() + limit);
}

std::string response(int status, const std::string& body = "", const std::string& fields = "") {
    return "HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n" + fields + "\r\n" + body;
}

std::string fieldOf(const std::string& head, const std::string& name) {
    const std::size_t at = head.find("\r\n" + name + ": ");
    if (at == std::string::npos)
        return "";
    const std::size_t begin = at + name.size() + 4;
    return head.substr(begin, head.find("\r\n", begin) - begin);
}

/// An address at which nothing listens.
base::SocketAddress nobody() {
    return ServerThread(SOCK_STREAM, [](int) {}).address();
}

}  // namespace

class LooksTest : public QObject {
    Q_OBJECT

    Setup m_setup;
    QTemporaryDir m_folder;

    TargetLook look(const base::SocketAddress& target, std::chrono::milliseconds limit = soon) {
        m_setup.service.targets[0].address = target;
        const Question question = m_setup.question();
        const Path path = follow(question);
        return lookAtTarget(question, path, patience(limit));
    }
    HttpAnswer ask(const ScriptedHttp& server, const HttpRequest& request = {.host = "app.test"},
                   std::chrono::milliseconds limit = soon) {
        Connection connection;
        if (connection.open(server.address(), patience()))
            return {};
        return askHttp(connection, request, patience(limit));
    }
    ResolverPlace placeOf(const std::string& text, std::vector<base::IpAddress> programs = {}) {
        const std::string file = m_folder.filePath(QStringLiteral("resolv.conf")).toStdString();
        std::ofstream(file) << text;
        return {file, [programs](const std::string&) { return programs; }};
    }

  private Q_SLOTS:
    void init() { m_setup = Setup(); }

    void asksServersForAName() {
        const ScriptedDns right("100.1.1.1");
        const ScriptedDns without("", 3);
        const ScriptedDns silent("", -1);
        const auto looks = askDns({right.address(), without.address(), silent.address()},
                                  "llm.internal.example", base::IpAddress::Family::V4, patience(brief));
        QCOMPARE(looks[0].outcome, DnsLook::Outcome::Answered);
        QCOMPARE(looks[0].addresses, std::vector{ip("100.1.1.1")});
        QCOMPARE(rcodeWord(looks[1].rcode), std::string("NXDOMAIN"));
        QVERIFY(looks[1].addresses.empty());
        QCOMPARE(looks[2].outcome, DnsLook::Outcome::Silent);
    }

    void aServerThatIsNotThereFailsAtOnce() {
        base::SocketAddress gone;
        gone = ServerThread(SOCK_DGRAM, [](int) {}).address();
        const auto begun = std::chrono::steady_clock::now();
        QCOMPARE(askDns({gone}, "a.test", base::IpAddress::Family::V4, patience())[0].outcome,
                 DnsLook::Outcome::Failed);
        QVERIFY(std::chrono::steady_clock::now() - begun < soon);
    }

    void readsTheServersOfThisHost() {
        const auto servers = nameserversIn(
            "# one\nnameserver 100.1.1.1\nsearch lan\nnameserver\tfd7a::1 # two\n"
            "nameserver fe80::1%eth0\nnameservers 9.9.9.9\nnameserver 9.9.9.9");
        QCOMPARE(servers, (std::vector{at("100.1.1.1:53"), at("[fd7a::1]:53"), at("9.9.9.9:53")}));
    }

    void programsHaveTheirOwnAnswer() {
        const ResolverLook found = askResolver(placeOf("", {ip("100.1.1.1")}), "llm.internal.example",
                                               base::IpAddress::Family::V4, patience());
        QVERIFY(found.programs == std::vector{ip("100.1.1.1")});
        QVERIFY(found.servers.empty());
    }

    void aHangingResolverIsLeftBehind() {
        const auto release = std::make_shared<StopSignal>();
        ResolverPlace place = placeOf("");
        place.lookUp = [release](const std::string&) {
            pollfd wait{release->descriptor(), POLLIN, 0};
            ::poll(&wait, 1, -1);
            return std::vector<base::IpAddress>();
        };
        const ResolverLook found =
            askResolver(place, "llm.internal.example", base::IpAddress::Family::V4, patience(brief));
        QVERIFY(!found.programs);
        release->raise();
    }

    void whoeverStopsIsNotWaitedFor() {
        const ScriptedDns silent("", -1);
        const StopSignal stop;
        stop.raise();
        const auto begun = std::chrono::steady_clock::now();
        QCOMPARE(
            askDns({silent.address()}, "a.test", base::IpAddress::Family::V4, Patience(begun + soon, stop))[0]
                .outcome,
            DnsLook::Outcome::Silent);
        QVERIFY(std::chrono::steady_clock::now() - begun < soon / 2);
    }

    void readsAnswers_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("outcome");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("text");
        const auto row = [](const char* name, const char* bytes, Outcome outcome, int status,
                            const char* text) {
            QTest::newRow(name) << QByteArray(bytes) << static_cast<int>(outcome) << status
                                << QByteArray(text);
        };
        row("length", "HTTP/1.1 403 No\r\nContent-Length: 4\r\n\r\nnope", Outcome::Answered, 403, "nope");
        row("chunks",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n",
            Outcome::Answered, 200, "onetwo");
        row("until close", "HTTP/1.0 200 OK\r\n\r\nhello", Outcome::Answered, 200, "hello");
        row("interim first", "HTTP/1.1 103 X\r\n\r\nHTTP/1.1 204 No\r\n\r\n", Outcome::Answered, 204, "");
        row("nothing", "", Outcome::Closed, 0, "");
        row("half a head", "HTTP/1.1 200", Outcome::Closed, 0, "HTTP/1.1 200");
        row("another protocol", "SSH-2.0-OpenSSH_9.2\r\n\r\n", Outcome::NotHttp, 0,
            "SSH-2.0-OpenSSH_9.2\r\n\r\n");
    }
    void readsAnswers() {
        QFETCH(QByteArray, bytes);
        QFETCH(int, outcome);
        QFETCH(int, status);
        QFETCH(QByteArray, text);
        const ScriptedHttp server([&](const std::string&) { return bytes.toStdString(); });
        const HttpAnswer answer = ask(server);
        QCOMPARE(static_cast<int>(answer.outcome), outcome);
        QCOMPARE(answer.status, status);
        QCOMPARE(QByteArray::fromStdString(answer.text), text);
    }

    void saysWhatTheProxyWouldSay() {
        std::string head;
        const ScriptedHttp server([&](const std::string& got) {
            head = got;
            return response(200);
        });
        const ForwardedFor forwarded{ip("100.3.3.3"), 443, ForwardedFor::Transport::Tls,
                                     "llm.internal.example"};
        (void)ask(
            server,
            {.host = "llm.internal.example", .forwarded = forwarded, .fields = {{"X-Api-Key", "s3cret"}}});
        QCOMPARE(fieldOf(head, "Host"), std::string("llm.internal.example"));
        QCOMPARE(fieldOf(head, "X-Forwarded-For"), std::string("100.3.3.3"));
        QCOMPARE(fieldOf(head, "X-Forwarded-Proto"), std::string("https"));
        QCOMPARE(fieldOf(head, "X-Forwarded-Port"), std::string("443"));
        QCOMPARE(fieldOf(head, "X-Forwarded-Host"), std::string("llm.internal.example"));
        QCOMPARE(fieldOf(head, "X-Api-Key"), std::string("s3cret"));
    }

    void nobodyListens() { QCOMPARE(look(nobody()).noConnection, net::CloseReason::Refused); }

    void findsWhoListensOnLoopbackAlone() {
        const ServerThread server(SOCK_STREAM, [](int) {});
        // Another address of this host, at which the same port is free.
        const base::SocketAddress other{ip("127.0.0.2"), server.address().port};
        QCOMPARE(look(other).noConnection, net::CloseReason::Refused);
        m_setup.service.targets[0].address = other;
        QVERIFY(!look(other).loopbackHolder);
        QVERIFY(holderOf(server.address()).find("unit.explain") != std::string::npos);
    }

    void anApplicationRefusesTheName() {
        const ScriptedHttp server([](const std::string& head) {
            return fieldOf(head, "Host").starts_with("localhost") ? response(200, "welcome")
                                                                  : response(403, "Host check error");
        });
        const TargetLook found = look(server.address());
        QCOMPARE(found.answer->status, 403);
        QVERIFY(!found.statusWithoutForwarding);
        QVERIFY(found.acceptedHost.has_value());
        QCOMPARE(found.acceptedHost->profile, model::HostHeader::AsLocalhost);
        QCOMPARE(found.acceptedHost->status, 200);
    }

    // As transmission-daemon 3.00 does.
    void anApplicationRefusesTheNameBehindItsPageOnly() {
        std::vector<std::string> asked;
        const ScriptedHttp server([&asked](const std::string& head) {
            asked.push_back(head.substr(0, head.find(" HTTP")) + " " + fieldOf(head, "Host"));
            if (head.starts_with("GET / "))
                return response(301, "", "Server: Transmission\r\nLocation: /transmission/web/\r\n");
            return fieldOf(head, "Host").starts_with("localhost")
                       ? response(409, "session", "Server: Transmission\r\n")
                       : response(421, "but the hostname was unrecognized", "Server: Transmission\r\n");
        });
        const TargetLook found = look(server.address());
        QCOMPARE(found.answer->status, 421);
        QVERIFY(found.acceptedHost.has_value());
        QCOMPARE(found.acceptedHost->profile, model::HostHeader::AsLocalhost);
        QCOMPARE(asked[0], std::string("GET / llm.internal.example"));
        QCOMPARE(asked[1], std::string("GET /transmission/rpc llm.internal.example"));
        m_setup.service.proxy.hostHeader = model::HostHeader::AsLocalhost;
        QCOMPARE(look(server.address()).answer->status, 301);
    }

    void looksAtTheOtherTargetsToo() {
        std::atomic<int> asked = 0;
        const ScriptedHttp fine([&asked](const std::string&) {
            ++asked;
            return response(200);
        });
        const ScriptedHttp refusing([&asked](const std::string&) {
            ++asked;
            return response(403);
        });
        const model::Target first = m_setup.service.targets[0];
        for (const base::SocketAddress& address :
             {fine.address(), refusing.address(), nobody(), at("8.8.8.8:80")}) {
            m_setup.service.targets.push_back(first);
            m_setup.service.targets.back().id = model::TargetId{m_setup.service.targets.size()};
            m_setup.service.targets.back().address = address;
        }
        const auto lookAround = [this](std::chrono::milliseconds limit = soon) {
            const Question question = m_setup.question();
            return lookAtOthers(question, follow(question), patience(limit)).size();
        };
        const Question question = m_setup.question();
        const Path path = follow(question);  // what is found points into it
        const auto others = lookAtOthers(question, path, patience(soon));
        QCOMPARE(others.size(), std::size_t(3));  // not the chosen one, nor one that the policy forbids
        QCOMPARE(others[0].target->address, fine.address());
        QCOMPARE(others[0].look.answer->status, 200);
        QCOMPARE(others[1].look.answer->status, 403);
        QCOMPARE(others[2].look.noConnection, net::CloseReason::Refused);
        QCOMPARE(asked.load(), 2);
        QCOMPARE(lookAround(std::chrono::milliseconds(0)), std::size_t(0));
        for (std::size_t i = 0; i < mostOtherTargets; ++i)
            m_setup.service.targets.push_back(m_setup.service.targets[1]);
        QCOMPARE(lookAround(), mostOtherTargets);
        m_setup.service.state = model::Switch::Disabled;
        QCOMPARE(lookAround(), std::size_t(0));
    }

    void anApplicationRefusesTheProxy() {
        const ScriptedHttp server([](const std::string& head) {
            return fieldOf(head, "X-Forwarded-For").empty() ? response(200)
                                                            : response(400, "400: Bad Request");
        });
        const TargetLook found = look(server.address());
        QCOMPARE(found.answer->status, 400);
        QCOMPARE(found.statusWithoutForwarding, 200);
        QVERIFY(!found.acceptedHost);
    }

    void anApplicationRefusesEverybody() {
        const ScriptedHttp server([](const std::string&) { return response(403, "no"); });
        const TargetLook found = look(server.address());
        QCOMPARE(found.answer->status, 403);
        QVERIFY(!found.statusWithoutForwarding && !found.acceptedHost);
    }

    void anApplicationSpeaksTls() {
        const support::TestCertificate certificate;
        support::TlsServer tls(certificate);
        const ScriptedHttp server([](const std::string&) { return response(200); }, &tls);
        QVERIFY(look(server.address()).speaksTls);
        m_setup.service.protocol = model::Protocol::Https;
        const TargetLook found = look(server.address());
        QVERIFY(!found.noTls);
        QCOMPARE(found.sight.fingerprint, certificate.fingerprint());
        QCOMPARE(found.sight.objection, net::CloseReason::CertificateUntrusted);
        QCOMPARE(found.answer->status, 200);
    }

    void anApplicationSpeaksPlainHttp() {
        const ScriptedHttp server(
            [](const std::string& head) { return head.starts_with("GET") ? response(200) : response(400); });
        m_setup.service.protocol = model::Protocol::Https;
        const TargetLook found = look(server.address());
        QVERIFY(found.noTls.has_value());
        QVERIFY(found.speaksHttp);
    }

    void anApplicationSaysNothing() {
        const ServerThread server(SOCK_STREAM,
                                  [](int fd) { (void)::accept4(fd, nullptr, nullptr, SOCK_CLOEXEC); });
        QCOMPARE(look(server.address(), brief).answer->outcome, Outcome::Silent);
    }

    void contactsNothingThatThePolicyForbids() {
        const ScriptedHttp server([](const std::string&) { return response(200); });
        m_setup.service.targets[0].address = server.address();
        Question question = m_setup.question();
        question.targetPolicy = model::AddressPolicy(m_setup.internal, {server.address()});
        QVERIFY(!lookAtTarget(question, follow(question), patience()).asked);
        m_setup.service.state = model::Switch::Disabled;
        QVERIFY(!look(server.address()).asked);
    }

    void knowsItsOwnProxyFromAnotherServer() {
        for (const bool isOurs : {true, false}) {
            const ScriptedHttp server(
                [&](const std::string&) { return response(200, isOurs ? "<h1>Portolan</h1>" : "nginx"); });
            m_setup.advertised = {ip("127.0.0.1")};
            m_setup.httpPort = server.address().port;
            const Question question = m_setup.question();
            const FrontLook found = lookAtFront(question, follow(question), patience());
            QCOMPARE(found.outcome, isOurs ? FrontLook::Outcome::Ours : FrontLook::Outcome::Foreign);
        }
    }

    void explainsAWholeWay() {
        const ScriptedHttp target([](const std::string&) { return response(200, "hello"); });
        const ScriptedHttp front([](const std::string&) { return response(200, "Portolan"); });
        const ScriptedDns dns("127.0.0.1");
        m_setup.advertised = {ip("127.0.0.1")};
        m_setup.httpPort = front.address().port;
        m_setup.service.targets[0].address = target.address();
        Question question = m_setup.question();
        question.listeners[0].address = dns.address();
        question.listeners[1].address = front.address();
        const auto explanation = explain::explain(question, placeOf("", {ip("127.0.0.1")}), patience());
        std::string codes;
        for (const api::Hop& hop : explanation.hops)
            codes += hop.code + " ";
        QVERIFY2(explanation.opens, codes.c_str());
        QCOMPARE(explanation.hops.back().code, std::string("explain.http"));
    }
};

QTEST_GUILESS_MAIN(LooksTest)
#include "tst_looks.moc"
