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
        row("1035-3.3.9 MX", "MX", "10 Mail.Example.", "10 mail.example");
        row("1035-3.3.12 PTR", "PTR", "nas.example", "nas.example");
        row("2782 SRV", "SRV", "0 5 5060 sip.example.", "0 5 5060 sip.example");
        row("8659-4.1 CAA", "CAA", "0 issue \"ca.example\"", "0 issue \"ca.example\"");
        row("9460-2.1 HTTPS", "HTTPS", "1 . port=8443 alpn=h2", "1 . alpn=h2 port=8443");
        row("9460-2.1 SVCB", "SVCB", "0 svc.example.", "0 svc.example");
        row("3597-5 unknown type", "TYPE65280", "\\# 4 0A000001", "\\# 4 0a000001");
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
        row("SOA is ours", "box", "SOA", "ns. a. 1 1 1 1 1", 60, "record.type type");
        row("CNAME that is two names", "box", "CNAME", "a b", 60, "record.fields data");
        row("1035-3.3 TXT over 255", "box", "TXT", '"' + std::string(256, 'x') + '"', 60, "record.text data");
        row("1035-3.3.9 MX without a preference", "box", "MX", "mail.example", 60, "record.fields data");
        row("SPEC 7.1 wildcard without a token", "*", "A", "10.0.0.1", 60, "access.token_required");
        row("SRV of a service of someone else", "_http._tcp.foreignservice.portolan.internal", "SRV",
            "0 0 1 x.example", 60, "access.not_owner");
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

    void allowsOtherTypesBesideAService() {
        ControlFixture fixture;
        const auto caller = fixture.from("100.64.0.7");
        QVERIFY(fixture.add(caller, draftOf("web")).ok());
        for (const auto* data : {"10 m.example", "20 m.example"})
            QCOMPARE(fixture.addRecord(caller, {"web", "MX", data}).verdict(), std::string("ok"));
        QCOMPARE(fixture.addRecord(caller, {"web", "NS", "ns.example"}).verdict(),
                 std::string("record.name_taken name"));
    }

    void letsATokenUseWhatIsKept_data() {
        QTest::addColumn<std::string>("name");
        QTest::addColumn<std::string>("type");
        QTest::addColumn<std::string>("data");
        QTest::addColumn<std::string>("verdict");
        const auto row = [](const char* name, const char* type, const char* data, const char* verdict) {
            QTest::addRow("%s %s", name, type)
                << std::string(name) << std::string(type) << std::string(data) << std::string(verdict);
        };
        row("*", "A", "10.0.0.1", "ok");
        row("*.lab", "NS", "ns.example", "name.outside_zones name");
        row("*.lab.portolan.internal", "NS", "ns.example", "record.wildcard_delegation name");
        row("_acme-challenge", "TXT", "token", "ok");
        row("wpad", "A", "10.0.0.1", "ok");
        row("portolan.internal", "MX", "10 m.example", "ok");
        row("portolan.internal", "TXT", "v=spf1 -all", "ok");
        row("portolan.internal", "NS", "ns.example", "record.name_taken name");
        row("portolan.internal", "A", "10.0.0.1", "record.name_taken name");
        row("dns", "CNAME", "x.example", "record.name_taken name");
        row("dns", "CAA", "0 issue \";\"", "ok");
    }
    void letsATokenUseWhatIsKept() {
        QFETCH(std::string, name);
        QFETCH(std::string, type);
        QFETCH(std::string, data);
        QFETCH(std::string, verdict);
        ControlFixture fixture;
        auto caller = fixture.from("100.64.0.7");
        caller.authority = api::Authority::Token;
        QCOMPARE(fixture.addRecord(caller, {name, type, data}).verdict(), verdict);
    }

    void replacesOne() {
        ControlFixture fixture;
        const auto caller = fixture.from("100.64.0.7");
        const auto added = fixture.addRecord(caller, {"box", "A", "10.0.0.4", 120, "A box"}).value();
        QVERIFY(fixture.addRecord(caller, {"box", "A", "10.0.0.5"}).ok());
        QVERIFY(fixture.add(fixture.from("100.64.0.8"), draftOf("foreign")).ok());
        const auto replace = [&](const api::Caller& by, api::RecordDraft draft,
                                 api::Precondition precondition = {}) {
            return fixture.call<api::RecordView>(&Control::saveRecord, by, added.id, draft, precondition);
        };
        QCOMPARE(replace(fixture.from("100.64.0.8"), {"box", "A", "10.0.0.6"}).verdict(),
                 std::string("access.not_owner"));
        QCOMPARE(replace(caller, {"box", "A", "10.0.0.6"}, {99}).verdict(),
                 std::string("precondition.stale"));
        QCOMPARE(replace(caller, {"box", "A", "x"}).verdict(), std::string("record.address data"));
        QCOMPARE(replace(caller, {"box", "A", "10.0.0.5"}).verdict(), std::string("record.name_taken name"));
        QCOMPARE(replace(caller, {"box", "CNAME", "x.example"}).verdict(),
                 std::string("record.name_taken name"));
        QCOMPARE(replace(caller, {"foreign", "TXT", "x"}).verdict(), std::string("access.not_owner"));
        const std::size_t before = fixture.storage.durable.size();
        QCOMPARE(replace(caller, {"Box.", "A", "10.0.0.4", 120, "A box"}).verdict(), std::string("ok"));
        QCOMPARE(fixture.storage.durable.size(), before);  // it says what is there already
        const auto moved = replace(caller, {"crate", "MX", "10 m.example"}, {added.revision});
        QCOMPARE(moved.verdict(), std::string("ok"));
        QVERIFY(moved.value().id == added.id && moved.value().createdAt == added.createdAt);
        QVERIFY(moved.value().revision > added.revision);
        QCOMPARE(moved.value().name, std::string("crate.portolan.internal"));
        QCOMPARE(moved.value().data, std::string("10 m.example"));
        QCOMPARE(moved.value().ttl, std::int64_t(60));
        QCOMPARE(fixture.eventTypes().back(), std::string("record.changed"));
        const auto shown = fixture.call<api::RecordPage>(&Control::listRecords, caller,
                                                         api::ListRequest{.id = std::uint64_t(added.id)});
        QVERIFY(shown.value().items == std::vector{moved.value()});
    }

    void exportsAZone() {
        ControlFixture fixture;
        auto caller = fixture.from("100.64.0.7");
        QVERIFY(fixture.add(caller, draftOf("web")).ok());
        QVERIFY(fixture.addRecord(caller, {"box", "TYPE65280", "\\# 1 ff"}).ok());
        const auto exported = [&](const char* zone) {
            return fixture.call<api::Report>(&Control::report, caller, api::ZoneFileRequest{zone});
        };
        QCOMPARE(exported("portolan.internal").verdict(), std::string("access.token_required"));
        caller.authority = api::Authority::Token;
        const auto file = exported("Portolan.Internal.");
        QCOMPARE(file.verdict(), std::string("ok"));
        const std::string text = std::get<api::ZoneFile>(file.value()).text;
        for (const char* line :
             {"\nportolan.internal. 60 IN SOA ns.portolan.internal. hostmaster.portolan.internal. ",
              "\nbox.portolan.internal. 60 IN TYPE65280 \\# 1 ff\n",
              "\n_http._tcp.web.portolan.internal. 60 IN SRV 0 0 "})
            QVERIFY2(text.find(line) != std::string::npos, text.c_str());
        QCOMPARE(exported("elsewhere.example").verdict(), std::string("zone.not_found"));
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
