// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Names: text to wire form and back, and what is refused.
#include "backend/dnswire/dnsname.h"

#include <QObject>
#include <QTest>

#include <string>

using namespace portolan::dnswire;
namespace base = portolan::base;

class TestDnsName : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void turnsTextIntoLowerCaseWireForm();
    void refusesTextThatIsNoName_data();
    void refusesTextThatIsNoName();
    void readsPlainLabelsOnly_data();
    void readsPlainLabelsOnly();
    void lowersEveryLetterAndNothingElse();
    void holdsTheLongestName();
    void knowsWhatLiesWithinWhat();
    void escapesWhatIsNotPrintable();
};

void TestDnsName::turnsTextIntoLowerCaseWireForm() {
    using namespace std::string_view_literals;
    QCOMPARE(DnsName::fromText("LLM.Internal")->key(), "\3llm\10internal\0"sv);
    QCOMPARE(DnsName::fromText("llm.internal.")->key(), "\3llm\10internal\0"sv);
    QCOMPARE(DnsName::fromText(".")->key(), "\0"sv);
    QCOMPARE(DnsName::fromText("LLM.Internal")->toText(), std::string("llm.internal"));
    QCOMPARE(DnsName().toText(), std::string("."));
    QCOMPARE(parentKey("\3llm\10internal\0"sv), "\10internal\0"sv);
    QVERIFY(parentKey("\0"sv).empty());
}

void TestDnsName::refusesTextThatIsNoName_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("empty label inside") << QByteArray("a..b");
    QTest::newRow("empty label first") << QByteArray(".a");
    QTest::newRow("two final dots") << QByteArray("a..");
    QTest::newRow("RFC 1035 2.3.4: label of 64") << QByteArray(64, 'a');
    QTest::newRow("RFC 1035 2.3.4: name of 256") << (QByteArray(63, 'a') + '.' + QByteArray(63, 'b') + '.' +
                                                     QByteArray(63, 'c') + '.' + QByteArray(62, 'd'));
}

void TestDnsName::refusesTextThatIsNoName() {
    QFETCH(QByteArray, text);
    QVERIFY(!DnsName::fromText({text.constData(), static_cast<std::size_t>(text.size())}));
}

void TestDnsName::readsPlainLabelsOnly_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("size");
    QTest::newRow("root") << QByteArray(1, '\0') << 1;
    QTest::newRow("two labels and more behind") << QByteArray("\1A\1b\0xyz", 8) << 5;
    QTest::newRow("nothing") << QByteArray() << 0;
    QTest::newRow("label cut off") << QByteArray("\3ab") << 0;
    QTest::newRow("no root byte") << QByteArray("\2ab") << 0;
    QTest::newRow("RFC 1035 4.1.4: pointer") << QByteArray("\1a\xC0\x0C") << 0;
    QTest::newRow("RFC 6891 5: extended label") << QByteArray("\x41\1a\0", 4) << 0;
    QTest::newRow("RFC 1035 4.1.4: reserved bits") << QByteArray("\x80\0", 2) << 0;
}

void TestDnsName::readsPlainLabelsOnly() {
    QFETCH(QByteArray, bytes);
    QFETCH(int, size);
    DnsName name;
    const std::size_t taken =
        name.readFrom(base::asBytes({bytes.constData(), static_cast<std::size_t>(bytes.size())}));
    QCOMPARE(taken, static_cast<std::size_t>(size));
    if (size == 0)
        QCOMPARE(name.toText(), std::string("."));
    else
        QCOMPARE(name.size(), static_cast<std::size_t>(size));
}

void TestDnsName::lowersEveryLetterAndNothingElse() {
    // RFC 4343 section 3: only the 26 letters of ASCII; at every place of a label, since several are done at
    // once.
    for (std::size_t place = 1; place <= 20; ++place)
        for (int byte = 0; byte < 256; ++byte) {
            std::string wire = '\x14' + std::string(20, 'M') + '\0';
            wire[place] = static_cast<char>(byte);
            DnsName name;
            QCOMPARE(name.readFrom(base::asBytes(wire)), wire.size());
            for (std::size_t i = 0; i < wire.size(); ++i)
                QCOMPARE(name.key()[i], base::toLower(wire[i]));
        }
}

void TestDnsName::holdsTheLongestName() {
    const std::string longest = std::string(63, 'a') + '.' + std::string(63, 'b') + '.' +
                                std::string(63, 'c') + '.' + std::string(61, 'd');
    const auto name = DnsName::fromText(longest);
    QVERIFY(name);
    QCOMPARE(name->size(), maxNameSize);
    QCOMPARE(name->toText(), longest);
    DnsName again;
    QCOMPARE(again.readFrom(name->wire()), maxNameSize);
    QVERIFY(again == *name);
    std::string tooLong(name->key());
    tooLong.insert(0, "\1x", 2);
    QCOMPARE(again.readFrom(base::asBytes(tooLong)), std::size_t{0});
}

void TestDnsName::knowsWhatLiesWithinWhat() {
    const auto key = [](std::string_view text) { return std::string(DnsName::fromText(text)->key()); };
    QVERIFY(isWithin(key("a.example"), key("example")));
    QVERIFY(isWithin(key("example"), key("example")));
    QVERIFY(isWithin(key("example"), key(".")));
    QVERIFY(!isWithin(key("example"), key("a.example")));
    QVERIFY(!isWithin(key("notexample"), key("example")));
    QVERIFY(!isWithin(key("a.exampla"), key("example")));
}

void TestDnsName::escapesWhatIsNotPrintable() {
    DnsName name;
    QVERIFY(name.append(std::string_view("a.\\ \0", 5)));
    QCOMPARE(name.toText(), std::string("a\\.\\\\\\032\\000"));
}

QTEST_GUILESS_MAIN(TestDnsName)
#include "tst_dnsname.moc"
