// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/notices/noticeboard.h"
#include "tests/support/printing.h"

#include <QTest>

using namespace portolan;
using namespace portolan::notices;
using namespace std::chrono_literals;

namespace {

using model::CertificateSubject;
using model::HealthCause;
using model::HealthState;
using model::ListenerSubject;

using Owner = CertificateSubject::Owner;

CertificateSubject ending(std::string name, int warning = 14, Owner owner = Owner::Operator) {
    return {
        owner, std::move(name), base::SystemTime(std::chrono::days(21'000)), std::chrono::days(warning), {}};
}

CertificateSubject failing(std::string name, std::string code = "certificate.expired") {
    return {Owner::Operator, std::move(name), {}, {}, base::Error{std::move(code), "It has ended.", "", {}}};
}

ListenerSubject listener(std::uint16_t port, std::string message = "") {
    return {"http", {base::IpAddress::fromV4(0x7f000001), port}, std::move(message)};
}
ListenerSubject lost(std::uint16_t port) {
    return listener(port, "in use");
}

/// A board with a clock that the test turns, and names for services.
struct Harbour {
    void say(std::uint64_t id, HealthState state, HealthCause cause = HealthCause::None) {
        model::NoticeSubject subject;
        subject.service = model::ServiceId{id};
        subject.name = "s" + std::to_string(id);
        subject.host = subject.name + ".portolan.internal";
        subject.state = state;
        subject.cause = cause;
        board.enter(subject);
    }
    void up(std::uint64_t id) { say(id, HealthState::Up); }
    void down(std::uint64_t id) { say(id, HealthState::Down, HealthCause::Refused); }

    /// Turns the clock second by second, as a timer at nextAt() would. What was told: "10 down s1 s2*3", with
    /// the second, and how often it flapped behind the star; one behind the other.
    std::string pass(base::Seconds time) {
        std::string said;
        for (base::Seconds i{0}; i < time; ++i) {
            clock.advance(1s);
            ++second;
            if (!board.nextAt() || *board.nextAt() > clock.steadyNow())
                continue;
            for (const model::Notice& notice : board.take())
                said += (said.empty() ? "" : "; ") + std::to_string(second) + spelled(notice);
        }
        return said;
    }
    static std::string spelled(const model::Notice& notice) {
        const std::string_view kind = model::toWord(notice.kind);
        std::string text = ' ' + std::string(kind.substr(kind.find('_') + 1));
        for (const model::NoticeSubject& subject : notice.services)
            text += " " + subject.name + (subject.flaps > 0 ? "*" + std::to_string(subject.flaps) : "");
        for (const CertificateSubject& subject : notice.certificates)
            text +=
                " " + subject.name + (subject.failure ? "" : "/" + std::to_string(subject.warning.count()));
        for (const ListenerSubject& subject : notice.listeners)
            text += " " + std::to_string(subject.address.port);
        return text;
    }
    void certificates(const std::vector<CertificateSubject>& troubles) { board.enter(troubles); }
    void listeners(const std::vector<ListenerSubject>& all) { board.enter(all); }

    base::ManualClock clock;
    NoticeBoard board{clock};
    int second = 0;
};

}  // namespace

class TestNoticeBoard : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void saysNothingOfServicesThatComeUp() {
        Harbour harbour;
        harbour.up(1);
        harbour.say(2, HealthState::Degraded, HealthCause::SomeDown);
        QVERIFY(!harbour.board.nextAt());
        QCOMPARE(harbour.pass(100s), std::string());
    }

    void gathersWhatHappensWithinAMoment() {
        Harbour harbour;
        for (const int id : {1, 2, 3, 4})
            harbour.up(id);
        harbour.down(3);
        QCOMPARE(harbour.pass(5s), std::string());
        harbour.down(1);
        QCOMPARE(harbour.pass(4s), std::string());
        harbour.down(2);
        QCOMPARE(harbour.pass(5s), std::string("10 down s3 s1 s2"));
        harbour.down(4);
        QCOMPARE(harbour.pass(10s), std::string("24 down s4"));
    }

    void tellsTheRecoveryOfAnOutageAtOnce() {
        Harbour harbour;
        harbour.up(1);
        harbour.down(1);
        QCOMPARE(harbour.pass(20s), std::string("10 down s1"));
        harbour.up(1);
        QCOMPARE(harbour.pass(400s), std::string("30 up s1"));
    }

    void whatIsNeverProbedIsBackWithItsName() {
        Harbour harbour;
        harbour.say(1, HealthState::Unknown, HealthCause::NeverProbed);
        harbour.say(1, HealthState::Down, HealthCause::NameNotFound);
        QVERIFY(!harbour.pass(400s).empty());
        harbour.say(1, HealthState::Unknown, HealthCause::NeverProbed);
        harbour.say(1, HealthState::Unknown, HealthCause::NeverProbed);
        const std::string back = harbour.pass(400s);
        QVERIFY2(back.ends_with(" up s1"), back.c_str());
        harbour.say(1, HealthState::Unknown, HealthCause::NeverProbed);
        QCOMPARE(harbour.pass(400s), std::string());
    }

    void makesOneNoticeOfEachKind() {
        Harbour harbour;
        for (const int id : {1, 2, 3})
            harbour.up(id);
        harbour.down(1);
        harbour.pass(20s);
        harbour.down(2);
        harbour.up(1);
        harbour.down(3);
        QCOMPARE(harbour.pass(20s), std::string("30 up s1; 30 down s2 s3"));
    }

    void forgetsWhatPassesWithinTheMoment() {
        Harbour harbour;
        harbour.up(1);
        harbour.down(1);
        harbour.pass(3s);
        harbour.up(1);
        QVERIFY(!harbour.board.nextAt());
        QCOMPARE(harbour.pass(400s), std::string());
        harbour.down(1);  // as though nothing had been
        QCOMPARE(harbour.pass(10s), std::string("413 down s1"));
    }

    void keepsAFlappingServiceQuietDuringItsCoolDown() {
        Harbour harbour;
        harbour.up(1);
        harbour.down(1);
        QCOMPARE(harbour.pass(20s), std::string("10 down s1"));
        harbour.up(1);
        QCOMPARE(harbour.pass(20s), std::string("30 up s1"));
        for (int i = 0; i < 4; ++i) {
            harbour.down(1);
            QCOMPARE(harbour.pass(20s), std::string());
            harbour.up(1);
            QCOMPARE(harbour.pass(20s), std::string());
        }
        // Told of at 10, quiet until 310, and a moment for others to join.
        QCOMPARE(harbour.pass(300s), std::string("320 up s1*4"));
    }

    void saysAtTheEndThatItIsDownAndHowOftenItWasUp() {
        Harbour harbour;
        harbour.up(1);
        harbour.down(1);
        harbour.pass(20s);
        harbour.up(1);
        harbour.pass(5s);
        harbour.down(1);  // its recovery was not told yet
        QCOMPARE(harbour.pass(285s), std::string());
        harbour.up(1);
        harbour.down(1);
        QCOMPARE(harbour.pass(10s), std::string("320 down s1*2"));
        // That was a notice of an outage like any other: it has a recovery and a cool-down.
        harbour.up(1);
        QCOMPARE(harbour.pass(10s), std::string("330 up s1"));
        harbour.down(1);
        QCOMPARE(harbour.pass(300s), std::string("630 down s1"));
    }

    void doesNotLoseWhatWaitsForTheEndOfTheCoolDown() {
        Harbour harbour;
        harbour.up(1);
        harbour.down(1);
        harbour.pass(20s);
        harbour.up(1);
        harbour.pass(20s);
        harbour.down(1);
        harbour.pass(275s);  // 315: the cool-down is over, the moment is not
        harbour.up(1);
        QCOMPARE(harbour.pass(10s), std::string("320 up s1*1"));
    }

    void coolsEachServiceByItself() {
        Harbour harbour;
        harbour.up(1);
        harbour.up(2);
        harbour.down(1);
        harbour.pass(20s);
        harbour.down(2);
        QCOMPARE(harbour.pass(10s), std::string("30 down s2"));
    }

    void forgivesAServiceThatIsDownWhenItIsSeenFirst() {
        Harbour harbour;
        harbour.down(1);
        harbour.down(2);
        QCOMPARE(harbour.pass(29s), std::string());
        harbour.up(2);
        QCOMPARE(harbour.pass(20s), std::string("40 down s1"));
    }

    void saysNothingOfWhatIsSwitchedOffUnknownOrWorkedOn_data() {
        QTest::addColumn<int>("state");
        QTest::addColumn<int>("cause");
        const auto row = [](const char* name, HealthState state, HealthCause cause) {
            QTest::newRow(name) << static_cast<int>(state) << static_cast<int>(cause);
        };
        row("switched off", HealthState::Disabled, HealthCause::SwitchedOff);
        row("maintenance", HealthState::Disabled, HealthCause::Maintenance);
        row("never checked", HealthState::Unknown, HealthCause::NeverProbed);
    }
    void saysNothingOfWhatIsSwitchedOffUnknownOrWorkedOn() {
        QFETCH(int, state);
        QFETCH(int, cause);
        const auto quiet = [&](Harbour& harbour) {
            harbour.say(1, static_cast<HealthState>(state), static_cast<HealthCause>(cause));
        };
        Harbour harbour;
        harbour.up(1);
        harbour.down(1);
        quiet(harbour);  // before it was told
        QCOMPARE(harbour.pass(100s), std::string());
        harbour.up(1);
        harbour.down(1);
        QCOMPARE(harbour.pass(10s), std::string("110 down s1"));
        quiet(harbour);  // after it was told: no recovery when it is back
        harbour.up(1);
        QCOMPARE(harbour.pass(400s), std::string());
    }

    void takesUnknownAndFlappingForNoAnswer() {
        Harbour harbour;
        harbour.up(1);
        harbour.say(1, HealthState::Unknown, HealthCause::NotYetProbed);
        QCOMPARE(harbour.pass(20s), std::string());
        harbour.down(1);
        QCOMPARE(harbour.pass(20s), std::string("30 down s1"));
        harbour.say(1, HealthState::Degraded, HealthCause::Flapping);
        QCOMPARE(harbour.pass(20s), std::string());
        harbour.say(1, HealthState::Degraded, HealthCause::Slow);
        QCOMPARE(harbour.pass(20s), std::string("70 up s1"));
    }

    void forgetsARemovedService() {
        Harbour harbour;
        harbour.up(1);
        harbour.down(1);
        harbour.board.forget(model::ServiceId{1});
        QVERIFY(!harbour.board.nextAt());
        QCOMPARE(harbour.pass(100s), std::string());
        harbour.board.forget(model::ServiceId{2});
    }

    void followsOtherTimes() {
        Harbour harbour;
        harbour.board.setTimes({0s, 20s});
        harbour.up(1);
        harbour.down(1);
        QCOMPARE(harbour.pass(5s), std::string("1 down s1"));
        harbour.up(1);
        QCOMPARE(harbour.pass(5s), std::string("6 up s1"));
        harbour.down(1);
        QCOMPARE(harbour.pass(20s), std::string("21 down s1"));
    }

    void keepsTheLastOnesWithRisingIds() {
        Harbour harbour;
        harbour.board.setTimes({0s, 0s});
        harbour.up(1);
        for (std::size_t i = 0; i < NoticeBoard::mostKept; ++i) {
            harbour.down(1);
            (void)harbour.board.take();
            harbour.up(1);
            (void)harbour.board.take();
        }
        const auto& kept = harbour.board.kept();
        QCOMPARE(kept.size(), NoticeBoard::mostKept);
        for (std::size_t i = 1; i < kept.size(); ++i)
            QVERIFY(kept[i].id > kept[i - 1].id);
        QVERIFY(kept.back().kind == model::NoticeKind::ServicesUp);
    }

    void goesOnWithTheListOfEarlierRuns() {
        Harbour harbour;
        harbour.up(1);
        harbour.down(1);
        harbour.pass(10s);
        const std::uint64_t own = harbour.board.kept().front().id;
        model::Notice early;
        early.id = own - 2;
        model::Notice late = early;
        late.id = own - 1;
        harbour.board.restore({early, late});
        const auto& kept = harbour.board.kept();
        QCOMPARE(kept.size(), std::size_t(3));
        QVERIFY(kept[0] == early && kept[1] == late && kept[2].id == own);
        // A clock that was ahead then: ids rise all the same.
        model::Notice future = early;
        future.id = own + 1'000'000'000;
        NoticeBoard board(harbour.clock, {0s, 0s});
        board.restore({future});
        board.enter({model::ServiceId{1}, "a", "a.example", HealthState::Up});
        board.enter({model::ServiceId{1}, "a", "a.example", HealthState::Down});
        QVERIFY(board.take().at(0).id > future.id);
    }

    void doesNotRepeatWhatEarlierRunsHaveTold_data() {
        QTest::addColumn<bool>("isKnownFirst");
        QTest::newRow("the list comes before the probes") << true;
        QTest::newRow("the probes come before the list") << false;
    }
    void doesNotRepeatWhatEarlierRunsHaveTold() {
        QFETCH(bool, isKnownFirst);
        Harbour earlier;
        for (const int id : {1, 2, 3})
            earlier.up(id);
        for (const int id : {1, 2, 3})
            earlier.down(id);
        earlier.pass(10s);
        earlier.up(3);
        earlier.pass(10s);
        const std::vector<model::Notice> told(earlier.board.kept().begin(), earlier.board.kept().end());
        QCOMPARE(told.size(), std::size_t(2));

        Harbour later;
        if (isKnownFirst)
            later.board.restore(told);
        later.down(1);  // as before
        later.up(2);    // has come back meanwhile
        later.up(3);    // was told of
        if (!isKnownFirst)
            later.board.restore(told);
        QCOMPARE(later.pass(60s), std::string("10 up s2"));
        later.up(1);
        QCOMPARE(later.pass(20s), std::string("70 up s1"));
        later.down(3);
        QCOMPARE(later.pass(20s), std::string("90 down s3"));
    }

    void tellsEachWarningOfACertificateOnce() {
        Harbour harbour;
        harbour.certificates({ending("wiki"), ending("lab", 14, Owner::Root)});
        QCOMPARE(harbour.pass(20s), std::string("10 expiring wiki/14 lab/14"));
        for (int i = 0; i < 20; ++i) {
            harbour.certificates({ending("wiki"), ending("lab", 14, Owner::Root)});
            QCOMPARE(harbour.pass(60s), std::string());
        }
        harbour.certificates({ending("wiki", 3), ending("lab", 14, Owner::Root)});
        QCOMPARE(harbour.pass(10s), std::string("1230 expiring wiki/3"));
        // What was renewed is told to nobody, and its next end is another one.
        harbour.certificates({});
        QCOMPARE(harbour.pass(1000s), std::string());
        auto next = ending("wiki");
        *next.notAfter += std::chrono::days(90);
        harbour.certificates({next});
        QCOMPARE(harbour.pass(10s), std::string("2240 expiring wiki/14"));
    }

    void tellsWhatHasFailedByItsCause() {
        Harbour harbour;
        harbour.certificates({failing("a.pem"), failing("b.pem"), ending("wiki")});
        QCOMPARE(harbour.pass(10s), std::string("10 failed a.pem b.pem; 10 expiring wiki/14"));
        harbour.certificates({failing("a.pem", "key.mismatch"), failing("b.pem"), ending("wiki")});
        QCOMPARE(harbour.pass(10s), std::string("20 failed a.pem"));
    }

    void forgetsAFailureThatPassesWithinTheMoment() {
        Harbour harbour;
        harbour.certificates({failing("a.pem")});
        harbour.pass(5s);
        harbour.certificates({});
        QVERIFY(!harbour.board.nextAt());
    }

    void keepsAFailureQuietThatComesAndGoes() {
        Harbour harbour;
        harbour.certificates({failing("a.pem")});
        QCOMPARE(harbour.pass(10s), std::string("10 failed a.pem"));
        for (int i = 0; i < 3; ++i) {
            harbour.certificates({});
            QCOMPARE(harbour.pass(20s), std::string());
            harbour.certificates({failing("a.pem")});
            QCOMPARE(harbour.pass(20s), std::string());
        }
        QCOMPARE(harbour.pass(300s), std::string("320 failed a.pem"));
    }

    void tellsListenersThatAreLostAndBack() {
        Harbour harbour;
        harbour.listeners({lost(80), listener(443), lost(53)});
        QCOMPARE(harbour.pass(29s), std::string());
        harbour.listeners({lost(80), listener(443), listener(53)});  // it had 30 s to come up
        QCOMPARE(harbour.pass(20s), std::string("40 lost 80"));
        harbour.listeners({lost(80), lost(443), listener(53)});
        QCOMPARE(harbour.pass(10s), std::string("59 lost 443"));
        harbour.listeners({listener(80), listener(443), listener(53)});
        QCOMPARE(harbour.pass(400s), std::string("69 back 443 80"));
    }

    void forgetsListenersThatNobodyWantsAnyMore() {
        Harbour harbour;
        harbour.listeners({lost(80), lost(443)});
        harbour.pass(35s);
        harbour.listeners({lost(443)});
        QCOMPARE(harbour.pass(10s), std::string("40 lost 443"));
        harbour.listeners({});
        QCOMPARE(harbour.pass(400s), std::string());
        QVERIFY(!harbour.board.nextAt());
    }

    void gathersAllKindsInOneMoment() {
        Harbour harbour;
        harbour.up(1);
        harbour.listeners({listener(80)});
        harbour.listeners({lost(80)});
        harbour.pass(4s);
        harbour.down(1);
        harbour.certificates({ending("wiki")});
        QCOMPARE(harbour.pass(10s), std::string("10 down s1; 10 expiring wiki/14; 10 lost 80"));
    }

    void doesNotRepeatCertificatesAndListenersOfEarlierRuns_data() {
        doesNotRepeatWhatEarlierRunsHaveTold_data();
    }
    void doesNotRepeatCertificatesAndListenersOfEarlierRuns() {
        QFETCH(bool, isKnownFirst);
        Harbour earlier;
        earlier.certificates({ending("wiki"), failing("a.pem")});
        earlier.listeners({lost(80), lost(443), lost(53)});
        earlier.pass(40s);
        earlier.listeners({lost(80), lost(443), listener(53)});
        earlier.pass(10s);
        const std::vector<model::Notice> told(earlier.board.kept().begin(), earlier.board.kept().end());
        QCOMPARE(told.size(), std::size_t(4));

        Harbour later;
        later.clock.advance(std::chrono::hours(1));
        if (isKnownFirst)
            later.board.restore(told);
        later.certificates({ending("wiki"), failing("a.pem"), failing("b.pem")});
        later.listeners({lost(80), listener(443), lost(53)});
        if (!isKnownFirst)
            later.board.restore(told);
        QCOMPARE(later.pass(60s), std::string("10 failed b.pem; 10 back 443; 40 lost 53"));
    }

    void remembersWhatWasToldOfACertificateForAMonth() {
        Harbour earlier;
        earlier.certificates({failing("a.pem")});
        earlier.pass(10s);
        const std::vector<model::Notice> told(earlier.board.kept().begin(), earlier.board.kept().end());
        for (const int days : {29, 31}) {
            Harbour later;
            later.clock.advance(std::chrono::hours(24) * days);
            later.board.restore(told);
            later.certificates({failing("a.pem")});
            QCOMPARE(later.pass(10s), std::string(days > 30 ? "10 failed a.pem" : ""));
        }
    }

    void namesAFewOfVeryMany() {
        Harbour harbour;
        for (std::uint64_t id = 1; id <= 1000; ++id)
            harbour.up(id);
        for (std::uint64_t id = 1; id <= 1000; ++id)
            harbour.down(id);
        harbour.pass(10s);
        QCOMPARE(harbour.board.kept().size(), std::size_t(1));
        QCOMPARE(harbour.board.kept().front().count, std::size_t(1000));
        QCOMPARE(harbour.board.kept().front().services.size(), model::mostSubjects);
    }
};

QTEST_APPLESS_MAIN(TestNoticeBoard)
#include "tst_noticeboard.moc"
