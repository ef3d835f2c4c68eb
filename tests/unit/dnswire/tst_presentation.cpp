// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Record data, text to bytes and back, as tables. Rows are named by the RFC section they come from.
#include "backend/dnswire/presentation.h"
#include "backend/dnswire/textfields.h"

#include <QTest>

using namespace portolan;
using namespace portolan::dnswire;

class TestPresentation : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void readsAndWrites_data();
    void readsAndWrites();
    void refuses_data();
    void refuses();
    void writesNamesForMasterFiles();
    void writesWhatIsNotRightAsUnknownData();
    void readsBase64_data();
    void readsBase64();
};

void TestPresentation::readsAndWrites_data() {
    QTest::addColumn<std::string>("type");
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("hex");
    QTest::addColumn<std::string>("shown");
    const auto row = [](const char* title, const char* type, std::string text, std::string hex,
                        std::string shown = "=") {
        QTest::newRow(title) << std::string(type) << text << std::move(hex)
                             << (shown == "=" ? text : std::move(shown));
    };
    row("1035-3.4.1 A", "A", "10.0.0.1", "0a000001");
    row("3596-2.2 AAAA", "AAAA", "fd7a::1", "fd7a0000000000000000000000000001");
    row("3596-2.2 AAAA in capitals", "AAAA", "FD7A:0::1", "fd7a0000000000000000000000000001", "fd7a::1");
    row("1035-3.3.1 CNAME", "CNAME", "a.example", "0161076578616d706c6500");
    row("1035-3.3.11 NS with its dot, in capitals", "NS", "NS.Example.", "026e73076578616d706c6500",
        "ns.example");
    row("1035-3.3.12 PTR", "PTR", "a.example", "0161076578616d706c6500");
    row("1035-3.3.12 PTR to the root", "PTR", ".", "00");
    row("1035-3.3.9 MX", "MX", "10 m.example", "000a016d076578616d706c6500");
    row("7505-3 MX that takes no mail", "MX", "0 .", "000000");
    row("2782 SRV", "SRV", "0 5 5060 s.example", "0000000513c40173076578616d706c6500");
    row("2782 SRV with blanks", "SRV", "  0\t5  5060 s.example ", "0000000513c40173076578616d706c6500",
        "0 5 5060 s.example");
    row("1035-5.1 dot and octets in a name", "CNAME", "a\\.b\\032\\000.example",
        "05612e622000076578616d706c6500");
    row("1035-5.1 an escaped letter in a name", "CNAME", "\\a.example", "0161076578616d706c6500",
        "a.example");
    row("1035-5.1 marks in a name", "CNAME", "\\@\\;\\(.example", "03403b28076578616d706c6500");
    row("1035-3.3.14 TXT without quotes", "TXT", "v=1 \"x\"", "07763d3120227822", "\"v=1 \\\"x\\\"\"");
    row("1035-3.3.14 TXT, backslash without quotes", "TXT", "a\\b", "03615c62", "\"a\\\\b\"");
    row("1035-3.3.14 TXT, several", "TXT", "\"one\"  \"two\"", "036f6e650374776f", "\"one\" \"two\"");
    row("1035-3.3.14 TXT, empty", "TXT", "\"\"", "00");
    row("1035-3.3.14 TXT, nothing at all", "TXT", "", "00", "\"\"");
    row("1035-5.1 TXT, escapes", "TXT", "\"a\\\"b\\\\c\\255\\;\"", "076122625c63ff3b",
        "\"a\\\"b\\\\c\\255;\"");
    row("1035-3.3 TXT of 256 octets is cut", "TXT", std::string(256, 'x'),
        "ff" + toHex(std::string(255, 'x')) + "0178", '"' + std::string(255, 'x') + "\" \"x\"");
    row("8659-4.1 CAA", "CAA", "0 issue \"ca.example\"", "0005697373756563612e6578616d706c65");
    row("8659-4.1 CAA critical, without quotes, tag in capitals", "CAA", "128 IssueWild none",
        "8009697373756577696c646e6f6e65", "128 issuewild \"none\"");
    row("8659-4.2 CAA that forbids all", "CAA", "0 issue \";\"", "000569737375653b");
    row("9460-D.1 alias", "HTTPS", "0 foo.example", "000003666f6f076578616d706c6500");
    row("9460-D.2 service with the owner as target", "SVCB", "1 .", "000100");
    row("9460-D.2 port", "SVCB", "16 f.example port=53",
        "00100166076578616d706c65000003000200"
        "35");
    row("9460-D.2 unknown key", "SVCB", "1 f.example key667=hello",
        "00010166076578616d706c6500029b000568656c6c6f");
    row("9460-D.2 unknown key with an octet, in quotes", "SVCB", "1 f.example key667=\"hello\\210qoo\"",
        "00010166076578616d706c6500029b000968656c6c6fd2716f6f", "1 f.example key667=hello\\210qoo");
    row("9460-D.2 two IPv6 hints", "SVCB", "1 f.example ipv6hint=2001:db8::1,2001:db8::53:1",
        "00010166076578616d706c650000060020"
        "20010db8000000000000000000000001"
        "20010db8000000000000000000530001");
    row("9460-2.2 keys travel by number", "SVCB",
        "16 f.example alpn=h2,h3-19 mandatory=ipv4hint,alpn ipv4hint=192.0.2.1",
        "00100166076578616d706c6500"
        "000000040001000400010009026832056833"
        "2d3139"
        "00040004c0000201",
        "16 f.example mandatory=alpn,ipv4hint alpn=h2,h3-19 ipv4hint=192.0.2.1");
    row("9460-A.1 comma and backslash in a protocol", "SVCB", "16 f.example alpn=\"f\\\\\\\\oo\\\\,bar,h2\"",
        "00100166076578616d706c6500"
        "0001000c08665c6f6f2c626172026832",
        "16 f.example alpn=f\\\\\\\\oo\\\\,bar,h2");
    row("9460-7.1.1 no-default-alpn", "HTTPS", "1 . no-default-alpn alpn=h3",
        "0001000001000302"
        "6833"
        "00020000",
        "1 . alpn=h3 no-default-alpn");
    row("9848-3 ech", "HTTPS", "1 . ech=AEX+DQ==",
        "0001000005000400"
        "45fe0d");
    row("3597-5 unknown type", "TYPE65280", "\\# 4 0a000001", "0a000001");
    row("3597-5 unknown type without data", "TYPE65280", "\\# 0", "");
    row("3597-5 digits in several fields", "TYPE65280", "\\# 4 0A 00 0001", "0a000001", "\\# 4 0a000001");
    row("3597-5 known type as unknown data", "A", "\\# 4 0a000001", "0a000001", "10.0.0.1");
    row("3597-5 MX as unknown data", "MX", "\\# 13 000a 016d076578616d706c6500", "000a016d076578616d706c6500",
        "10 m.example");
    row("3597-5 DS", "TYPE43", "\\# 5 0001080201", "0001080201");
}

void TestPresentation::readsAndWrites() {
    QFETCH(std::string, type);
    QFETCH(std::string, text);
    QFETCH(std::string, hex);
    QFETCH(std::string, shown);
    const RrType number = parseType(type).value();
    const auto rdata = parseRdata(number, text);
    QVERIFY2(rdata.ok(), rdata ? "" : (rdata.error().code + ": " + rdata.error().message).c_str());
    QCOMPARE(toHex(*rdata), hex);
    const std::string written = rdataToText(number, *rdata);
    QCOMPARE(written, shown);
    const auto again = parseRdata(number, written);
    QVERIFY2(again.ok(), again ? "" : (again.error().code + ": " + again.error().message).c_str());
    QCOMPARE(toHex(*again), hex);
}

void TestPresentation::refuses_data() {
    QTest::addColumn<std::string>("type");
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("code");
    const auto row = [](const char* title, const char* type, std::string text, const char* code) {
        QTest::newRow(title) << std::string(type) << std::move(text) << std::string(code);
    };
    row("1035-3.4.1 A with IPv6", "A", "fd7a::1", "record.address");
    row("1035-3.4.1 A with two addresses", "A", "10.0.0.1 10.0.0.2", "record.address");
    row("1035-3.4.1 A with a name", "A", "llm.example", "record.address");
    row("3596-2.2 AAAA with IPv4", "AAAA", "10.0.0.1", "record.address");
    row("3596-2.2 AAAA v4-mapped", "AAAA", "::ffff:10.0.0.1", "record.address");
    row("1035-3.3.1 CNAME with nothing", "CNAME", "", "record.fields");
    row("1035-3.3.1 CNAME with two names", "CNAME", "a.example b.example", "record.fields");
    row("1035-3.3.1 CNAME with an address", "CNAME", "10.0.0.1", "record.name");
    row("1035-2.3.4 label over 63", "CNAME", std::string(64, 'a') + ".example", "record.name");
    row("1035-3.1 empty label", "CNAME", "a..example", "record.name");
    row("1035-2.3.4 name over 255", "NS",
        std::string(63, 'a') + "." + std::string(63, 'b') + "." + std::string(63, 'c') + "." +
            std::string(63, 'd') + ".e",
        "record.name");
    row("1035-5.1 half an escape", "CNAME", "a\\25.example", "record.escape");
    row("1035-5.1 escape over 255", "CNAME", "a\\256.example", "record.escape");
    row("1035-5.1 escape at the end", "CNAME", "a\\", "record.escape");
    row("1035-5.1 a comment", "CNAME", "a.example ; the web", "record.character");
    row("1035-5.1 parentheses", "MX", "( 10 m.example )", "record.character");
    row("a letter outside ASCII", "CNAME",
        "b\xc3\xbc"
        "cher.example",
        "record.character");
    row("1035-3.3.9 MX without a preference", "MX", "m.example", "record.fields");
    row("1035-3.3.9 MX with a large preference", "MX", "65536 m.example", "record.number");
    row("1035-3.3.9 MX with a negative preference", "MX", "-1 m.example", "record.number");
    row("2782 SRV without a port", "SRV", "0 5 s.example", "record.fields");
    row("2782 SRV with a port in words", "SRV", "0 5 sip s.example", "record.number");
    row("1035-3.3.14 TXT without a closing quote", "TXT", "\"one", "record.quote");
    row("1035-3.3.14 TXT, quotes that touch", "TXT", "\"one\"\"two\"", "record.quote");
    row("1035-3.3.14 TXT, bare text behind a quoted one", "TXT", "\"one\" two", "record.text");
    row("1035-3.3 quoted TXT over 255", "TXT", '"' + std::string(256, 'x') + '"', "record.text");
    row("1035-3.3.14 TXT over what a record holds", "TXT", std::string(65'000, 'x'), "record.too_long");
    row("8659-4.1 CAA without a value", "CAA", "0 issue", "record.fields");
    row("8659-4.1 CAA flags over 255", "CAA", "256 issue \"x\"", "record.number");
    row("8659-4.1 CAA tag with a hyphen", "CAA", "0 issue-wild \"x\"", "record.tag");
    row("9460-2.1 without a target", "HTTPS", "1", "record.fields");
    row("9460-2.4.2 alias with parameters", "HTTPS", "0 a.example port=80", "record.fields");
    row("9460-D.3 the same key twice", "SVCB", "1 f.example key123=abc key123=def", "record.parameter");
    row("9460-D.3 mandatory without a value", "SVCB", "1 f.example mandatory", "record.parameter");
    row("9460-D.3 alpn without a value", "SVCB", "1 f.example alpn", "record.parameter");
    row("9460-D.3 port without a value", "SVCB", "1 f.example port", "record.parameter");
    row("9460-D.3 hint without a value", "SVCB", "1 f.example ipv4hint", "record.parameter");
    row("9460-D.3 no-default-alpn with a value", "SVCB", "1 f.example alpn=h2 no-default-alpn=abc",
        "record.parameter");
    row("9460-D.3 mandatory key that is missing", "SVCB", "1 f.example mandatory=key123", "record.parameter");
    row("9460-D.3 mandatory that names itself", "SVCB", "1 f.example mandatory=mandatory",
        "record.parameter");
    row("9460-D.3 mandatory names a key twice", "SVCB", "1 f.example mandatory=key123,key123 key123=abc",
        "record.parameter");
    row("9460-7.1.1 no-default-alpn without alpn", "SVCB", "1 f.example no-default-alpn", "record.parameter");
    row("9460-7.1.1 an empty protocol", "SVCB", "1 f.example alpn=h2,,h3", "record.parameter");
    row("9460-7.3 hint of the other family", "SVCB", "1 f.example ipv4hint=fd7a::1", "record.parameter");
    row("9460-2.1 an unknown word", "SVCB", "1 f.example colour=red", "record.parameter");
    row("9460-2.1 key with a leading zero", "SVCB", "1 f.example key0123=a", "record.parameter");
    row("9460-14.3.2 the invalid key", "SVCB", "1 f.example key65535=a", "record.parameter");
    row("9460-7.2 port too large", "SVCB", "1 f.example port=65536", "record.parameter");
    row("9848-3 ech that is no Base64", "SVCB", "1 f.example ech=abc", "record.parameter");
    row("3597-5 unknown type without the mark", "TYPE65280", "10.0.0.1", "record.fields");
    row("3597-5 length that does not fit", "TYPE65280", "\\# 3 0a000001", "record.generic");
    row("3597-5 half an octet", "TYPE65280", "\\# 1 0", "record.generic");
    row("3597-5 no hexadecimal digit", "TYPE65280", "\\# 1 0g", "record.generic");
    row("3597-5 no length", "TYPE65280", "\\#", "record.generic");
    row("3597-5 A of three octets", "A", "\\# 3 0a0000", "record.fields");
    row("3597-5 CNAME with a pointer", "CNAME", "\\# 2 c00c", "record.fields");
    row("3597-5 MX with bytes left over", "MX", "\\# 4 00000000", "record.fields");
    row("3597-5 SVCB with keys in the wrong order", "SVCB",
        "\\# 13 000100"
        "0003000201bb"
        "00010000",
        "record.fields");
}

void TestPresentation::refuses() {
    QFETCH(std::string, type);
    QFETCH(std::string, text);
    QFETCH(std::string, code);
    const auto rdata = parseRdata(parseType(type).value(), text);
    QVERIFY(!rdata.ok());
    QCOMPARE(rdata.error().code, code);
    QCOMPARE(rdata.error().field, std::string("data"));
    QVERIFY(!rdata.error().message.empty() && rdata.error().message.back() == '.');
}

void TestPresentation::writesNamesForMasterFiles() {
    const auto absolute = [](RrType type, const char* text) {
        return rdataToText(type, parseRdata(type, text).value(), NameStyle::Absolute);
    };
    QCOMPARE(absolute(RrType::Mx, "10 m.example"), std::string("10 m.example."));
    QCOMPARE(absolute(RrType::Srv, "0 0 80 ."), std::string("0 0 80 ."));
    QCOMPARE(absolute(RrType::Https, "1 a.example port=1"), std::string("1 a.example. port=1"));
}

void TestPresentation::writesWhatIsNotRightAsUnknownData() {
    QCOMPARE(rdataToText(RrType::A, "abc"), std::string("\\# 3 616263"));
    QCOMPARE(rdataToText(RrType::Mx, std::string_view("\0\1", 2)), std::string("\\# 2 0001"));
    QCOMPARE(rdataToText(RrType::Txt, std::string_view("\5ab", 3)), std::string("\\# 3 056162"));
    QCOMPARE(rdataToText(RrType::Caa, std::string_view("\0\5ab", 4)), std::string("\\# 4 00056162"));
}

void TestPresentation::readsBase64_data() {
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<std::string>("text");
    const auto row = [](const char* bytes, const char* text) {
        QTest::newRow(text) << std::string(bytes) << std::string(text);
    };
    // RFC 4648 section 10.
    row("f", "Zg==");
    row("fo", "Zm8=");
    row("foo", "Zm9v");
    row("foob", "Zm9vYg==");
    row("fooba", "Zm9vYmE=");
    row("foobar", "Zm9vYmFy");
}

void TestPresentation::readsBase64() {
    QFETCH(std::string, bytes);
    QFETCH(std::string, text);
    QCOMPARE(toBase64(bytes), text);
    std::string read;
    QVERIFY(parseBase64(text, read));
    QCOMPARE(read, bytes);
}

QTEST_GUILESS_MAIN(TestPresentation)
#include "tst_presentation.moc"
