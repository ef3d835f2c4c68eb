// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Replies as bytes: compression, limits, rollback, EDNS, and the round trip through the decoder.
#include "backend/dnswire/message.h"
#include "backend/dnswire/rdata.h"
#include "backend/dnswire/reader.h"
#include "backend/dnswire/writer.h"

#include <QObject>
#include <QTest>

#include <array>
#include <string>
#include <vector>

using namespace portolan::dnswire;
namespace base = portolan::base;

namespace {

std::string key(std::string_view text) {
    return std::string(DnsName::fromText(text)->key());
}

std::string questionFor(std::string_view name, RrType type) {
    const std::string query = encodeQuery(key(name), type, {});
    return query.substr(headerSize);
}

RrsetImage addresses(std::initializer_list<const char*> texts) {
    RrsetImage rrset;
    for (const char* text : texts) {
        const auto address = base::IpAddress::parse(text);
        rrset.type = addressType(*address);
        rrset.append(60, addressRdata(*address));
    }
    return rrset;
}

RrsetImage names(RrType type, std::initializer_list<const char*> texts) {
    RrsetImage rrset{type, 0, {}};
    for (const char* text : texts)
        rrset.append(60, nameRdata(*DnsName::fromText(text)));
    return rrset;
}

QByteArray toHex(base::ByteView bytes) {
    return QByteArray(reinterpret_cast<const char*>(bytes.data()), static_cast<qsizetype>(bytes.size()))
        .toHex();
}

}  // namespace

class TestWriter : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void writesTheCommonReplyByteForByte();
    void encodesRdata_data();
    void encodesRdata();
    void refusesTextThatDoesNotFit();
    void writesOwnersOfTheQuestionAsOthers();
    void compressesOwners_data();
    void compressesOwners();
    void ownerBeyondPointerReachIsSpelledOut();
    void writesNothingPastTheLimit();
    void rollsBackToAMark();
    void answersWithEdns();
    void carriesExtendedRcodes();
    void carriesACookie();
    void cookieOfAMessage();
    void decoderRefuses_data();
    void decoderRefuses();
    void queryRoundTrip();
};

void TestWriter::writesTheCommonReplyByteForByte() {
    std::array<std::uint8_t, 512> buffer;
    Writer writer(buffer);
    QVERIFY(writer.question(base::asBytes(questionFor("llm.internal", RrType::A))));
    QVERIFY(writer.addForQuestion(Section::Answer, addresses({"100.1.1.1"})));
    const auto bytes =
        writer.finish(0x1234, flag::response | flag::authoritative | flag::recursionDesired, Rcode::NoError);
    QCOMPARE(toHex(bytes), QByteArray("123485000001000100000000"
                                      "036c6c6d08696e7465726e616c0000010001"
                                      "c00c000100010000003c000464010101"));
}

void TestWriter::encodesRdata_data() {
    QTest::addColumn<QByteArray>("rdata");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char* name, const std::string& rdata, const char* expected) {
        QTest::newRow(name) << QByteArray::fromStdString(rdata).toHex() << QByteArray(expected);
    };
    row("RFC 1035 3.4.1: A", addressRdata(*base::IpAddress::parse("100.1.1.1")), "64010101");
    row("RFC 3596 2.2: AAAA", addressRdata(*base::IpAddress::parse("2001:db8::1")),
        "20010db8000000000000000000000001");
    row("RFC 1035 3.3.1: CNAME", nameRdata(*DnsName::fromText("A.b")), "0161016200");
    const std::vector<std::string> strings{"one", "", "two"};
    row("RFC 1035 3.3.14: TXT", textRdata(strings).value(),
        "036f6e6500"
        "0374776f");
    row("RFC 1035 3.3.14: TXT is never empty", textRdata({}).value(), "00");
    row("RFC 1035 3.3.13: SOA",
        soaRdata({*DnsName::fromText("ns"), *DnsName::fromText("h"), 0x01020304, 3600, 600, 604800, 15}),
        "026e7300"
        "016800"
        "01020304"
        "00000e10"
        "00000258"
        "00093a80"
        "0000000f");
}

void TestWriter::encodesRdata() {
    QFETCH(QByteArray, rdata);
    QFETCH(QByteArray, expected);
    QCOMPARE(rdata, expected);
}

void TestWriter::refusesTextThatDoesNotFit() {
    const std::vector<std::string> tooLong{std::string(256, 'x')};
    QVERIFY(!textRdata(tooLong));
    const std::vector<std::string> tooMany(256, std::string(255, 'x'));
    QVERIFY(!textRdata(tooMany));
    const std::vector<std::string> many(200, std::string(255, 'x'));
    QVERIFY(textRdata(many));
}

void TestWriter::compressesOwners_data() {
    QTest::addColumn<QByteArray>("owner");
    QTest::addColumn<QByteArray>("expected");
    // The question is for www.llm.internal at offset 12: llm stands at 16, internal at 20.
    QTest::newRow("the question's name") << QByteArray("www.llm.internal") << QByteArray("c00c");
    QTest::newRow("its parent") << QByteArray("llm.internal") << QByteArray("c010");
    QTest::newRow("its last label") << QByteArray("internal") << QByteArray("c014");
    QTest::newRow("a sibling") << QByteArray("ns.internal") << QByteArray("026e73c014");
    QTest::newRow("another tree") << QByteArray("ns.other") << QByteArray("026e73056f7468657200");
    QTest::newRow("the end of a label is no label") << QByteArray("ternal") << QByteArray("067465726e616c00");
    QTest::newRow("the root") << QByteArray(".") << QByteArray("00");
}

void TestWriter::writesOwnersOfTheQuestionAsOthers() {
    // The question is spelled in its own way; the owners are its name and the ends of it.
    const std::string name = key("www.llm.internal");
    const RrsetImage rrsets[] = {addresses({"10.0.0.1", "10.0.0.2"}),
                                 names(RrType::Ns, {"ns.internal", "ns2.internal"})};
    for (const RrsetImage& rrset : rrsets)
        for (std::size_t offset = 0; offset + 1 < name.size();
             offset += static_cast<std::size_t>(name[offset]) + 1) {
            std::array<std::uint8_t, 512> found{};
            std::array<std::uint8_t, 512> sought{};
            Writer looking(sought);
            Writer knowing(found);
            const std::string question = questionFor("WWW.llm.INTERNAL", RrType::A);
            for (Writer* writer : {&looking, &knowing})
                QVERIFY(writer->question(base::asBytes(question)));
            QVERIFY(looking.add(Section::Authority, std::string_view(name).substr(offset), rrset));
            QVERIFY(knowing.addForQuestion(Section::Authority, rrset, offset));
            for (Writer* writer : {&looking, &knowing})  // names inside are remembered alike
                QVERIFY(writer->add(Section::Additional, key("ns2.internal"), rrsets[0]));
            QCOMPARE(toHex(knowing.finish(1, 0, Rcode::NoError)),
                     toHex(looking.finish(1, 0, Rcode::NoError)));
        }
}

void TestWriter::compressesOwners() {
    QFETCH(QByteArray, owner);
    QFETCH(QByteArray, expected);
    const std::string ownerKey = key(owner.toStdString());
    const auto rrset = addresses({"100.1.1.1", "100.2.2.2"});
    std::array<std::uint8_t, 512> buffer;
    Writer writer(buffer);
    QVERIFY(writer.question(base::asBytes(questionFor("WWW.LLM.Internal", RrType::A))));
    const std::size_t begin = writer.mark().size;
    QVERIFY(writer.add(Section::Answer, ownerKey, rrset));
    QVERIFY(writer.add(Section::Additional, ownerKey, RrType::A, RrClass::In, 1, base::asBytes("abcd")));
    const auto bytes = writer.finish(1, flag::response, Rcode::NoError);
    const QByteArray written = toHex(bytes.subspan(begin));
    QVERIFY2(written.startsWith(expected + "0001"), written.constData());
    const auto message = parseMessage(bytes);
    QVERIFY(message);
    QCOMPARE(message->answer.size(), std::size_t{2});
    for (const auto& record : message->answer)
        QCOMPARE(std::string(record.owner.key()), ownerKey);
    QCOMPARE(message->answer[1].rdata, std::string("\x64\2\2\2"));
    QCOMPARE(std::string(message->additional.at(0).owner.key()), ownerKey);
    // The second record and the second rrset cost a pointer at most.
    const auto prefix = static_cast<std::size_t>(expected.size()) / 2;
    const std::size_t others = prefix == 1 ? 1 : 2;
    QCOMPARE(bytes.size(), begin + prefix + 2 * others + std::size_t{3 * 14});
}

void TestWriter::ownerBeyondPointerReachIsSpelledOut() {
    std::vector<std::uint8_t> buffer(maxMessageSize);
    Writer writer(buffer);
    QVERIFY(writer.question(base::asBytes(questionFor("a.internal", RrType::Txt))));
    RrsetImage large{RrType::Txt, 0, {}};
    large.append(1, std::string(0x4000, '\0'));
    QVERIFY(writer.addForQuestion(Section::Answer, large));
    // Both lie behind offset 0x3FFF: RFC 1035 section 4.1.4 has fourteen bits for it.
    QVERIFY(writer.add(Section::Answer, key("far.away"), addresses({"1.1.1.1", "2.2.2.2"})));
    QVERIFY(writer.add(Section::Additional, key("far.away"), addresses({"::1"})));
    const auto message = parseMessage(writer.finish(1, flag::response, Rcode::NoError));
    QVERIFY(message);
    QCOMPARE(message->answer.size(), std::size_t{3});
    QCOMPARE(message->answer[1].owner.toText(), std::string("far.away"));
    QCOMPARE(message->answer[2].owner.toText(), std::string("far.away"));
    QCOMPARE(message->additional.at(0).owner.toText(), std::string("far.away"));
}

void TestWriter::writesNothingPastTheLimit() {
    const std::string question = questionFor("llm.internal", RrType::A);
    const auto rrset = addresses({"100.1.1.1", "100.2.2.2"});
    const auto foreign = addresses({"::1"});
    for (std::size_t size = headerSize; size < 160; ++size) {
        std::vector<std::uint8_t> buffer(size);  // exactly this size, for the sanitizer to guard
        Writer writer(buffer);
        const bool edns = writer.reserveEdns(1232, true);
        const bool asked = writer.question(base::asBytes(question));
        const bool answered = asked && writer.addForQuestion(Section::Answer, rrset);
        const bool other = asked && writer.add(Section::Authority, key("x.y"), foreign);
        const bool single = asked && writer.add(Section::Additional, key("z.y"), RrType::A, RrClass::In, 1,
                                                base::asBytes("abcd"));
        const auto message = parseMessage(writer.finish(7, flag::response, Rcode::NoError));
        QVERIFY(message);
        QCOMPARE(message->questions.size(), std::size_t{asked ? 1u : 0u});
        QCOMPARE(message->answer.size(), std::size_t{answered ? 2u : 0u});
        QCOMPARE(message->authority.size(), std::size_t{other ? 1u : 0u});
        QCOMPARE(message->additional.size(), std::size_t{single ? 1u : 0u});
        QCOMPARE(message->opt.has_value(), edns);
        if (size > 130)
            QVERIFY(answered && other && single && edns);
    }
}

void TestWriter::rollsBackToAMark() {
    std::array<std::uint8_t, 512> buffer;
    Writer writer(buffer);
    QVERIFY(writer.question(base::asBytes(questionFor("llm.internal", RrType::A))));
    const auto mark = writer.mark();
    QVERIFY(writer.addForQuestion(Section::Answer, names(RrType::Cname, {"far.away"})));
    QVERIFY(writer.add(Section::Answer, key("far.away"), addresses({"1.1.1.1"})));
    writer.rollback(mark);
    // A name that was rolled back must not be pointed to.
    QVERIFY(writer.add(Section::Answer, key("away"), addresses({"2.2.2.2"})));
    const auto message = parseMessage(writer.finish(1, flag::response | flag::truncated, Rcode::NoError));
    QVERIFY(message);
    QVERIFY(message->has(flag::truncated));
    QCOMPARE(message->answer.size(), std::size_t{1});
    QCOMPARE(message->answer[0].owner.toText(), std::string("away"));
}

void TestWriter::answersWithEdns() {
    std::array<std::uint8_t, 512> buffer;
    Writer writer(buffer);
    QVERIFY(writer.reserveEdns(1232, true));
    QVERIFY(writer.question(base::asBytes(questionFor("a", RrType::A))));
    const auto bytes = writer.finish(1, flag::response, Rcode::Refused);
    QVERIFY(toHex(bytes).endsWith("00002904d0000080000000"));  // RFC 6891 sections 6.1.2 and 6.1.4
    const auto message = parseMessage(bytes);
    QVERIFY(message && message->opt);
    QCOMPARE(message->rcode, Rcode::Refused);
}

void TestWriter::carriesExtendedRcodes() {
    std::array<std::uint8_t, 512> buffer;
    Writer writer(buffer);
    QVERIFY(writer.reserveEdns(1232, false));
    const auto bytes = writer.finish(1, flag::response, Rcode::BadVers);
    QCOMPARE(toHex(bytes), QByteArray("000180000000000000000001"
                                      "00002904d0010000000000"));  // RFC 6891 section 6.1.3
    QCOMPARE(parseMessage(bytes)->rcode, Rcode::BadVers);
}

/// RFC 7873 section 4
void TestWriter::carriesACookie() {
    const std::string cookie = "01234567" + std::string(16, 'S');
    std::array<std::uint8_t, headerSize + optSize + optionHeaderSize + 24> buffer;
    Writer writer(buffer);
    QVERIFY(writer.reserveEdns(1232, false, base::asBytes(cookie)));
    QVERIFY(!writer.question(base::asBytes(questionFor("a", RrType::A))));  // there is no room left
    const auto bytes = writer.finish(1, flag::response, Rcode::BadCookie);
    QCOMPARE(toHex(bytes), "00018007000000000000000100002904d001000000001c000a0018" +
                               QByteArray::fromStdString(cookie).toHex());
    const auto message = parseMessage(bytes);
    QVERIFY(message);
    QCOMPARE(message->rcode, Rcode::BadCookie);
    QCOMPARE(message->cookie(), std::optional(cookie));
    Writer small(base::MutableBytes(buffer).first(buffer.size() - 1));
    QVERIFY(!small.reserveEdns(1232, false, base::asBytes(cookie)));
}

void TestWriter::cookieOfAMessage() {
    const std::string key("\1a", 3);
    const auto cookieOf = [&](const QueryOptions& options) {
        return parseMessage(base::asBytes(encodeQuery(key, RrType::A, options)))->cookie();
    };
    QVERIFY(!cookieOf({}));
    QVERIFY(!cookieOf({.ednsSize = 1232}));
    for (const std::size_t size : {std::size_t{0}, std::size_t{8}, std::size_t{300}})
        QCOMPARE(cookieOf({.ednsSize = 1232, .cookie = std::string(size, 'c')}),
                 std::optional(std::string(size, 'c')));
    Message message;
    message.opt.emplace();
    message.opt->rdata = std::string("\xff\xf0\0\1x\0\x0a\0\2ab", 11);
    QCOMPARE(message.cookie(), std::optional<std::string>("ab"));
    message.opt->rdata.pop_back();
    QVERIFY(!message.cookie());
}

void TestWriter::decoderRefuses_data() {
    QTest::addColumn<QByteArray>("bytes");
    const auto row = [](const char* name, const char* digits) {
        QTest::newRow(name) << QByteArray::fromHex(digits);
    };
    row("short header", "0001800000000000000000");
    row("pointer to itself",
        "000180000001000000000000"
        "c00c00010001");
    row("pointer ahead",
        "000180000001000000000000"
        "c00e000000010001");
    row("pointer cut off",
        "000180000001000000000000"
        "c0");
    row("A of three bytes",
        "000180000000000100000000"
        "0000010001000000000003010203");
    row("CNAME with bytes behind its name",
        "000180000000000100000000"
        "000005000100000000000200ff");
    row("left over", "00018000000000000000000000");
    row("OPT in authority",
        "000180000000000000010000"
        "00002904d0000000000000");
}

void TestWriter::decoderRefuses() {
    QFETCH(QByteArray, bytes);
    QVERIFY(!parseMessage(base::asBytes({bytes.constData(), static_cast<std::size_t>(bytes.size())})));
}

void TestWriter::queryRoundTrip() {
    const std::string spelled = std::string("\3LlM\10InTernal") + '\0';
    const std::string bytes =
        encodeQuery(spelled, RrType::Https, {42, 0x0100, RrClass::Chaos, 4096, 0, true});
    Query query;
    QCOMPARE(parseQuery(base::asBytes(bytes), query), Verdict::Query);
    QCOMPARE(query.id, std::uint16_t{42});
    QCOMPARE(query.type, RrType::Https);
    QCOMPARE(query.qclass, RrClass::Chaos);
    QCOMPARE(query.edns.udpSize, std::uint16_t{4096});
    QVERIFY(query.edns.dnssecOk);
    const auto message = parseMessage(base::asBytes(bytes));
    QVERIFY(message);
    QCOMPARE(message->questions.at(0).spelling, spelled);
    QCOMPARE(message->questions.at(0).name.toText(), std::string("llm.internal"));
}

QTEST_GUILESS_MAIN(TestWriter)
#include "tst_writer.moc"
