// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/rest/adapter.h"

#include <QJsonDocument>
#include <QTest>

#include <memory>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace portolan::rest;

namespace {

/// The far end of a pair, as edge's front holds it.
class FarEnd {
  public:
    explicit FarEnd(Adapter& adapter) {
        int fds[2] = {-1, -1};
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds) != 0)
            qFatal("socketpair failed");
        m_fd = fds[0];
        adapter.offer(fds[1]);
    }
    ~FarEnd() { close(); }
    FarEnd(const FarEnd&) = delete;
    FarEnd& operator=(const FarEnd&) = delete;

    void send(std::string_view bytes) const {
        while (!bytes.empty()) {
            const ssize_t done = ::send(m_fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (done > 0)
                bytes.remove_prefix(static_cast<std::size_t>(done));
            else
                QTest::qWait(1);
        }
    }
    /// What has come so far.
    const std::string& received() {
        char buffer[65536];
        for (ssize_t got = ::recv(m_fd, buffer, sizeof buffer, 0); got > 0;
             got = ::recv(m_fd, buffer, sizeof buffer, 0))
            m_received.append(buffer, static_cast<std::size_t>(got));
        return m_received;
    }
    void forget() { m_received.clear(); }
    void close() {
        if (m_fd >= 0)
            ::close(m_fd);
        m_fd = -1;
    }

  private:
    int m_fd = -1;
    std::string m_received;
};

constexpr std::string_view getA = "GET /a?b=c HTTP/1.1\r\nHost: h\r\nX-Y: 1\r\n\r\n";

/// Empty before the head is whole.
std::string bodyOf(const std::string& message) {
    const std::size_t end = message.find("\r\n\r\n");
    return end == std::string::npos ? std::string() : message.substr(end + 4);
}

}  // namespace

class TestAdapter : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void handsOverRequestsAndAnswers();
    void answersLaterAndInAnyOrder();
    void servesManyRequestsOnOneConnection();
    void carriesBodies();
    void survivesAFarEndThatGoesBeforeTheAnswer();
    void survivesAFarEndThatGoesDuringARequest();
    void answersAfterTheAdapterIsGoneComeToNothing();
    void takesOffersFromOtherThreads();
    void writesNoLengthWhereThereCanBeNoBody();
};

void TestAdapter::handsOverRequestsAndAnswers() {
    Request seen;
    Adapter adapter([&](const Request& request, const Answer& answer) {
        seen = request;
        answer({418, {{"X-Answer", "yes"}}, "tea"});
    });
    FarEnd far(adapter);
    far.send(getA);
    QTRY_VERIFY(far.received().ends_with("tea"));
    QVERIFY(seen.method == Method::Get);
    QCOMPARE(seen.path, QStringLiteral("/a"));
    QCOMPARE(seen.query.queryItemValue(QStringLiteral("b")), QStringLiteral("c"));
    QCOMPARE(seen.field("x-y"), QByteArray("1"));
    QVERIFY(far.received().starts_with("HTTP/1.1 418 "));
    QVERIFY(far.received().find("\r\nX-Answer: yes\r\n") != std::string::npos);
    QVERIFY(far.received().find("\r\nContent-Length: 3\r\n") != std::string::npos);
}

void TestAdapter::answersLaterAndInAnyOrder() {
    std::vector<Answer> answers;
    Adapter adapter([&](const Request&, const Answer& answer) { answers.push_back(answer); });
    FarEnd first(adapter);
    FarEnd second(adapter);
    first.send(getA);
    QTRY_COMPARE(answers.size(), 1U);
    second.send(getA);
    QTRY_COMPARE(answers.size(), 2U);
    QVERIFY(first.received().empty() && second.received().empty());
    answers[1]({200, {}, "second"});
    answers[0]({200, {}, "first"});
    QTRY_COMPARE(bodyOf(second.received()), std::string("second"));
    QTRY_COMPARE(bodyOf(first.received()), std::string("first"));
}

void TestAdapter::servesManyRequestsOnOneConnection() {
    int count = 0;
    Adapter adapter([&](const Request&, const Answer& answer) {
        answer({200, {}, QByteArray::number(++count)});
    });
    FarEnd far(adapter);
    for (int i = 1; i <= 50; ++i) {
        far.forget();
        far.send(getA);
        QTRY_COMPARE(bodyOf(far.received()), std::to_string(i));
    }
}

void TestAdapter::carriesBodies() {
    QByteArray seen;
    Adapter adapter([&](const Request& request, const Answer& answer) {
        seen = request.body;
        answer({200, {}, QByteArray(3 * 1024 * 1024, 'y')});
    });
    FarEnd far(adapter);
    const std::string body(1024 * 1024, 'x');
    far.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n");
    far.send(body);
    QTRY_VERIFY(far.received().ends_with(std::string(1000, 'y')) &&
                bodyOf(far.received()).size() == 3U * 1024U * 1024U);
    QCOMPARE(seen.size(), qsizetype(body.size()));
    QVERIFY(seen.count('x') == seen.size());
}

void TestAdapter::survivesAFarEndThatGoesBeforeTheAnswer() {
    std::vector<Answer> answers;
    Adapter adapter([&](const Request&, const Answer& answer) { answers.push_back(answer); });
    for (int i = 0; i < 20; ++i) {
        const auto wanted = answers.size() + 1;
        FarEnd far(adapter);
        far.send(getA);
        QTRY_COMPARE(answers.size(), wanted);
        far.close();
        if (i % 2 == 0)
            QTest::qWait(1);  // half of them are noticed before the answer, half are not
        answers.back()({200, {{"A", "b"}}, "late"});
    }
    QTest::qWait(10);
    for (const Answer& answer : answers)
        answer({200, {}, "again"});
    FarEnd far(adapter);
    far.send(getA);
    QTRY_COMPARE(answers.size(), 21U);
    answers.back()({200, {}, "fine"});
    QTRY_COMPARE(bodyOf(far.received()), std::string("fine"));
}

void TestAdapter::survivesAFarEndThatGoesDuringARequest() {
    int count = 0;
    Adapter adapter([&](const Request&, const Answer& answer) {
        ++count;
        answer({200, {}, "fine"});
    });
    for (const std::string_view part :
         {"G", "GET / HTTP/1.1\r\nHo", "POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\nabc"}) {
        FarEnd far(adapter);
        far.send(part);
        QTest::qWait(2);
    }
    FarEnd far(adapter);
    far.send(getA);
    QTRY_COMPARE(bodyOf(far.received()), std::string("fine"));
    QCOMPARE(count, 1);
}

void TestAdapter::answersAfterTheAdapterIsGoneComeToNothing() {
    std::vector<Answer> answers;
    auto adapter =
        std::make_unique<Adapter>([&](const Request&, const Answer& answer) { answers.push_back(answer); });
    FarEnd far(*adapter);
    far.send(getA);
    QTRY_COMPARE(answers.size(), 1U);
    adapter.reset();
    answers[0]({200, {}, "late"});
    QVERIFY(far.received().empty());
}

void TestAdapter::takesOffersFromOtherThreads() {
    Adapter adapter([](const Request&, const Answer& answer) { answer({200, {}, "ok"}); });
    std::vector<std::unique_ptr<FarEnd>> ends(8);
    std::vector<std::thread> threads;
    for (auto& end : ends)
        threads.emplace_back([&adapter, &end] {
            end = std::make_unique<FarEnd>(adapter);
            end->send(getA);
        });
    for (std::thread& thread : threads)
        thread.join();
    for (auto& end : ends)
        QTRY_COMPARE(bodyOf(end->received()), std::string("ok"));
}

void TestAdapter::writesNoLengthWhereThereCanBeNoBody() {
    int status = 204;
    Adapter adapter([&](const Request&, const Answer& answer) { answer({status, {{"A", "b"}}, {}}); });
    FarEnd far(adapter);
    for (status = 204; status <= 304; status += 100) {
        far.forget();
        far.send(getA);
        QTRY_VERIFY(far.received().ends_with("\r\n\r\n"));
        QVERIFY(far.received().find("Content-Length") == std::string::npos);
        QVERIFY(far.received().find("A: b") != std::string::npos);
    }
}

QTEST_GUILESS_MAIN(TestAdapter)
#include "tst_adapter.moc"
