// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/httpwire/chunked.h"
#include "tests/unit/httpwire/verdicts.h"

#include <QTest>

#include <string>
#include <vector>

using namespace portolan::httpwire;
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

struct ChunkRow {
    const char* name;
    std::string_view bytes;
    std::string_view body;
    ParseFailure failure = F::None;
};

constexpr ChunkRow rows[] = {
    {"9112-7.1 empty body", "0\r\n\r\n", ""},
    {"9112-7.1 one chunk", "5\r\nhello\r\n0\r\n\r\n", "hello"},
    {"9112-7.1 several chunks", "1\r\na\r\n2\r\nbc\r\n3\r\ndef\r\n0\r\n\r\n", "abcdef"},
    {"9112-7.1 hex in both cases", "a\r\n0123456789\r\nB\r\n01234567890\r\n0\r\n\r\n",
     "012345678901234567890"},
    {"9112-7.1 leading zeros", "0005\r\nhello\r\n000\r\n\r\n", "hello"},
    {"9112-7.1 CRLF in the payload", "4\r\n\r\n\r\n\r\n0\r\n\r\n", "\r\n\r\n"},
    {"9112-7.1.1 extension", "5;a=b\r\nhello\r\n0;c\r\n\r\n", "hello"},
    {"9112-7.1.1 quoted extension", "5;a=\"x;y\"\r\nhello\r\n0\r\n\r\n", "hello"},
    {"9112-7.1.2 trailers", "1\r\na\r\n0\r\nX: 1\r\nY: 2\r\n\r\n", "a"},
    {"9112-7.1 no size", "\r\nhello\r\n0\r\n\r\n", "", F::BadChunk},
    {"9112-7.1 no digit", "g\r\n", "", F::BadChunk},
    {"9112-7.1 0x", "0x5\r\nhello\r\n0\r\n\r\n", "", F::BadChunk},
    {"9112-7.1 sign", "+5\r\nhello\r\n0\r\n\r\n", "", F::BadChunk},
    {"9112-7.1 negative", "-1\r\n", "", F::BadChunk},
    {"9112-7.1 blank before", " 5\r\nhello\r\n0\r\n\r\n", "", F::BadChunk},
    {"9112-7.1 blank after", "5 \r\nhello\r\n0\r\n\r\n", "", F::BadChunk},
    {"9112-7.1 bare LF after size", "5\nhello\r\n0\r\n\r\n", "", F::BadChunk},
    {"9112-7.1 bare CR after size", "5\rhello\r\n0\r\n\r\n", "", F::BadChunk},
    {"9112-7.1.1 bare LF in extension", "5;a\nhello\r\n0\r\n\r\n", "", F::BadChunk},
    {"9112-7.1.1 bare CR in extension", "5;a\rb\r\nhello\r\n0\r\n\r\n", "", F::BadChunk},
    {"9112-7.1.1 NUL in extension", "5;\0\r\nhello\r\n0\r\n\r\n"sv, "", F::BadChunk},
    {"9112-7.1 payload too short", "5\r\nhell\r\n0\r\n\r\n", "hell\r", F::BadChunk},
    {"9112-7.1 payload too long", "5\r\nhello!\r\n0\r\n\r\n", "hello", F::BadChunk},
    {"9112-7.1 bare LF after payload", "5\r\nhello\n0\r\n\r\n", "hello", F::BadChunk},
    {"9112-7.1 CR without LF after payload", "5\r\nhello\r0\r\n\r\n", "hello", F::BadChunk},
    {"9112-7.1 size of 16 digits", "1000000000000000\r\n", "", F::ChunkTooLarge},
    {"9112-7.1 size that wraps", "10000000000000005\r\nhello\r\n0\r\n\r\n", "", F::ChunkTooLarge},
    {"9112-7.1.2 bare LF at the end", "0\r\n\n", "", F::BareLf},
    {"9112-7.1.2 bad trailer name", "0\r\nX Y: 1\r\n\r\n", "", F::BlankBeforeColon},
    {"9112-7.1.2 bare LF in trailers", "0\r\nX: 1\n\r\n", "", F::BareLf},
    {"9112-7.1.2 folded trailer", "0\r\nX: 1\r\n 2\r\n\r\n", "", F::FoldedField},
    {"9112-7.1.2 NUL in trailer", "0\r\nX: \0\r\n\r\n"sv, "", F::ControlByte},
};

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
    for (const ChunkRow& row : rows)
        QTest::newRow(row.name) << toByteArray(row.bytes) << toByteArray(row.body) << row.failure;
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
    std::size_t ended = 0;
    for (int round = 0; round < 10000; ++round) {
        std::string bytes(rows[random(9)].bytes);
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
