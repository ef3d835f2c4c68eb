// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/proxy/balancerfixture.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace portolan;
using namespace portolan::proxy;
using model::BalancingMethod;
using model::HealthState;

namespace {

using Id = BalancerFixture::Id;
using Counts = BalancerFixture::Counts;

int methodOf(BalancingMethod method) {
    return static_cast<int>(method);
}

/// How far `counts` are from the shares of the weights, in standard deviations of drawing by lot.
double worstDeviation(const Counts& counts, const std::vector<std::uint16_t>& weights) {
    double total = 0;
    double requests = 0;
    for (const std::uint16_t weight : weights)
        total += weight;
    for (const auto& [id, count] : counts)
        requests += count;
    double worst = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        const double share = weights[i] / total;
        const auto at = counts.find(i + 1);
        const double count = at == counts.end() ? 0 : at->second;
        const double deviation = std::sqrt(requests * share * (1 - share));
        worst = std::max(worst, std::abs(count - requests * share) / std::max(deviation, 1.0));
    }
    return worst;
}

}  // namespace

class TestBalancer : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void takesTurnsPerService() {
        BalancerFixture one({1, 1});
        snapshot::Route other = one.route;
        other.service = model::ServiceId{2};
        Counts ofOther;
        for (int i = 0; i < 100; ++i) {
            QCOMPARE(one.chosen(), Id(i % 2 + 1));
            ++ofOther[BalancerFixture::idOf(one.balancer.choose(other, {one.client, one.fields}, one.now))];
        }
        QCOMPARE(ofOther, (Counts{{1, 50}, {2, 50}}));
    }

    /// The order in which nginx would take them.
    void takesHeavyTargetsSmoothly() {
        BalancerFixture fixture({5, 1, 1});
        std::vector<Id> order;
        for (int i = 0; i < 14; ++i)
            order.push_back(fixture.chosen());
        QCOMPARE(order, (std::vector<Id>{1, 1, 2, 1, 3, 1, 1, 1, 1, 2, 1, 3, 1, 1}));
    }

    void spreadsByWeight_data() {
        QTest::addColumn<int>("method");
        QTest::addColumn<QList<int>>("weights");
        const std::pair<const char*, BalancingMethod> methods[] = {
            {"in turn", BalancingMethod::RoundRobin},
            {"least outstanding", BalancingMethod::LeastOutstanding},
            {"random", BalancingMethod::Random},
            {"address", BalancingMethod::AddressHash}};
        for (const auto& [name, method] : methods)
            for (const QList<int>& weights : {QList<int>{1, 1}, QList<int>{3, 1}, QList<int>{1, 2, 3, 4},
                                              QList<int>{100, 1}, QList<int>{1, 1, 1, 1, 1, 1, 1, 1}})
                QTest::addRow("%s, %d targets, the first of weight %d", name, int(weights.size()), weights[0])
                    << methodOf(method) << weights;
    }
    void spreadsByWeight() {
        QFETCH(int, method);
        QFETCH(QList<int>, weights);
        constexpr std::uint32_t requests = 20'000;
        BalancerFixture fixture({});
        std::vector<std::uint16_t> expected;
        for (const int weight : weights) {
            fixture.add(static_cast<std::uint16_t>(weight));
            expected.push_back(static_cast<std::uint16_t>(weight));
        }
        fixture.route.balancing.method = static_cast<BalancingMethod>(method);
        Counts counts;
        for (const Id home : fixture.homes(requests))
            ++counts[home];
        const double worst = worstDeviation(counts, expected);
        const double limit = method == methodOf(BalancingMethod::RoundRobin) ? 1.0 : 4.0;
        QVERIFY2(worst <= limit, qPrintable(QString::number(worst)));
        for (std::size_t i = 0; i < expected.size(); ++i)
            QVERIFY2(counts[i + 1] > 0, "a target starves");
    }

    void prefersTheLighterOfTwo() {
        BalancerFixture fixture({1, 1});
        fixture.route.balancing.method = BalancingMethod::LeastOutstanding;
        fixture.traffic(1).outstanding = 5;
        QCOMPARE(fixture.spread(50), (Counts{{2, 50}}));
        fixture.traffic(2).outstanding = 6;
        QCOMPARE(fixture.spread(50), (Counts{{1, 50}}));
    }

    void measuresLoadByWeight() {
        BalancerFixture fixture({10, 1});
        fixture.route.balancing.method = BalancingMethod::LeastOutstanding;
        fixture.traffic(1).outstanding = 15;
        fixture.traffic(2).outstanding = 2;
        QCOMPARE(fixture.spread(50), (Counts{{1, 50}}));
        fixture.traffic(2).outstanding = 1;
        QCOMPARE(fixture.spread(50), (Counts{{2, 50}}));
    }

    /// Requests that do not end: what is under way stays close to the weights.
    void keepsWhatIsUnderWayInProportion() {
        BalancerFixture fixture({1, 1, 1, 1, 1, 1, 1, 1});
        fixture.route.balancing.method = BalancingMethod::LeastOutstanding;
        std::vector<Balancer::Choice> underWay;
        for (int i = 0; i < 800; ++i)
            underWay.push_back(fixture.choose());
        for (Id id = 1; id <= 8; ++id) {
            const auto outstanding = fixture.traffic(id).outstanding.load();
            QVERIFY2(outstanding >= 95 && outstanding <= 105, qPrintable(QString::number(outstanding)));
        }
        underWay.clear();
        QCOMPARE(fixture.traffic(1).outstanding.load(), 0u);
    }

    /// Only what was the lost target's moves, and only to the new one what moves when one comes.
    void movesNoMoreKeysThanItMust_data() {
        QTest::addColumn<int>("targets");
        for (const int targets : {2, 3, 8, 64})
            QTest::addRow("%d targets", targets) << targets;
    }
    void movesNoMoreKeysThanItMust() {
        QFETCH(int, targets);
        constexpr std::uint32_t clients = 4000;
        BalancerFixture fixture({});
        for (int i = 0; i < targets; ++i)
            fixture.add(1);
        fixture.route.balancing.method = BalancingMethod::AddressHash;
        const auto before = fixture.homes(clients);
        fixture.add(1);
        const auto after = fixture.homes(clients);
        int moved = 0;
        for (std::size_t i = 0; i < clients; ++i) {
            if (before[i] == after[i])
                continue;
            QCOMPARE(after[i], Id(targets) + 1);
            ++moved;
        }
        const double expected = double(clients) / (targets + 1);
        QVERIFY2(std::abs(moved - expected) < 4 * std::sqrt(expected) + 1,
                 qPrintable(QString::number(moved)));
        fixture.remove(Id(targets) + 1);
        QVERIFY(fixture.homes(clients) == before);
        fixture.probesSay(1, HealthState::Down);
        const auto without = fixture.homes(clients);
        for (std::size_t i = 0; i < clients; ++i)
            QVERIFY(before[i] == 1 ? without[i] != 1 : without[i] == before[i]);
    }

    void aNameThatMovesKeepsItsKeys() {
        BalancerFixture fixture({1, 1, 1});
        fixture.route.balancing.method = BalancingMethod::AddressHash;
        fixture.target(2).name = "nas.lan";
        fixture.changed();
        const std::vector<Id> before = fixture.homes(500);
        fixture.target(2).address.address = base::IpAddress::fromV4(0x0a0000ffU);
        fixture.changed();
        QCOMPARE(fixture.homes(500), before);
    }

    void aHeavierTargetOnlyTakes() {
        constexpr std::uint32_t clients = 4000;
        BalancerFixture fixture({1, 1, 1});
        fixture.route.balancing.method = BalancingMethod::AddressHash;
        const auto before = fixture.homes(clients);
        fixture.target(2).weight = 2;
        fixture.changed();
        const auto after = fixture.homes(clients);
        for (std::size_t i = 0; i < clients; ++i)
            QVERIFY(after[i] == before[i] || after[i] == 2);
    }

    void goesByAFieldOrACookie_data() {
        QTest::addColumn<int>("method");
        QTest::newRow("field") << methodOf(BalancingMethod::HeaderHash);
        QTest::newRow("cookie") << methodOf(BalancingMethod::CookieHash);
    }
    void goesByAFieldOrACookie() {
        QFETCH(int, method);
        BalancerFixture fixture({1, 1, 1, 1, 1, 1, 1, 1});
        fixture.route.balancing.method = static_cast<BalancingMethod>(method);
        fixture.route.balancing.hashKey = "X-User";
        Counts homes;
        for (int user = 0; user < 200; ++user) {
            const std::string value = "user-" + std::to_string(user);
            const std::string cookies =
                "X-User-Agent=" + std::to_string(user % 2) + "; a=b; X-User=" + value + "; c=d";
            fixture.fields.clear();
            if (fixture.route.balancing.method == BalancingMethod::HeaderHash)
                fixture.fields.add("x-user", value);
            else
                fixture.fields.add(httpwire::KnownField::Cookie, cookies);
            fixture.client = base::IpAddress::fromV4(1);
            const Id home = fixture.chosen();
            fixture.client = base::IpAddress::fromV4(2);
            QCOMPARE(fixture.chosen(), home);
            ++homes[home];
        }
        QCOMPARE(homes.size(), std::size_t(8));
        fixture.fields.clear();
        const auto byAddress = fixture.homes(100);
        QVERIFY(std::count(byAddress.begin(), byAddress.end(), byAddress[0]) < 50);
        QVERIFY(fixture.homes(100) == byAddress);
    }

    void passesOverWhatIsDownUnlessAllAre_data() { everyMethod(); }
    void passesOverWhatIsDownUnlessAllAre() {
        QFETCH(int, method);
        BalancerFixture fixture({1, 1, 1});
        fixture.route.balancing.method = static_cast<BalancingMethod>(method);
        fixture.probesSay(2, HealthState::Down);
        const auto homes = fixture.homes(300);
        QVERIFY(std::count(homes.begin(), homes.end(), 2) == 0);
        QVERIFY(std::count(homes.begin(), homes.end(), 1) > 0);
        fixture.probesSay(1, HealthState::Down);
        fixture.probesSay(3, HealthState::Down);
        const auto desperate = fixture.homes(300);
        for (const Id id : {1, 2, 3})
            QVERIFY(std::count(desperate.begin(), desperate.end(), id) > 0);
    }

    void anotherOneIsFoundForASecondAttempt_data() { everyMethod(); }
    void anotherOneIsFoundForASecondAttempt() {
        QFETCH(int, method);
        BalancerFixture fixture({1, 1});
        fixture.route.balancing.method = static_cast<BalancingMethod>(method);
        const auto other = [&](Balancer::Among among) {
            return BalancerFixture::idOf(
                fixture.balancer.chooseOther(fixture.route, fixture.target(1), 7, among, fixture.now));
        };
        for (int i = 0; i < 4; ++i)
            QCOMPARE(other(Balancer::Among::Usable), Id(2));
        fixture.probesSay(2, HealthState::Down);
        QCOMPARE(other(Balancer::Among::Usable), Id(0));
        QCOMPARE(other(Balancer::Among::Whoever), Id(2));
        fixture.remove(2);
        QCOMPARE(other(Balancer::Among::Whoever), Id(0));
    }

    void backupsServeWhenNobodyElseCan() {
        BalancerFixture fixture({1, 1, 1, 3});
        fixture.target(3).role = fixture.target(4).role = model::TargetRole::Backup;
        fixture.changed();
        QCOMPARE(fixture.spread(10), (Counts{{1, 5}, {2, 5}}));
        fixture.probesSay(1, HealthState::Down);
        QCOMPARE(fixture.spread(10), (Counts{{2, 10}}));
        fixture.probesSay(2, HealthState::Down);
        QCOMPARE(fixture.spread(8), (Counts{{3, 2}, {4, 6}}));
        fixture.probesSay(3, HealthState::Down);
        fixture.probesSay(4, HealthState::Down);
        QCOMPARE(fixture.spread(10), (Counts{{1, 5}, {2, 5}}));
    }

    void drainedTargetsGetNobodyNew_data() { everyMethod(); }
    void drainedTargetsGetNobodyNew() {
        QFETCH(int, method);
        BalancerFixture fixture({1, 0, 1});
        fixture.route.balancing.method = static_cast<BalancingMethod>(method);
        fixture.target(3).intake = model::TargetIntake::Drained;
        fixture.changed();
        const auto homes = fixture.homes(50);
        QVERIFY(std::count(homes.begin(), homes.end(), 1) == 50);
        fixture.probesSay(1, HealthState::Down);
        QCOMPARE(fixture.chosen(), Id(1));
        fixture.target(1).intake = model::TargetIntake::Drained;
        fixture.changed();
        QVERIFY(fixture.chosen() != 0);
    }

    void aClientStaysWithItsTarget() {
        BalancerFixture fixture({1, 1, 1});
        fixture.route.balancing.sticky = model::StickyCookie::On;
        const auto first = fixture.choose();
        QVERIFY(!first.stuckTo);
        come(fixture, *first.target);
        for (int i = 0; i < 10; ++i) {
            const auto again = fixture.choose();
            QVERIFY(again.target == first.target && again.stuckTo == first.target);
        }
        const Id id = BalancerFixture::idOf(first);
        fixture.target(id).intake = model::TargetIntake::Drained;
        fixture.target(id).role = model::TargetRole::Backup;
        fixture.changed();
        QCOMPARE(fixture.chosen(), id);
        fixture.probesSay(id, HealthState::Down);
        const auto moved = fixture.choose();
        QVERIFY(BalancerFixture::idOf(moved) != id && moved.target != nullptr);
        QVERIFY(moved.stuckTo == &fixture.target(id));
    }

    /// Knowledge that calls everybody down is most likely wrong, and no reason to lose a session.
    void aClientStaysWithItsTargetWhenAllAreDown() {
        BalancerFixture fixture({1, 1, 1});
        fixture.route.balancing.sticky = model::StickyCookie::On;
        const auto first = fixture.choose();
        come(fixture, *first.target);
        for (const Id id : {1, 2, 3})
            fixture.probesSay(id, HealthState::Down);
        for (int i = 0; i < 10; ++i)
            QVERIFY(fixture.choose().target == first.target);
        const auto other = fixture.balancer.chooseOther(fixture.route, *first.target, 0,
                                                        Balancer::Among::Whoever, fixture.now);
        QVERIFY(other.target && other.target != first.target);
        fixture.probesSay(BalancerFixture::idOf(other), HealthState::Up);
        QVERIFY(fixture.choose().target == other.target);
    }

    void aForgedCookieIsNone_data() {
        QTest::addColumn<QByteArray>("value");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("too short") << QByteArray("abc");
        QTest::newRow("another") << QByteArray(32, 'a');
        QTest::newRow("another key's")
            << QByteArray(stickyToken("another key", model::ServiceId{1}, model::TargetId{1}).data(), 32);
        QTest::newRow("another service's") << QByteArray(
            stickyToken("a key of the tests", model::ServiceId{2}, model::TargetId{1}).data(), 32);
    }
    void aForgedCookieIsNone() {
        QFETCH(QByteArray, value);
        BalancerFixture fixture({1, 1});
        fixture.route.balancing.sticky = model::StickyCookie::On;
        const std::string cookies = std::string(stickyCookieName) + "=" + value.toStdString();
        fixture.fields.add(httpwire::KnownField::Cookie, cookies);
        QCOMPARE(fixture.spread(10), (Counts{{1, 5}, {2, 5}}));
        QVERIFY(!fixture.choose().stuckTo);
    }

    void aReturningTargetStartsSlowly_data() { everyMethod(); }
    void aReturningTargetStartsSlowly() {
        QFETCH(int, method);
        BalancerFixture fixture({1, 1});
        fixture.route.balancing.method = static_cast<BalancingMethod>(method);
        fixture.route.balancing.slowStart = std::chrono::seconds(10);
        fixture.changed();
        fixture.probesSay(2, HealthState::Down);
        (void)fixture.chosen();
        fixture.probesSay(2, HealthState::Up);
        (void)fixture.chosen();
        // After a tenth, the half, the whole of the time: shares of 1/11, 1/3 and 1/2.
        for (const auto& [after, share] : {std::pair(1'000, 1.0 / 11), {4'000, 1.0 / 3}, {5'000, 0.5}}) {
            fixture.now += after;
            const auto homes = fixture.homes(2000);
            const double got = double(std::count(homes.begin(), homes.end(), 2)) / 2000.0;
            QVERIFY2(std::abs(got - share) < 0.04, qPrintable(QString::number(got)));
        }
    }

    /// However little it counts for: it is known to be well.
    void aTargetThatHasJustReturnedIsUsable() {
        BalancerFixture fixture({1, 1});
        fixture.route.balancing.slowStart = std::chrono::seconds(60);
        fixture.changed();
        fixture.probesSay(1, HealthState::Down);
        QCOMPARE(fixture.chosen(), Id(2));
        fixture.probesSay(1, HealthState::Up);
        fixture.probesSay(2, HealthState::Down);
        const auto other = fixture.balancer.chooseOther(fixture.route, fixture.target(2), 0,
                                                        Balancer::Among::Usable, fixture.now);
        QCOMPARE(BalancerFixture::idOf(other), Id(1));
    }

    void aLimitIsALimit() {
        BalancerFixture fixture({1, 1, 1});
        fixture.target(1).maxRequests = 2;
        fixture.target(2).maxRequests = 1;
        fixture.target(3).role = model::TargetRole::Backup;
        fixture.changed();
        std::vector<Balancer::Choice> underWay;
        for (int i = 0; i < 3; ++i)
            underWay.push_back(fixture.choose());
        QCOMPARE(fixture.traffic(1).outstanding.load(), 2u);
        QCOMPARE(fixture.traffic(2).outstanding.load(), 1u);
        QCOMPARE(fixture.chosen(), Id(0));
        underWay.pop_back();
        QVERIFY(fixture.chosen() != 0);
    }

    void aBusyBackupIsNotPassedOverForATargetThatIsDown() {
        BalancerFixture fixture({1, 1});
        fixture.target(2).role = model::TargetRole::Backup;
        fixture.target(2).maxRequests = 1;
        fixture.changed();
        fixture.probesSay(1, HealthState::Down);
        const auto one = fixture.choose();
        QCOMPARE(BalancerFixture::idOf(one), Id(2));
        QCOMPARE(fixture.chosen(), Id(0));
    }

    void aSingleTargetWithALimitIsCounted() {
        BalancerFixture fixture({1});
        QVERIFY(!Balancer::spreads(fixture.route));
        fixture.target(1).maxRequests = 1;
        fixture.changed();
        QVERIFY(Balancer::spreads(fixture.route));
        const auto one = fixture.choose();
        QVERIFY(one.target && !fixture.choose().target);
    }

    /// Clients that are stuck to a busy target wait for it.
    void aStuckClientDoesNotMoveForALimit() {
        BalancerFixture fixture({1, 1});
        fixture.route.balancing.sticky = model::StickyCookie::On;
        fixture.target(1).maxRequests = 1;
        fixture.changed();
        come(fixture, fixture.target(1));
        const auto one = fixture.choose();
        const auto two = fixture.choose();
        QVERIFY(one.target == &fixture.target(1) && !two.target && two.stuckTo == one.target);
        QVERIFY(!fixture.balancer.chooseAgain(fixture.route, two.stuckTo, two.key, fixture.now).target);
    }

  private:
    static void everyMethod() {
        QTest::addColumn<int>("method");
        for (const auto method : {BalancingMethod::RoundRobin, BalancingMethod::LeastOutstanding,
                                  BalancingMethod::Random, BalancingMethod::AddressHash})
            QTest::newRow(model::toWord(method).data()) << methodOf(method);
    }
    void come(BalancerFixture& fixture, const snapshot::RouteTarget& target) {
        const StickyToken token = fixture.balancer.tokenOf(fixture.route, target);
        m_cookies = "theme=dark; portolan_target=" + std::string(token.data(), token.size());
        fixture.fields.clear();
        fixture.fields.add(httpwire::KnownField::Cookie, m_cookies);
    }

    std::string m_cookies;
};

QTEST_GUILESS_MAIN(TestBalancer)
#include "tst_balancer.moc"
