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

/// '+' alive, '-' refused, 't' timed out, '?' inconclusive.
Finding findingOf(QChar sign) {
    switch (sign.toLatin1()) {
        case '+':
            return alive();
        case '-':
            return dead();
        case 't':
            return dead(HealthCause::Timeout);
        default:
            return {};
    }
}

}  // namespace

class JudgeTest : public QObject {
    Q_OBJECT
  private:
    base::ManualClock m_clock;

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
        Judge judge;
        for (const QChar sign : findings)
            (void)judge.take(findingOf(sign), m_clock.steadyNow());
        QVERIFY(judge.state() == state);
        QVERIFY(judge.cause() == cause);
    }
    void firstResultAndEveryChangeIsNews() {
        Judge judge;
        QVERIFY(judge.take(findingOf(QLatin1Char('?')), m_clock.steadyNow()) == News::None);
        QVERIFY(judge.take(dead(), m_clock.steadyNow()) == News::Changed);
        QVERIFY(judge.take(dead(), m_clock.steadyNow()) == News::None);
        QVERIFY(judge.take(dead(HealthCause::Timeout), m_clock.steadyNow()) == News::Changed);
        QVERIFY(judge.take(alive(), m_clock.steadyNow()) == News::Changed);
        QVERIFY(judge.take(dead(), m_clock.steadyNow()) == News::None);
        QVERIFY(judge.take(dead(), m_clock.steadyNow()) == News::Changed);
    }
    void latencyIsNewsEveryThirtySeconds() {
        Judge judge;
        QVERIFY(judge.take(alive(100), m_clock.steadyNow()) == News::Changed);
        m_clock.advance(std::chrono::seconds(29));
        QVERIFY(judge.take(alive(200), m_clock.steadyNow()) == News::None);
        QCOMPARE(judge.latency().count(), 200);
        m_clock.advance(std::chrono::seconds(1));
        QVERIFY(judge.take(alive(300), m_clock.steadyNow()) == News::Latency);
        QVERIFY(judge.take(alive(300), m_clock.steadyNow()) == News::None);
    }
    void aTargetThatStaysDownIsNoNews() {
        Judge judge;
        QVERIFY(judge.take(dead(), m_clock.steadyNow()) == News::Changed);
        m_clock.advance(std::chrono::hours(1));
        QVERIFY(judge.take(dead(), m_clock.steadyNow()) == News::None);
    }
    void aSuspectIsLookedAtSooner() {
        using std::chrono::milliseconds;
        Judge judge;
        QCOMPARE(judge.nextProbeIn(milliseconds(5000)).count(), 5000);
        (void)judge.take(alive(), m_clock.steadyNow());
        QCOMPARE(judge.nextProbeIn(milliseconds(5000)).count(), 5000);
        (void)judge.take(dead(), m_clock.steadyNow());
        QCOMPARE(judge.nextProbeIn(milliseconds(5000)).count(), 1000);
        QCOMPARE(judge.nextProbeIn(milliseconds(200)).count(), 200);
        (void)judge.take(dead(), m_clock.steadyNow());
        QCOMPARE(judge.nextProbeIn(milliseconds(5000)).count(), 5000);
    }
};

QTEST_GUILESS_MAIN(JudgeTest)
#include "tst_judge.moc"
