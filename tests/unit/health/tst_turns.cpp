// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/health/turns.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <vector>

using namespace portolan;
using namespace portolan::health;
using namespace std::chrono_literals;

namespace {

constexpr base::SteadyTime start{std::chrono::hours(1000)};

}  // namespace

class TestTurns : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    /// 10,000 targets every 10 s, looked at for a minute: how many begin in each tenth of a second.
    void manyAreSpreadEvenly() {
        std::array<int, 600> perTenth{};
        for (unsigned id = 1; id <= 10'000; ++id) {
            Turns turns{model::TargetId(id)};
            base::SteadyTime now = start;
            while ((now += turns.next(now, 10s, 0)) < start + 60s)
                ++perTenth[static_cast<std::size_t>((now - start) / 100ms)];
        }
        const auto [least, most] = std::minmax_element(perTenth.begin(), perTenth.end());
        QVERIFY2(*least >= 60 && *most <= 140,
                 (std::to_string(*least) + ".." + std::to_string(*most)).c_str());
    }

    /// Ids count up; a few that were added together must not come together.
    void fewAreSpreadEvenly() {
        std::array<int, 10> perSecond{};
        for (unsigned id = 1; id <= 100; ++id)
            ++perSecond[static_cast<std::size_t>(Turns(model::TargetId(id)).next(start, 10s, 0) / 1001ms)];
        QVERIFY(*std::max_element(perSecond.begin(), perSecond.end()) <= 25);
    }

    /// However long an answer takes, and whatever the jitter, each interval has one turn.
    void noneDrifts_data() {
        QTest::addColumn<int>("answerTime");
        QTest::addColumn<double>("jitter");
        for (const int time : {0, 3, 900, 4'000})
            for (const double jitter : {-0.5, -0.1, 0.0, 0.1, 0.5})
                QTest::addRow("%d ms, %g", time, jitter) << time << jitter;
    }
    void noneDrifts() {
        QFETCH(const int, answerTime);
        QFETCH(const double, jitter);
        for (unsigned id = 1; id <= 50; ++id) {
            Turns turns{model::TargetId(id)};
            base::SteadyTime now = start;
            now += turns.next(now, 10s, 0);
            const base::SteadyTime first = now;
            for (int i = 1; i <= 1000; ++i) {
                now += base::Milliseconds(answerTime);
                // It comes early or late by turns.
                const base::Milliseconds wait = turns.next(now, 10s, i % 2 ? jitter : 0);
                QVERIFY(wait >= 1ms);
                now += wait;
            }
            QCOMPARE((now - first) / 1ms, std::int64_t{10'000'000});
        }
    }

    void anAnswerThatTakesLongerSkipsTurns() {
        Turns turns{model::TargetId{7}};
        base::SteadyTime now = start + turns.next(start, 10s, 0);
        const base::SteadyTime first = now;
        now += 25s;
        now += turns.next(now, 10s, 0);
        QCOMPARE((now - first) / 1s, std::int64_t{30});
    }

    void aLookBesidesLeavesTheTurn() {
        Turns turns{model::TargetId{7}};
        const base::SteadyTime turn = start + turns.next(start, 10s, 0);
        turns.step();  // somebody asks, just before
        QVERIFY(turn - 2ms + turns.next(turn - 2ms, 10s, 0) == turn);
    }

    void neverWaitsForThePast() {
        for (unsigned id = 1; id <= 100; ++id) {
            const base::Milliseconds left = Turns(model::TargetId(id)).next(start, 10s, 0);
            Turns turns{model::TargetId(id)};
            QCOMPARE(turns.next(start, 10s, -0.5).count(), std::max(std::int64_t{1}, (left - 5s).count()));
        }
    }

    void otherIntervalsHaveOtherPlaces() {
        Turns turns{model::TargetId{7}};
        base::SteadyTime now = start;
        (void)turns.next(now, 3600s, 0);
        now += turns.next(now, 1s, 0);
        QVERIFY(now - start <= 2s);
    }
};

QTEST_GUILESS_MAIN(TestTurns)
#include "tst_turns.moc"
