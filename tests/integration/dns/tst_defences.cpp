// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The real program against too much: its rate limit, its cookies, and its limits of TCP connections.
#include "backend/dnswire/message.h"
#include "tests/integration/dns/peer.h"
#include "tests/support/dnsclient.h"
#include "tests/support/program.h"
#include "tests/support/waituntil.h"

#include <QTest>

#include <memory>

using namespace portolan;
using namespace portolan::support;
using namespace portolan::tests;
using dnswire::Message;
using dnswire::Rcode;

namespace {

const char* const name = "dns.internal.example";

std::string queryWithCookie(const std::string& cookie) {
    const auto key = dnswire::DnsName::fromText(name);
    return dnswire::encodeQuery(key->key(), dnswire::RrType::A,
                                {.id = 7, .ednsSize = 1232, .cookie = cookie});
}

Message ask(Peer& peer, const std::string& query) {
    if (!peer.say(query))
        return {};
    return dnswire::parseMessage(base::asBytes(peer.hear(patience))).value_or(Message{});
}

}  // namespace

class DefencesTest : public QObject {
    Q_OBJECT

  private:
    static std::unique_ptr<ProgramUnderTest> start(std::vector<std::string> arguments,
                                                   std::vector<std::string> prefix = {}) {
        ProgramOptions options;
        options.arguments = std::move(arguments);
        options.prefix = std::move(prefix);
        auto program = std::make_unique<ProgramUnderTest>(options);
        if (!program->start())
            qFatal("%s", program->explain().c_str());
        return program;
    }
    static Json dnsOf(const ProgramUnderTest& program) {
        return Json::parse(program.call({"GET", "/api/v1/traffic"}).body)["dns"];
    }

  private Q_SLOTS:
    void aNetworkOverTheLimitLosesAndOthersDoNot() {
        const auto program = start({"--rate-limit", "50", "--workers", "2"});
        const std::string query = dnsQuery(name, DnsType::A, 1);
        // Several sockets, so that both workers have to do with it.
        std::vector<std::unique_ptr<Peer>> flood;
        for (int i = 0; i < 8; ++i)
            flood.push_back(std::make_unique<Peer>(SOCK_DGRAM, program->dns(), "127.0.1.1"));
        for (int i = 0; i < 50; ++i)
            for (const auto& peer : flood)
                QVERIFY(peer->say(query));
        Peer calm(SOCK_DGRAM, program->dns(), "127.0.2.1");
        for (int i = 0; i < 40; ++i)
            QCOMPARE(ask(calm, query).answer.size(), std::size_t{1});
        QVERIFY(waitUntil([&] { return dnsOf(*program)["transport"]["udp"].number() == 440; }));
        int whole = 0;
        int truncated = 0;
        for (const auto& peer : flood)
            for (std::string bytes = peer->hear(0); !bytes.empty(); bytes = peer->hear(0)) {
                const auto reply = dnswire::parseMessage(base::asBytes(bytes));
                QVERIFY(reply && reply->rcode == Rcode::NoError);
                QCOMPARE(reply->answer.empty(), reply->has(dnswire::flag::truncated));
                (reply->answer.empty() ? truncated : whole) += 1;
            }
        // Both workers together; what a slow machine earns meanwhile is allowed for.
        QVERIFY2(whole >= 50 && whole < 150, std::to_string(whole).c_str());
        QCOMPARE(truncated, (400 - whole) / 2);
        const Json limited = dnsOf(*program)["rate_limited"];
        QCOMPARE(limited["truncated"].number(), std::int64_t{truncated});
        QCOMPARE(limited["dropped"].number(), std::int64_t{400 - whole - truncated});
        // Who is told so gets all over TCP.
        Peer tcp(SOCK_STREAM, program->address("dns", "tcp"), "127.0.1.1");
        QVERIFY(tcp.say(framed(query)));
        const std::string reply = tcp.hear(patience);
        QVERIFY(reply.size() > 2);
        QCOMPARE(parseDnsReply(std::string_view(reply).substr(2)).answers.size(), std::size_t{1});
    }

    void aCookieLeadsAroundTheLimit() {
        const auto program = start({"--rate-limit", "5"});
        Peer peer(SOCK_DGRAM, program->dns(), "127.0.1.1");
        const Message first = ask(peer, queryWithCookie("client-8"));
        QCOMPARE(first.rcode, Rcode::NoError);
        QCOMPARE(first.answer.size(), std::size_t{1});
        const std::string cookie = first.cookie().value_or("");
        QCOMPARE(cookie.size(), std::size_t{24});
        // The limit is used up as soon as a client's half alone is told so.
        Message over;
        QVERIFY(waitUntil([&] {
            over = ask(peer, queryWithCookie("client-8"));
            return over.rcode == Rcode::BadCookie;
        }));
        QVERIFY(over.answer.empty() && over.questions.size() == 1);
        for (int i = 0; i < 50; ++i) {
            const Message answered = ask(peer, queryWithCookie(i % 2 == 0 ? cookie : *over.cookie()));
            QCOMPARE(answered.rcode, Rcode::NoError);
            QCOMPARE(answered.answer.size(), std::size_t{1});
        }
        const Json dns = dnsOf(*program);
        QVERIFY(dns["rcode"]["BADCOOKIE"].number() >= 1);
        QCOMPARE(dns["rate_limited"]["bad_cookie"].number(), dns["rcode"]["BADCOOKIE"].number());
        QCOMPARE(dns["cookies"]["valid"].number(), std::int64_t{50});
        const std::string metrics = program->call({"GET", "/metrics"}).body;
        for (const char* line : {"portolan_dns_responses_total{rcode=\"BADCOOKIE\"} ",
                                 "portolan_dns_rate_limited_total{action=\"bad_cookie\"} ",
                                 "portolan_dns_cookies_total{cookie=\"valid\"} 50\n"})
            QVERIFY2(metrics.find(line) != std::string::npos, line);
    }

    void cookiesOfAnotherRunAreRenewed() {
        std::string old;
        {
            const auto program = start({});
            Peer peer(SOCK_DGRAM, program->dns(), "127.0.0.1");
            old = ask(peer, queryWithCookie("client-8")).cookie().value_or("");
        }
        const auto program = start({});
        Peer peer(SOCK_DGRAM, program->dns(), "127.0.0.1");
        const Message reply = ask(peer, queryWithCookie(old));
        QCOMPARE(reply.rcode, Rcode::NoError);
        QVERIFY(reply.cookie().value_or("").starts_with("client-8") && reply.cookie() != old);
        QCOMPARE(dnsOf(*program)["cookies"]["wrong"].number(), std::int64_t{1});
        QCOMPARE(ask(peer, queryWithCookie(*reply.cookie())).cookie(), reply.cookie());
    }

    /// With 512 descriptors there are 48 connections of DNS, and 6 for each address.
    void connectionsAreBoundedInAllAndByAddress() {
        const auto program = start({"--workers", "2"}, {"prlimit", "--nofile=512:512"});
        const base::SocketAddress server = program->address("dns", "tcp");
        const auto counted = [&](const char* what) { return dnsOf(*program)["connections"][what].number(); };
        std::vector<std::unique_ptr<Peer>> peers;
        const auto open = [&](const std::string& from, int count) {
            for (int i = 0; i < count; ++i)
                peers.push_back(std::make_unique<Peer>(SOCK_STREAM, server, from.c_str()));
        };
        const auto settled = [&](std::int64_t connections) {
            return waitUntil([&] { return counted("accepted") + counted("refused") == connections; });
        };
        open("127.0.9.9", 1);
        open("127.0.0.1", 40);
        QVERIFY(settled(41));
        QVERIFY(dnsOf(*program)["open_connections"].number() <= 7);
        QCOMPARE(dnsOf(*program)["open_connections"].number(), counted("accepted") - counted("displaced"));
        // The other address did not pay for it.
        Peer& other = *peers.front();
        QVERIFY(other.say(framed(dnsQuery(name, DnsType::A, 1))));
        QVERIFY(!other.hear(patience).empty());
        for (int i = 0; i < 20; ++i)
            open("127.0.3." + std::to_string(i + 1), 5);
        QVERIFY(settled(141));
        QVERIFY(dnsOf(*program)["open_connections"].number() <= 48);
        QVERIFY(counted("displaced") > 60);
        // Who comes now is served.
        Peer last(SOCK_STREAM, server, "127.0.4.1");
        QVERIFY(last.say(framed(dnsQuery(name, DnsType::A, 1))));
        QVERIFY(!last.hear(patience).empty());
        peers.clear();
        QVERIFY(waitUntil([&] { return dnsOf(*program)["open_connections"].number() == 1; }));
    }
};

QTEST_GUILESS_MAIN(DefencesTest)
#include "tst_defences.moc"
