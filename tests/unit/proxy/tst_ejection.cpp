// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Passive checks: the state machine as a table of what happens to one target of four, and what the balancer
// makes of it.
#include "tests/unit/proxy/balancerfixture.h"

#include <QTest>

#include <set>

using namespace portolan;
using namespace portolan::proxy;
using ejection::Outcome;
using ejection::Standing;
using model::HealthCause;

namespace {

using Id = BalancerFixture::Id;

/// Plays steps on one target, a letter each: f (a request fails), e (is answered with 5xx), a (is answered),
/// t (a trial is taken), g (given back), F, E and A (the trial fails, errs, is answered), digits: as many
/// times ten seconds pass.
struct Player {
    live::TargetTraffic traffic;
    model::EjectionPolicy policy{3, 2, std::chrono::seconds(10), 50};
    ejection::Room room = ejection::Room::Left;
    std::int64_t now = 1'000'000;
    int wentOut = 0;
    int cameBack = 0;

    void note(ejection::Attempt attempt, Outcome outcome) {
        const auto change = ejection::note(traffic, policy, attempt, outcome, room, now);
        wentOut += change == ejection::Change::Out ? 1 : 0;
        cameBack += change == ejection::Change::Back ? 1 : 0;
        if (attempt == ejection::Attempt::Trial)
            ejection::giveBackTrial(traffic);
    }
    bool step(char letter) {
        using ejection::Attempt;
        switch (letter) {
            case 'f':
                note(Attempt::Usual, Outcome::Failed);
                return true;
            case 'e':
                note(Attempt::Usual, Outcome::ServerError);
                return true;
            case 'a':
                note(Attempt::Usual, Outcome::Answered);
                return true;
            case 't':
                return ejection::standingOf(traffic, now) == Standing::Due && ejection::takeTrial(traffic);
            case 'g':
                ejection::giveBackTrial(traffic);
                return true;
            case 'F':
                note(Attempt::Trial, Outcome::Failed);
                return true;
            case 'E':
                note(Attempt::Trial, Outcome::ServerError);
                return true;
            case 'A':
                note(Attempt::Trial, Outcome::Answered);
                return true;
            default:
                now += (letter - '0') * 10'000;
                return letter >= '0' && letter <= '9';
        }
    }
};

}  // namespace

class TestEjection : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void goesThroughItsStates_data() {
        QTest::addColumn<QByteArray>("steps");
        QTest::addColumn<int>("standing");
        QTest::addColumn<int>("seconds");  // until it may be tried
        QTest::addColumn<int>("changes");  // out, back: 10 and 1
        const auto row = [](const char* name, const char* steps, Standing standing, int seconds,
                            int changes) {
            QTest::newRow(name) << QByteArray(steps) << static_cast<int>(standing) << seconds << changes;
        };
        row("nothing happened", "", Standing::In, 0, 0);
        row("two failures are not enough", "ff", Standing::In, 0, 0);
        row("three in a row are", "fff", Standing::Out, 10, 10);
        row("an answer in between begins anew", "ffaff", Standing::In, 0, 0);
        row("an error is an answer too", "ffeff", Standing::In, 0, 0);
        row("errors in a row", "ee", Standing::Out, 10, 10);
        row("an answer between errors", "eae", Standing::In, 0, 0);
        row("a failure between errors tells nothing", "efe", Standing::Out, 10, 10);
        row("what was under way changes nothing", "fffffaf", Standing::Out, 10, 10);
        row("the time is over", "fff1", Standing::Due, 0, 10);
        row("on trial, nobody else", "fff1t", Standing::Out, 0, 10);
        row("a trial that told nothing", "fff1tg", Standing::Due, 0, 10);
        row("a good trial", "fff1tA", Standing::In, 0, 11);
        row("a bad trial doubles the time", "fff1tF", Standing::Out, 20, 10);
        row("an error is a bad trial", "fff1tE", Standing::Out, 20, 10);
        row("another bad trial doubles it again", "fff1tF2tF", Standing::Out, 40, 10);
        row("no longer than five minutes", "fff1tF2tF4tF8tF9999tF9999tF", Standing::Out, 300, 10);
        row("soon again", "fff1tAfff", Standing::Out, 20, 21);
        row("well for as long as it was out", "fff1tA1fff", Standing::Out, 10, 21);
        row("well for less than that", "fff1tF2tA1fff", Standing::Out, 40, 21);
        row("failures count from its return", "fff1tAff", Standing::In, 0, 11);
        row("sent although it is out, and answered", "fffA", Standing::In, 0, 11);
    }
    void goesThroughItsStates() {
        QFETCH(QByteArray, steps);
        QFETCH(int, standing);
        QFETCH(int, seconds);
        QFETCH(int, changes);
        Player player;
        for (const char letter : steps)
            QVERIFY2(player.step(letter), &letter);
        QCOMPARE(static_cast<int>(ejection::standingOf(player.traffic, player.now)), standing);
        const std::int64_t left = std::max<std::int64_t>(0, player.traffic.outUntil - player.now);
        QCOMPARE(left, std::int64_t(seconds) * 1000);
        QCOMPARE(player.wentOut * 10 + player.cameBack, changes);
    }

    void doesNotJudgeWhatItIsNotAskedTo() {
        Player player;
        player.policy.failures = 0;
        player.policy.serverErrors = 0;
        for (int i = 0; i < 10; ++i)
            QVERIFY(player.step('f') && player.step('e'));
        QVERIFY(ejection::standingOf(player.traffic, player.now) == Standing::In);
        player.policy.failures = 1;
        player.room = ejection::Room::None;
        QVERIFY(player.step('f'));
        QVERIFY(ejection::standingOf(player.traffic, player.now) == Standing::In);
        player.room = ejection::Room::Left;
        QVERIFY(player.step('f'));
        QVERIFY(ejection::standingOf(player.traffic, player.now) == Standing::Out);
    }

    void leavesEnoughTargets_data() {
        QTest::addColumn<int>("percent");
        QTest::addColumn<int>("targets");
        QTest::addColumn<int>("most");
        QTest::newRow("half of 4") << 50 << 4 << 2;
        QTest::newRow("half of 5") << 50 << 5 << 2;
        QTest::newRow("one at least") << 10 << 3 << 1;
        QTest::newRow("all") << 100 << 3 << 3;
    }
    void leavesEnoughTargets() {
        QFETCH(int, percent);
        QFETCH(int, targets);
        QFETCH(int, most);
        model::EjectionPolicy policy;
        policy.mostPercent = static_cast<std::uint8_t>(percent);
        const auto room = [&](int out) {
            return ejection::roomFor(policy, std::size_t(targets), std::size_t(out));
        };
        QVERIFY(room(most - 1) == ejection::Room::Left);
        QVERIFY(room(most) == ejection::Room::None);
    }

    void isPassedOverThenTriedThenBack() {
        BalancerFixture fixture({1, 1, 1, 1});
        fail(fixture, 1);
        QCOMPARE(fixture.told.size(), std::size_t(1));
        QVERIFY((fixture.told.front() == std::pair(Id(1), HealthCause::RequestsFail)));
        QCOMPARE(fixture.spread(30), (BalancerFixture::Counts{{2, 10}, {3, 10}, {4, 10}}));
        fixture.now += 10'000;
        Balancer::Choice trial;
        for (int i = 0; i < 8 && BalancerFixture::idOf(trial) != 1; ++i)
            trial = fixture.choose();
        QCOMPARE(BalancerFixture::idOf(trial), Id(1));
        QCOMPARE(fixture.spread(30).count(1), std::size_t(0));
        fixture.balancer.note(fixture.route, *trial.target, trial.lease, Outcome::Answered, fixture.now);
        QVERIFY((fixture.told.back() == std::pair(Id(1), HealthCause::None)));
        QCOMPARE(fixture.spread(40).at(1), 10);
    }

    /// One worker keeps its candidates from request to request; what another one finds out ends that.
    void oneWorkerHearsOfAnother() {
        BalancerFixture fixture({1, 1, 1});
        Balancer other({fixture.states, "a key of the tests", {}, 7});
        const auto ofOther = [&] {
            return other.choose(fixture.route, {fixture.client, fixture.fields}, fixture.now);
        };
        QCOMPARE(BalancerFixture::idOf(ofOther()), Id(1));
        for (int i = 0; i < 3 * 3; ++i) {
            Balancer::Choice choice = fixture.choose();
            const bool isLost = choice.target->id == model::TargetId{2};
            fixture.balancer.note(fixture.route, *choice.target, choice.lease,
                                  isLost ? Outcome::Failed : Outcome::Answered, fixture.now);
        }
        for (int i = 0; i < 10; ++i)
            QVERIFY(BalancerFixture::idOf(ofOther()) != Id(2));
        fixture.probesSay(1, model::HealthState::Down);
        for (int i = 0; i < 10; ++i)
            QCOMPARE(BalancerFixture::idOf(ofOther()), Id(3));
        fixture.probesSay(1, model::HealthState::Up);
        fixture.now += 10'000;
        fixture.request(Outcome::Answered);
        std::set<Id> seen;
        for (int i = 0; i < 10; ++i)
            seen.insert(BalancerFixture::idOf(ofOther()));
        QVERIFY(seen.contains(1) && seen.contains(3));
    }

    void aTrialThatIsGivenUpIsFollowedByAnother() {
        BalancerFixture fixture({1, 1});
        fail(fixture, 1);
        fixture.now += 10'000;
        QVERIFY(fixture.spread(4).count(1) > 0);  // its lease ends without a word
        QVERIFY(fixture.spread(4).count(1) > 0);
    }

    void oneIsLeftIn() {
        BalancerFixture fixture({1, 1});
        fail(fixture, 1);
        fail(fixture, 2);
        QCOMPARE(fixture.spread(10), (BalancerFixture::Counts{{2, 10}}));
    }

    /// Nobody is known to work: what works all the same is found out by trying.
    void theTimeDoublesUpToItsEnd() {
        Player player;
        std::int64_t longest = 0;
        for (int i = 0; i < 12; ++i) {
            for (const char letter : {'f', 'f', 'f'})
                (void)player.step(letter);
            const std::int64_t time = player.traffic.outUntil.load() - player.now;
            QVERIFY(time >= longest);
            longest = time;
            player.now += time;
            QVERIFY(player.step('t') && player.step('A'));
        }
        QCOMPARE(longest, model::longestEjection.count());
        QCOMPARE(player.wentOut, 12);
    }

    /// Requests that went there as there was no other tell nothing when they fail.
    void aFailureThatWasExpectedDoesNotProlongIt() {
        BalancerFixture fixture({1, 1});
        fixture.route.balancing.ejection.mostPercent = 100;
        for (int i = 0; i < 10; ++i)
            fixture.request(Outcome::Failed);
        const std::int64_t until = fixture.traffic(1).outUntil.load();
        QVERIFY(until > fixture.now && fixture.traffic(2).outUntil.load() > fixture.now);
        fixture.now += 1000;
        for (int i = 0; i < 10; ++i)
            fixture.request(Outcome::Failed);
        QCOMPARE(fixture.traffic(1).outUntil.load(), until);
        fixture.request(Outcome::Answered);
        fixture.request(Outcome::Answered);
        QVERIFY(fixture.traffic(1).outUntil == 0 || fixture.traffic(2).outUntil == 0);
    }

    void allOutAreStillTried() {
        BalancerFixture fixture({1, 1});
        fixture.route.balancing.ejection.mostPercent = 100;
        fail(fixture, 1);
        fail(fixture, 2);
        QCOMPARE(fixture.spread(10), (BalancerFixture::Counts{{1, 5}, {2, 5}}));
        QVERIFY(fixture.request(Outcome::Failed) != 0);
        QVERIFY(fixture.request(Outcome::Failed) != 0);
        QCOMPARE(fixture.told.size(), std::size_t(2));
        const Id works = fixture.request(Outcome::Answered);
        QVERIFY((fixture.told.back() == std::pair(works, HealthCause::None)));
        QCOMPARE(fixture.spread(10), (BalancerFixture::Counts{{works, 10}}));
    }

    void errorsOfTheAppCountWhenTheyAreToCount() {
        BalancerFixture fixture({1, 1});
        for (int i = 0; i < 20; ++i)
            (void)fixture.request(Outcome::ServerError);
        QVERIFY(fixture.told.empty());
        fixture.route.balancing.ejection.serverErrors = 5;
        for (int i = 0; i < 20; ++i)
            (void)fixture.request(Outcome::ServerError);
        QCOMPARE(fixture.told.size(), std::size_t(1));
        QVERIFY(fixture.told.front().second == HealthCause::RequestsErr);
    }

    void aReturnIsASlowStart() {
        BalancerFixture fixture({1, 1});
        fixture.route.balancing.slowStart = std::chrono::seconds(10);
        fixture.changed();
        fail(fixture, 2);
        (void)fixture.spread(2);
        fixture.now += 10'000;
        fixture.probesSay(1, model::HealthState::Down);
        QCOMPARE(fixture.request(Outcome::Answered), Id(2));
        fixture.probesSay(1, model::HealthState::Unknown);
        fixture.now += 100'000;
        (void)fixture.chosen();
        fixture.now += 5'000;
        // Both have just come back as this worker sees it: 1 five seconds ago, 2 long before.
        const auto counts = fixture.spread(300);
        QCOMPARE(counts.at(1), 100);
        QCOMPARE(counts.at(2), 200);
    }

  private:
    /// Requests to one target fail until it is passed over.
    static void fail(BalancerFixture& fixture, Id id) {
        for (int i = 0; i < 100 && fixture.traffic(id).outUntil == 0; ++i) {
            Balancer::Choice choice = fixture.choose();
            const Outcome outcome = BalancerFixture::idOf(choice) == id ? Outcome::Failed : Outcome::Answered;
            fixture.balancer.note(fixture.route, *choice.target, choice.lease, outcome, fixture.now);
        }
    }
};

QTEST_GUILESS_MAIN(TestEjection)
#include "tst_ejection.moc"
