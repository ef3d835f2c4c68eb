// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/net/turning.h"

#include <QTest>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

using namespace portolan;
using namespace portolan::net;

namespace {

/// Passes on what one stream says to another one, as a proxy does.
struct Relay final : StreamHandler {
    StreamHandle source;
    StreamHandle sink;
    std::size_t headBytes = 0;
    bool overflowed = false;

    void onBytes(std::string_view bytes) override {
        overflowed = overflowed || source.stream()->isReadPaused();
        // A short piece in front that lies elsewhere, as the head of a chunk does.
        const std::string head = "<" + std::to_string(bytes.size()) + ">";
        headBytes += head.size();
        const Chunk chunks[] = {{head, nullptr}, {bytes, nullptr}};
        if (sink.send(chunks) == Flow::Full)
            source.pauseRead();
    }
    void onEnd() override {}
    void onClosed(CloseReason) override {}
};

struct Drain final : StreamHandler {
    StreamHandle source;
    void onBytes(std::string_view) override {}
    void onEnd() override {}
    void onDrained() override { source.resumeRead(); }
    void onClosed(CloseReason) override {}
};

/// A relay between two connections, with the test's ends of both.
struct RelayedPair {
    explicit RelayedPair(Engine& engine) {
        auto [from, fromPeer] = unixPair();
        auto [to, toPeer] = unixPair();
        const int size = 4 * 1024 * 1024;
        setsockopt(fromPeer.value(), SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
        source = std::move(fromPeer);
        sink = std::move(toPeer);
        relay.source = engine.adopt(std::move(from), relay);
        relay.sink = engine.adopt(std::move(to), drain);
        drain.source = relay.source;
    }
    /// Sends what the kernel takes of what is left to send.
    void feed() {
        const ssize_t done = ::send(source.value(), left.data(), left.size(), MSG_NOSIGNAL);
        left.remove_prefix(done > 0 ? static_cast<std::size_t>(done) : 0);
    }

    FileDescriptor source;
    FileDescriptor sink;
    std::string_view left;
    Relay relay;
    Drain drain;
};

/// Bytes of which no two stretches are alike, so that one that is lost, doubled or moved shows.
std::string unlikeBytes(std::size_t size) {
    std::string bytes(size, ' ');
    std::uint32_t state = 1;
    for (char& byte : bytes) {
        state = state * 1664525U + 1013904223U;
        byte = static_cast<char>('a' + (state >> 24) % 26);
    }
    return bytes;
}

/// `framed` without the "<size>" before each piece.
std::string withoutHeads(std::string_view framed) {
    std::string bytes;
    while (!framed.empty()) {
        const std::size_t end = framed.find('>');
        const std::size_t size = std::stoul(std::string(framed.substr(1, end - 1)));
        bytes += framed.substr(end + 1, size);
        framed.remove_prefix(end + 1 + size);
    }
    return bytes;
}

}  // namespace

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

    void aRelayThatBlocksInTheMiddleOfABufferLosesNothing() {
        Engine engine;
        RelayedPair pair(engine);
        const std::string sent = unlikeBytes(3 * 1024 * 1024);
        pair.left = sent;
        std::string got;
        std::size_t most = 0;
        QVERIFY(turnUntil(engine, [&] {
            pair.feed();
            most = std::max(most, engine.unsentBytes());
            char buffer[50'000];
            const ssize_t read = ::recv(pair.sink.value(), buffer, sizeof buffer, MSG_DONTWAIT);
            got.append(buffer, read > 0 ? static_cast<std::size_t>(read) : 0);
            return got.size() == sent.size() + pair.relay.headBytes;
        }));
        QVERIFY(withoutHeads(got) == sent);
        QVERIFY(!pair.relay.overflowed);
        QVERIFY2(most > 64 * 1024, "it never blocked with a big piece");
        QVERIFY(most <= Engine::readBufferSize + 64 * 1024);
    }

    void buffersThatAreParkedComeBack() {
        Engine engine;
        std::vector<std::unique_ptr<RelayedPair>> pairs;
        for (int i = 0; i < 20; ++i)
            pairs.push_back(std::make_unique<RelayedPair>(engine));
        const std::string piece = unlikeBytes(3 * 1024 * 1024);
        for (const auto& pair : pairs)
            pair->left = piece;
        // More blocked flows than the engine has buffers for: the others are copied.
        for (int i = 0; i < 10; ++i) {
            for (const auto& pair : pairs)
                pair->feed();
            engine.turn(base::Milliseconds(0));
        }
        QVERIFY(!engine.maySpareBuffers());
        for (const auto& pair : pairs)
            QVERIFY(pair->drain.source.stream()->isReadPaused());
        // Those whose reader goes away give theirs back at once.
        for (std::size_t i = 0; i < pairs.size(); i += 2)
            pairs[i]->relay.sink.abort();
        engine.turn(base::Milliseconds(0));
        QVERIFY(engine.maySpareBuffers());
        for (std::size_t i = 1; i < pairs.size(); i += 2) {
            std::string got;
            QVERIFY(turnUntil(engine, [&] {
                pairs[i]->feed();
                got += readNow(pairs[i]->sink);
                return got.size() == piece.size() + pairs[i]->relay.headBytes;
            }));
            QVERIFY(withoutHeads(got) == piece);
        }
    }

    void manySlowReadersHoldLittleEach() {
        Engine engine;
        constexpr std::size_t count = 100;
        std::vector<std::unique_ptr<RelayedPair>> pairs;
        for (std::size_t i = 0; i < count; ++i)
            pairs.push_back(std::make_unique<RelayedPair>(engine));
        const std::string piece = unlikeBytes(512 * 1024);
        for (int round = 0; round < 20; ++round) {
            for (const auto& pair : pairs) {
                (void)::send(pair->source.value(), piece.data(), piece.size(), MSG_NOSIGNAL);
                char sip[20'000];
                (void)::recv(pair->sink.value(), sip, sizeof sip, MSG_DONTWAIT);
            }
            engine.turn(base::Milliseconds(0));
        }
        QVERIFY2(engine.unsentBytes() <= 16 * Engine::readBufferSize + count * 128 * 1024,
                 std::to_string(engine.unsentBytes()).c_str());
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
