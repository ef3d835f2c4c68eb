// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/model/catalog.h"
#include "backend/model/health.h"
#include "tests/support/printing.h"

#include <QTest>

using namespace portolan;
using namespace portolan::model;

namespace {

HostName host(std::string_view text) {
    return HostName::parse(text).value();
}

Service service(std::uint64_t id, std::string_view name) {
    return {ServiceId{id}, "service", host(name)};
}

Record record(std::uint64_t id, std::string_view name) {
    Record made{RecordId{id}, "record", host(name), RecordType::A};
    made.data = *base::IpAddress::parse("10.0.0." + std::to_string(id));
    return made;
}

}  // namespace

class TestCatalog : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void findsServicesByIdAndHost() {
        Catalog catalog;
        catalog.put(service(1, "a.example"));
        catalog.put(service(2, "b.example"));
        QCOMPARE(catalog.service(ServiceId{2})->host.text(), std::string("b.example"));
        QVERIFY(catalog.service(host("a.example"))->id == ServiceId{1});
        QVERIFY(!catalog.service(ServiceId{3}) && !catalog.service(host("c.example")));
    }

    void movesAServiceToAnotherHost() {
        Catalog catalog;
        catalog.put(service(1, "a.example"));
        catalog.put(service(1, "b.example"));
        QCOMPARE(catalog.services().size(), std::size_t(1));
        QVERIFY(!catalog.service(host("a.example")));
        QVERIFY(catalog.service(ServiceId{1})->host == host("b.example"));
        catalog.remove(ServiceId{1});
        QVERIFY(catalog.services().empty() && !catalog.service(ServiceId{1}));
        catalog.remove(ServiceId{1});
    }

    void keepsRecordsOfANameTogetherInOrder() {
        Catalog catalog;
        catalog.put(record(1, "a.example"));
        catalog.put(record(2, "a.example"));
        catalog.put(record(3, "b.example"));
        QCOMPARE(catalog.records(host("a.example"))->records.size(), std::size_t(2));
        Record changed = record(1, "a.example");
        changed.ttl = base::Seconds(5);
        catalog.put(changed);
        QVERIFY(catalog.records(host("a.example"))->records.front() == changed);
        catalog.remove(RecordId{1});
        QVERIFY(!catalog.record(RecordId{1}));
        QVERIFY(*catalog.record(RecordId{2}) == record(2, "a.example"));
        catalog.remove(RecordId{2});
        QVERIFY(!catalog.records(host("a.example")));
        QCOMPARE(catalog.records().size(), std::size_t(1));
    }

    void movesARecordToAnotherName() {
        Catalog catalog;
        catalog.put(record(1, "a.example"));
        catalog.put(record(1, "b.example"));
        QVERIFY(!catalog.records(host("a.example")));
        QVERIFY(catalog.record(RecordId{1})->name == host("b.example"));
    }

    void leavesCopiesAlone() {
        Catalog before;
        before.put(service(1, "a.example"));
        before.put(record(1, "r.example"));
        Catalog after = before;
        after.remove(ServiceId{1});
        after.remove(RecordId{1});
        QVERIFY(before.service(ServiceId{1}) && before.record(RecordId{1}));
        QVERIFY(!after.service(ServiceId{1}) && !after.record(RecordId{1}));
    }

    void readsAndWritesRecordData_data() {
        QTest::addColumn<std::string>("type");
        QTest::addColumn<std::string>("text");
        QTest::addColumn<std::string>("expected");  // "!": the code of the error
        const auto row = [](const char* name, std::string type, std::string text, std::string expected) {
            QTest::newRow(name) << std::move(type) << std::move(text) << std::move(expected);
        };
        row("1035-3.4.1 A", "A", "10.0.0.1", "10.0.0.1");
        row("A with IPv6", "A", "::1", "!record.address");
        row("3596-2.2 AAAA", "aaaa", "FD7A::1", "fd7a::1");
        row("AAAA with IPv4", "AAAA", "10.0.0.1", "!record.address");
        row("AAAA with v4-mapped", "AAAA", "::ffff:10.0.0.1", "!record.address");
        row("1035-3.3.1 CNAME", "CNAME", "A.Example.", "a.example");
        row("CNAME that is no name", "CNAME", "a..b", "!record.name");
        row("1035-3.3.11 NS", "NS", "ns.example", "ns.example");
        row("1035-3.3.14 TXT", "TXT", "plain text", "\"plain text\"");
        row("1035-5.1 TXT in quotes", "TXT", "\"one\"  \"two\"", "\"one\" \"two\"");
        row("1035-5.1 escaped", "TXT", "\"a\\\"b\\\\c\"", "\"a\\\"b\\\\c\"");
        row("1035-3.3 empty", "TXT", "", "\"\"");
        row("1035-3.3 255 octets", "TXT", std::string(255, 'x'), "\"" + std::string(255, 'x') + "\"");
        row("1035-3.3 256 octets are cut", "TXT", std::string(256, 'x'),
            "\"" + std::string(255, 'x') + "\" \"x\"");
        row("1035-3.3.9 MX", "MX", "10 Mail.Example.", "10 mail.example");
        row("3597-5 unknown type", "type65280", "\\# 2 0AFF", "\\# 2 0aff");
        row("1035-5.1 open quote", "TXT", "\"one", "!record.quote");
        row("1035-5.1 escape at the end", "TXT", "\"one\\", "!record.quote");
        row("1035-5.1 text behind quotes", "TXT", "\"one\" two", "!record.text");
    }
    void readsAndWritesRecordData() {
        QFETCH(std::string, type);
        QFETCH(std::string, text);
        QFETCH(std::string, expected);
        const auto recordType = *recordTypeFromWord(type);
        const auto data = parseRecordData(recordType, text);
        QCOMPARE(data ? toText(recordType, *data) : "!" + data.error().code, expected);
        if (!data)
            QCOMPARE(data.error().field, std::string("data"));
        else
            QVERIFY(parseRecordData(recordType, toText(recordType, *data)).value() == *data);
    }

    void hasAWordForEachHealth() {
        for (const auto state : {HealthState::Unknown, HealthState::Up, HealthState::Degraded,
                                 HealthState::Down, HealthState::Disabled})
            QVERIFY(healthStateFromWord(toWord(state)) == state);
        QVERIFY(healthStateFromWord("nonsense") == HealthState::Unknown);
        for (int i = 1; i <= static_cast<int>(HealthCause::NameLeadsBack); ++i) {
            const auto cause = static_cast<HealthCause>(i);
            QVERIFY(healthCauseFromCode(codeOf(cause)) == cause);
            QVERIFY(sentenceOf(cause).ends_with('.') || sentenceOf(cause).ends_with('?'));
            const bool saysDetail = sentenceOf(cause, 4711).find("4711") != std::string::npos;
            QCOMPARE(saysDetail, !detailNameOf(cause).empty());
            QVERIFY(sentenceOf(cause).find('{') == std::string::npos);
        }
    }

    void storesNoTypeThatIsNotForRecords() {
        // RFC 6895 section 3.1; SOA is ours to make, the others ask more of a server than to hand them out.
        for (const char* word : {"SOA", "OPT", "ANY", "AXFR", "TYPE0", "TYPE128", "TYPE255", "TYPE39",
                                 "TYPE46", "TYPE47", "TYPE50", "TYPE51", "TYPE65535", "TYPE65536", "SPF", ""})
            QVERIFY2(!recordTypeFromWord(word), word);
        for (const char* word : {"a", "MX", "TYPE15", "TYPE43", "TYPE256", "CAA", "TYPE65534"})
            QVERIFY2(recordTypeFromWord(word), word);
    }
};

QTEST_GUILESS_MAIN(TestCatalog)
#include "tst_catalog.moc"
