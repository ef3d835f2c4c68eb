// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/printing.h"
#include "tests/unit/control/controlfixture.h"

#include <QTest>

using namespace portolan;
using namespace portolan::control;

class TestRecords : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void adds_data() {
        QTest::addColumn<std::string>("type");
        QTest::addColumn<std::string>("data");
        QTest::addColumn<std::string>("shown");
        const auto row = [](const char* name, std::string type, std::string data, std::string shown) {
            QTest::newRow(name) << std::move(type) << std::move(data) << std::move(shown);
        };
        row("1035-3.4.1 A", "A", "10.0.0.4", "10.0.0.4");
        row("3596-2.2 AAAA", "aaaa", "FD7A:0::4", "fd7a::4");
        row("1035-3.3.1 CNAME", "CNAME", "Elsewhere.Example.", "elsewhere.example");
        row("1035-3.3.14 TXT", "TXT", "v=1 \"x\"", "\"v=1 \\\"x\\\"\"");
        row("1035-3.3.11 NS", "NS", "ns.example", "ns.example");
    }
    void adds() {
        QFETCH(std::string, type);
        QFETCH(std::string, data);
        QFETCH(std::string, shown);
        ControlFixture fixture;
        const auto reply = fixture.addRecord(fixture.from("100.64.0.7"), {"Box", type, data, 120, "A box"});
        QCOMPARE(reply.verdict(), std::string("ok"));
        QCOMPARE(reply.value().name, std::string("box.portolan.internal"));
        QCOMPARE(reply.value().data, shown);
        QCOMPARE(reply.value().ttl, std::int64_t(120));
        QCOMPARE(reply.value().label, std::string("A box"));
        const auto page = fixture.call<api::RecordPage>(&Control::listRecords, fixture.from("127.0.0.1"),
                                                        api::ListRequest{});
        QVERIFY(page.value().items == std::vector{reply.value()});
        QVERIFY(fixture.eventTypes() == std::vector<std::string>{"record.added"});
    }

    void refuses_data() {
        QTest::addColumn<std::string>("name");
        QTest::addColumn<std::string>("type");
        QTest::addColumn<std::string>("data");
        QTest::addColumn<int>("ttl");
        QTest::addColumn<std::string>("verdict");
        const auto row = [](const char* title, std::string name, std::string type, std::string data, int ttl,
                            std::string verdict) {
            QTest::newRow(title) << std::move(name) << std::move(type) << std::move(data) << ttl
                                 << std::move(verdict);
        };
        row("unknown type", "box", "SPF", "x", 60, "record.type type");
        row("A with IPv6", "box", "A", "fd7a::1", 60, "record.address data");
        row("AAAA with IPv4", "box", "AAAA", "10.0.0.1", 60, "record.address data");
        row("CNAME that is no name", "box", "CNAME", "a b", 60, "name.character data");
        row("1035-3.3 TXT over 255", "box", "TXT", std::string(256, 'x'), 60, "record.text data");
        row("ttl 0", "box", "A", "10.0.0.1", 0, "record.ttl ttl");
        row("ttl over a day", "box", "A", "10.0.0.1", 86401, "record.ttl ttl");
        row("reserved name", "_acme-challenge", "TXT", "x", 60, "name.reserved name");
        row("outside the zones", "box.example.org", "A", "10.0.0.1", 60, "name.outside_zones name");
        row("the same again", "there", "A", "10.0.0.4", 90, "record.name_taken name");
        row("1034-3.6.2 CNAME beside a record", "there", "CNAME", "x.example", 60, "record.name_taken name");
        row("1034-3.6.2 a record beside a CNAME", "alias", "TXT", "x", 60, "record.name_taken name");
        row("address of a service", "web", "A", "10.0.0.1", 60, "record.name_taken name");
        row("name of someone else", "foreign", "TXT", "x", 60, "access.not_owner");
        row("service of someone else", "foreignservice", "TXT", "x", 60, "access.not_owner");
    }
    void refuses() {
        QFETCH(std::string, name);
        QFETCH(std::string, type);
        QFETCH(std::string, data);
        QFETCH(int, ttl);
        QFETCH(std::string, verdict);
        ControlFixture fixture;
        const auto caller = fixture.from("100.64.0.7");
        QVERIFY(fixture.addRecord(caller, {"there", "A", "10.0.0.4"}).ok());
        QVERIFY(fixture.addRecord(caller, {"alias", "CNAME", "there.portolan.internal"}).ok());
        QVERIFY(fixture.add(caller, draftOf("web")).ok());
        QVERIFY(fixture.addRecord(fixture.from("100.64.0.8"), {"foreign", "A", "10.0.0.4"}).ok());
        QVERIFY(fixture.add(fixture.from("100.64.0.8"), draftOf("foreignservice")).ok());
        const std::size_t before = fixture.storage.durable.size();
        QCOMPARE(fixture.addRecord(caller, {name, type, data, ttl}).verdict(), verdict);
        QCOMPARE(fixture.storage.durable.size(), before);
    }

    void allowsSeveralAddressesOfOneName() {
        ControlFixture fixture;
        for (const auto* address : {"10.0.0.4", "10.0.0.5"})
            QVERIFY(fixture.addRecord(fixture.from("100.64.0.7"), {"box", "A", address}).ok());
        QVERIFY(fixture.addRecord(fixture.from("100.64.0.7"), {"box", "AAAA", "fd7a::4"}).ok());
        QCOMPARE(fixture.names().size(), std::size_t(3));
    }

    void removesOne() {
        ControlFixture fixture;
        const auto caller = fixture.from("100.64.0.7");
        const auto id = fixture.addRecord(caller, {"box", "A", "10.0.0.4"}).value().id;
        const auto remove = [&](const api::Caller& by, model::RecordId which,
                                api::Precondition precondition) {
            return fixture.call<api::RecordView>(&Control::removeRecord, by, which, precondition).verdict();
        };
        QCOMPARE(remove(fixture.from("100.64.0.8"), id, {}), std::string("access.not_owner"));
        QCOMPARE(remove(caller, id, {7}), std::string("precondition.stale"));
        QCOMPARE(remove(caller, model::RecordId{99}, {}), std::string("record.not_found"));
        QCOMPARE(remove(caller, id, {1}), std::string("ok"));
        QCOMPARE(remove(caller, id, {}), std::string("record.not_found"));
        QVERIFY((fixture.eventTypes() == std::vector<std::string>{"record.added", "record.removed"}));
    }
};

QTEST_GUILESS_MAIN(TestRecords)
#include "tst_records.moc"
