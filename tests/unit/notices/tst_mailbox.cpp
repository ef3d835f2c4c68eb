// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/notices/mailbox.h"
#include "tests/support/printing.h"

#include <QTest>

using namespace portolan;
using namespace portolan::notices;
using namespace std::chrono_literals;

namespace {

PostOutcome status(int code) {
    PostOutcome outcome;
    outcome.status = code;
    return outcome;
}

PostOutcome noResponse() {
    PostOutcome outcome;
    outcome.error = base::Error{"webhook.refused", "Nothing listens there.", "", {}};
    return outcome;
}

struct PostOffice {
    base::ManualClock clock;
    Mailbox box;

    /// The attempt that is due ends so; what becomes of it.
    Mailbox::Outcome end(const PostOutcome& outcome, double spread = 0.5) {
        (void)box.begin(clock.systemNow());
        return box.finish(outcome, clock, 5s, spread);
    }
    /// How long until the next one; -1: none.
    [[nodiscard]] double wait() const {
        const auto due = box.dueAt();
        return due ? std::chrono::duration<double>(*due - clock.steadyNow()).count() : -1;
    }
};

}  // namespace

class TestMailbox : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void delivers() {
        PostOffice post;
        QVERIFY(!post.box.dueAt());
        post.box.put({"1-1", "services_down", "{}"});
        QVERIFY(post.box.dueAt() && *post.box.dueAt() <= post.clock.steadyNow());
        QCOMPARE(post.box.begin(post.clock.systemNow()).id, std::string("1-1"));
        QVERIFY(!post.box.dueAt());
        QVERIFY(post.box.finish(status(204), post.clock, 5s, 0.5) == Mailbox::Outcome::Delivered);
        const MailboxState state = post.box.state(post.clock);
        QCOMPARE(state.pending, std::size_t(0));
        QCOMPARE(state.delivered, std::uint64_t(1));
        QCOMPARE(state.lastStatus, 204);
        QVERIFY(!state.lastError && state.lastAttempt && !state.nextAttempt);
    }

    void triesAgainAfterGrowingWaits() {
        PostOffice post;
        post.box.put({"1-1", "", ""});
        for (const double expected : {5, 30, 120, 600, 3600}) {
            QVERIFY(post.end(noResponse()) == Mailbox::Outcome::Later);
            QCOMPARE(post.wait(), expected);
            QVERIFY(post.box.state(post.clock).nextAttempt.has_value());
            post.clock.advance(std::chrono::seconds(static_cast<int>(expected)));
        }
        QVERIFY(post.end(noResponse()) == Mailbox::Outcome::GivenUp);
        QCOMPARE(post.box.state(post.clock).lost, std::uint64_t(1));
        QVERIFY(!post.box.dueAt());
    }

    void spreadsTheWaits() {
        for (const auto& [spread, wait] : {std::pair(0.0, 4.0), std::pair(1.0, 6.0)}) {
            PostOffice post;
            post.box.put({});
            QVERIFY(post.end(status(500), spread) == Mailbox::Outcome::Later);
            QCOMPARE(post.wait(), wait);
        }
    }

    void knowsWhatMayPass_data() {
        QTest::addColumn<int>("code");
        QTest::addColumn<bool>("again");
        QTest::addColumn<std::string>("error");
        const auto row = [](int code, bool again, std::string error) {
            QTest::addRow("%d", code) << code << again << std::move(error);
        };
        row(301, false, "webhook.redirected");
        row(307, false, "webhook.redirected");
        row(400, false, "webhook.status");
        row(401, false, "webhook.status");
        row(404, false, "webhook.status");
        row(408, true, "webhook.status");
        row(429, true, "webhook.status");
        row(500, true, "webhook.status");
        row(503, true, "webhook.status");
    }
    void knowsWhatMayPass() {
        QFETCH(int, code);
        QFETCH(bool, again);
        QFETCH(std::string, error);
        PostOffice post;
        post.box.put({});
        QVERIFY(post.end(status(code)) == (again ? Mailbox::Outcome::Later : Mailbox::Outcome::GivenUp));
        QCOMPARE(post.box.state(post.clock).lastError->code, error);
        QCOMPARE(post.box.dueAt().has_value(), again);
    }

    void waitsAsLongAsTheReceiverAsksWithinReason() {
        for (const auto& [asked, wait] :
             {std::pair(60s, 60.0), std::pair(1s, 5.0), std::pair(86400s, 3600.0)}) {
            PostOffice post;
            post.box.put({});
            PostOutcome busy = status(429);
            busy.retryAfter = asked;
            QVERIFY(post.end(busy) == Mailbox::Outcome::Later);
            QCOMPARE(post.wait(), wait);
        }
    }

    void dropsAllWhenTheReceiverHasGone() {
        PostOffice post;
        post.box.put({"1", "", ""});
        post.box.put({"2", "", ""});
        QVERIFY(post.end(status(410)) == Mailbox::Outcome::Gone);
        QVERIFY(!post.box.dueAt());
        const MailboxState state = post.box.state(post.clock);
        QCOMPARE(state.pending, std::size_t(0));
        QCOMPARE(state.lost, std::uint64_t(2));
        QCOMPARE(state.lastError->code, std::string("webhook.gone"));
    }

    void keepsTheOrderAndCountsAttemptsForEach() {
        PostOffice post;
        post.box.put({"1", "", ""});
        post.box.put({"2", "", ""});
        QVERIFY(post.end(status(500)) == Mailbox::Outcome::Later);
        post.clock.advance(5s);
        QCOMPARE(post.box.begin(post.clock.systemNow()).id, std::string("1"));
        QVERIFY(post.box.finish(status(200), post.clock, 5s, 0.5) == Mailbox::Outcome::Delivered);
        QCOMPARE(post.box.begin(post.clock.systemNow()).id, std::string("2"));
        QVERIFY(post.box.finish(status(500), post.clock, 5s, 0.5) == Mailbox::Outcome::Later);
        QCOMPARE(post.wait(), 5.0);
    }

    void makesRoomForTheNewest() {
        PostOffice post;
        for (std::size_t i = 0; i < Mailbox::mostPending; ++i)
            post.box.put({std::to_string(i), "", ""});
        QCOMPARE(post.box.begin(post.clock.systemNow()).id, std::string("0"));
        post.box.put({"new", "", ""});  // the one on its way stays, the next one goes
        QVERIFY(post.box.finish(status(500), post.clock, 5s, 0.5) == Mailbox::Outcome::Later);
        QCOMPARE(post.box.begin(post.clock.systemNow()).id, std::string("0"));
        QVERIFY(post.box.finish(status(200), post.clock, 5s, 0.5) == Mailbox::Outcome::Delivered);
        QCOMPARE(post.box.begin(post.clock.systemNow()).id, std::string("2"));
        QCOMPARE(post.box.state(post.clock).lost, std::uint64_t(1));
        QCOMPARE(post.box.state(post.clock).pending, Mailbox::mostPending - 1);
    }

    void forgetsTheOneOnItsWayWhenItIsCleared() {
        PostOffice post;
        post.box.put({"old", "", ""});
        (void)post.box.begin(post.clock.systemNow());
        post.box.clear();
        post.box.put({"new", "", ""});
        QVERIFY(!post.box.dueAt());
        (void)post.box.finish(status(500), post.clock, 5s, 0.5);
        QCOMPARE(post.box.begin(post.clock.systemNow()).id, std::string("new"));
    }
};

QTEST_APPLESS_MAIN(TestMailbox)
#include "tst_mailbox.moc"
