// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/httpwire/fields.h"
#include "backend/httpwire/head.h"

#include <QTest>

#include <string>
#include <vector>

using namespace portolan::httpwire;
using namespace std::string_view_literals;

class TestFields : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void knowsEveryNameInEveryCase();
    void knowsNoOtherName();
    void findsByIdAndByName();
    void keepsOrderAndIdsBeyondTheInlineSpace();
    void splitsLists();
    void knowsMethods();
    void knowsReasonPhrases();
};

void TestFields::knowsEveryNameInEveryCase() {
    for (int i = 1; i < static_cast<int>(KnownField::Count); ++i) {
        const auto id = static_cast<KnownField>(i);
        std::string name(fieldName(id));
        QVERIFY(name.size() >= 2);
        QVERIFY(knownField(name) == id);
        for (char& c : name)
            c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        QVERIFY(knownField(name) == id);
        for (char& c : name)
            c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
        QVERIFY(knownField(name) == id);
    }
    QVERIFY(knownField("content-length") == KnownField::ContentLength);
    QVERIFY(knownField("hOST") == KnownField::Host);
    QVERIFY(knownField("te") == KnownField::Te);
}

void TestFields::knowsNoOtherName() {
    for (const std::string_view name :
         {""sv, "a"sv, "Hos"sv, "Hosts"sv, "Hast"sv, "X-Custom"sv, "Content-Lengtj"sv, "Content_Length"sv,
          "Transfer-Encodinh"sv, "Portolan-Peer"sv})
        QVERIFY2(knownField(name) == KnownField::Other, name.data());
    // One changed letter anywhere makes another name.
    for (int i = 1; i < static_cast<int>(KnownField::Count); ++i) {
        const std::string name(fieldName(static_cast<KnownField>(i)));
        for (std::size_t at = 0; at < name.size(); ++at) {
            std::string other = name;
            other[at] = other[at] == 'q' ? 'z' : 'q';
            QVERIFY2(knownField(other) == KnownField::Other, other.c_str());
        }
    }
}

void TestFields::findsByIdAndByName() {
    FieldList fields;
    QVERIFY(fields.empty());
    QVERIFY(fields.find(KnownField::Host) == nullptr);
    fields.add("X-One", "1");
    fields.add("hOst", "a");
    fields.add(KnownField::Connection, "close");
    fields.add("connection", "x");
    QVERIFY(fields.has(KnownField::Host));
    QCOMPARE(fields.value(KnownField::Host), "a"sv);
    QCOMPARE(fields.find(KnownField::Host)->name, "hOst"sv);
    QCOMPARE(fields.value(KnownField::Connection), "close"sv);
    QVERIFY(fields.repeats(KnownField::Connection));
    QVERIFY(!fields.repeats(KnownField::Host));
    QCOMPARE(fields.value(KnownField::Accept), ""sv);
    QCOMPARE(fields.find("x-oNE")->value, "1"sv);
    QVERIFY(fields.find("x-two") == nullptr);
    fields.clear();
    QVERIFY(fields.empty());
    QVERIFY(!fields.has(KnownField::Host));
    QVERIFY(!fields.repeats(KnownField::Connection));
}

void TestFields::keepsOrderAndIdsBeyondTheInlineSpace() {
    std::vector<std::string> names;
    for (int i = 0; i < 200; ++i)
        names.push_back("X-" + std::to_string(i));
    FieldList fields;
    for (int round = 0; round < 2; ++round) {
        fields.clear();
        for (std::size_t i = 0; i < names.size(); ++i) {
            fields.add(names[i], "v");
            if (i == 150)
                fields.add(KnownField::Expect, "100-continue");
        }
        QCOMPARE(fields.size(), 201U);
        QCOMPARE(fields[0].name, "X-0"sv);
        QCOMPARE(fields[150].name, "X-150"sv);
        QCOMPARE(fields[151].name, "Expect"sv);
        QCOMPARE(fields.value(KnownField::Expect), "100-continue"sv);
        QCOMPARE(fields.all().back().name, "X-199"sv);
        QCOMPARE(fields.end() - fields.begin(), 201);
    }
}

void TestFields::splitsLists() {
    QVERIFY(listHasToken("close", "Close"));
    QVERIFY(listHasToken("a,\tb ,, close ", "close"));
    QVERIFY(!listHasToken("a, closed", "close"));
    QVERIFY(!listHasToken("", "close"));
    QVERIFY(!listHasToken("clo se", "close"));
    std::string_view list = " , a ,b,,c d,";
    QCOMPARE(takeListMember(list), "a"sv);
    QCOMPARE(takeListMember(list), "b"sv);
    QCOMPARE(takeListMember(list), "c d"sv);
    QVERIFY(takeListMember(list).empty());
    QVERIFY(takeListMember(list).empty());
}

void TestFields::knowsMethods() {
    QVERIFY(methodOf("GET") == Method::Get);
    QVERIFY(methodOf("HEAD") == Method::Head);
    QVERIFY(methodOf("POST") == Method::Post);
    QVERIFY(methodOf("PUT") == Method::Put);
    QVERIFY(methodOf("DELETE") == Method::Delete);
    QVERIFY(methodOf("OPTIONS") == Method::Options);
    QVERIFY(methodOf("PATCH") == Method::Patch);
    QVERIFY(methodOf("CONNECT") == Method::Connect);
    QVERIFY(methodOf("TRACE") == Method::Trace);
    QVERIFY(methodOf("get") == Method::Other);
    QVERIFY(methodOf("") == Method::Other);
    QVERIFY(isIdempotent(Method::Put) && isIdempotent(Method::Get) && isIdempotent(Method::Delete));
    QVERIFY(!isIdempotent(Method::Post) && !isIdempotent(Method::Patch) && !isIdempotent(Method::Other));
}

void TestFields::knowsReasonPhrases() {
    QCOMPARE(reasonPhrase(100), "Continue"sv);
    QCOMPARE(reasonPhrase(200), "OK"sv);
    QCOMPARE(reasonPhrase(404), "Not Found"sv);
    QCOMPARE(reasonPhrase(511), "Network Authentication Required"sv);
    QCOMPARE(reasonPhrase(299), ""sv);
    QCOMPARE(reasonPhrase(600), ""sv);
}

QTEST_GUILESS_MAIN(TestFields)
#include "tst_fields.moc"
