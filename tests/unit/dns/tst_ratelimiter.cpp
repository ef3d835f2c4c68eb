// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/dns/ratelimiter.h"

#include <QTest>

#include <atomic>
#include <map>
#include <thread>
#include <vector>

using namespace portolan;
using namespace portolan::dns;

namespace {

base::IpAddress ip(const char* text) {
    return *base::IpAddress::parse(text);
}

std::map<RateLimiter::Verdict, int> ask(RateLimiter& limiter, const base::IpAddress& client, int times,
                                        std::uint64_t nowMs) {
    std::map<RateLimiter::Verdict, int> verdicts;
    for (int i = 0; i < times; ++i)
        ++verdicts[limiter.check(client, nowMs)];
    return verdicts;
}

}  // namespace

class RateLimiterTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void grantsASecondsWorthAtOnceAndThenTheRate() {
        RateLimiter limiter(100, 7);
        QCOMPARE(ask(limiter, ip("10.0.0.1"), 300, 5000)[RateLimiter::Verdict::Reply], 100);
        QCOMPARE(ask(limiter, ip("10.0.0.1"), 300, 5500)[RateLimiter::Verdict::Reply], 50);
        QCOMPARE(ask(limiter, ip("10.0.0.1"), 300, 5500)[RateLimiter::Verdict::Reply], 0);
        QCOMPARE(ask(limiter, ip("10.0.0.1"), 300, 1'000'000)[RateLimiter::Verdict::Reply], 100);
    }

    void sendsEverySecondOfTheRestToTcp() {
        RateLimiter limiter(10, 7);
        auto verdicts = ask(limiter, ip("10.0.0.1"), 110, 0);
        QCOMPARE(verdicts[RateLimiter::Verdict::Slip], 50);
        QCOMPARE(verdicts[RateLimiter::Verdict::Drop], 50);
    }

    void countsByNetwork_data() {
        QTest::addColumn<QByteArray>("other");
        QTest::addColumn<bool>("shares");
        QTest::newRow("the same /24") << QByteArray("10.0.0.254") << true;
        QTest::newRow("another /24") << QByteArray("10.0.1.1") << false;
        QTest::newRow("IPv6") << QByteArray("2001:db8::1") << false;
    }
    void countsByNetwork() {
        QFETCH(QByteArray, other);
        QFETCH(bool, shares);
        RateLimiter limiter(10, 7);
        (void)ask(limiter, ip("10.0.0.1"), 10, 0);
        QCOMPARE(limiter.check(ip(other.constData()), 0) == RateLimiter::Verdict::Reply, !shares);
    }

    void countsIpv6BySlash56() {
        RateLimiter limiter(10, 7);
        (void)ask(limiter, ip("2001:db8:0:1200::1"), 10, 0);
        QVERIFY(limiter.check(ip("2001:db8:0:12ff::1"), 0) != RateLimiter::Verdict::Reply);
        QVERIFY(limiter.check(ip("2001:db8:0:1300::1"), 0) == RateLimiter::Verdict::Reply);
    }

    void aNetworkUnderItsLimitLosesNothingBesideAFlood() {
        RateLimiter limiter(1000, 7);
        int lost = 0;
        for (std::uint64_t ms = 0; ms < 10'000; ++ms) {
            (void)ask(limiter, ip("10.1.0.1"), 20, ms);
            if (ms % 10 == 0)
                lost += limiter.check(ip("10.2.0.1"), ms) == RateLimiter::Verdict::Reply ? 0 : 1;
        }
        QCOMPARE(lost, 0);
    }

    void aFloodOfNetworksDoesNotGrowIt() {
        RateLimiter limiter(10, 7);
        for (std::uint32_t i = 0; i < 100'000; ++i)
            (void)limiter.check(base::IpAddress::fromV4(i << 8), i / 1000);
        QCOMPARE(limiter.check(ip("10.0.0.1"), 200), RateLimiter::Verdict::Reply);
    }

    /// The turns of two workers do not begin together.
    void timeMayRunALittleBackwards() {
        RateLimiter limiter(10, 7);
        QCOMPARE(ask(limiter, ip("10.0.0.1"), 5, 5000)[RateLimiter::Verdict::Reply], 5);
        QCOMPARE(ask(limiter, ip("10.0.0.1"), 20, 4995)[RateLimiter::Verdict::Reply], 4);
        QCOMPARE(ask(limiter, ip("10.0.0.1"), 20, 5000)[RateLimiter::Verdict::Reply], 1);
    }

    void thisMachineHasNoLimit_data() {
        QTest::addColumn<QByteArray>("address");
        QTest::addColumn<bool>("limited");
        QTest::newRow("127.0.0.1") << QByteArray("127.0.0.1") << false;
        QTest::newRow("::1") << QByteArray("::1") << false;
        QTest::newRow("127.0.0.2") << QByteArray("127.0.0.2") << true;
        QTest::newRow("127.0.1.1") << QByteArray("127.0.1.1") << true;
    }
    void thisMachineHasNoLimit() {
        QFETCH(QByteArray, address);
        QFETCH(bool, limited);
        RateLimiter limiter(10, 7);
        QCOMPARE(ask(limiter, ip(address.constData()), 100, 0)[RateLimiter::Verdict::Reply],
                 limited ? 10 : 100);
    }

    /// Threads that ask at once get no more than the limit together.
    void isSharedByThreads() {
        constexpr int each = 20'000;
        RateLimiter limiter(1000, 7);
        std::atomic<int> granted{0};
        std::vector<std::thread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back([&] {
                for (int n = 0; n < each; ++n)
                    granted += limiter.check(ip("10.0.0.1"), 5000) == RateLimiter::Verdict::Reply ? 1 : 0;
            });
        for (std::thread& thread : threads)
            thread.join();
        QCOMPARE(granted.load(), 1000);
    }

    void isOffWithoutARate() {
        RateLimiter limiter(0, 7);
        QVERIFY(!limiter.isOn());
        QCOMPARE(ask(limiter, ip("10.0.0.1"), 100'000, 0)[RateLimiter::Verdict::Reply], 100'000);
    }
};

QTEST_GUILESS_MAIN(RateLimiterTest)
#include "tst_ratelimiter.moc"
