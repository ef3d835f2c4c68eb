// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/net/turning.h"

#include <QTest>

#include <memory>
#include <string>

using namespace portolan;
using namespace portolan::net;

class TestStream : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void handsOverWhatArrivesAndSendsBack() {
        Engine engine;
        Recorder recorder;
        auto [ours, theirs] = tcpPair();
        const StreamHandle stream = engine.adopt(std::move(ours), recorder);
        writeAll(theirs, "hello");
        QVERIFY(turnUntil(engine, [&] { return recorder.bytes == "hello"; }));
        const Chunk chunks[] = {{"head ", nullptr}, {"body", nullptr}};
        QCOMPARE(stream.send(chunks), Flow::Open);
        QCOMPARE(readNow(theirs), std::string("head body"));
        QCOMPARE(stream.sentBytes(), std::uint64_t{9});
        QCOMPARE(stream.local().address.toString(), std::string("127.0.0.1"));
        QCOMPARE(recorder.closed, 0);
    }

    void tellsTheEndAndStillSends() {
        Engine engine;
        Recorder recorder;
        auto [ours, theirs] = tcpPair();
        const StreamHandle stream = engine.adopt(std::move(ours), recorder);
        writeAll(theirs, "last");
        ::shutdown(theirs.value(), SHUT_WR);
        QVERIFY(turnUntil(engine, [&] { return recorder.ended == 1; }));
        QCOMPARE(recorder.bytes, std::string("last"));
        stream.send("answer");
        QCOMPARE(readNow(theirs), std::string("answer"));
        stream.shutdownWrite();
        QVERIFY(turnUntil(engine, [&] { return recorder.closed == 1; }));
        QCOMPARE(recorder.reason, CloseReason::Ended);
        QVERIFY(!stream.isOpen());
        QVERIFY(atEnd(theirs));
    }

    void anEndDuringAPauseWaitsForTheBytesBeforeIt() {
        Engine engine;
        Recorder recorder;
        auto [ours, theirs] = tcpPair();
        const StreamHandle stream = engine.adopt(std::move(ours), recorder);
        stream.pauseRead();
        writeAll(theirs, "late");
        theirs.reset();
        for (int i = 0; i < 5; ++i)
            engine.turn(base::Milliseconds(1));
        QCOMPARE(recorder.bytes, std::string());
        QCOMPARE(recorder.ended, 0);
        stream.resumeRead();
        QVERIFY(turnUntil(engine, [&] { return recorder.ended == 1; }));
        QCOMPARE(recorder.bytes, std::string("late"));
    }

    void tellsAResetEvenDuringAPause() {
        Engine engine;
        Recorder recorder;
        auto [ours, theirs] = tcpPair();
        const StreamHandle stream = engine.adopt(std::move(ours), recorder);
        stream.pauseRead();
        const linger now{.l_onoff = 1, .l_linger = 0};
        setsockopt(theirs.value(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
        theirs.reset();
        QVERIFY(turnUntil(engine, [&] { return recorder.closed == 1; }));
        QCOMPARE(recorder.reason, CloseReason::Reset);
        QCOMPARE(engine.streamCount(), std::size_t{0});
    }

    void keepsWhatDoesNotFitAndDrainsToTheLowMark() {
        Engine engine;
        Recorder recorder;
        auto [ours, theirs] = tcpPair();
        const StreamHandle stream = engine.adopt(std::move(ours), recorder);
        stream.setMarks(1000, 100'000);
        std::string sent;
        std::string piece(50'000, 'x');
        for (int i = 0; stream.send(piece) == Flow::Open; ++i) {
            sent += piece;
            piece.assign(50'000, static_cast<char>('a' + i % 26));
        }
        sent += piece;
        QVERIFY(stream.unsentBytes() > 100'000);
        QVERIFY(stream.unsentBytes() <= 150'000);
        QCOMPARE(stream.sentBytes() + stream.unsentBytes(), std::uint64_t{sent.size()});
        std::string got;
        QVERIFY(turnUntil(engine, [&] {
            got += readNow(theirs);
            return got.size() == sent.size();
        }));
        QVERIFY(got == sent);
        QCOMPARE(recorder.drained, 1);
        QCOMPARE(stream.unsentBytes(), std::size_t{0});
    }

    void releasesTheOwnerOfBytesWhenTheyAreWritten() {
        Engine engine;
        Recorder recorder;
        auto [ours, theirs] = tcpPair();
        const StreamHandle stream = engine.adopt(std::move(ours), recorder);
        const auto owned = std::make_shared<const std::string>(std::string(8 * 1024 * 1024, 'o'));
        const Chunk chunk{*owned, owned};
        QCOMPARE(stream.send({&chunk, 1}), Flow::Full);
        QVERIFY(owned.use_count() == 3);
        std::size_t got = 0;
        QVERIFY(turnUntil(engine, [&] {
            got += readNow(theirs).size();
            return got == owned->size();
        }));
        QCOMPARE(owned.use_count(), 2L);
    }

    void closingFlushesAndIsSilent() {
        Engine engine;
        Recorder recorder;
        auto [ours, theirs] = tcpPair();
        const StreamHandle stream = engine.adopt(std::move(ours), recorder);
        const std::string big(8 * 1024 * 1024, 'b');
        stream.send(big);
        stream.close();
        QVERIFY(!stream.isOpen());
        stream.send("after the end");
        QCOMPARE(engine.streamCount(), std::size_t{1});
        std::size_t got = 0;
        QVERIFY(turnUntil(engine, [&] {
            got += readNow(theirs).size();
            return got >= big.size() && atEnd(theirs);
        }));
        QCOMPARE(got, big.size());
        QCOMPARE(engine.streamCount(), std::size_t{0});
        QCOMPARE(recorder.closed, 0);
    }

    void lingeringLetsThePeerReadTheLastBytesWhileItStillSends() {
        Engine engine;
        Recorder recorder;
        auto [ours, theirs] = tcpPair();
        const StreamHandle stream = engine.adopt(std::move(ours), recorder);
        stream.pauseRead();
        writeAll(theirs, std::string(100'000, 'u'));
        stream.send("413");
        stream.close(Closing::Linger);
        engine.turn(base::Milliseconds(5));
        writeAll(theirs, std::string(100'000, 'u'));
        engine.turn(base::Milliseconds(5));
        QCOMPARE(readNow(theirs), std::string("413"));
        QVERIFY(atEnd(theirs));
        QCOMPARE(engine.streamCount(), std::size_t{1});
        theirs.reset();
        QVERIFY(turnUntil(engine, [&] { return engine.streamCount() == 0; }));
    }

    void abortingSendsAReset() {
        Engine engine;
        Recorder recorder;
        auto [ours, theirs] = tcpPair();
        const StreamHandle stream = engine.adopt(std::move(ours), recorder);
        stream.abort();
        QVERIFY(!stream.isOpen());
        QCOMPARE(readError(theirs), ECONNRESET);
        engine.turn(base::Milliseconds(0));
        QCOMPARE(recorder.closed, 0);
    }

    void aStaleHandleNeverReachesTheNextStreamOfItsSlot() {
        Engine engine;
        Recorder first;
        Recorder second;
        auto [a, aPeer] = tcpPair();
        auto [b, bPeer] = tcpPair();
        const StreamHandle stale = engine.adopt(std::move(a), first);
        stale.abort();
        engine.turn(base::Milliseconds(0));
        const StreamHandle fresh = engine.adopt(std::move(b), second);
        stale.send("wrong");
        stale.abort();
        fresh.send("right");
        QCOMPARE(readNow(bPeer), std::string("right"));
        QVERIFY(fresh.isOpen());
        QVERIFY(!StreamHandle().isOpen());
    }

    void readsBigFlowsInGrowingPieces() {
        Engine engine;
        Recorder recorder;
        auto [ours, theirs] = unixPair();
        const int size = 4 * 1024 * 1024;
        setsockopt(theirs.value(), SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
        const StreamHandle stream = engine.adopt(std::move(ours), recorder);
        stream.pauseRead();
        const std::string piece(1000, 'p');
        std::size_t sent = 0;
        for (ssize_t done = 0; (done = ::send(theirs.value(), piece.data(), piece.size(), MSG_NOSIGNAL)) > 0;)
            sent += static_cast<std::size_t>(done);
        stream.resumeRead();
        QVERIFY(turnUntil(engine, [&] { return recorder.bytes.size() == sent; }));
        QVERIFY(recorder.sizes.front() <= 64 * 1024);
        QVERIFY2(*std::max_element(recorder.sizes.begin(), recorder.sizes.end()) > 64 * 1024, "no growth");
    }

    void pausingInsideACallbackStopsTheFlow() {
        Engine engine;
        Recorder recorder;
        auto [ours, theirs] = tcpPair();
        const StreamHandle stream = engine.adopt(std::move(ours), recorder);
        recorder.then = [&](std::string_view) { stream.pauseRead(); };
        writeAll(theirs, std::string(100'000, 'x'));
        QVERIFY(turnUntil(engine, [&] { return !recorder.bytes.empty(); }));
        const std::size_t before = recorder.bytes.size();
        QVERIFY(before <= 64 * 1024);
        for (int i = 0; i < 3; ++i)
            engine.turn(base::Milliseconds(1));
        QCOMPARE(recorder.bytes.size(), before);
        recorder.then = nullptr;
        stream.resumeRead();
        QVERIFY(turnUntil(engine, [&] { return recorder.bytes.size() == 100'000; }));
    }

    void connectsAndWritesWhatWasSentBefore() {
        Engine engine;
        Recorder recorder;
        auto [listener, address] = listenOnLoopback();
        const StreamHandle stream = engine.connect(address, base::Milliseconds(1000), recorder);
        stream.send("early");
        QCOMPARE(recorder.connected, 0);
        QVERIFY(turnUntil(engine, [&] { return recorder.connected == 1; }));
        FileDescriptor peer(::accept4(listener.value(), nullptr, nullptr, SOCK_CLOEXEC));
        QCOMPARE(readNow(peer), std::string("early"));
        QCOMPARE(stream.peer(), address);
    }

    void tellsWhyAConnectFailed() {
        Engine engine;
        Recorder refused;
        base::SocketAddress nobody;
        {
            auto [listener, address] = listenOnLoopback();
            nobody = address;
        }
        const StreamHandle stream = engine.connect(nobody, base::Milliseconds(1000), refused);
        QCOMPARE(refused.closed, 0);
        QVERIFY(turnUntil(engine, [&] { return refused.closed == 1; }));
        QCOMPARE(refused.reason, CloseReason::Refused);
        QVERIFY(!stream.isOpen());
        QCOMPARE(refused.connected, 0);
    }

    void aConnectThatNobodyAnswersTimesOut() {
        // Linux drops the first packet of a connection whose listener's queue is full.
        Engine engine;
        auto [listener, address] = listenOnLoopback(0);
        Recorder filler[4];
        for (Recorder& recorder : filler)
            engine.connect(address, base::Milliseconds(60'000), recorder);
        for (int i = 0; i < 5; ++i)
            engine.turn(base::Milliseconds(1));
        Recorder late;
        engine.connect(address, base::Milliseconds(50), late);
        QVERIFY(turnUntil(engine, [&] { return late.closed == 1; }));
        QCOMPARE(late.reason, CloseReason::TimedOut);
    }

    void closingBeforeTheConnectionStandsIsSilent() {
        Engine engine;
        Recorder recorder;
        auto [listener, address] = listenOnLoopback();
        const StreamHandle stream = engine.connect(address, base::Milliseconds(1000), recorder);
        stream.close();
        engine.turn(base::Milliseconds(1));
        QCOMPARE(recorder.connected + recorder.closed, 0);
        QCOMPARE(engine.streamCount(), std::size_t{0});
    }

    void anAnswerBeforeTheCutIsStillRead() {
        Engine engine;
        Recorder recorder;
        auto [ours, theirs] = tcpPair();
        const StreamHandle stream = engine.adopt(std::move(ours), recorder);
        writeAll(theirs, "413 too large");
        ::shutdown(theirs.value(), SHUT_RDWR);
        stream.send("body");
        stream.send("more body");
        QVERIFY(turnUntil(engine, [&] { return recorder.ended + recorder.closed > 0; }));
        QCOMPARE(recorder.bytes, std::string("413 too large"));
    }

    void aHandlerMayAbortItsStreamInACallback() {
        Engine engine;
        Recorder recorder;
        auto [ours, theirs] = tcpPair();
        const StreamHandle stream = engine.adopt(std::move(ours), recorder);
        recorder.then = [&](std::string_view) { stream.abort(); };
        writeAll(theirs, "x");
        QVERIFY(turnUntil(engine, [&] { return engine.streamCount() == 0; }));
        QCOMPARE(recorder.closed, 0);
    }

    void abortStreamsEndsEveryStreamSilently() {
        Engine engine;
        Recorder recorder;
        auto [a, aPeer] = tcpPair();
        auto [b, bPeer] = tcpPair();
        engine.adopt(std::move(a), recorder);
        engine.adopt(std::move(b), recorder);
        QCOMPARE(engine.streamCount(), std::size_t{2});
        engine.abortStreams();
        QCOMPARE(engine.streamCount(), std::size_t{0});
        QCOMPARE(readError(aPeer), ECONNRESET);
        QCOMPARE(recorder.closed, 0);
    }
};

QTEST_GUILESS_MAIN(TestStream)
#include "tst_stream.moc"
