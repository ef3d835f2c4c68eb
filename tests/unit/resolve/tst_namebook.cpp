// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/resolve/namebook.h"

#include <QTest>

#include <algorithm>

using namespace portolan;
using namespace portolan::resolve;
using namespace std::chrono_literals;

namespace {

using News = NameBook::News;

model::HostName nameOf(std::string_view text) {
    return *model::HostName::parse(text);
}

const model::HostName nas = nameOf("nas.lan");

LookupAnswer found(std::vector<std::string_view> addresses, base::Seconds ttl = 60s) {
    LookupAnswer answer{LookupOutcome::Found, {}, ttl};
    for (const std::string_view text : addresses)
        answer.addresses.push_back(*base::IpAddress::parse(text));
    return answer;
}

LookupAnswer failed(LookupOutcome outcome) {
    return {outcome};
}

std::vector<base::IpAddress> addresses(std::vector<std::string_view> texts) {
    return found(std::move(texts)).addresses;
}

struct Fixture {
    base::ManualClock clock{};
    NameBook book{clock};

    std::size_t takenNow() { return book.takeDue().size(); }
    /// How long it takes until a name is due, in steps of 100 ms.
    base::Milliseconds untilDue() {
        for (base::Milliseconds waited{0}; waited < 10min; waited += 100ms) {
            if (takenNow() > 0)
                return waited;
            clock.advance(100ms);
        }
        return 10min;
    }
};

}  // namespace

class TestNameBook : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void asksAtOnceForANewNameAndOnlyOnce() {
        Fixture f;
        QVERIFY(!f.book.nextDue());
        f.book.hold(nas);
        f.book.hold(nas);
        QVERIFY(f.book.nextDue() <= f.clock.steadyNow());
        QCOMPARE(f.book.find(nas)->outcome, LookupOutcome::Pending);
        const auto taken = f.book.takeDue();
        QVERIFY(taken == std::vector{nas});
        QCOMPARE(f.book.underWay(), std::size_t(1));
        QCOMPARE(f.takenNow(), std::size_t(0));
        QVERIFY(!f.book.nextDue());
    }

    void saysWhatWasFound() {
        Fixture f;
        f.book.hold(nas);
        (void)f.book.takeDue();
        f.clock.advance(2s);
        QCOMPARE(f.book.enter(nas, found({"10.0.0.5", "fd7a::5"}, 30s)), News::Changed);
        const NameState& state = *f.book.find(nas);
        QCOMPARE(state.outcome, LookupOutcome::Found);
        QVERIFY(state.addresses == addresses({"10.0.0.5", "fd7a::5"}));
        QCOMPARE(state.ttl, base::Seconds(30s));
        QCOMPARE(state.since, f.clock.systemNow());
    }

    void honoursTheTtlWithinBounds_data() {
        QTest::addColumn<int>("ttl");
        QTest::addColumn<int>("used");
        QTest::newRow("RFC 1035 section 3.2.1: TTL 0 would ask without end") << 0 << 5;
        QTest::newRow("shorter than is asked for") << 1 << 5;
        QTest::newRow("as given") << 60 << 60;
        QTest::newRow("a day would keep a host that moved dead for a day") << 86400 << 300;
    }
    void honoursTheTtlWithinBounds() {
        QFETCH(const int, ttl);
        QFETCH(const int, used);
        Fixture f;
        f.book.hold(nas);
        (void)f.book.takeDue();
        f.book.enter(nas, found({"10.0.0.5"}, base::Seconds(ttl)));
        const base::Milliseconds waited = f.untilDue();
        QVERIFY(waited >= base::Seconds(used) * 9 / 10);
        QVERIFY(waited <= base::Seconds(used));
    }

    void keepsWhatWasFoundWhileLookUpsFail_data() {
        QTest::addColumn<LookupOutcome>("outcome");
        QTest::newRow("NXDOMAIN") << LookupOutcome::NotFound;
        QTest::newRow("NODATA") << LookupOutcome::NoAddress;
        QTest::newRow("SERVFAIL") << LookupOutcome::ServerFails;
        QTest::newRow("timeout") << LookupOutcome::NoAnswer;
    }
    void keepsWhatWasFoundWhileLookUpsFail() {
        QFETCH(const LookupOutcome, outcome);
        Fixture f;
        f.book.hold(nas);
        (void)f.book.takeDue();
        f.book.enter(nas, found({"10.0.0.5"}));
        f.untilDue();
        QCOMPARE(f.book.enter(nas, failed(outcome)), News::Changed);
        const base::SystemTime since = f.clock.systemNow();
        f.untilDue();
        QCOMPARE(f.book.enter(nas, failed(outcome)), News::None);
        QCOMPARE(f.book.find(nas)->outcome, outcome);
        QCOMPARE(f.book.find(nas)->since, since);
        QVERIFY(f.book.find(nas)->addresses == addresses({"10.0.0.5"}));
        f.untilDue();
        QCOMPARE(f.book.enter(nas, found({"10.0.0.5"})), News::Changed);
        QCOMPARE(f.book.find(nas)->outcome, LookupOutcome::Found);
    }

    void triesAgainMoreAndMoreSeldom() {
        Fixture f;
        f.book.hold(nas);
        (void)f.book.takeDue();
        for (const int expected : {1, 2, 4, 8, 16, 32, 60, 60, 60}) {
            f.book.enter(nas, failed(LookupOutcome::NoAnswer));
            const base::Milliseconds waited = f.untilDue();
            QVERIFY2(waited >= base::Seconds(expected) * 9 / 10 && waited <= base::Seconds(expected),
                     qPrintable(QString::number(waited.count())));
        }
        f.book.enter(nas, found({"10.0.0.5"}));
        f.untilDue();
        f.book.enter(nas, failed(LookupOutcome::NoAnswer));
        QVERIFY(f.untilDue() <= 1s);
    }

    void takesAnotherOrderForTheSame() {
        Fixture f;
        f.book.hold(nas);
        (void)f.book.takeDue();
        f.book.enter(nas, found({"10.0.0.5", "10.0.0.6"}));
        f.untilDue();
        QCOMPARE(f.book.enter(nas, found({"10.0.0.6", "10.0.0.5"})), News::None);
        QVERIFY(f.book.find(nas)->addresses == addresses({"10.0.0.5", "10.0.0.6"}));
        f.untilDue();
        QCOMPARE(f.book.enter(nas, found({"10.0.0.6"})), News::Changed);
    }

    void boundsHowManyLookUpsAreUnderWay() {
        Fixture f;
        for (int i = 0; i < 10000; ++i)
            f.book.hold(nameOf("host" + std::to_string(i) + ".lan"));
        std::size_t asked = 0;
        for (auto taken = f.book.takeDue(); !taken.empty(); taken = f.book.takeDue()) {
            QVERIFY(f.book.underWay() <= NameBook::mostUnderWay);
            asked += taken.size();
            for (const model::HostName& name : taken)
                f.book.enter(name, found({"10.0.0.5"}, 30s));
        }
        QCOMPARE(asked, std::size_t(10000));
    }

    void asksForKnownNamesAtAPace() {
        Fixture f;
        for (int i = 0; i < 2000; ++i)
            f.book.hold(nameOf("host" + std::to_string(i) + ".lan"));
        for (auto taken = f.book.takeDue(); !taken.empty(); taken = f.book.takeDue())
            for (const model::HostName& name : taken)
                f.book.enter(name, found({"10.0.0.5"}, 5s));
        f.clock.advance(5s);
        std::size_t asked = 0;
        for (int i = 0; i < 100; ++i, f.clock.advance(10ms))
            for (const model::HostName& name : f.book.takeDue()) {
                ++asked;
                f.book.enter(name, found({"10.0.0.5"}, 5s));
            }
        QVERIFY2(asked >= 190 && asked <= 230, qPrintable(QString::number(asked)));
    }

    void asksForANewNameBeforeAllThatAreKnown() {
        Fixture f;
        for (int i = 0; i < 500; ++i)
            f.book.hold(nameOf("host" + std::to_string(i) + ".lan"));
        for (auto taken = f.book.takeDue(); !taken.empty(); taken = f.book.takeDue())
            for (const model::HostName& name : taken)
                f.book.enter(name, found({"10.0.0.5"}, 5s));
        f.clock.advance(1h);
        f.book.hold(nas);
        QVERIFY(f.book.takeDue().front() == nas);
    }

    void forgetsANameThatNobodyHoldsWhenItIsDue() {
        Fixture f;
        f.book.hold(nas);
        f.book.hold(nas);
        (void)f.book.takeDue();
        f.book.enter(nas, found({"10.0.0.5"}));
        f.book.release(nas);
        f.clock.advance(60s);
        QCOMPARE(f.takenNow(), std::size_t(1));
        f.book.enter(nas, found({"10.0.0.5"}));
        f.book.release(nas);
        QVERIFY(f.book.find(nas));  // somebody may take it up again
        f.clock.advance(60s);
        QCOMPARE(f.takenNow(), std::size_t(0));
        QVERIFY(!f.book.find(nas));
        QVERIFY(!f.book.nextDue());
    }

    void losesNothingWhenANameIsReleasedUnderWay() {
        Fixture f;
        f.book.hold(nas);
        (void)f.book.takeDue();
        f.book.release(nas);
        f.book.enter(nas, found({"10.0.0.5"}));
        QCOMPARE(f.book.underWay(), std::size_t(0));
        f.clock.advance(60s);
        QCOMPARE(f.takenNow(), std::size_t(0));
        QCOMPARE(f.book.size(), std::size_t(0));
    }

    void takesInSoManyVisitorsAndNoMore() {
        Fixture f;
        for (std::size_t i = 0; i < NameBook::mostGuests; ++i)
            QVERIFY(f.book.visit(nameOf("host" + std::to_string(i) + ".lan")));
        QVERIFY(f.book.visit(nameOf("host0.lan")));
        QVERIFY(!f.book.visit(nas));
        QVERIFY(!f.book.find(nas));
        f.book.hold(nas);
        QVERIFY(f.book.find(nas));
    }

    void keepsNoMoreThanVisitorsOfWhatNobodyHolds() {
        Fixture f;
        constexpr std::size_t count = NameBook::mostGuests + 40;
        for (std::size_t i = 0; i < count; ++i)
            f.book.hold(nameOf("host" + std::to_string(i) + ".lan"));
        QCOMPARE(f.book.size(), count);
        for (std::size_t i = 0; i < count; ++i)
            f.book.release(nameOf("host" + std::to_string(i) + ".lan"));
        QCOMPARE(f.book.size(), NameBook::mostGuests);
    }

    /// Known names that are due together: who waits for the next one does so for a while.
    void theNextOneIsNotDueBeforeItsPlace() {
        Fixture f;
        std::vector<model::HostName> names;
        for (int i = 0; i < 60; ++i) {
            names.push_back(nameOf("host" + std::to_string(i) + ".lan"));
            f.book.hold(names.back());
        }
        QCOMPARE(f.takenNow(), names.size());
        for (const model::HostName& name : names)
            f.book.enter(name, found({"10.0.0.5"}));
        f.clock.advance(60s);
        const std::size_t taken = f.takenNow();
        QVERIFY(taken > 0 && taken < names.size());
        QVERIFY(f.book.nextDue() > f.clock.steadyNow());
        QVERIFY(f.book.nextDue() <= f.clock.steadyNow() + NameBook::spacing);
    }

    void asksAtOnceWhenItIsTold() {
        Fixture f;
        f.book.hold(nas);
        (void)f.book.takeDue();
        f.book.enter(nas, found({"10.0.0.5"}, 300s));
        f.clock.advance(1s);
        QCOMPARE(f.takenNow(), std::size_t(0));
        f.book.hurry(nas);
        QCOMPARE(f.takenNow(), std::size_t(1));
        f.book.hurry(nas);  // under way
        QCOMPARE(f.takenNow(), std::size_t(0));
    }

    void asksAgainForAVisitor() {
        Fixture f;
        QVERIFY(f.book.visit(nas));
        (void)f.book.takeDue();
        f.book.enter(nas, {LookupOutcome::NotFound});
        QVERIFY(f.book.visit(nas));
        f.book.hurry(nas);
        QCOMPARE(f.takenNow(), std::size_t(1));
        QVERIFY(f.book.find(nas));
    }

    void ignoresAnswersThatNobodyAskedFor() {
        Fixture f;
        QCOMPARE(f.book.enter(nas, found({"10.0.0.5"})), News::None);
        f.book.hold(nas);
        QCOMPARE(f.book.enter(nas, found({"10.0.0.5"})), News::None);
        QCOMPARE(f.book.find(nas)->outcome, LookupOutcome::Pending);
    }
};

QTEST_GUILESS_MAIN(TestNameBook)
#include "tst_namebook.moc"
