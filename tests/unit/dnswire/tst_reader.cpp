// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What parseQuery() makes of bytes, one row per rule.
#include "backend/dnswire/reader.h"

#include <QObject>
#include <QTest>

#include <vector>

using namespace portolan::dnswire;
namespace base = portolan::base;

namespace {

QByteArray hex(const char* digits) {
    return QByteArray::fromHex(digits);
}

base::ByteView view(const QByteArray& bytes) {
    return base::asBytes({bytes.constData(), static_cast<std::size_t>(bytes.size())});
}

// "llm.internal" A IN, and an OPT record of 1232 bytes with DO.
const char* const question = "036c6c6d08696e7465726e616c0000010001";
const char* const opt = "00002904d0000080000000";

QByteArray message(const char* header, std::initializer_list<const char*> rest) {
    QByteArray bytes = hex(header);
    for (const char* part : rest)
        bytes += hex(part);
    return bytes;
}

}  // namespace

class TestReader : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void readsAQueryThatDigMade();
    void judgesMessages_data();
    void judgesMessages();
    void knowsWhichSizesACookieHas();
    void keepsTheFirstCookie();
    void keepsTheSpellingOfTheQuestion();
    void neverReadsPastAnyCutOff();
    void namesTypesBothWays();
};

void TestReader::readsAQueryThatDigMade() {
    // dig +noedns=off +bufsize=1232 +dnssec LLM.internal AAAA, with a cookie (RFC 7873) in its OPT record.
    const QByteArray bytes = message(
        "8f1e01200001000000000001",
        {"034c4c4d08696e7465726e616c00001c0001", "00002904d000008000000c", "000a00087b6f5a3c1d2e4f60"});
    Query query;
    QCOMPARE(parseQuery(view(bytes), query), Verdict::Query);
    QCOMPARE(query.id, std::uint16_t{0x8F1E});
    QCOMPARE(query.flags, std::uint16_t{0x0120});
    QCOMPARE(query.opcode(), Opcode::Query);
    QCOMPARE(query.name.toText(), std::string("llm.internal"));
    QCOMPARE(query.type, RrType::Aaaa);
    QCOMPARE(query.qclass, RrClass::In);
    QVERIFY(query.edns.present);
    QVERIFY(query.edns.dnssecOk);
    QCOMPARE(query.edns.version, std::uint8_t{0});
    QCOMPARE(query.edns.udpSize, std::uint16_t{1232});
    QCOMPARE(base::asText(query.edns.cookie), std::string_view("\x7b\x6f\x5a\x3c\x1d\x2e\x4f\x60"));
}

void TestReader::judgesMessages_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("verdict");
    const auto row = [](const char* name, const QByteArray& bytes, Verdict verdict) {
        QTest::newRow(name) << bytes << static_cast<int>(verdict);
    };
    const char* const one = "000100000001000000000000";
    const char* const withOpt = "000100000001000000000001";
    row("plain", message(one, {question}), Verdict::Query);
    row("RFC 6891 6.1.1: OPT", message(withOpt, {question, opt}), Verdict::Query);
    row("RFC 6891 6.1.3: version 1 is for the reply to refuse",
        message(withOpt, {question, "00002904d0000100000000"}), Verdict::Query);
    row("RFC 8945: another record before OPT",
        message("000100000001000000000002", {question, "c00c00fa00ff0000000000024142", opt}), Verdict::Query);
    row("RFC 1995: a record in authority",
        message("000100000001000000010000", {question, "c00c0006000100000000000101"}), Verdict::Query);
    row("RFC 1035 4.1.1: eleven bytes", hex("0001000000010000000000"), Verdict::Ignore);
    row("nothing", QByteArray(), Verdict::Ignore);
    row("RFC 1035 4.1.1: QR set", message("000180000001000000000000", {question}), Verdict::Ignore);
    row("header alone", hex("000100000000000000000000"), Verdict::FormatError);
    row("RFC 9619: two questions", message("000100000002000000000000", {question, question}),
        Verdict::FormatError);
    row("question missing", hex("000100000001000000000000"), Verdict::FormatError);
    row("question without class", message(one, {"036c6c6d08696e7465726e616c000001"}), Verdict::FormatError);
    row("RFC 1035 4.1.4: question with a pointer", message(one, {"036c6c6dc00c00010001"}),
        Verdict::FormatError);
    row("question with a label of 64", message(one, {"40", "0000010001"}), Verdict::FormatError);
    row("bytes behind the message", message(one, {question, "00"}), Verdict::FormatError);
    row("record missing", message(withOpt, {question}), Verdict::FormatError);
    row("RDATA past the end", message(withOpt, {question, "00002904d0000000000001"}), Verdict::FormatError);
    row("RFC 6891 6.1.1: two OPT", message("000100000001000000000002", {question, opt, opt}),
        Verdict::FormatError);
    row("RFC 6891 6.1.2: OPT not owned by the root",
        message(withOpt, {question, "01610000290200000000000000"}), Verdict::FormatError);
    row("RFC 6891 6.1.1: OPT in the answer section", message("000100000001000100000000", {question, opt}),
        Verdict::FormatError);
    row("RFC 7873 5.4: a cookie alone",
        message("000100000000000000000001", {"00002904d000000000000c", "000a00080102030405060708"}),
        Verdict::CookieAlone);
    row("RFC 7873 5.4: no question and OPT without a cookie",
        message("000100000000000000000001", {"00002904d0000000000000"}), Verdict::FormatError);
    row("RFC 7873 5.2.2: a cookie of seven bytes",
        message(withOpt, {question, "00002904d000000000000b", "000a000701020304050607"}),
        Verdict::FormatError);
    row("RFC 7873 5.2.2: an empty cookie", message(withOpt, {question, "00002904d0000000000004", "000a0000"}),
        Verdict::FormatError);
    row("RFC 7873 5.2.2: a cookie of seven bytes in NOTIFY",
        message("000120000001000000000001", {question, "00002904d000000000000b", "000a000701020304050607"}),
        Verdict::Query);
    row("RFC 1996: NOTIFY with a record",
        message("000120000001000100000000", {question, "c00c0006000100000000000101"}), Verdict::Query);
    row("RFC 2136: UPDATE without sense", message("000128000003000000000000", {"ff"}), Verdict::Query);
    row("opcode 15, header alone", hex("000178000000000000000000"), Verdict::Query);
}

void TestReader::judgesMessages() {
    QFETCH(QByteArray, bytes);
    QFETCH(int, verdict);
    Query query;
    QCOMPARE(static_cast<int>(parseQuery(view(bytes), query)), verdict);
}

void TestReader::knowsWhichSizesACookieHas() {
    for (std::size_t size = 0; size < 64; ++size)
        QCOMPARE(isCookieSize(size), size == 8 || (size >= 16 && size <= 40));
}

/// RFC 7873 section 5.2: of several the first counts, whatever the others are.
void TestReader::keepsTheFirstCookie() {
    const QByteArray bytes = message(
        "000100000001000000000001",
        {question, "00002904d0000000000019", "fff000010b", "000a00080102030405060708", "000a000402030405"});
    Query query;
    QCOMPARE(parseQuery(view(bytes), query), Verdict::Query);
    QCOMPARE(base::asText(query.edns.cookie), std::string_view("\1\2\3\4\5\6\7\x08"));
    // What is badly sized is no cookie to anybody, but the OPT stands.
    const QByteArray bad =
        message("000120000001000000000001", {question, "00002904d000000000000b", "000a000701020304050607"});
    Query other;
    QCOMPARE(parseQuery(view(bad), other), Verdict::Query);
    QVERIFY(other.edns.present && other.edns.cookie.empty());
}

void TestReader::keepsTheSpellingOfTheQuestion() {
    const QByteArray bytes = message("000100000001000000000000", {"034c6c4d08494e5445524e616c0000010001"});
    Query query;
    QCOMPARE(parseQuery(view(bytes), query), Verdict::Query);
    QCOMPARE(base::asText(query.question), base::asText(view(bytes).subspan(headerSize)));
    QCOMPARE(query.name.toText(), std::string("llm.internal"));
}

void TestReader::neverReadsPastAnyCutOff() {
    const QByteArray whole = message("000100000001000000010002", {question, "c00c0006000100000000000101",
                                                                  "c00c00fa00ff0000000000024142", opt});
    Query uncut;
    QCOMPARE(parseQuery(view(whole), uncut), Verdict::Query);
    for (std::size_t size = 0; size < view(whole).size(); ++size) {
        // A heap block of exactly this size, for the sanitizer to guard.
        const base::ByteView all = view(whole);
        const std::vector<std::uint8_t> cut(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(size));
        Query query;
        const Verdict verdict = parseQuery(cut, query);
        QCOMPARE(verdict, size < headerSize ? Verdict::Ignore : Verdict::FormatError);
    }
}

void TestReader::namesTypesBothWays() {
    for (const unsigned number :
         {1u, 2u, 5u, 6u, 12u, 15u, 16u, 28u, 33u, 41u, 64u, 65u, 251u, 252u, 255u, 257u, 300u, 65535u}) {
        const auto type = static_cast<RrType>(number);
        QCOMPARE(parseType(typeName(type)), std::optional(type));
    }
    QCOMPARE(typeName(RrType::Aaaa), std::string("AAAA"));
    QCOMPARE(typeName(static_cast<RrType>(300)), std::string("TYPE300"));
    QCOMPARE(parseType("aaaa"), std::optional(RrType::Aaaa));
    QCOMPARE(parseType("type1"), std::optional(RrType::A));  // RFC 3597 section 5
    QVERIFY(!parseType("TYPE"));
    QVERIFY(!parseType("TYPE65536"));
    QVERIFY(!parseType("TYPE1x"));
    QVERIFY(!parseType("BOGUS"));
    QVERIFY(!parseType(""));
}

QTEST_GUILESS_MAIN(TestReader)
#include "tst_reader.moc"
