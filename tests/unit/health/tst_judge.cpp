// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/health/judge.h"

#include <QTest>

#include <string>
#include <vector>

using namespace portolan;
using namespace portolan::health;
using model::HealthCause;
using model::HealthState;
using News = Judge::News;

namespace {

Finding alive(int microseconds = 1000) {
    return {Finding::Kind::Alive, HealthCause::None, std::chrono::microseconds(microseconds)};
}
Finding dead(HealthCause cause = HealthCause::Refused) {
    return {Finding::Kind::Dead, cause, {}};
}

/// '+' alive, 's' alive but slow, '-' refused, 't' timed out, 'w' another status, '?' inconclusive.
Finding findingOf(QChar sign) {
    switch (sign.toLatin1()) {
        case '+':
            return alive();
        case '-':
            return dead();
        case 't':
            return dead(HealthCause::Timeout);
        case 's':
            return alive(600'000);
        case 'w':
            return {Finding::Kind::Dead, HealthCause::WrongStatus, {}, 503};
        default:
            return {};
    }
}

}  // namespace

class JudgeTest : public QObject {
    Q_OBJECT
  private:
    base::ManualClock m_clock;
    const model::HealthPolicy m_common;

    [[nodiscard]] Judge newJudge() const { return Judge(m_clock.steadyNow()); }
    /// What the judge says to findings that come a second after each other.
    News take(Judge& judge, const char* findings, const model::HealthPolicy& policy) {
        News news = News::None;
        for (const char* sign = findings; *sign; ++sign) {
            m_clock.advance(std::chrono::seconds(1));
            news = judge.take(findingOf(QLatin1Char(*sign)), policy, m_clock.steadyNow());
        }
        return news;
    }

  private Q_SLOTS:
    void stateFollowsRiseOneAndFallTwo_data() {
        QTest::addColumn<QString>("findings");
        QTest::addColumn<HealthState>("state");
        QTest::addColumn<HealthCause>("cause");
        const auto row = [](const char* findings, HealthState state, HealthCause cause) {
            QTest::newRow(findings) << QLatin1String(findings) + QString() << state << cause;
        };
        row("?", HealthState::Unknown, HealthCause::NotYetProbed);
        row("+", HealthState::Up, HealthCause::None);
        row("-", HealthState::Down, HealthCause::Refused);
        row("+-", HealthState::Up, HealthCause::None);
        row("+--", HealthState::Down, HealthCause::Refused);
        row("+-t", HealthState::Down, HealthCause::Timeout);
        row("+-+-", HealthState::Up, HealthCause::None);
        row("+-?-", HealthState::Down, HealthCause::Refused);
        row("--t", HealthState::Down, HealthCause::Timeout);
        row("---+", HealthState::Up, HealthCause::None);
        row("--+-", HealthState::Up, HealthCause::None);
        row("+??", HealthState::Up, HealthCause::None);
    }
    void stateFollowsRiseOneAndFallTwo() {
        QFETCH(QString, findings);
        QFETCH(HealthState, state);
        QFETCH(HealthCause, cause);
        Judge judge = newJudge();
        for (const QChar sign : findings)
            (void)judge.take(findingOf(sign), m_common, m_clock.steadyNow());
        QVERIFY(judge.state() == state);
        QVERIFY(judge.cause() == cause);
    }
    void firstResultAndEveryChangeIsNews() {
        Judge judge = newJudge();
        QVERIFY(judge.take(findingOf(QLatin1Char('?')), m_common, m_clock.steadyNow()) == News::None);
        QVERIFY(judge.take(dead(), m_common, m_clock.steadyNow()) == News::Changed);
        QVERIFY(judge.take(dead(), m_common, m_clock.steadyNow()) == News::None);
        QVERIFY(judge.take(dead(HealthCause::Timeout), m_common, m_clock.steadyNow()) == News::Changed);
        QVERIFY(judge.take(alive(), m_common, m_clock.steadyNow()) == News::Changed);
        QVERIFY(judge.take(dead(), m_common, m_clock.steadyNow()) == News::None);
        QVERIFY(judge.take(dead(), m_common, m_clock.steadyNow()) == News::Changed);
    }
    void latencyIsNewsEveryThirtySeconds() {
        Judge judge = newJudge();
        QVERIFY(judge.take(alive(100), m_common, m_clock.steadyNow()) == News::Changed);
        m_clock.advance(std::chrono::seconds(29));
        QVERIFY(judge.take(alive(200), m_common, m_clock.steadyNow()) == News::None);
        QCOMPARE(judge.latency().count(), 200);
        m_clock.advance(std::chrono::seconds(1));
        QVERIFY(judge.take(alive(300), m_common, m_clock.steadyNow()) == News::Latency);
        QVERIFY(judge.take(alive(300), m_common, m_clock.steadyNow()) == News::None);
    }
    void aTargetThatStaysDownIsNoNews() {
        Judge judge = newJudge();
        QVERIFY(judge.take(dead(), m_common, m_clock.steadyNow()) == News::Changed);
        m_clock.advance(std::chrono::hours(1));
        QVERIFY(judge.take(dead(), m_common, m_clock.steadyNow()) == News::None);
    }
    void aSuspectIsLookedAtSooner() {
        using std::chrono::milliseconds;
        Judge judge = newJudge();
        QCOMPARE(judge.nextProbeIn(milliseconds(5000)).count(), 5000);
        (void)judge.take(alive(), m_common, m_clock.steadyNow());
        QCOMPARE(judge.nextProbeIn(milliseconds(5000)).count(), 5000);
        (void)judge.take(dead(), m_common, m_clock.steadyNow());
        QCOMPARE(judge.nextProbeIn(milliseconds(5000)).count(), 1000);
        QCOMPARE(judge.nextProbeIn(milliseconds(200)).count(), 200);
        (void)judge.take(dead(), m_common, m_clock.steadyNow());
        QCOMPARE(judge.nextProbeIn(milliseconds(5000)).count(), 5000);
    }
    void riseFallSlowAndGraceAreThePolicys_data() {
        QTest::addColumn<int>("rise");
        QTest::addColumn<int>("fall");
        QTest::addColumn<QString>("findings");
        QTest::addColumn<HealthState>("state");
        QTest::addColumn<HealthCause>("cause");
        const auto row = [](int rise, int fall, const char* findings, HealthState state, HealthCause cause) {
            QTest::addRow("rise %d, fall %d: %s", rise, fall, findings)
                << rise << fall << QLatin1String(findings) + QString() << state << cause;
        };
        row(1, 1, "+-", HealthState::Down, HealthCause::Refused);
        row(1, 3, "+--", HealthState::Up, HealthCause::None);
        row(1, 3, "+---", HealthState::Down, HealthCause::Refused);
        row(1, 3, "+--+--", HealthState::Up, HealthCause::None);
        row(3, 2, "+", HealthState::Up, HealthCause::None);
        row(3, 2, "-++", HealthState::Down, HealthCause::Refused);
        row(3, 2, "-+++", HealthState::Up, HealthCause::None);
        row(3, 2, "-++-++", HealthState::Down, HealthCause::Refused);
        row(1, 2, "+w", HealthState::Up, HealthCause::None);
        row(1, 2, "+ww", HealthState::Down, HealthCause::WrongStatus);
        row(1, 2, "s", HealthState::Up, HealthCause::None);
        row(1, 2, "ss", HealthState::Degraded, HealthCause::Slow);
        row(1, 2, "+s+s", HealthState::Up, HealthCause::None);
        row(1, 2, "ss+", HealthState::Up, HealthCause::None);
        row(2, 2, "ss+", HealthState::Degraded, HealthCause::Slow);
        row(2, 2, "ss++", HealthState::Up, HealthCause::None);
        row(1, 2, "ss-", HealthState::Degraded, HealthCause::Slow);
        row(1, 2, "ss--", HealthState::Down, HealthCause::Refused);
        row(1, 2, "ss--s", HealthState::Up, HealthCause::None);
    }
    void riseFallSlowAndGraceAreThePolicys() {
        QFETCH(int, rise);
        QFETCH(int, fall);
        QFETCH(QString, findings);
        QFETCH(HealthState, state);
        QFETCH(HealthCause, cause);
        model::HealthPolicy policy;
        policy.rise = static_cast<std::uint8_t>(rise);
        policy.fall = static_cast<std::uint8_t>(fall);
        policy.slow = std::chrono::milliseconds(500);
        Judge judge = newJudge();
        (void)take(judge, findings.toLatin1().constData(), policy);
        QCOMPARE(static_cast<int>(judge.state()), static_cast<int>(state));
        QCOMPARE(static_cast<int>(judge.cause()), static_cast<int>(cause));
        QCOMPARE(judge.detail(), cause == HealthCause::WrongStatus ? 503u
                                 : cause == HealthCause::Slow      ? 500u
                                                                   : 0u);
    }
    void aNewTargetIsForgivenDuringItsGrace() {
        model::HealthPolicy policy;
        policy.grace = std::chrono::seconds(10);
        Judge judge = newJudge();
        QVERIFY(take(judge, "-", policy) == News::Changed);
        QVERIFY(judge.state() == HealthState::Unknown);
        QVERIFY(judge.cause() == HealthCause::Starting);
        QVERIFY(judge.isSuspect());
        QVERIFY(take(judge, "--------", policy) == News::None);
        QVERIFY(judge.state() == HealthState::Unknown);
        QVERIFY(take(judge, "t", policy) == News::Changed);
        QVERIFY(judge.state() == HealthState::Down);
        QVERIFY(judge.cause() == HealthCause::Timeout);

        Judge up = newJudge();
        (void)take(up, "+--", policy);
        QVERIFY(up.state() == HealthState::Down);  // it has started: nothing is forgiven any more
    }
    void aTargetThatChangesTooOftenIsHeldDegraded() {
        model::HealthPolicy policy;
        policy.flapChanges = 3;
        policy.flapWindow = std::chrono::seconds(60);
        Judge judge = newJudge();
        (void)take(judge, "+--+--", policy);
        QVERIFY(judge.state() == HealthState::Down);
        QVERIFY2(take(judge, "+", policy) == News::Changed, "the fourth change; the first finding is none");
        QVERIFY(judge.state() == HealthState::Degraded);
        QVERIFY(judge.cause() == HealthCause::Flapping);
        QCOMPARE(judge.detail(), 4u);
        QVERIFY(judge.answers());
        QVERIFY2(take(judge, "--", policy) == News::Changed, "what it really does is told all the same");
        QVERIFY(judge.cause() == HealthCause::Flapping);
        QVERIFY(!judge.answers());
        QVERIFY(judge.actualState() == HealthState::Down);
        QVERIFY(take(judge, "+", policy) == News::Changed);
        QVERIFY(judge.cause() == HealthCause::Flapping);
        QVERIFY2(judge.detail() == 4u, "too often is all that is counted");

        m_clock.advance(std::chrono::seconds(28));
        QVERIFY(take(judge, "+", policy) != News::Changed);
        QVERIFY(judge.cause() == HealthCause::Flapping);
        QVERIFY2(take(judge, "+", policy) == News::Changed, "calm for half the window");
        QVERIFY(judge.state() == HealthState::Up);
        (void)take(judge, "--", policy);
        QVERIFY2(judge.state() == HealthState::Down, "what was is forgotten");
    }
    void changesThatAreFarApartAreNoFlapping() {
        model::HealthPolicy policy;
        policy.flapChanges = 3;
        policy.flapWindow = std::chrono::seconds(60);
        Judge judge = newJudge();
        for (int i = 0; i < 10; ++i) {
            (void)take(judge, "+--", policy);
            QVERIFY(judge.state() == HealthState::Down);
            m_clock.advance(std::chrono::seconds(70));
        }
    }
    void flapDampingCanBeSwitchedOff() {
        model::HealthPolicy policy;
        policy.flapChanges = 0;
        Judge judge = newJudge();
        for (int i = 0; i < 100; ++i)
            (void)take(judge, "+--", policy);
        QVERIFY(judge.state() == HealthState::Down);
    }
};

QTEST_GUILESS_MAIN(JudgeTest)
#include "tst_judge.moc"
