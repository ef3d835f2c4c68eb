// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/tls/tlsfixture.h"

#include <QTest>

using namespace portolan;
using namespace portolan::tls;
using net::Chunk;
using net::CloseReason;
using net::Flow;
using net::Recorder;

namespace {

std::string patternOf(std::size_t size) {
    std::string text(size, 0);
    for (std::size_t i = 0; i < size; ++i)
        text[i] = static_cast<char>('a' + (i * 7 + i / 977) % 26);
    return text;
}

}  // namespace

/// Rows with both versions of TLS.
#define BOTH_VERSIONS()                         \
    QTest::addColumn<int>("version");           \
    QTest::newRow("TLS 1.2") << TLS1_2_VERSION; \
    QTest::newRow("TLS 1.3") << TLS1_3_VERSION

class TestTlsStream : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void handsOverWhatArrivesAndSendsBack_data() { BOTH_VERSIONS(); }
    void handsOverWhatArrivesAndSendsBack() {
        Pair pair;
        QVERIFY(pair.open());
        pair.peer->write("hello");
        QVERIFY(pair.until([&] { return pair.recorder.bytes == "hello"; }));
        const Chunk chunks[] = {{"head ", nullptr}, {"body", nullptr}};
        QCOMPARE(pair.stream.send(chunks), Flow::Open);
        QVERIFY(pair.until([&] { return pair.peer->received == "head body"; }));
        QCOMPARE(pair.stream.sentBytes(), std::uint64_t{9});
        QCOMPARE(pair.stream.unsentBytes(), std::size_t{0});
        QCOMPARE(pair.stream.peer(), pair.tls.address);
        QCOMPARE(pair.recorder.closed, 0);
    }

    void connectsByteByByte_data() { BOTH_VERSIONS(); }
    void connectsByteByByte() {
        Pair pair;
        pair.begin();
        pair.peer->mostPerPump = 1;
        QVERIFY(pair.until([&] { return pair.recorder.connected == 1 && pair.peer->isOpen(); }));
        pair.peer->write("slow");
        QVERIFY(pair.until([&] { return pair.recorder.bytes == "slow"; }));
    }

    void sendsWhatWasSentBeforeTheHandshake() {
        Pair pair;
        pair.begin();
        pair.stream.send("early ");
        pair.stream.send("words");
        QCOMPARE(pair.stream.unsentBytes(), std::size_t{11});
        QCOMPARE(pair.stream.sentBytes(), std::uint64_t{0});
        QVERIFY(pair.until([&] { return pair.peer->received == "early words"; }));
        QCOMPARE(pair.recorder.connected, 1);
    }

    void saysFullAndDrainsWhileTheHandshakeIsUnderWay() {
        Pair pair;
        pair.begin();
        pair.stream.setMarks(1000, 2000);
        QCOMPARE(pair.stream.send(std::string(3000, 'x')), Flow::Full);
        QVERIFY(pair.until([&] { return pair.peer->received.size() == 3000; }));
        QCOMPARE(pair.recorder.drained, 1);
    }

    void passesLargeBodiesBothWays_data() { BOTH_VERSIONS(); }
    void passesLargeBodiesBothWays() {
        Pair pair;
        QVERIFY(pair.open());
        const std::string up = patternOf(8 * 1024 * 1024);
        const std::string down = patternOf(6 * 1024 * 1024 + 77);
        pair.peer->write(down);
        std::size_t at = 0;
        QVERIFY(pair.until([&] {
            while (at < up.size() && pair.recorder.drained >= pair.fulls) {
                const std::string_view piece = std::string_view(up).substr(at, 100'001);
                at += piece.size();
                pair.fulls += pair.stream.send(piece) == Flow::Full ? 1 : 0;
            }
            return pair.peer->received.size() == up.size() && pair.recorder.bytes.size() == down.size();
        }));
        QVERIFY(pair.peer->received == up);
        QVERIFY(pair.recorder.bytes == down);
        QCOMPARE(pair.recorder.drained, pair.fulls);
        QCOMPARE(pair.stream.sentBytes(), std::uint64_t{up.size()});
    }

    void gathersShortPiecesIntoOneRecord() {
        Pair pair;
        QVERIFY(pair.open());
        const std::string large = patternOf(40'000);
        const Chunk chunks[] = {{"head", nullptr}, {large, nullptr}, {"tail", nullptr}};
        pair.stream.send(chunks);
        QVERIFY(pair.until([&] { return pair.peer->received.size() == large.size() + 8; }));
        QVERIFY(pair.peer->received == "head" + large + "tail");
    }

    void isFullWhenThePeerDoesNotRead() {
        Pair pair;
        QVERIFY(pair.open());
        pair.peer->isDeaf = true;
        pair.stream.setMarks(1000, 100'000);
        const std::string piece = patternOf(50'000);
        std::size_t sent = piece.size();
        while (pair.stream.send(piece) == Flow::Open)
            sent += piece.size();
        QVERIFY(pair.stream.unsentBytes() > 100'000);
        QVERIFY(pair.stream.unsentBytes() < 160'000);
        QVERIFY(pair.stream.sentBytes() < sent);
        pair.peer->isDeaf = false;
        QVERIFY(pair.until([&] { return pair.peer->received.size() == sent; }));
        QCOMPARE(pair.recorder.drained, 1);
        QCOMPARE(pair.stream.sentBytes(), std::uint64_t{sent});
    }

    void aPauseStopsThePeer() {
        Pair pair;
        QVERIFY(pair.open());
        pair.stream.pauseRead();
        const std::string down = patternOf(16 * 1024 * 1024);
        pair.peer->write(down);
        for (int i = 0; i < 50; ++i) {
            pair.tls.engine.turn(base::Milliseconds(0));
            pair.peer->pump();
        }
        QCOMPARE(pair.recorder.bytes, std::string());
        QVERIFY2(pair.peer->unsent() > 1024 * 1024, "a paused stream must not be read without bound");
        pair.stream.resumeRead();
        QVERIFY(pair.until([&] { return pair.recorder.bytes.size() == down.size(); }));
        QVERIFY(pair.recorder.bytes == down);
    }

    void aPauseInACallbackKeepsTheRest() {
        Pair pair;
        QVERIFY(pair.open());
        const std::string down = patternOf(3 * 1024 * 1024);
        pair.recorder.then = [&](std::string_view) { pair.stream.pauseRead(); };
        pair.peer->write(down);
        std::size_t before = 0;
        QVERIFY(pair.until([&] {
            if (pair.recorder.bytes.size() > before) {
                before = pair.recorder.bytes.size();
                pair.stream.resumeRead();
            }
            return before == down.size();
        }));
        QVERIFY(pair.recorder.bytes == down);
        for (const std::size_t size : pair.recorder.sizes)
            QVERIFY(size <= Workspace::plaintextSize);
    }

    void anEndDuringAPauseWaitsForTheBytesBeforeIt() {
        Pair pair;
        QVERIFY(pair.open());
        pair.recorder.then = [&](std::string_view) { pair.stream.pauseRead(); };
        pair.peer->write("first");
        QVERIFY(pair.until([&] { return pair.recorder.bytes == "first"; }));
        pair.peer->write("last");
        pair.peer->sayGoodBye();
        pair.peer->end();
        pair.turns(20);
        QCOMPARE(pair.recorder.bytes, std::string("first"));
        QCOMPARE(pair.recorder.ended, 0);
        pair.recorder.then = nullptr;
        pair.stream.resumeRead();
        QVERIFY(pair.until([&] { return pair.recorder.ended == 1; }));
        QCOMPARE(pair.recorder.bytes, std::string("firstlast"));
        QCOMPARE(pair.recorder.closed, 0);
    }

    void tellsTheEndAndStillSends_data() { BOTH_VERSIONS(); }
    void tellsTheEndAndStillSends() {
        Pair pair;
        QVERIFY(pair.open());
        pair.peer->write("last");
        pair.peer->sayGoodBye();
        QVERIFY(pair.until([&] { return pair.recorder.ended == 1; }));
        QCOMPARE(pair.recorder.bytes, std::string("last"));
        pair.stream.send("answer");
        QVERIFY(pair.until([&] { return pair.peer->received == "answer"; }));
        pair.stream.shutdownWrite();
        QVERIFY(pair.until([&] { return pair.recorder.closed == 1; }));
        QCOMPARE(pair.recorder.reason, CloseReason::Ended);
        QVERIFY(!pair.stream.isOpen());
        QVERIFY(pair.until([&] { return pair.peer->saidGoodBye() && pair.peer->ended(); }));
    }

    void stillReadsAfterItsOwnEnd_data() { BOTH_VERSIONS(); }
    void stillReadsAfterItsOwnEnd() {
        Pair pair;
        QVERIFY(pair.open());
        pair.stream.send("question");
        pair.stream.shutdownWrite();
        pair.stream.send("nothing");
        QVERIFY(pair.until([&] { return pair.peer->received == "question" && pair.peer->saidGoodBye(); }));
        pair.peer->write("answer");
        QVERIFY(pair.until([&] { return pair.recorder.bytes == "answer"; }));
        QCOMPARE(pair.recorder.closed, 0);
        pair.peer->sayGoodBye();
        QVERIFY(pair.until([&] { return pair.recorder.closed == 1; }));
        QCOMPARE(pair.recorder.ended, 1);
        QCOMPARE(pair.recorder.reason, CloseReason::Ended);
    }

    void takesAnEndWithoutGoodByeForACut() {
        Pair pair;
        QVERIFY(pair.open());
        pair.peer->write("some of it");
        pair.peer->end();
        QVERIFY(pair.until([&] { return pair.recorder.closed == 1; }));
        QCOMPARE(pair.recorder.bytes, std::string("some of it"));
        QCOMPARE(pair.recorder.ended, 0);
        QCOMPARE(pair.recorder.reason, CloseReason::Reset);
    }

    void endsAtRecordsThatWereTamperedWith() {
        Pair pair;
        QVERIFY(pair.open());
        pair.peer->writeRaw(std::string("\x17\x03\x03\x00\x20", 5) + std::string(32, 'x'));
        QVERIFY(pair.until([&] { return pair.recorder.closed == 1; }));
        QCOMPARE(pair.recorder.bytes, std::string());
        QCOMPARE(pair.recorder.reason, CloseReason::Failed);
    }

    void closingFlushesSaysGoodByeAndIsSilent() {
        Pair pair;
        QVERIFY(pair.open());
        const std::string up = patternOf(8 * 1024 * 1024);
        pair.stream.send(up);
        pair.stream.close();
        QVERIFY(!pair.stream.isOpen());
        pair.stream.send("after the end");
        QVERIFY(pair.until([&] { return pair.peer->ended(); }));
        QCOMPARE(pair.peer->received.size(), up.size());
        QVERIFY(pair.peer->saidGoodBye());
        pair.peer->close();
        QVERIFY(net::turnUntil(pair.tls.engine, [&] { return pair.tls.engine.streamCount() == 0; }));
        QCOMPARE(pair.recorder.closed, 0);
    }

    void closingInsideACallbackIsTheEndOfCallbacks() {
        Pair pair;
        QVERIFY(pair.open());
        pair.recorder.then = [&](std::string_view) { pair.stream.close(); };
        pair.peer->write(patternOf(1024 * 1024));
        QVERIFY(pair.until([&] { return pair.peer->ended(); }));
        QCOMPARE(pair.recorder.sizes.size(), std::size_t{1});
        QCOMPARE(pair.recorder.closed, 0);
    }

    void abortingCutsAtOnce() {
        Pair pair;
        QVERIFY(pair.open());
        pair.stream.send(patternOf(8 * 1024 * 1024));
        pair.stream.abort();
        QVERIFY(!pair.stream.isOpen());
        QVERIFY(pair.until([&] { return pair.peer->ended(); }));
        QVERIFY(!pair.peer->saidGoodBye());
        pair.tls.engine.turn(base::Milliseconds(0));
        QCOMPARE(pair.tls.engine.streamCount(), std::size_t{0});
    }

    void closingBeforeTheHandshakeIsSilent() {
        Pair pair;
        pair.begin();
        pair.stream.close();
        pair.turns(10);
        QCOMPARE(pair.tls.engine.streamCount(), std::size_t{0});
        QCOMPARE(pair.recorder.connected + pair.recorder.closed, 0);
    }

    void anAbortOfAllStreamsTakesBothLayers() {
        Pair pair;
        QVERIFY(pair.open());
        pair.tls.engine.abortStreams();
        pair.turns(2);
        QCOMPARE(pair.tls.engine.streamCount(), std::size_t{0});
        QCOMPARE(pair.recorder.closed, 0);
    }

    void survivesTheEngineThatEndsBeforeIt() {
        auto tls = std::make_unique<TlsFixture>();
        Recorder recorder;
        net::StreamHandle stream;
        const auto peer = tls->shakeHands(recorder, stream);
        QCOMPARE(recorder.connected, 1);
        tls.reset();
        QCOMPARE(recorder.closed, 0);
    }

  private:
    struct Pair {
        Pair() {
            if (QTest::currentDataTag()) {
                QFETCH(int, version);
                tls.server.setHighestVersion(version);
            }
        }
        void begin() {
            stream = tls.connect(recorder);
            peer = tls.accept();
        }
        [[nodiscard]] bool open() {
            begin();
            return until([&] { return recorder.connected == 1 && peer->isOpen(); });
        }
        bool until(const std::function<bool()>& condition) { return peer && tls.until(*peer, condition); }
        void turns(int count) {
            for (int i = 0; i < count; ++i) {
                tls.engine.turn(base::Milliseconds(1));
                peer->pump();
            }
        }

        TlsFixture tls;
        Recorder recorder;
        net::StreamHandle stream;
        std::unique_ptr<support::TlsPeer> peer;
        int fulls = 0;
    };
};

QTEST_GUILESS_MAIN(TestTlsStream)
#include "tst_tlsstream.moc"
