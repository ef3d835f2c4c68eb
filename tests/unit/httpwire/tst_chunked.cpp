// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/httpwire/chunked.h"
#include "tests/support/httpmessages.h"
#include "tests/unit/httpwire/verdicts.h"

#include <QTest>

#include <string>
#include <vector>

using namespace portolan::httpwire;
using namespace portolan::support;
using namespace std::string_view_literals;

namespace {

using F = ParseFailure;
using Kind = ChunkedDecoder::Step::Kind;

struct Outcome {
    Kind kind = Kind::NeedMore;
    std::string body;
    std::string rest;
    ParseFailure failure = F::None;
};

/// Feeds `pieces` one after the other, as reads of a connection would.
Outcome decode(ChunkedDecoder& decoder, const std::vector<std::string>& pieces) {
    Outcome outcome;
    for (const std::string& piece : pieces) {
        std::string_view left = piece;
        for (;;) {
            if (outcome.kind == Kind::End)
                break;
            const ChunkedDecoder::Step step = decoder.next(left);
            left.remove_prefix(step.consumed);
            outcome.kind = step.kind;
            outcome.failure = step.failure;
            outcome.body += step.payload;
            if (step.kind != Kind::Data)
                break;
        }
        if (outcome.kind == Kind::Refused)
            return outcome;
        outcome.rest += left;
    }
    return outcome;
}

}  // namespace

class TestChunked : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void decodesAndRefuses_data();
    void decodesAndRefuses();
    void leavesTheNextMessageAlone();
    void keepsTrailers();
    void limitsExtensionsAndTrailers();
    void writesChunksThatItReads_data();
    void writesChunksThatItReads();
    void survivesRandomBytes();
};

void TestChunked::decodesAndRefuses_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<ParseFailure>("failure");
    for (const ChunkedMessage& row : chunkedMessages())
        QTest::newRow(row.name.c_str()) << toByteArray(row.bytes) << toByteArray(row.body) << row.failure;
}

void TestChunked::decodesAndRefuses() {
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, body);
    QFETCH(ParseFailure, failure);
    const std::string text = bytes.toStdString();
    std::vector<std::vector<std::string>> ways = {{text}, {}};
    for (const char c : text)
        ways[1].emplace_back(1, c);
    for (std::size_t split = 1; split < text.size(); ++split)
        ways.push_back({text.substr(0, split), text.substr(split)});
    for (const auto& way : ways) {
        ChunkedDecoder decoder;
        const Outcome outcome = decode(decoder, way);
        QCOMPARE(sentenceOf(outcome.failure), sentenceOf(failure));
        QVERIFY(outcome.kind == (failure == F::None ? Kind::End : Kind::Refused));
        QCOMPARE(QByteArray::fromStdString(outcome.body), body);
        QVERIFY(outcome.rest.empty());
        // It stays where it ended.
        const ChunkedDecoder::Step again = decoder.next("5\r\nhello\r\n");
        QVERIFY(again.kind == outcome.kind && again.consumed == 0 && again.payload.empty());
    }
}

void TestChunked::leavesTheNextMessageAlone() {
    ChunkedDecoder decoder;
    Outcome outcome = decode(decoder, {"3\r\nabc\r\n0\r\n\r\nGET / HTTP/1.1\r\n"});
    QCOMPARE(outcome.rest, std::string("GET / HTTP/1.1\r\n"));
    decoder.reset();
    outcome = decode(decoder, {"2\r\nde\r\n0\r\nT: v\r\n\r\nX"});
    QCOMPARE(outcome.body, std::string("de"));
    QCOMPARE(outcome.rest, std::string("X"));
}

void TestChunked::keepsTrailers() {
    ChunkedDecoder decoder;
    (void)decode(decoder, {"0\r\nGrpc-Sta", "tus: 0\r\nX: \t b \r", "\n\r", "\n"});
    QCOMPARE(decoder.trailers().size(), 2U);
    QCOMPARE(decoder.trailers()[0].name, "Grpc-Status"sv);
    QCOMPARE(decoder.trailers()[0].value, "0"sv);
    QCOMPARE(decoder.trailers()[1].value, "b"sv);
    decoder.reset();
    QVERIFY(decoder.trailers().empty());
}

void TestChunked::limitsExtensionsAndTrailers() {
    ChunkedDecoder longLine;
    QVERIFY(decode(longLine, {"5;" + std::string(2000, 'a')}).failure == F::ChunkLineTooLong);

    std::string many;
    for (int i = 0; i < 100; ++i)
        many += "1;" + std::string(500, 'a') + "\r\nx\r\n";
    ChunkedDecoder manyLines;
    QVERIFY(decode(manyLines, {many}).failure == F::ChunkLineTooLong);

    ChunkedDecoder trailers;
    QVERIFY(decode(trailers, {"0\r\nX: " + std::string(17 * 1024, 'a')}).failure == F::TrailersTooLarge);

    ChunkedDecoder manyTrailers;
    std::string lines = "0\r\n";
    for (int i = 0; i < 101; ++i)
        lines += "X: 1\r\n";
    QVERIFY(decode(manyTrailers, {lines + "\r\n"}).failure == F::TooManyFields);
}

void TestChunked::writesChunksThatItReads_data() {
    QTest::addColumn<quint64>("size");
    QTest::addColumn<QByteArray>("line");
    QTest::newRow("one") << quint64{1} << QByteArray("1\r\n");
    QTest::newRow("sixteen") << quint64{16} << QByteArray("10\r\n");
    QTest::newRow("64 KiB less one") << quint64{65535} << QByteArray("ffff\r\n");
    QTest::newRow("largest") << ~quint64{0} << QByteArray("ffffffffffffffff\r\n");
}

void TestChunked::writesChunksThatItReads() {
    QFETCH(quint64, size);
    const ChunkHeader header(size);
    QTEST(toByteArray(header.view()), "line");
    if (size > 100000)
        return;
    const std::string payload(size, 'p');
    ChunkedDecoder decoder;
    const Outcome outcome =
        decode(decoder, {std::string(header.view()), payload, std::string(chunkEnd), std::string(lastChunk)});
    QVERIFY(outcome.kind == Kind::End);
    QVERIFY(outcome.body == payload);
}

void TestChunked::survivesRandomBytes() {
    std::uint32_t state = 99;
    const auto random = [&state](std::uint32_t below) {
        state = state * 1664525U + 1013904223U;
        return (state >> 8U) % below;
    };
    constexpr std::uint32_t goodRows = 20;  // those in front are bodies
    std::size_t ended = 0;
    for (int round = 0; round < 10000; ++round) {
        std::string bytes = chunkedMessages()[random(goodRows)].bytes;
        if (random(2) == 1)
            bytes[random(static_cast<std::uint32_t>(bytes.size()))] = static_cast<char>(random(256));
        ChunkedDecoder decoder;
        const std::size_t split = random(static_cast<std::uint32_t>(bytes.size()));
        const Outcome outcome = decode(decoder, {bytes.substr(0, split), bytes.substr(split)});
        QVERIFY(outcome.body.size() <= bytes.size());
        ended += outcome.kind == Kind::End ? 1 : 0;
    }
    QVERIFY(ended > 4000);
}

QTEST_GUILESS_MAIN(TestChunked)
#include "tst_chunked.moc"
