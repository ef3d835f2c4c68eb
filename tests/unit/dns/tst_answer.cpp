// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What answer() says, as tables: a question and the sections that must come back.
#include "backend/dns/answer.h"
#include "tests/unit/dns/dnsfixture.h"

#include <QObject>
#include <QTest>

#include <array>

using namespace portolan;
using namespace portolan::tests;
using dns::Caller;
using dns::Transport;
using dnswire::Message;
using dnswire::QueryOptions;
using dnswire::Rcode;
using dnswire::RrClass;
using dnswire::RrType;
namespace flag = dnswire::flag;

namespace {

std::shared_ptr<const snapshot::Snapshot> catalog() {
    CatalogBuilder builder({"internal.example", "home.arpa", "lab.internal.example", "2.100.in-addr.arpa",
                            "0.0.0.0.0.0.d.f.ip6.arpa"});
    builder.service("llm.internal.example")
        .service("deep.tree.internal.example")
        .service("nas.home.arpa")
        .service("gpu.lab.internal.example")
        .record("text.internal.example", model::RecordType::Txt, std::vector<std::string>{"hello"})
        .record("v4.internal.example", model::RecordType::A, ipAddress("10.0.0.1"))
        .record("v4.internal.example", model::RecordType::A, ipAddress("10.0.0.2"))
        .alias("www.internal.example", "llm.internal.example")
        .alias("cross.internal.example", "nas.home.arpa")
        .alias("second.internal.example", "www.internal.example")
        .alias("out.internal.example", "www.example.org")
        .alias("broken.internal.example", "missing.internal.example")
        .alias("tohuge.internal.example", "huge.internal.example")
        .alias("loop.internal.example", "pool.internal.example")
        .alias("pool.internal.example", "loop.internal.example")
        .alias("intocut.internal.example", "host.cut.internal.example")
        .delegation("cut.internal.example", "ns1.cut.internal.example")
        .delegation("cut.internal.example", "ns.elsewhere.example")
        .record("ns1.cut.internal.example", model::RecordType::A, ipAddress("10.9.9.9"))
        .entry("cut.internal.example", "TYPE43", "\\# 5 0001080201")
        .entry("mail.internal.example", "MX", "10 v4.internal.example")
        .entry("mail.internal.example", "MX", "20 nas.home.arpa")
        .entry("mail.internal.example", "MX", "30 mx.example.org")
        .entry("_sip._tcp.internal.example", "SRV", "0 5 5060 v4.internal.example")
        .entry("_sip._tcp.llm.internal.example", "SRV", "0 5 5060 v4.internal.example")
        .entry("caa.internal.example", "CAA", "0 issue \"ca.example\"")
        .entry("svc.internal.example", "SVCB", "1 v4.internal.example port=53")
        .entry("web.internal.example", "HTTPS", "1 . alpn=h2")
        .entry("web.internal.example", "A", "10.0.0.3")
        .entry("odd.internal.example", "TYPE65280", "\\# 4 0a000001")
        .entry("two.lab.internal.example", "A", "100.2.3.4")
        .entry("one.internal.example", "A", "100.2.3.4")
        .entry("six.internal.example", "AAAA", "fd00::1234")
        .entry("9.3.2.100.in-addr.arpa", "PTR", "printer.internal.example")
        .entry("*.wild.internal.example", "A", "10.0.1.1")
        .entry("*.wild.internal.example", "MX", "10 v4.internal.example")
        .entry("exact.wild.internal.example", "TXT", "here")
        .entry("below.ent.wild.internal.example", "A", "10.0.1.2")
        .entry("*.aliases.internal.example", "CNAME", "v4.internal.example")
        .entry("*.self.internal.example", "CNAME", "x.self.internal.example");
    for (int i = 0; i < 40; ++i)
        builder.record("many.internal.example", model::RecordType::A,
                       base::IpAddress::fromV4(0x0A000000u + static_cast<std::uint32_t>(i)));
    for (int i = 0; i < 200; ++i)
        builder.record("huge.internal.example", model::RecordType::Aaaa,
                       ipAddress("fd00::" + std::to_string(i + 1)));
    return builder.compile();
}

const std::string soa = "internal.example 15 SOA 7";

}  // namespace

class TestAnswer : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() { m_snapshot = catalog(); }
    void answersQuestions_data();
    void answersQuestions();
    void refusesAndMisunderstands_data();
    void refusesAndMisunderstands();
    void saysNothing_data();
    void saysNothing();
    void echoesTheQuestionByteForByte();
    void repliesToEdns_data();
    void repliesToEdns();
    void truncates_data();
    void truncates();
    void keepsRecursionDesiredAndClearsTheRest();
    void answersEveryTypeOfEveryNameWithSense();
    void survivesMutatedPackets();

  private:
    Message ask(std::string_view query, const Caller& caller = {ipAddress("127.0.0.1"), Transport::Udp});
    dns::Reply reply(std::string_view query, const Caller& caller);

    std::shared_ptr<const snapshot::Snapshot> m_snapshot;
    live::TargetStates m_states;
    std::vector<std::uint8_t> m_buffer;
};

dns::Reply TestAnswer::reply(std::string_view query, const Caller& caller) {
    m_buffer.assign(caller.transport == Transport::Udp ? dns::maxUdpReply : dnswire::maxMessageSize, 0xEE);
    // A heap block of its own for the query, so that a read past its end is seen by the sanitizer.
    const std::vector<char> exact(query.begin(), query.end());
    dnswire::Query read;
    const auto verdict = dnswire::parseQuery(base::asBytes({exact.data(), exact.size()}), read);
    return dns::answer(read, verdict, caller, *m_snapshot, m_states, m_buffer);
}

Message TestAnswer::ask(std::string_view query, const Caller& caller) {
    const dns::Reply replied = reply(query, caller);
    auto message = dnswire::parseMessage(replied.bytes);
    if (!message)
        qFatal("the reply does not parse");
    Q_ASSERT(message->rcode == replied.rcode);
    return *message;
}

void TestAnswer::answersQuestions_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("type");
    QTest::addColumn<QString>("rcode");
    QTest::addColumn<QString>("answer");
    QTest::addColumn<QString>("authority");
    QTest::addColumn<QString>("additional");
    const auto row = [](const char* title, const char* name, const char* type, const char* rcode,
                        const std::string& answer, const std::string& authority = {},
                        const std::string& additional = {}) {
        QTest::newRow(title) << QString::fromLatin1(name) << QString::fromLatin1(type)
                             << QString::fromLatin1(rcode) << QString::fromStdString(answer)
                             << QString::fromStdString(authority) << QString::fromStdString(additional);
    };
    const std::string llm = "llm.internal.example 60 A 100.1.1.1";
    row("RFC 1034 4.3.2: A of a service", "llm.internal.example", "A", "NOERROR", llm);
    row("RFC 3596 2: AAAA of a service", "llm.internal.example", "AAAA", "NOERROR",
        "llm.internal.example 60 AAAA fd7a::1");
    row("RFC 4343: case does not matter", "LLM.Internal.EXAMPLE", "A", "NOERROR", llm);
    row("two records", "v4.internal.example", "A", "NOERROR",
        "v4.internal.example 60 A 10.0.0.1; v4.internal.example 60 A 10.0.0.2");
    row("RFC 1035 3.3.14: TXT", "text.internal.example", "TXT", "NOERROR",
        "text.internal.example 60 TXT \"hello\"");
    row("RFC 2308 2.2: NODATA", "v4.internal.example", "AAAA", "NOERROR", {}, soa);
    row("RFC 9460: HTTPS is NODATA", "llm.internal.example", "HTTPS", "NOERROR", {}, soa);
    row("RFC 3597: unknown type is NODATA", "llm.internal.example", "TYPE65280", "NOERROR", {}, soa);
    row("RFC 2308 2.1: NXDOMAIN", "nope.internal.example", "A", "NXDOMAIN", {}, soa);
    row("RFC 2308 2.1: NXDOMAIN far down", "a.b.c.internal.example", "A", "NXDOMAIN", {}, soa);
    row("NXDOMAIN below a service", "x.llm.internal.example", "A", "NXDOMAIN", {}, soa);
    row("RFC 4592 2.2.2: empty non-terminal", "tree.internal.example", "A", "NOERROR", {}, soa);
    row("apex A", "internal.example", "A", "NOERROR", "internal.example 60 A 100.1.1.1");
    row("RFC 1034 4.2.1: apex SOA", "internal.example", "SOA", "NOERROR", "internal.example 60 SOA 7");
    row("RFC 1034 4.2.1: apex NS with addresses", "internal.example", "NS", "NOERROR",
        "internal.example 60 NS ns.internal.example", {},
        "ns.internal.example 60 A 100.1.1.1; ns.internal.example 60 AAAA fd7a::1");
    row("apex MX is NODATA", "internal.example", "MX", "NOERROR", {}, soa);
    row("SOA below the apex is NODATA", "llm.internal.example", "SOA", "NOERROR", {}, soa);
    row("the API's name", "dns.internal.example", "A", "NOERROR", "dns.internal.example 60 A 100.1.1.1");
    row("the landing page's name", "portolan.home.arpa", "A", "NOERROR", "portolan.home.arpa 60 A 100.1.1.1");
    row("a second zone", "nas.home.arpa", "A", "NOERROR", "nas.home.arpa 60 A 100.1.1.1");
    row("NXDOMAIN of the second zone", "nope.home.arpa", "A", "NXDOMAIN", {}, "home.arpa 15 SOA 7");
    row("RFC 1034 4.3.2 step 2: nearest zone", "gpu.lab.internal.example", "A", "NOERROR",
        "gpu.lab.internal.example 60 A 100.1.1.1");
    row("RFC 1034 4.3.2 step 2: NXDOMAIN of the nearest zone", "nope.lab.internal.example", "A", "NXDOMAIN",
        {}, "lab.internal.example 15 SOA 7");
    row("RFC 1034 3.6.2: alias is followed", "www.internal.example", "A", "NOERROR",
        "www.internal.example 60 CNAME llm.internal.example; " + llm);
    row("RFC 1034 3.6.2: two aliases", "second.internal.example", "A", "NOERROR",
        "second.internal.example 60 CNAME www.internal.example; www.internal.example 60 CNAME "
        "llm.internal.example; " +
            llm);
    row("RFC 1034 3.6.2: alias itself", "www.internal.example", "CNAME", "NOERROR",
        "www.internal.example 60 CNAME llm.internal.example");
    row("alias into another of our zones", "cross.internal.example", "A", "NOERROR",
        "cross.internal.example 60 CNAME nas.home.arpa; nas.home.arpa 60 A 100.1.1.1");
    row("alias out of our zones", "out.internal.example", "A", "NOERROR",
        "out.internal.example 60 CNAME www.example.org");
    row("RFC 2308 2.2: alias to a name without the type", "www.internal.example", "TXT", "NOERROR",
        "www.internal.example 60 CNAME llm.internal.example", soa);
    row("RFC 6604 3: alias to a missing name", "broken.internal.example", "A", "NXDOMAIN",
        "broken.internal.example 60 CNAME missing.internal.example", soa);
    row("RFC 8482 4.1: ANY gives one rrset", "llm.internal.example", "ANY", "NOERROR", llm);
    row("RFC 8482 4.1: ANY of an alias", "www.internal.example", "ANY", "NOERROR",
        "www.internal.example 60 CNAME llm.internal.example");
    row("RFC 8482: ANY of an empty non-terminal", "tree.internal.example", "ANY", "NOERROR", {}, soa);
    row("ANY of a missing name", "nope.internal.example", "ANY", "NXDOMAIN", {}, soa);
    row("RFC 1035 3.3.9: MX with addresses, of other zones too", "mail.internal.example", "MX", "NOERROR",
        "mail.internal.example 60 MX 10 v4.internal.example; mail.internal.example 60 MX 20 nas.home.arpa; "
        "mail.internal.example 60 MX 30 mx.example.org",
        {},
        "v4.internal.example 60 A 10.0.0.1; v4.internal.example 60 A 10.0.0.2; nas.home.arpa 60 A 100.1.1.1; "
        "nas.home.arpa 60 AAAA fd7a::1");
    row("RFC 2782: SRV with addresses", "_sip._tcp.internal.example", "SRV", "NOERROR",
        "_sip._tcp.internal.example 60 SRV 0 5 5060 v4.internal.example", {},
        "v4.internal.example 60 A 10.0.0.1; v4.internal.example 60 A 10.0.0.2");
    row("RFC 8659 4.1: CAA", "caa.internal.example", "CAA", "NOERROR",
        "caa.internal.example 60 CAA 0 issue \"ca.example\"");
    row("RFC 9460 5.1: SVCB with addresses", "svc.internal.example", "SVCB", "NOERROR",
        "svc.internal.example 60 SVCB 1 v4.internal.example port=53", {},
        "v4.internal.example 60 A 10.0.0.1; v4.internal.example 60 A 10.0.0.2");
    row("RFC 9460 2.5: HTTPS whose target is the owner", "web.internal.example", "HTTPS", "NOERROR",
        "web.internal.example 60 HTTPS 1 . alpn=h2", {}, "web.internal.example 60 A 10.0.0.3");
    row("RFC 3597 3: unknown type", "odd.internal.example", "TYPE65280", "NOERROR",
        "odd.internal.example 60 TYPE65280 \\# 4 0a000001");
    const std::string srv = "_http._tcp.llm.internal.example 60 SRV 0 0 8000 llm.internal.example";
    const std::string llmBoth = llm + "; llm.internal.example 60 AAAA fd7a::1";
    row("RFC 2782: SRV of a service", "_http._tcp.llm.internal.example", "SRV", "NOERROR", srv, {}, llmBoth);
    row("RFC 2782: ANY of it", "_http._tcp.llm.internal.example", "ANY", "NOERROR", srv, {}, llmBoth);
    row("RFC 2308 2.2: another type of it", "_http._tcp.llm.internal.example", "A", "NOERROR", {}, soa);
    row("RFC 4592 2.2.2: what it stands below", "_tcp.nas.home.arpa", "A", "NOERROR", {},
        "home.arpa 15 SOA 7");
    row("RFC 2782: beside an SRV that was added", "_sip._tcp.llm.internal.example", "SRV", "NOERROR",
        "_sip._tcp.llm.internal.example 60 SRV 0 5 5060 v4.internal.example", {},
        "v4.internal.example 60 A 10.0.0.1; v4.internal.example 60 A 10.0.0.2");
    row("no https without TLS", "_https._tcp.llm.internal.example", "SRV", "NXDOMAIN", {}, soa);
    row("no SRV below a record", "_http._tcp.v4.internal.example", "SRV", "NXDOMAIN", {}, soa);
    row("no SRV below a name of our own", "_http._tcp.dns.internal.example", "SRV", "NXDOMAIN", {}, soa);
    row("RFC 1035 3.5: PTR of an address that two names have", "4.3.2.100.in-addr.arpa", "PTR", "NOERROR",
        "4.3.2.100.in-addr.arpa 60 PTR one.internal.example; 4.3.2.100.in-addr.arpa 60 PTR "
        "two.lab.internal.example");
    row("RFC 1035 3.5: PTR that was added", "9.3.2.100.in-addr.arpa", "PTR", "NOERROR",
        "9.3.2.100.in-addr.arpa 60 PTR printer.internal.example");
    row("RFC 3596 2.5: PTR of an IPv6 address",
        "4.3.2.1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.f.ip6.arpa", "PTR", "NOERROR",
        "4.3.2.1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.f.ip6.arpa 60 PTR "
        "six.internal.example");
    row("RFC 8020: between address and reverse zone", "3.2.100.in-addr.arpa", "PTR", "NOERROR", {},
        "2.100.in-addr.arpa 15 SOA 7");
    row("NXDOMAIN of an address", "1.1.2.100.in-addr.arpa", "PTR", "NXDOMAIN", {},
        "2.100.in-addr.arpa 15 SOA 7");
    row("apex NS of a reverse zone", "2.100.in-addr.arpa", "NS", "NOERROR",
        "2.100.in-addr.arpa 60 NS ns.internal.example", {},
        "ns.internal.example 60 A 100.1.1.1; ns.internal.example 60 AAAA fd7a::1");
    row("a reverse zone has no address", "2.100.in-addr.arpa", "A", "NOERROR", {},
        "2.100.in-addr.arpa 15 SOA 7");
    row("a reverse zone has no names of our own", "dns.2.100.in-addr.arpa", "A", "NXDOMAIN", {},
        "2.100.in-addr.arpa 15 SOA 7");
    row("RFC 4592 3.3.1: wildcard", "any.wild.internal.example", "A", "NOERROR",
        "any.wild.internal.example 60 A 10.0.1.1");
    row("RFC 4592 2.2.1: wildcard, several labels", "a.b.c.wild.internal.example", "A", "NOERROR",
        "a.b.c.wild.internal.example 60 A 10.0.1.1");
    row("RFC 4592 3.3.1: wildcard, another type", "any.wild.internal.example", "AAAA", "NOERROR", {}, soa);
    row("RFC 4592 3.3.1: wildcard with addresses of its target", "any.wild.internal.example", "MX", "NOERROR",
        "any.wild.internal.example 60 MX 10 v4.internal.example", {},
        "v4.internal.example 60 A 10.0.0.1; v4.internal.example 60 A 10.0.0.2");
    row("RFC 4592 2.2.1: an exact name is its own", "exact.wild.internal.example", "A", "NOERROR", {}, soa);
    row("RFC 4592 2.2.1: below an exact name there is no wildcard", "x.exact.wild.internal.example", "A",
        "NXDOMAIN", {}, soa);
    row("RFC 4592 2.2.2: an empty non-terminal is its own", "ent.wild.internal.example", "A", "NOERROR", {},
        soa);
    row("RFC 4592 2.2.2: below it there is no wildcard", "x.ent.wild.internal.example", "A", "NXDOMAIN", {},
        soa);
    row("RFC 4592 2.1.1: the wildcard itself", "*.wild.internal.example", "A", "NOERROR",
        "*.wild.internal.example 60 A 10.0.1.1");
    row("RFC 4592 2.1.3: below the wildcard", "x.*.wild.internal.example", "A", "NXDOMAIN", {}, soa);
    row("RFC 4592 2.2.1: the name above a wildcard", "wild.internal.example", "A", "NOERROR", {}, soa);
    row("RFC 4592 3.3.3: wildcard that is an alias", "x.aliases.internal.example", "A", "NOERROR",
        "x.aliases.internal.example 60 CNAME v4.internal.example; v4.internal.example 60 A 10.0.0.1; "
        "v4.internal.example 60 A 10.0.0.2");
    row("RFC 4592 3.3.3: ANY of a wildcard", "any.wild.internal.example", "ANY", "NOERROR",
        "any.wild.internal.example 60 A 10.0.1.1");
    row("RFC 1034 3.6.2: alias to itself by wildcard", "y.self.internal.example", "A", "NOERROR",
        "y.self.internal.example 60 CNAME x.self.internal.example; x.self.internal.example 60 CNAME "
        "x.self.internal.example");
    row("RFC 1034 3.6.2: two aliases that point at each other", "loop.internal.example", "A", "NOERROR",
        "loop.internal.example 60 CNAME pool.internal.example; pool.internal.example 60 CNAME "
        "loop.internal.example");
    row("RFC 4035 3.1.4.1: DS at a delegation", "cut.internal.example", "TYPE43", "NOERROR",
        "cut.internal.example 60 TYPE43 \\# 5 0001080201");
    row("RFC 4035 3.1.4.1: DS of a zone is answered from above", "lab.internal.example", "TYPE43", "NOERROR",
        {}, soa);
    row("RFC 4035 3.1.4.1: DS of a zone whose parent is not ours", "internal.example", "TYPE43", "NOERROR",
        {}, soa);
    const std::string servers =
        "cut.internal.example 60 NS ns1.cut.internal.example; cut.internal.example 60 NS "
        "ns.elsewhere.example";
    const std::string glue = "ns1.cut.internal.example 60 A 10.9.9.9";
    row("RFC 1034 4.3.2 step 3b: referral", "host.cut.internal.example", "A", "NOERROR referral", {}, servers,
        glue);
    row("RFC 1034 4.3.2 step 3b: referral at the cut", "cut.internal.example", "NS", "NOERROR referral", {},
        servers, glue);
    row("RFC 1034 4.2.1: glue is not ours to answer", "ns1.cut.internal.example", "A", "NOERROR referral", {},
        servers, glue);
    row("alias into a delegation", "intocut.internal.example", "A", "NOERROR",
        "intocut.internal.example 60 CNAME host.cut.internal.example", servers, glue);
}

void TestAnswer::answersQuestions() {
    QFETCH(QString, name);
    QFETCH(QString, type);
    QFETCH(QString, rcode);
    QFETCH(QString, answer);
    QFETCH(QString, authority);
    QFETCH(QString, additional);
    const std::string query = queryFor(name.toStdString(), dnswire::parseType(type.toStdString()).value());
    for (const Transport transport : {Transport::Udp, Transport::Tcp}) {
        const Message message = ask(query, {ipAddress("100.3.3.3"), transport});
        QCOMPARE(message.rcode, rcode == QStringLiteral("NXDOMAIN") ? Rcode::NxDomain : Rcode::NoError);
        QCOMPARE(message.has(flag::authoritative), !rcode.contains(QStringLiteral("referral")));
        QVERIFY(message.has(flag::response) && !message.has(flag::truncated) &&
                !message.has(flag::recursionAvailable));
        QCOMPARE(describe(message.answer), answer.toStdString());
        QCOMPARE(describe(message.authority), authority.toStdString());
        QCOMPARE(describe(message.additional), additional.toStdString());
        QCOMPARE(message.questions.size(), std::size_t{1});
        QVERIFY(!message.opt);
    }
}

void TestAnswer::refusesAndMisunderstands_data() {
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QString>("caller");
    QTest::addColumn<int>("rcode");
    QTest::addColumn<int>("questions");
    const auto row = [](const char* title, const std::string& query, Rcode rcode, int questions = 1,
                        const char* caller = "127.0.0.1") {
        QTest::newRow(title) << QByteArray::fromStdString(query) << QString::fromLatin1(caller)
                             << static_cast<int>(rcode) << questions;
    };
    const std::string llm = queryFor("llm.internal.example", RrType::A);
    const auto inClass = [](RrClass qclass) {
        QueryOptions options;
        options.qclass = qclass;
        return queryFor("llm.internal.example", RrType::A, options);
    };
    const auto withFlags = [](std::uint16_t flags) {
        QueryOptions options;
        options.flags = flags;
        return queryFor("llm.internal.example", RrType::A, options);
    };
    row("outside our zones", queryFor("www.example.org", RrType::A), Rcode::Refused);
    row("above our zones", queryFor("example", RrType::Ns), Rcode::Refused);
    row("the root", queryFor(".", RrType::Ns), Rcode::Refused);
    row("a name that only ends alike", queryFor("notinternal.example", RrType::A), Rcode::Refused);
    row("caller outside internal networks", llm, Rcode::Refused, 1, "8.8.8.8");
    row("IPv6 caller outside internal networks", llm, Rcode::Refused, 1, "2001:db8::1");
    row("RFC 1035 3.2.4: class CHAOS", inClass(RrClass::Chaos), Rcode::Refused);
    row("RFC 1035 3.2.5: class ANY", inClass(RrClass::Any), Rcode::Refused);
    row("RFC 5936: AXFR", queryFor("internal.example", RrType::Axfr), Rcode::Refused);
    row("RFC 1995: IXFR", queryFor("internal.example", RrType::Ixfr), Rcode::Refused);
    row("RFC 6891 6.1.1: OPT as a question", queryFor("internal.example", RrType::Opt), Rcode::FormErr);
    row("RFC 1996: NOTIFY", withFlags(4 << 11), Rcode::NotImp);
    row("RFC 2136: UPDATE", withFlags(5 << 11), Rcode::NotImp);
    row("RFC 1035 4.1.1: opcode STATUS", withFlags(2 << 11), Rcode::NotImp);
    row("RFC 8490: opcode DSO without a question", std::string("\0\1\x30\0\0\0\0\0\0\0\0\0", 12),
        Rcode::NotImp, 0);
    row("RFC 9619: no question", std::string("\0\1\1\0\0\0\0\0\0\0\0\0", 12), Rcode::FormErr, 0);
    std::string two = llm + llm.substr(dnswire::headerSize);
    two[5] = 2;
    row("RFC 9619: two questions", two, Rcode::FormErr, 0);
    row("bytes behind the message", llm + "x", Rcode::FormErr);
    QueryOptions edns;
    edns.ednsSize = 1232;
    const std::string withOpt = queryFor("llm.internal.example", RrType::A, edns);
    // The owner of OPT is the byte before type, class, TTL and RDLENGTH.
    std::string owned = withOpt;
    owned.replace(withOpt.size() - 11, 1, std::string("\1a\0", 3));
    row("RFC 6891 6.1.2: OPT that the root does not own", owned, Rcode::FormErr);
    std::string twice = withOpt + withOpt.substr(withOpt.size() - 11);
    twice[11] = 2;
    row("RFC 6891 6.1.1: two OPT", twice, Rcode::FormErr);
    std::string options = withOpt;
    options.back() = 5;
    row("RFC 6891 6.1.2: option that runs past OPT", options + std::string("\0\x0A\0\x08x", 5),
        Rcode::FormErr);
    row("RFC 6891 6.1.2: half an option",
        options.substr(0, options.size() - 1) + std::string("\3\0\x0A\0", 4), Rcode::FormErr);
    const auto withCookie = [](std::size_t size) {
        QueryOptions asked;
        asked.ednsSize = 1232;
        asked.cookie = std::string(size, 'c');
        return queryFor("llm.internal.example", RrType::A, asked);
    };
    for (const std::size_t size : {0, 1, 7, 9, 15, 41})
        row(qPrintable(QStringLiteral("RFC 7873 5.2.2: a cookie of %1 bytes").arg(size)), withCookie(size),
            Rcode::FormErr);
    row("question cut off", llm.substr(0, llm.size() - 1), Rcode::FormErr, 0);
}

void TestAnswer::refusesAndMisunderstands() {
    QFETCH(QByteArray, query);
    QFETCH(QString, caller);
    QFETCH(int, rcode);
    QFETCH(int, questions);
    const Message message = ask(query.toStdString(), {ipAddress(caller.toStdString()), Transport::Udp});
    QCOMPARE(static_cast<int>(message.rcode), rcode);
    QCOMPARE(static_cast<int>(message.questions.size()), questions);
    QVERIFY(message.has(flag::response) && !message.has(flag::authoritative));
    QVERIFY(message.answer.empty() && message.authority.empty() && message.additional.empty());
    const auto asked = base::asBytes({query.constData(), static_cast<std::size_t>(query.size())});
    QCOMPARE(message.id, dnswire::loadU16(asked.data()));
    QCOMPARE(message.flags & flag::opcodeMask, dnswire::loadU16(asked.data() + 2) & flag::opcodeMask);
}

void TestAnswer::saysNothing_data() {
    QTest::addColumn<QByteArray>("query");
    const std::string query = queryFor("llm.internal.example", RrType::A);
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("eleven bytes") << QByteArray::fromStdString(query.substr(0, 11));
    std::string response = query;
    response[2] = static_cast<char>(response[2] | static_cast<char>(0x80));
    QTest::newRow("RFC 1035 4.1.1: a response") << QByteArray::fromStdString(response);
}

void TestAnswer::saysNothing() {
    QFETCH(QByteArray, query);
    QVERIFY(reply(query.toStdString(), {ipAddress("127.0.0.1"), Transport::Udp}).bytes.empty());
}

void TestAnswer::echoesTheQuestionByteForByte() {
    const std::string spelling = std::string("\3lLm\10InTeRnAl\7eXaMpLe") + '\0';
    for (const RrType type : {RrType::A, RrType::Mx}) {
        const Message message = ask(dnswire::encodeQuery(spelling, type, {}));
        QCOMPARE(message.questions.at(0).spelling, spelling);
        QCOMPARE(message.rcode, Rcode::NoError);
    }
}

void TestAnswer::repliesToEdns_data() {
    QTest::addColumn<int>("version");
    QTest::addColumn<bool>("dnssecOk");
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("rcode");
    QTest::newRow("RFC 6891 6.1.1: OPT in, OPT out") << 0 << false << "llm.internal.example" << 0;
    QTest::newRow("RFC 3225 3: DO is copied") << 0 << true << "llm.internal.example" << 0;
    QTest::newRow("RFC 6891 7: OPT with an error too") << 0 << true << "www.example.org" << 5;
    QTest::newRow("RFC 6891 6.1.3: BADVERS") << 1 << false << "llm.internal.example" << 16;
    QTest::newRow("RFC 6891 6.1.3: BADVERS 255") << 255 << true << "www.example.org" << 16;
}

void TestAnswer::repliesToEdns() {
    QFETCH(int, version);
    QFETCH(bool, dnssecOk);
    QFETCH(QString, name);
    QFETCH(int, rcode);
    QueryOptions options;
    options.ednsSize = 4096;
    options.ednsVersion = static_cast<std::uint8_t>(version);
    options.dnssecOk = dnssecOk;
    const Message message = ask(queryFor(name.toStdString(), RrType::A, options));
    QCOMPARE(static_cast<int>(message.rcode), rcode);
    QVERIFY(message.opt);
    QCOMPARE(static_cast<int>(message.opt->rrClass), 1232);
    QCOMPARE((message.opt->ttl >> 16) & 0xFF, 0u);  // the version we speak
    QCOMPARE((message.opt->ttl & 0x8000) != 0, dnssecOk);
    QVERIFY(message.opt->rdata.empty());
    QCOMPARE(message.answer.empty(), rcode != 0);
}

void TestAnswer::truncates_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("type");
    QTest::addColumn<int>("ednsSize");  // -1: none
    QTest::addColumn<int>("limit");
    QTest::addColumn<int>("answers");  // -1: truncated
    const auto row = [](const char* title, const char* name, const char* type, int ednsSize, int limit,
                        int answers) {
        QTest::newRow(title) << QString::fromLatin1(name) << QString::fromLatin1(type) << ednsSize << limit
                             << answers;
    };
    // 40 A records take 12 + 27 + 40 * 16 = 679 bytes.
    row("RFC 1035 4.2.1: 512 without EDNS", "many.internal.example", "A", -1, 512, -1);
    row("RFC 6891 6.2.3: less than 512 means 512", "v4.internal.example", "A", 50, 512, 2);
    row("RFC 6891 6.2.3: EDNS size too small", "many.internal.example", "A", 689, 689, -1);
    row("RFC 6891 6.2.3: EDNS size just enough", "many.internal.example", "A", 690, 690, 40);
    row("EDNS size large", "many.internal.example", "A", 65535, 1232, 40);
    row("RFC 2181 9: no alias without its target", "tohuge.internal.example", "AAAA", 65535, 1232, -1);
    row("our own limit", "huge.internal.example", "AAAA", 65535, 1232, -1);
}

void TestAnswer::truncates() {
    QFETCH(QString, name);
    QFETCH(QString, type);
    QFETCH(int, ednsSize);
    QFETCH(int, limit);
    QFETCH(int, answers);
    QueryOptions options;
    if (ednsSize >= 0)
        options.ednsSize = static_cast<std::uint16_t>(ednsSize);
    const std::string query =
        queryFor(name.toStdString(), dnswire::parseType(type.toStdString()).value(), options);
    const dns::Reply udp = reply(query, {ipAddress("127.0.0.1"), Transport::Udp});
    QVERIFY(udp.bytes.size() <= static_cast<std::size_t>(limit));
    const auto message = dnswire::parseMessage(udp.bytes);
    QVERIFY(message);
    QCOMPARE(message->has(flag::truncated), answers < 0);
    QCOMPARE(static_cast<int>(message->answer.size()),
             std::max(answers, 0));  // RFC 2181 section 9: never a part
    QCOMPARE(message->opt.has_value(), ednsSize >= 0);
    // The same over TCP is whole.
    const Message whole = ask(query, {ipAddress("127.0.0.1"), Transport::Tcp});
    QVERIFY(!whole.has(flag::truncated));
    QVERIFY(whole.answer.size() >= 2);
}

void TestAnswer::keepsRecursionDesiredAndClearsTheRest() {
    QueryOptions options;
    options.id = 0xBEEF;
    options.flags = 0x0170;  // RD, and Z, AD, CD as a careless client may set them
    const Message message = ask(queryFor("llm.internal.example", RrType::A, options));
    QCOMPARE(message.id, std::uint16_t{0xBEEF});
    QCOMPARE(message.flags, std::uint16_t{0x8500});  // QR AA RD
    options.flags = 0;
    QCOMPARE(ask(queryFor("llm.internal.example", RrType::A, options)).flags, std::uint16_t{0x8400});
}

void TestAnswer::answersEveryTypeOfEveryNameWithSense() {
    // Whatever exists is never NXDOMAIN; negative answers always have their SOA; the loop of aliases ends.
    for (const auto& zone : m_snapshot->zones) {
        zone->forEachName([&](std::string_view key, const snapshot::Node&) {
            for (const unsigned type : {1u, 2u, 5u, 6u, 15u, 16u, 28u, 33u, 64u, 65u, 255u, 257u, 4711u}) {
                const Message message = ask(dnswire::encodeQuery(key, static_cast<RrType>(type), {}),
                                            {ipAddress("::1"), Transport::Tcp});
                const bool alias = !message.answer.empty() && message.answer[0].type == RrType::Cname;
                QVERIFY(message.rcode == Rcode::NoError || alias);
                if (message.answer.empty())
                    QVERIFY(!message.authority.empty());
            }
        });
    }
    const Message loop = ask(queryFor("loop.internal.example", RrType::A));
    QCOMPARE(loop.answer.size(), std::size_t{2});
}

void TestAnswer::survivesMutatedPackets() {
    QueryOptions edns;
    edns.ednsSize = 1232;
    edns.dnssecOk = true;
    QueryOptions cookie;
    cookie.ednsSize = 1232;
    cookie.cookie = std::string(24, 'c');
    const std::vector<std::string> seeds{queryFor("llm.internal.example", RrType::A),
                                         queryFor("second.internal.example", RrType::Aaaa, edns),
                                         queryFor("huge.internal.example", RrType::Any, edns),
                                         queryFor("x.cut.internal.example", RrType::Ns, edns),
                                         queryFor("llm.internal.example", RrType::A, cookie)};
    std::uint64_t state = 20261123;  // the same packets in every run
    const auto random = [&](std::size_t below) {
        state = state * 6364136223846793005ull + 1442695040888963407ull;
        return static_cast<std::size_t>(state >> 33) % below;
    };
    int replies = 0;
    int answered = 0;
    for (int i = 0; i < 20'000; ++i) {
        std::string packet = seeds[random(seeds.size())];
        for (std::size_t changes = random(4); changes > 0 && !packet.empty(); --changes) {
            const std::size_t at = random(packet.size());
            switch (random(4)) {
                case 0:
                    packet[at] = static_cast<char>(random(256));
                    break;
                case 1:
                    packet.erase(at, 1 + random(8));
                    break;
                case 2:
                    packet.insert(at, 1 + random(8), static_cast<char>(random(256)));
                    break;
                default:
                    packet[at] = static_cast<char>(packet[at] ^ (1 << random(8)));
            }
        }
        const auto transport = i % 2 == 0 ? Transport::Udp : Transport::Tcp;
        const dns::Reply replied = reply(packet, {ipAddress("127.0.0.1"), transport});
        if (replied.bytes.empty())
            continue;
        ++replies;
        const auto message = dnswire::parseMessage(replied.bytes);
        QVERIFY2(message, qPrintable(QString::fromLatin1(QByteArray::fromStdString(packet).toHex())));
        QVERIFY(message->has(flag::response));
        QCOMPARE(message->id, dnswire::loadU16(base::asBytes(packet).data()));
        answered += message->answer.empty() ? 0 : 1;
    }
    QVERIFY(replies > 15'000);
    QVERIFY(answered > 3'000);
}

QTEST_GUILESS_MAIN(TestAnswer)
#include "tst_answer.moc"
