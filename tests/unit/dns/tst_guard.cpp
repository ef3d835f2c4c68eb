// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// How queries are treated by their cookies and by how many there were, at times that the test decides.
#include "backend/dns/guard.h"
#include "tests/unit/dns/dnsfixture.h"

#include <QTest>

using namespace portolan;
using namespace portolan::tests;
using dns::Caller;
using dns::Guard;
using dns::Transport;
using dns::Treatment;
using live::Defence;

namespace {

constexpr std::uint32_t someTime = 1'764'115'200;
const std::string clientHalf = "\x24\x64\xc4\xab\xcf\x10\xc9\x57";

struct Judged {
    Treatment treatment;
    std::string cookie;
};

/// Defences with a limit of two replies a second, and one worker's guard.
struct Bench {
    explicit Bench(std::uint32_t limit = 2) : defences({.repliesPerSecond = limit}) {}

    /// What becomes of a query with that cookie, from an address, some seconds later.
    Judged ask(const std::optional<std::string>& cookie, const char* from = "10.0.0.1",
               std::uint32_t later = 0, Transport transport = Transport::Udp,
               dnswire::Verdict verdict = dnswire::Verdict::Query) {
        dnswire::QueryOptions options;
        options.ednsSize = 1232;
        options.cookie = cookie;
        const std::string bytes = queryFor("llm.internal.example", dnswire::RrType::A, options);
        dnswire::Query query;
        if (dnswire::parseQuery(base::asBytes(bytes), query) != dnswire::Verdict::Query)
            qFatal("the query is malformed");
        Caller caller{ipAddress(from), transport};
        if (guard.concerns(query))
            guard.judge(query, verdict, {1000 * std::uint64_t{later}, someTime + later}, caller);
        return {caller.treatment, std::string(base::asText(caller.cookie))};
    }
    std::string goodCookie(const char* of = "10.0.0.1") { return ask(clientHalf, of).cookie; }
    void exhaust(const char* from = "10.0.0.1") {
        while (ask({}, from).treatment == Treatment::Answer) {
        }
    }
    [[nodiscard]] std::uint64_t count(Defence defence) { return counters.of(defence).value(); }

    dns::Defences defences;
    live::WorkerCounters counters;
    Guard guard{defences, counters};
};

}  // namespace

class TestGuard : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void withoutCookieAndLimitThereIsNothingToJudge() {
        Bench bench(0);
        for (int i = 0; i < 1000; ++i)
            QVERIFY(bench.ask({}).treatment == Treatment::Answer);
        QCOMPARE(bench.ask({}).cookie, std::string());
        QVERIFY(!bench.guard.concerns({}));
        QVERIFY(Bench(1).guard.concerns({}));
    }

    void aClientsHalfIsAnsweredWithBothHalves() {
        Bench bench(0);
        const Judged first = bench.ask(clientHalf);
        QVERIFY(first.treatment == Treatment::Answer);
        QCOMPARE(first.cookie.size(), std::size_t{24});
        QVERIFY(first.cookie.starts_with(clientHalf));
        QCOMPARE(bench.count(Defence::CookieNew), std::uint64_t{1});
        // Shown again it comes back as it is, until it is half an hour old (RFC 9018 section 4.3).
        QCOMPARE(bench.ask(first.cookie, "10.0.0.1", 1800).cookie, first.cookie);
        QCOMPARE(bench.count(Defence::CookieValid), std::uint64_t{1});
        const Judged renewed = bench.ask(first.cookie, "10.0.0.1", 1801);
        QVERIFY(renewed.cookie.starts_with(clientHalf) && renewed.cookie != first.cookie);
        QCOMPARE(bench.count(Defence::CookieRenewed), std::uint64_t{1});
        const Judged late = bench.ask(first.cookie, "10.0.0.1", 3601);
        QVERIFY(late.treatment == Treatment::Answer && late.cookie != first.cookie);
        QCOMPARE(bench.count(Defence::CookieWrong), std::uint64_t{1});
    }

    void overTheLimitHalfIsSentToTcpAndHalfDropped() {
        Bench bench;
        bench.exhaust();
        int truncated = 0;
        int dropped = 0;
        for (int i = 0; i < 100; ++i) {
            const Treatment treatment = bench.ask({}).treatment;
            truncated += treatment == Treatment::Truncate ? 1 : 0;
            dropped += treatment == Treatment::Drop ? 1 : 0;
        }
        QCOMPARE(truncated, 50);
        QCOMPARE(dropped, 50);
        QCOMPARE(bench.count(Defence::LimitTruncated), std::uint64_t{50});
        QCOMPARE(bench.count(Defence::LimitDropped), std::uint64_t{51});
        QVERIFY(bench.ask({}, "10.0.1.1").treatment == Treatment::Answer);
        QVERIFY(bench.ask({}, "10.0.0.1", 1).treatment == Treatment::Answer);
    }

    void overTheLimitAValidCookieIsAnswered() {
        Bench bench;
        const std::string cookie = bench.goodCookie();
        bench.exhaust();
        for (int i = 0; i < 10; ++i)
            QVERIFY(bench.ask(cookie).treatment == Treatment::Answer);
        QVERIFY(bench.ask(cookie, "10.0.0.1", 3600).treatment == Treatment::Answer);
        QCOMPARE(bench.count(Defence::LimitBadCookie), std::uint64_t{0});
    }

    void overTheLimitAnyOtherCookieGetsAGoodOne_data() {
        QTest::addColumn<QByteArray>("cookie");
        QTest::newRow("the client's half alone") << QByteArray::fromStdString(clientHalf);
        QTest::newRow("RFC 7873 4: another server's")
            << QByteArray::fromStdString(clientHalf + std::string(16, 'x'));
        QTest::newRow("RFC 7873 4: of eight bytes")
            << QByteArray::fromStdString(clientHalf + std::string(8, 'x'));
        QTest::newRow("RFC 7873 4: of 32 bytes")
            << QByteArray::fromStdString(clientHalf + std::string(32, 'x'));
    }
    void overTheLimitAnyOtherCookieGetsAGoodOne() {
        QFETCH(QByteArray, cookie);
        Bench bench;
        bench.exhaust();
        const Judged judged = bench.ask(cookie.toStdString());
        QVERIFY(judged.treatment == Treatment::BadCookie);
        QCOMPARE(bench.count(Defence::LimitBadCookie), std::uint64_t{1});
        QVERIFY(bench.ask(judged.cookie).treatment == Treatment::Answer);
        // It is worth nothing elsewhere.
        bench.exhaust("10.0.7.1");
        QVERIFY(bench.ask(judged.cookie, "10.0.7.1").treatment == Treatment::BadCookie);
    }

    void validCookiesUseNothingOfTheAllowance() {
        Bench bench(10);
        const std::string cookie = bench.goodCookie();
        for (int i = 0; i < 1000; ++i)
            QVERIFY(bench.ask(cookie).treatment == Treatment::Answer);
        for (int i = 0; i < 9; ++i)
            QVERIFY(bench.ask({}).treatment == Treatment::Answer);
        QVERIFY(bench.ask({}).treatment != Treatment::Answer);
    }

    void tcpIsNeverLimited() {
        Bench bench;
        bench.exhaust();
        for (const auto& cookie : {std::optional<std::string>(), std::optional(clientHalf)})
            QVERIFY(bench.ask(cookie, "10.0.0.1", 0, Transport::Tcp).treatment == Treatment::Answer);
    }

    void thisMachineIsNeverLimited() {
        Bench bench;
        for (const char* address : {"127.0.0.1", "::1"})
            for (int i = 0; i < 100; ++i)
                QVERIFY(bench.ask({}, address).treatment == Treatment::Answer);
        bench.exhaust("127.0.0.2");
        bench.exhaust("127.0.1.1");
    }

    /// RFC 7873 section 5.4
    void aCookieAloneIsToldWhetherItIsGood() {
        Bench bench;
        const auto alone = [&bench](const std::string& cookie) {
            return bench.ask(cookie, "10.0.0.1", 0, Transport::Udp, dnswire::Verdict::CookieAlone).treatment;
        };
        bench.exhaust();
        QVERIFY(alone(clientHalf) == Treatment::Answer);
        QVERIFY(alone(bench.goodCookie()) == Treatment::Answer);
        QVERIFY(alone(clientHalf + std::string(16, 'x')) == Treatment::BadCookie);
    }

    void allWorkersShareKeysAndLimits() {
        Bench bench;
        live::WorkerCounters others;
        Guard other(bench.defences, others);
        const std::string cookie = bench.goodCookie();
        dnswire::Query query;
        query.edns.cookie = base::asBytes(cookie);
        Caller caller{ipAddress("10.0.0.1"), Transport::Udp};
        other.judge(query, dnswire::Verdict::Query, {0, someTime}, caller);
        QCOMPARE(others.of(Defence::CookieValid).value(), std::uint64_t{1});
        bench.exhaust();
        caller = {ipAddress("10.0.0.2"), Transport::Udp};
        other.judge({}, dnswire::Verdict::Query, {0, someTime}, caller);
        QVERIFY(caller.treatment != Treatment::Answer);
    }
};

QTEST_GUILESS_MAIN(TestGuard)
#include "tst_guard.moc"
