// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/notices/courier.h"
#include "backend/notices/signature.h"
#include "backend/notices/webhookurl.h"
#include "tests/support/printing.h"

#include <QTest>

#include <deque>
#include <map>

using namespace portolan;
using namespace portolan::notices;
using namespace std::chrono_literals;

namespace {

class Timers final : public base::Executor {
  public:
    explicit Timers(base::ManualClock& clock) : m_clock(clock) {}
    void post(Task task) override { m_timers.emplace(m_clock.steadyNow(), std::move(task)); }
    void postAfter(base::Milliseconds delay, Task task) override {
        m_timers.emplace(m_clock.steadyNow() + delay, std::move(task));
    }
    void advance(base::Milliseconds by) {
        m_clock.advance(by);
        while (!m_timers.empty() && m_timers.begin()->first <= m_clock.steadyNow()) {
            const Task task = std::move(m_timers.begin()->second);
            m_timers.erase(m_timers.begin());
            task();
        }
    }

  private:
    base::ManualClock& m_clock;
    std::multimap<base::SteadyTime, Task> m_timers;
};

/// Keeps what is posted until the test answers it.
class HeldPoster final : public Poster {
  public:
    void post(Post post, std::function<void(PostOutcome)> done) override {
        posts.push_back(std::move(post));
        m_waiting.push_back(std::move(done));
    }
    /// The oldest that waits.
    void answer(int status) {
        const auto done = std::move(m_waiting.front());
        m_waiting.pop_front();
        PostOutcome outcome;
        outcome.status = status;
        done(outcome);
    }
    [[nodiscard]] std::size_t waiting() const { return m_waiting.size(); }

    std::vector<Post> posts;

  private:
    std::deque<std::function<void(PostOutcome)>> m_waiting;
};

std::string fieldOf(const Post& post, const std::string& name) {
    for (const auto& [key, value] : post.fields)
        if (key == name)
            return value;
    return "absent";
}

model::Webhook webhook(std::uint64_t id, std::string url, std::string secret = {}) {
    model::Webhook made;
    made.id = model::WebhookId{id};
    made.url = std::move(url);
    made.secret = std::move(secret);
    made.kinds = {model::NoticeKind::ServicesDown, model::NoticeKind::ServicesUp};
    return made;
}

struct Office {
    void tell(std::uint64_t id, model::NoticeKind kind = model::NoticeKind::ServicesDown) {
        model::Notice notice;
        notice.id = id;
        notice.kind = kind;
        courier->deliver(notice, "body " + std::to_string(id));
    }

    base::ManualClock clock{base::SystemTime(1'764'115'200s)};
    Timers timers{clock};
    HeldPoster poster;
    std::vector<model::WebhookId> gone;
    std::optional<Courier> courier{
        Courier::World{timers, clock, poster, [] { return webhookPolicy({}); }, [] { return 0.5; },
                       [this](model::WebhookId id) { gone.push_back(id); },
                       [this](model::WebhookId id, auto notice) {
                           said += std::to_string(static_cast<std::uint64_t>(id)) + ':' +
                                   (notice ? std::to_string(*notice) : "-") + ' ';
                       }}};
    std::string said;  ///< what waits for whom, "1:20 1:- "
};

}  // namespace

class TestCourier : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void tellsThoseWhoWantTheKind() {
        Office office;
        office.courier->follow(webhook(1, "http://one.example/"));
        model::Webhook choosy = webhook(2, "http://two.example/");
        choosy.kinds = {model::NoticeKind::ServicesUp};
        office.courier->follow(choosy);
        model::Webhook off = webhook(3, "http://three.example/");
        off.state = model::Switch::Disabled;
        office.courier->follow(off);
        office.tell(7);
        QCOMPARE(office.poster.posts.size(), std::size_t(1));
        const Post& post = office.poster.posts[0];
        QCOMPARE(post.url, std::string("http://one.example/"));
        QCOMPARE(post.body, std::string("body 7"));
        QCOMPARE(fieldOf(post, "Portolan-Event"), std::string("services_down"));
        QCOMPARE(fieldOf(post, "Portolan-Delivery"), std::string("7-1"));
        QCOMPARE(fieldOf(post, "Portolan-Timestamp"), std::string("1764115200"));
        QCOMPARE(fieldOf(post, "Portolan-Signature"), std::string("absent"));
    }

    void signsEachAttemptWithItsOwnTime() {
        Office office;
        office.courier->follow(webhook(1, "http://one.example/", "secret"));
        office.tell(7);
        QCOMPARE(fieldOf(office.poster.posts[0], "Portolan-Signature"),
                 signatureOf("secret", 1764115200, "body 7"));
        office.poster.answer(503);
        office.timers.advance(5s);
        QCOMPARE(office.poster.posts.size(), std::size_t(2));
        const Post& again = office.poster.posts[1];
        QCOMPARE(fieldOf(again, "Portolan-Delivery"), fieldOf(office.poster.posts[0], "Portolan-Delivery"));
        QCOMPARE(fieldOf(again, "Portolan-Timestamp"), std::string("1764115205"));
        QCOMPARE(fieldOf(again, "Portolan-Signature"), signatureOf("secret", 1764115205, "body 7"));
    }

    void bringsThemOneAfterTheOther() {
        Office office;
        office.courier->follow(webhook(1, "http://one.example/"));
        office.tell(7);
        office.tell(8);
        QCOMPARE(office.poster.posts.size(), std::size_t(1));
        office.poster.answer(500);
        office.timers.advance(4s);
        QCOMPARE(office.poster.posts.size(), std::size_t(1));
        office.timers.advance(1s);
        QCOMPARE(office.poster.posts.back().body, std::string("body 7"));
        office.poster.answer(200);
        QCOMPARE(office.poster.posts.back().body, std::string("body 8"));
        office.poster.answer(200);
        QCOMPARE(office.courier->stateOf(model::WebhookId{1}).delivered, std::uint64_t(2));
    }

    void doesNotLetOneReceiverHoldUpAnother() {
        Office office;
        office.courier->follow(webhook(1, "http://one.example/"));
        office.courier->follow(webhook(2, "http://two.example/"));
        office.tell(7);
        office.tell(8);
        QCOMPARE(office.poster.posts.size(), std::size_t(2));
        office.poster.answer(500);
        office.poster.answer(200);
        QCOMPARE(office.poster.posts.size(), std::size_t(3));
        QCOMPARE(office.poster.posts.back().url, std::string("http://two.example/"));
    }

    void saysWhoWantsNoMore() {
        Office office;
        office.courier->follow(webhook(1, "http://one.example/"));
        office.tell(7);
        office.poster.answer(410);
        QVERIFY((office.gone == std::vector<model::WebhookId>{model::WebhookId{1}}));
    }

    void usesTheFirstWaitItIsTold() {
        Office office;
        office.courier->setFirstWait(1s);
        office.courier->follow(webhook(1, "http://one.example/"));
        office.tell(7);
        office.poster.answer(500);
        office.timers.advance(1s);
        QCOMPARE(office.poster.posts.size(), std::size_t(2));
        office.poster.answer(500);
        office.timers.advance(6s);
        QCOMPARE(office.poster.posts.size(), std::size_t(3));
    }

    void leavesOutWhatIsSwitchedOffOrRemovedMeanwhile() {
        Office office;
        office.courier->follow(webhook(1, "http://one.example/"));
        office.courier->follow(webhook(2, "http://two.example/"));
        office.tell(7);
        model::Webhook off = webhook(1, "http://one.example/");
        off.state = model::Switch::Disabled;
        office.courier->follow(off);
        office.courier->forget(model::WebhookId{2});
        office.poster.answer(500);
        office.poster.answer(500);
        office.timers.advance(24h);
        QCOMPARE(office.poster.posts.size(), std::size_t(2));
    }

    void sendsAnEditedWebhookWhereItLeadsNow() {
        Office office;
        office.courier->follow(webhook(1, "http://old.example/"));
        office.tell(7);
        office.courier->follow(webhook(1, "http://new.example/"));
        office.poster.answer(500);
        office.timers.advance(5s);
        QCOMPARE(office.poster.posts.back().url, std::string("http://new.example/"));
    }

    void testsAtOnceBesideWhatWaits() {
        Office office;
        model::Webhook off = webhook(1, "http://one.example/", "secret");
        off.state = model::Switch::Disabled;
        office.courier->follow(off);
        int answered = 0;
        office.courier->test(model::WebhookId{1}, "hello",
                             [&](const PostOutcome& outcome) { answered = outcome.status; });
        QCOMPARE(office.poster.posts.size(), std::size_t(1));
        QCOMPARE(fieldOf(office.poster.posts[0], "Portolan-Event"), std::string("test"));
        QVERIFY(fieldOf(office.poster.posts[0], "Portolan-Signature") != "absent");
        office.poster.answer(202);
        QCOMPARE(answered, 202);
        QCOMPARE(office.courier->stateOf(model::WebhookId{1}).delivered, std::uint64_t(0));
    }

    void endsWithoutAWord() {
        Office office;
        office.courier->follow(webhook(1, "http://one.example/"));
        office.tell(7);
        office.courier->test(model::WebhookId{1}, "hello", [](const PostOutcome&) { QFAIL("too late"); });
        office.courier.reset();
        office.poster.answer(500);
        office.poster.answer(200);
        office.timers.advance(24h);
        QCOMPARE(office.poster.posts.size(), std::size_t(2));
    }

    void saysWhatWaitsForWhom() {
        Office office;
        office.courier->follow(webhook(1, "http://a.example/"));
        office.courier->follow(webhook(2, "http://b.example/"));
        office.tell(10);
        office.tell(20);
        QCOMPARE(office.said, std::string("1:10 2:10 "));
        office.poster.answer(204);
        QCOMPARE(office.said, std::string("1:10 2:10 1:20 "));
        office.poster.answer(503);  // tried again later
        office.poster.answer(204);
        QCOMPARE(office.said, std::string("1:10 2:10 1:20 1:- "));
        model::Webhook off = webhook(2, "http://b.example/");
        off.state = model::Switch::Disabled;
        office.courier->follow(off);
        QCOMPARE(office.said, std::string("1:10 2:10 1:20 1:- 2:- "));
        office.tell(30);
        office.courier->forget(model::WebhookId{1});
        office.courier->forget(model::WebhookId{9});
        QCOMPARE(office.said, std::string("1:10 2:10 1:20 1:- 2:- 1:30 1:- "));
    }

    void goesOnWithWhatAnEarlierRunCouldNotDeliver() {
        Office office;
        office.courier->follow(webhook(1, "http://a.example/"));
        model::Webhook quiet = webhook(2, "http://b.example/");
        quiet.kinds = {model::NoticeKind::ListenersLost};
        office.courier->follow(quiet);
        std::vector<Courier::Told> told;
        for (const std::uint64_t id : {10, 20, 30}) {
            model::Notice notice;
            notice.id = id;
            notice.kind = model::NoticeKind::ServicesUp;
            told.push_back({notice, "body " + std::to_string(id)});
        }
        office.courier->resume(model::WebhookId{1}, 20, told);
        QCOMPARE(office.poster.posts.size(), std::size_t(1));
        QCOMPARE(fieldOf(office.poster.posts[0], "Portolan-Delivery"), std::string("20-1"));
        QCOMPARE(office.poster.posts[0].body, std::string("body 20"));
        office.poster.answer(204);
        QCOMPARE(fieldOf(office.poster.posts[1], "Portolan-Delivery"), std::string("30-1"));
        office.poster.answer(204);
        QCOMPARE(office.poster.posts.size(), std::size_t(2));
        // Nothing is kept for one that wants none of it, or is not there.
        office.courier->resume(model::WebhookId{2}, 20, told);
        office.courier->resume(model::WebhookId{3}, 20, told);
        QCOMPARE(office.said, std::string("1:30 1:- 2:- 3:- "));
    }
};

QTEST_APPLESS_MAIN(TestCourier)
#include "tst_courier.moc"
