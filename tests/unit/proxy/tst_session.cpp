// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/httpwire/head.h"
#include "tests/unit/proxy/proxyfixture.h"

#include <QTest>

#include <sys/resource.h>
#include <unistd.h>

using namespace portolan;
using namespace portolan::proxy;
using httpwire::KnownField;

namespace {

/// A LocalHandler that notes what it is told and answers as the test says.
class Echo final : public LocalHandler {
  public:
    enum class Answer : std::uint8_t { AtEnd, AtOnce, Stream, Never };

    struct Exchange final : LocalExchange {
        Exchange(Echo& echo, LocalResponder& responder) : m_echo(echo), m_responder(responder) {}
        ~Exchange() override { ++m_echo.destroyed; }
        void onBody(std::string_view bytes) override { m_echo.body.append(bytes); }
        void onBodyEnd() override {
            ++m_echo.ended;
            if (m_echo.answer == Answer::AtEnd)
                m_echo.reply(m_responder);
        }
        void onDrained() override { ++m_echo.drained; }
        void onAborted() override {
            ++m_echo.aborted;
            m_echo.responder = nullptr;
        }
        Echo& m_echo;
        LocalResponder& m_responder;
    };

    std::unique_ptr<LocalExchange> begin(const httpwire::RequestHead& head, const Arrival& arrivalNow,
                                         LocalResponder& responderNow) override {
        ++begun;
        arrival = arrivalNow;
        target = head.target;
        responder = &responderNow;
        if (answer == Answer::AtOnce)
            reply(responderNow);
        if (answer == Answer::Stream) {
            httpwire::ResponseHead streaming;
            streaming.fields.add(KnownField::ContentType, "text/event-stream");
            responderNow.sendHead(streaming, -1);
        }
        return std::make_unique<Exchange>(*this, responderNow);
    }

    void reply(LocalResponder& to) {
        httpwire::ResponseHead head;
        head.status = status;
        head.fields.add(KnownField::ContentType, "text/plain");
        head.fields.add(KnownField::Connection, "must not pass");
        const std::string text = "echo:" + body;
        body.clear();
        to.sendHead(head, static_cast<std::int64_t>(text.size()));
        to.sendBody(text);
        to.finish();
    }

    Answer answer = Answer::AtEnd;
    int status = 200;
    int begun = 0;
    int ended = 0;
    int aborted = 0;
    int drained = 0;
    int destroyed = 0;
    std::string body;
    std::string target;
    Arrival arrival;
    LocalResponder* responder = nullptr;
};

std::string statusOf(const std::string& response) {
    return response.size() > 12 ? response.substr(9, 3) : "none";
}

std::string get(std::string_view host, std::string_view more = {}) {
    return "GET / HTTP/1.1\r\nHost: " + std::string(host) + "\r\n" + std::string(more) + "\r\n";
}

}  // namespace

class TestSession : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void choosesByHost_data() {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<QByteArray>("answeredBy");
        const auto row = [](const char* name, const std::string& request, const char* by) {
            QTest::newRow(name) << QByteArray::fromStdString(request) << QByteArray(by);
        };
        row("a service", get("app.test"), "target");
        row("RFC 9110 4.2.3 case does not count", get("APP.Test"), "target");
        row("a port and a final dot do not count", get("app.test.:8000"), "target");
        row("RFC 9112 3.2.2 absolute form", "GET http://app.test/ HTTP/1.1\r\nHost: app.test\r\n\r\n",
            "target");
        row("the API's name", get("dns.test"), "api");
        row("Portolan's name", get("portolan.test"), "landing");
        row("our own address", get("127.0.0.1"), "landing");
        row("localhost from this machine", get("localhost"), "landing");
        row("another address", get("10.1.2.3"), "404");
        row("a service that is switched off", get("off.test"), "503");
        row("a service in maintenance", get("paused.test"), "503");
        row("nobody", get("nobody.test"), "404");
        row("below a service", get("x.app.test"), "404");
        row("RFC 9110 15.5.20 a foreign absolute form",
            "GET http://example.org/ HTTP/1.1\r\nHost: example.org\r\n\r\n", "421");
        row("RFC 9110 9.3.6 CONNECT", "CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\n",
            "501");
        row("RFC 9112 3.2 no Host", "GET / HTTP/1.1\r\n\r\n", "400");
        row("HTTP/1.0 without Host", "GET / HTTP/1.0\r\n\r\n", "404");
        row("RFC 9112 6.1 length and chunks",
            "POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
            "400");
        row("RFC 9112 2.3 another version", "GET / HTTP/2.0\r\nHost: app.test\r\n\r\n", "505");
        row("RFC 6585 5 a head too large",
            "GET / HTTP/1.1\r\nHost: app.test\r\nX: " + std::string(40'000, 'x') + "\r\n\r\n", "431");
        row("RFC 9110 15.5.15 a target too long",
            "GET /" + std::string(20'000, 'x') + " HTTP/1.1\r\nHost: app.test\r\n\r\n", "414");
    }

    void choosesByHost() {
        QFETCH(QByteArray, request);
        QFETCH(QByteArray, answeredBy);
        ProxyFixture proxy;
        Target target;
        Echo api;
        Echo landing;
        api.status = 299;
        landing.status = 298;
        proxy.server.setHandlers(&api, &landing);
        proxy.addRoute("app.test", {target.address()});
        proxy.addRoute("off.test", {target.address()})->state = model::Switch::Disabled;
        proxy.addRoute("paused.test", {target.address()})->state = model::Switch::Maintenance;
        proxy.snapshot.localNames.set("dns.test",
                                      std::make_shared<snapshot::LocalName>(snapshot::LocalName::Api));
        proxy.snapshot.localNames.set("portolan.test",
                                      std::make_shared<snapshot::LocalName>(snapshot::LocalName::Landing));
        proxy.publish();
        Wire client = proxy.client();
        client.write({request.data(), static_cast<std::size_t>(request.size())});
        Wire upstream;
        QVERIFY(proxy.until([&] {
            upstream = upstream.isOpen() ? std::move(upstream) : target.accept();
            return upstream.isOpen() || !client.received().empty();
        }));
        QByteArray by =
            upstream.isOpen() ? QByteArray("target") : QByteArray::fromStdString(statusOf(client.received()));
        if (by == "299")
            by = "api";
        if (by == "298")
            by = "landing";
        QCOMPARE(by, answeredBy);
        QCOMPARE(api.begun, by == "api" ? 1 : 0);
    }

    void everythingOnTheApiListenerGoesToTheApi() {
        ProxyFixture proxy;
        Echo api;
        proxy.server.setHandlers(&api, nullptr);
        const auto address = proxy.listen(Arrival::Listener::Api);
        Wire client = proxy.connect(address);
        client.write(get("whatever.example"));
        QVERIFY(proxy.untilReceived(client, "echo:"));
        QCOMPARE(api.arrival.listener, Arrival::Listener::Api);
        QCOMPARE(api.arrival.local, address);
        QCOMPARE(api.arrival.peer.toString(), std::string("127.0.0.1"));
    }

    void servesInternalNetworksOnly() {
        ProxyFixture proxy;
        Echo api;
        proxy.server.setHandlers(&api, nullptr);
        proxy.snapshot.internalNetworks = {*base::Network::parse("10.0.0.0/8")};
        proxy.publish();
        Wire client = proxy.client();
        client.write(get("app.test"));
        QVERIFY(proxy.until([&] { return !client.received().empty(); }));
        QCOMPARE(statusOf(client.received()), std::string("403"));
        Wire local = proxy.connect(proxy.listen(Arrival::Listener::PrivateApi));
        local.write(get("127.0.0.1"));
        QVERIFY(proxy.untilReceived(local, "echo:"));
        // What is published counts from the next request on.
        proxy.snapshot.internalNetworks = {*base::Network::parse("127.0.0.0/8")};
        proxy.publish();
        client.take();
        client.write(get("app.test"));
        QVERIFY(proxy.until([&] { return statusOf(client.received()) == "404"; }));
    }

    void framesLocalAnswers_data() {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<QByteArray>("answer");
        QTest::newRow("GET")
            << QByteArray("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            << QByteArray("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\necho:");
        QTest::newRow("RFC 9110 9.3.2 HEAD") << QByteArray("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n")
                                             << QByteArray(
                                                    "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
                                                    "Content-Length: 5\r\n\r\n");
        QTest::newRow("a body by length")
            << QByteArray("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc")
            << QByteArray(
                   "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
                   "Content-Length: 8\r\n\r\necho:abc");
        QTest::newRow("a body in chunks")
            << QByteArray(
                   "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: "
                   "chunked\r\n\r\n1\r\na\r\n2\r\nbc\r\n0\r\n\r\n")
            << QByteArray("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 8\r\n\r\necho:abc");
        QTest::newRow("RFC 9112 9.3 HTTP/1.0 closes")
            << QByteArray("GET / HTTP/1.0\r\nHost: a\r\n\r\n")
            << QByteArray(
                   "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
                   "Content-Length: 5\r\nConnection: close\r\n\r\necho:");
        QTest::newRow("two in one write")
            << QByteArray(
                   "GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            << QByteArray(
                   "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\necho:"
                   "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n"
                   "Connection: close\r\n\r\necho:");
    }

    void framesLocalAnswers() {
        QFETCH(QByteArray, request);
        QFETCH(QByteArray, answer);
        for (const bool slowly : {false, true}) {
            ProxyFixture proxy;
            Echo api;
            proxy.server.setHandlers(&api, nullptr);
            Wire client = proxy.connect(proxy.listen(Arrival::Listener::Api));
            const std::size_t step = slowly ? 1 : static_cast<std::size_t>(request.size());
            for (std::size_t at = 0; at < static_cast<std::size_t>(request.size()); at += step) {
                client.write({request.data() + at, step});
                proxy.engine.turn(base::Milliseconds(100));
            }
            std::string got;
            proxy.until(
                [&] {
                    got = withoutDate(withoutDate(client.received()));
                    return got.size() >= static_cast<std::size_t>(answer.size());
                },
                base::Milliseconds(1000));
            QCOMPARE(QByteArray::fromStdString(got), answer);
            QCOMPARE(api.destroyed, api.begun);
        }
    }

    void continuesAClientThatWaitsForIt() {
        ProxyFixture proxy;
        Echo api;
        proxy.server.setHandlers(&api, nullptr);
        Wire client = proxy.connect(proxy.listen(Arrival::Listener::Api));
        client.write("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
        QVERIFY(proxy.untilReceived(client, "HTTP/1.1 100 Continue\r\n\r\n"));
        client.write("ok");
        QVERIFY(proxy.untilReceived(client, "echo:ok"));
    }

    void anAnswerBeforeTheBodyEndsTheConnection() {
        ProxyFixture proxy;
        Echo api;
        api.answer = Echo::Answer::AtOnce;
        api.status = 413;
        proxy.server.setHandlers(&api, nullptr);
        Wire client = proxy.connect(proxy.listen(Arrival::Listener::Api));
        client.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9000000\r\n\r\nxxx");
        QVERIFY(proxy.untilReceived(client, "echo:"));
        QVERIFY(client.received().find("Connection: close\r\n") != std::string::npos);
        client.write(std::string(100'000, 'x'));
        QVERIFY(proxy.until([&] { return client.ended(); }));
        QVERIFY(!client.wasReset());
        QCOMPARE(api.body, std::string());
    }

    void streamsAnAnswerOfUnknownLength() {
        ProxyFixture proxy({.halfClose = base::Milliseconds(0), .halfCloseAnswering = base::Milliseconds(0)});
        Echo api;
        api.answer = Echo::Answer::Stream;
        proxy.server.setHandlers(&api, nullptr);
        Wire client = proxy.connect(proxy.listen(Arrival::Listener::Api));
        client.write(get("a"));
        QVERIFY(proxy.untilReceived(client, "\r\n\r\n"));
        QVERIFY(client.take().find("Transfer-Encoding: chunked\r\n") != std::string::npos);
        QCOMPARE(api.responder->sendBody("data: 1\n\n"), std::size_t{0});
        QVERIFY(proxy.untilReceived(client, "9\r\ndata: 1\n\n\r\n"));
        // A reader that is too slow is told to the handler, and so is that it has caught up.
        const std::string event(100'000, 'e');
        while (api.responder->sendBody(event) < 300'000)
            continue;
        QVERIFY(proxy.until([&] {
            client.take();
            return api.drained > 0;
        }));
        client.close();
        QVERIFY(proxy.until([&] { return api.aborted == 1; }));
        proxy.engine.turn(base::Milliseconds(0));
        QCOMPARE(api.destroyed, 1);
        QCOMPARE(proxy.server.connectionCount(), std::size_t{0});
    }

    void aHandlerMayFail() {
        ProxyFixture proxy;
        Echo api;
        api.answer = Echo::Answer::Stream;
        proxy.server.setHandlers(&api, nullptr);
        Wire client = proxy.connect(proxy.listen(Arrival::Listener::Api));
        client.write(get("a"));
        QVERIFY(proxy.untilReceived(client, "\r\n\r\n"));
        api.responder->fail();
        QVERIFY(proxy.until([&] { return client.ended(); }));
        QVERIFY(!client.received().ends_with("0\r\n\r\n"));
        QCOMPARE(api.aborted, 0);
        proxy.engine.turn(base::Milliseconds(0));
        QCOMPARE(api.destroyed, 1);
    }

    void keepsOrMakesARequestId() {
        ProxyFixture proxy;
        Echo api;
        proxy.server.setHandlers(&api, nullptr);
        Wire client = proxy.connect(proxy.listen(Arrival::Listener::Api));
        client.write(get("a", "X-Request-Id: abc-1\r\n"));
        QVERIFY(proxy.untilReceived(client, "echo:"));
        QCOMPARE(api.arrival.requestId, std::string("abc-1"));
        client.take();
        client.write(get("a", "X-Request-Id: \"><script>\r\n"));
        QVERIFY(proxy.untilReceived(client, "echo:"));
        const std::string first = api.arrival.requestId;
        QVERIFY(first.size() >= 8 && first.find('<') == std::string::npos);
        client.take();
        client.write(get("a"));
        QVERIFY(proxy.untilReceived(client, "echo:"));
        QVERIFY(api.arrival.requestId != first);
    }

    void aSlowHeadIsToldAndClosed() {
        ProxyFixture proxy({.head = base::Milliseconds(40)});
        Wire client = proxy.client();
        client.write("GET / HT");
        QVERIFY(proxy.until([&] { return client.ended(); }));
        QCOMPARE(statusOf(client.received()), std::string("408"));
        QCOMPARE(proxy.server.connectionCount(), std::size_t{0});
    }

    void trickledBytesDoNotProlongAHead() {
        ProxyFixture proxy({.head = base::Milliseconds(60)});
        Wire client = proxy.client();
        const auto start = std::chrono::steady_clock::now();
        QVERIFY(proxy.until(
            [&] {
                client.write("a");
                return client.ended();
            },
            base::Milliseconds(2000)));
        QVERIFY(std::chrono::steady_clock::now() - start < std::chrono::milliseconds(1000));
    }

    void anIdleConnectionIsClosedWithoutAWord() {
        ProxyFixture proxy({.idle = base::Milliseconds(30)});
        Wire client = proxy.client();
        QVERIFY(proxy.until([&] { return client.ended(); }));
        QCOMPARE(client.received(), std::string());
    }

    void aBodyThatStopsIsTold() {
        ProxyFixture proxy({.bodySilence = base::Milliseconds(40)});
        Echo api;
        proxy.server.setHandlers(&api, nullptr);
        Wire client = proxy.connect(proxy.listen(Arrival::Listener::Api));
        client.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
        QVERIFY(proxy.until([&] { return client.ended(); }));
        QCOMPARE(statusOf(client.received()), std::string("408"));
        QCOMPARE(api.aborted, 1);
    }

    void drainsWhatRunsAndClosesWhatIsIdle() {
        ProxyFixture proxy;
        Target target;
        proxy.addRoute("app.test", {target.address()});
        Wire idle = proxy.client();
        Wire busy = proxy.client();
        busy.write(get("app.test"));
        Wire upstream = proxy.accepted(target);
        QVERIFY(proxy.untilReceived(upstream, "\r\n\r\n"));
        QCOMPARE(proxy.server.connectionCount(), std::size_t{2});
        bool done = false;
        proxy.server.drain(base::Milliseconds(5000), [&] { done = true; });
        QVERIFY(proxy.until([&] { return idle.ended(); }));
        QVERIFY(!proxy.client().isOpen());
        QVERIFY(!done);
        upstream.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
        QVERIFY(proxy.until([&] { return busy.ended(); }));
        QVERIFY(busy.received().ends_with("hi"));
        QVERIFY(busy.received().find("Connection: close\r\n") != std::string::npos);
        QVERIFY(proxy.until([&] { return done; }));
        QVERIFY(proxy.until([&] { return upstream.ended(); }));
    }

    void cutsWhatOutlivesTheGraceOfADrain() {
        ProxyFixture proxy;
        Target target;
        proxy.addRoute("app.test", {target.address()});
        Wire busy = proxy.client();
        busy.write(get("app.test"));
        Wire upstream = proxy.accepted(target);
        QVERIFY(proxy.untilReceived(upstream, "\r\n\r\n"));
        bool done = false;
        proxy.server.drain(base::Milliseconds(50), [&] { done = true; });
        QVERIFY(proxy.until([&] { return done; }));
        QVERIFY(busy.ended());
        QVERIFY(upstream.ended());
        QCOMPARE(proxy.server.connectionCount(), std::size_t{0});
    }

    void clientsForWhomNoDescriptorIsLeftAreTold() {
        ProxyFixture proxy;
        std::vector<Wire> clients;
        for (int i = 0; i < 10; ++i) {
            clients.push_back(proxy.client());
            clients.back().write("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n");
        }
        rlimit before{};
        getrlimit(RLIMIT_NOFILE, &before);
        // Every number below the first free one is in use.
        const net::FileDescriptor firstFree(::dup(0));
        const rlimit inUse{.rlim_cur = static_cast<rlim_t>(firstFree.value()), .rlim_max = before.rlim_max};
        setrlimit(RLIMIT_NOFILE, &inUse);
        const bool told = proxy.until([&] { return clients.back().ended(); });
        setrlimit(RLIMIT_NOFILE, &before);
        QVERIFY(told);
        for (Wire& client : clients) {
            QVERIFY(client.ended());
            QVERIFY(client.received().starts_with("HTTP/1.1 503 "));
            QVERIFY(client.received().find("Connection: close\r\n") != std::string::npos);
            QVERIFY(client.received().find("Retry-After: ") != std::string::npos);
        }
        QCOMPARE(proxy.counters.failures.value(), std::uint64_t{10});
        QCOMPARE(proxy.server.connectionCount(), std::size_t{0});
    }

    void drainingNothingIsDoneAtOnce() {
        ProxyFixture proxy;
        bool done = false;
        proxy.server.drain(base::Milliseconds(60'000), [&] { done = true; });
        QVERIFY(proxy.until([&] { return done; }, base::Milliseconds(500)));
    }

    void handsOldSnapshotsToWhoFreesThem() {
        std::vector<std::shared_ptr<const snapshot::Snapshot>> retired;
        base::Publisher<snapshot::Snapshot> snapshots;
        Router router(snapshots, [&](std::shared_ptr<const snapshot::Snapshot> old) {
            retired.push_back(std::move(old));
        });
        const auto first = std::make_shared<const snapshot::Snapshot>();
        snapshots.publish(first);
        router.refresh();
        const auto before = router.version();
        router.refresh();
        QCOMPARE(router.version(), before);
        snapshots.publish(std::make_shared<const snapshot::Snapshot>());
        router.refresh();
        QVERIFY(router.version() > before);
        QCOMPARE(retired.size(), std::size_t{1});
        QCOMPARE(retired.front(), first);
    }
};

QTEST_GUILESS_MAIN(TestSession)
#include "tst_session.moc"
