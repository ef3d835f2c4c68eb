// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/printing.h"
#include "tests/unit/control/controlfixture.h"

#include <QTest>

#include <algorithm>
#include <functional>

using namespace portolan;
using namespace portolan::control;

using Edit = std::function<void(api::AnnounceRequest&)>;
Q_DECLARE_METATYPE(Edit)

namespace {

bool warns(const api::AnnounceReply& reply, std::string_view code) {
    return std::any_of(reply.warnings.begin(), reply.warnings.end(),
                       [code](const api::Warning& warning) { return warning.code == code; });
}

}  // namespace

class TestAnnounce : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void takesTheCallOfTheBrief() {
        ControlFixture fixture;
        api::AnnounceRequest request = announcementOf("llm.portolan.internal", 8080, "100.2.2.2");
        request.serviceName = "llm-service";
        request.ip = "100.1.1.1";
        request.proxyEnabled = true;
        const auto reply = fixture.announce(fixture.from("100.2.2.2"), request);
        QCOMPARE(reply.verdict(), std::string("ok"));
        QVERIFY(reply.value().outcome == api::Outcome::Created);
        const api::NameView& name = reply.value().name;
        QCOMPARE(name.serviceName, std::string("llm-service"));
        QCOMPARE(name.name, std::string("llm.portolan.internal"));
        QCOMPARE(name.type, std::string("A"));
        QCOMPARE(name.ip, std::string("100.1.1.1"));
        QVERIFY(name.proxyRule.has_value());
        QVERIFY(name.proxyRule->enabled);
        QVERIFY(name.proxyRule->targetIp == ip("100.2.2.2"));
        QCOMPARE(name.proxyRule->targetPort, std::uint16_t(8080));
        QCOMPARE(name.proxyRule->protocol, std::string("http"));
        QCOMPARE(name.proxyRule->hostname, std::string("llm.portolan.internal"));
        QCOMPARE(reply.value().targetChosenBy, std::string("forward_to_ip"));
        QVERIFY(warns(reply.value(), "target.outside_tailnet_range"));
        QVERIFY(!warns(reply.value(), "record.foreign_address"));
        QVERIFY(fixture.hasRoute("llm.portolan.internal"));
    }

    void choosesTheTarget_data() {
        QTest::addColumn<QByteArray>("caller");
        QTest::addColumn<Edit>("edit");
        QTest::addColumn<std::string>("target");
        QTest::addColumn<std::string>("by");
        const Edit none = [](auto&) {};
        const Edit forward = [](api::AnnounceRequest& r) { r.forwardToIp = "10.0.0.9"; };
        const Edit targets = [](api::AnnounceRequest& r) {
            r.port.reset();
            r.targets = {{"10.0.0.8", 81, {}}, {"10.0.0.7", 82, 2}};
        };
        QTest::newRow("SPEC 2 forward_to_ip") << QByteArray("100.64.0.7") << forward
                                              << std::string("10.0.0.9:8080") << std::string("forward_to_ip");
        QTest::newRow("SPEC 2 targets")
            << QByteArray("100.64.0.7") << targets << std::string("10.0.0.8:81") << std::string("targets");
        QTest::newRow("SPEC 2 the caller")
            << QByteArray("100.64.0.7") << none << std::string("100.64.0.7:8080") << std::string("caller");
        QTest::newRow("SPEC 2 the caller by IPv6")
            << QByteArray("fd7a::7") << none << std::string("[fd7a::7]:8080") << std::string("caller");
        QTest::newRow("SPEC 2 a caller on loopback")
            << QByteArray("127.0.0.1") << none << std::string("127.0.0.1:8081") << std::string("this_host");
        QTest::newRow("SPEC 2 a caller on an own address")
            << QByteArray("192.168.1.2") << none << std::string("127.0.0.1:8081") << std::string("this_host");
    }
    void choosesTheTarget() {
        QFETCH(QByteArray, caller);
        QFETCH(Edit, edit);
        QFETCH(std::string, target);
        QFETCH(std::string, by);
        ControlFixture fixture;
        // 8080 of this host is the API's.
        auto request = announcementOf("llm", by == "this_host" ? 8081 : 8080);
        edit(request);
        const auto reply = fixture.announce(fixture.from(caller.toStdString()), request);
        QCOMPARE(reply.verdict(), std::string("ok"));
        const auto& rule = *reply.value().name.proxyRule;
        QCOMPARE(base::SocketAddress({rule.targetIp, rule.targetPort}).toString(), target);
        QCOMPARE(reply.value().targetChosenBy, by);
    }

    void proxiesIfAndOnlyIfThereIsAPort_data() {
        QTest::addColumn<bool>("port");
        QTest::addColumn<int>("proxyEnabled");  // -1: absent
        QTest::addColumn<std::string>("verdict");
        QTest::addColumn<bool>("proxied");
        QTest::newRow("port, absent") << true << -1 << std::string("ok") << true;
        QTest::newRow("port, true") << true << 1 << std::string("ok") << true;
        QTest::newRow("port, false") << true << 0 << std::string("ok") << false;
        QTest::newRow("no port, absent") << false << -1 << std::string("ok") << false;
        QTest::newRow("no port, true") << false << 1 << std::string("port.required port") << false;
        QTest::newRow("no port, false") << false << 0 << std::string("ok") << false;
    }
    void proxiesIfAndOnlyIfThereIsAPort() {
        QFETCH(bool, port);
        QFETCH(int, proxyEnabled);
        QFETCH(std::string, verdict);
        QFETCH(bool, proxied);
        ControlFixture fixture;
        auto request = announcementOf("llm");
        if (port)
            request.port = 9000;
        if (proxyEnabled >= 0)
            request.proxyEnabled = proxyEnabled == 1;
        const auto reply = fixture.announce(fixture.from("100.64.0.7"), request);
        QCOMPARE(reply.verdict(), verdict);
        if (reply.ok())
            QCOMPARE(reply.value().name.proxyRule.has_value(), proxied);
        QCOMPARE(fixture.hasRoute("llm.portolan.internal"), proxied);
    }

    void refuses_data() {
        QTest::addColumn<Edit>("edit");
        QTest::addColumn<std::string>("verdict");
        const auto row = [](const char* name, const char* verdict, Edit edit) {
            QTest::newRow(name) << std::move(edit) << std::string(verdict);
        };
        using R = api::AnnounceRequest;
        row("port 0", "port.range port", [](R& r) { r.port = 0; });
        row("port 65536", "port.range port", [](R& r) { r.port = 65536; });
        row("negative port", "port.range port", [](R& r) { r.port = -1; });
        row("port out of range without proxy", "port.range port", [](R& r) {
            r.port = 70000;
            r.proxyEnabled = false;
        });
        row("protocol ftp", "protocol.unknown protocol", [](R& r) { r.protocol = "ftp"; });
        row("empty name", "name.empty name", [](R& r) { r.name.clear(); });
        row("1035-2.3.4 label over 63", "name.label_too_long name",
            [](R& r) { r.name = std::string(64, 'a'); });
        row("1035-2.3.4 name over 253", "name.too_long name", [](R& r) {
            r.name.clear();
            for (int i = 0; i < 60; ++i)
                r.name += "abcd.";
            r.name += "portolan.internal";
        });
        row("name outside the zones", "name.outside_zones name", [](R& r) { r.name = "llm.example.org"; });
        row("reserved name", "name.reserved name", [](R& r) { r.name = "dns"; });
        row("the zone itself", "name.reserved name", [](R& r) { r.name = "portolan.internal"; });
        row("wildcard", "name.character name", [](R& r) { r.name = "*.portolan.internal"; });
        row("ip that is none", "address.invalid ip", [](R& r) { r.ip = "100.1.1"; });
        row("unspecified ip", "address.invalid ip", [](R& r) { r.ip = "0.0.0.0"; });
        row("URL as target", "target.url forward_to_ip",
            [](R& r) { r.forwardToIp = "http://antarus:8080/"; });
        row("itself as target", "target.name_leads_back forward_to_ip",
            [](R& r) { r.forwardToIp = "llm.portolan.internal"; });
        row("target that is none", "target.address forward_to_ip", [](R& r) { r.forwardToIp = "300.1.1.1"; });
        row("device", "target.device_unknown target_device", [](R& r) { r.targetDevice = "antarus"; });
        row("target outside the networks", "target.outside_networks forward_to_ip",
            [](R& r) { r.forwardToIp = "8.8.8.8"; });
        row("6890 metadata service", "target.refused_range forward_to_ip",
            [](R& r) { r.forwardToIp = "169.254.169.254"; });
        row("4291-2.5.5.2 metadata service, v4-mapped", "target.refused_range forward_to_ip",
            [](R& r) { r.forwardToIp = "::ffff:169.254.169.254"; });
        row("loopback from elsewhere", "target.loopback forward_to_ip", [](R& r) {
            r.forwardToIp = "127.0.0.1";
            r.port = 9000;
        });
        row("own listener", "target.own_listener port", [](R& r) {
            r.forwardToIp = "100.1.1.1";
            r.port = 80;
        });
        row("own listener on all addresses", "target.own_listener port", [](R& r) {
            r.forwardToIp = "192.168.1.2";
            r.port = 8080;
        });
        row("targets and port", "targets.exclusive targets", [](R& r) {
            r.targets = {{"10.0.0.8", 81, {}}};
        });
        row("no targets", "targets.empty targets", [](R& r) {
            r.port.reset();
            r.targets = std::vector<api::TargetDraft>{};
        });
        row("port of one of the targets", "port.range targets[1].port", [](R& r) {
            r.port.reset();
            r.targets = {{"10.0.0.8", 81, {}}, {"10.0.0.8", 0, {}}};
        });
        row("address of one of the targets", "target.outside_networks targets[0].ip", [](R& r) {
            r.port.reset();
            r.targets = {{"9.9.9.9", 81, {}}};
        });
        row("weight -1", "weight.range targets[0].weight", [](R& r) {
            r.port.reset();
            r.targets = {{"10.0.0.8", 81, -1}};
        });
        row("weight 0 alone", "targets.none_takes_requests targets", [](R& r) {
            r.port.reset();
            r.targets = {{"10.0.0.8", 81, 0}};
        });
        row("a target twice", "targets.duplicate targets[1].ip", [](R& r) {
            r.port.reset();
            r.targets = {{"10.0.0.8", 81, {}}, {"::ffff:10.0.0.8", 81, {}}};
        });
        row("expires_in 0", "expires_in.range expires_in", [](R& r) { r.expiresIn = 0; });
        row("expires_in over a year", "expires_in.range expires_in", [](R& r) { r.expiresIn = 31536001; });
        row("service_name of two lines", "label.character service_name",
            [](R& r) { r.serviceName = "a\nb"; });
        row("long service_name", "label.too_long service_name",
            [](R& r) { r.serviceName = std::string(201, 'a'); });
    }
    void refuses() {
        QFETCH(Edit, edit);
        QFETCH(std::string, verdict);
        ControlFixture fixture;
        auto request = announcementOf("llm", 8080);
        edit(request);
        const auto reply = fixture.announce(fixture.from("100.64.0.7"), request);
        QCOMPARE(reply.verdict(), verdict);
        QVERIFY(reply.result().error().message.ends_with('.'));
        QVERIFY(fixture.storage.durable.empty());
        QVERIFY(fixture.names().empty());
        QVERIFY(fixture.eventTypes().empty());
    }

    void takesLoopbackTargetsFromHereAndWithAToken() {
        ControlFixture fixture;
        const auto request = announcementOf("llm", 9000, "127.0.0.1");
        QVERIFY(fixture.announce(fixture.from("127.0.0.1"), request).ok());
        QVERIFY(fixture.announce(fixture.from("100.1.1.1"), request).ok());
        QVERIFY(fixture.announce(fixture.withToken("100.64.0.9"), request).ok());
        QCOMPARE(fixture.announce(fixture.from("100.64.0.9"), request).verdict(),
                 std::string("access.not_owner"));
    }

    void takesTheSameNameInEverySpelling_data() {
        QTest::addColumn<std::string>("spelling");
        for (const auto* spelling : {"llm", "LLM", "llm.portolan.internal", "llm.portolan.internal.",
                                     "Llm.Portolan.INTERNAL", "llm."})
            QTest::newRow(spelling) << std::string(spelling);
    }
    void takesTheSameNameInEverySpelling() {
        QFETCH(std::string, spelling);
        ControlFixture fixture;
        QVERIFY(fixture.announce(fixture.from("100.64.0.7"), announcementOf("llm", 8080)).ok());
        const auto again = fixture.announce(fixture.from("100.64.0.7"), announcementOf(spelling, 8081));
        QVERIFY(again.value().outcome == api::Outcome::Updated);
        QCOMPARE(again.value().name.name, std::string("llm.portolan.internal"));
        QCOMPARE(fixture.names().size(), std::size_t(1));
    }

    void updatesWhateverServiceNameSays() {
        ControlFixture fixture;
        auto request = announcementOf("llm", 8080);
        request.serviceName = "first";
        QVERIFY(fixture.announce(fixture.from("100.64.0.7"), request).ok());
        const auto created = fixture.names().front().createdAt;
        fixture.clock.advance(base::Seconds(10));
        request.serviceName = "second";
        request.port = 8081;
        const auto reply = fixture.announce(fixture.from("100.64.0.7"), request);
        QVERIFY(reply.value().outcome == api::Outcome::Updated);
        QCOMPARE(reply.value().name.serviceName, std::string("second"));
        QVERIFY(reply.value().name.createdAt == created);
        QVERIFY(reply.value().name.updatedAt == created + base::Seconds(10));
        QCOMPARE(fixture.names().size(), std::size_t(1));
    }

    void keepsWhoIsDrainedUnlessNobodyIsLeft() {
        ControlFixture fixture;
        const auto caller = fixture.withToken();
        api::ServiceDraft draft = draftOf("llm");
        draft.targets = {{.address = "10.0.0.1", .port = 8080, .drain = true},
                         {.address = "10.0.0.2", .port = 8080, .maxRequests = 4}};
        QVERIFY(fixture.add(caller, draft).ok());
        api::AnnounceRequest both;
        both.name = "llm";
        both.targets = {{.address = "10.0.0.1", .port = 8080}, {.address = "10.0.0.2", .port = 8080}};
        QVERIFY(fixture.announce(caller, both).ok());
        auto targets = fixture.services().front().targets;
        QVERIFY(targets[0].intake == model::TargetIntake::Drained);
        QCOMPARE(targets[1].maxRequests, 4u);
        QVERIFY(fixture.announce(caller, announcementOf("llm", 8080, "10.0.0.1")).ok());
        targets = fixture.services().front().targets;
        QCOMPARE(targets.size(), std::size_t(1));
        QVERIFY(targets[0].intake == model::TargetIntake::Open);
    }

    void writesNothingWhenNothingIsNew() {
        ControlFixture fixture;
        QVERIFY(fixture.announce(fixture.from("100.64.0.7"), announcementOf("llm", 8080)).ok());
        fixture.clock.advance(base::Seconds(10));
        const auto again = fixture.announce(fixture.from("100.64.0.7"), announcementOf("llm", 8080));
        QVERIFY(again.value().outcome == api::Outcome::Updated);
        QCOMPARE(fixture.storage.durable.size(), std::size_t(1));
    }

    void keepsAForeignAddressAndSaysSo() {
        ControlFixture fixture;
        auto request = announcementOf("llm", 8080);
        request.ip = "100.99.99.99";
        const auto reply = fixture.announce(fixture.from("100.64.0.7"), request);
        QCOMPARE(reply.value().name.ip, std::string("100.99.99.99"));
        QVERIFY(warns(reply.value(), "record.foreign_address"));
    }

    void warnsOfZonesThatBrowsersOpenByHttpsOnly() {
        ControlFixture fixture;
        auto settings = someSettings();
        settings.zones = {host("internal.jerkytreats.dev")};
        fixture.control->reload(settings);
        const auto reply = fixture.announce(fixture.from("100.64.0.7"), announcementOf("llm", 8080));
        QVERIFY(warns(reply.value(), "zone.hsts_preloaded"));
    }

    void saysThatForwardingNeedsAPort() {
        ControlFixture fixture;
        const auto reply =
            fixture.announce(fixture.from("100.64.0.7"), announcementOf("llm", {}, "10.0.0.9"));
        QVERIFY(!reply.value().name.proxyRule);
        QVERIFY(warns(reply.value(), "port.missing"));
    }

    void makesAPlainRecordWithoutProxy() {
        ControlFixture fixture;
        auto request = announcementOf("nas");
        request.ip = "fd7a::9";
        const auto reply = fixture.announce(fixture.from("100.64.0.7"), request);
        QCOMPARE(reply.value().name.type, std::string("AAAA"));
        QCOMPARE(reply.value().name.ip, std::string("fd7a::9"));
        QVERIFY(!reply.value().name.proxyRule);
        QVERIFY(reply.value().targetChosenBy.empty());
        request.ip = "10.0.0.4";
        const auto again = fixture.announce(fixture.from("100.64.0.7"), request);
        QVERIFY(again.value().outcome == api::Outcome::Updated);
        QCOMPARE(fixture.names().size(), std::size_t(1));
        QCOMPARE(fixture.names().front().ip, std::string("10.0.0.4"));
    }

    void goesFromServiceToRecordAndBack() {
        ControlFixture fixture;
        QVERIFY(fixture.announce(fixture.from("100.64.0.7"), announcementOf("llm", 8080)).ok());
        const auto created = fixture.names().front().createdAt;
        fixture.clock.advance(base::Seconds(10));
        const auto plain = fixture.announce(fixture.from("100.64.0.7"), announcementOf("llm"));
        QVERIFY(plain.value().outcome == api::Outcome::Updated);
        QVERIFY(!plain.value().name.proxyRule);
        QVERIFY(plain.value().name.createdAt == created);
        QVERIFY(!fixture.hasRoute("llm.portolan.internal"));
        const auto proxied = fixture.announce(fixture.from("100.64.0.7"), announcementOf("llm", 8080));
        QVERIFY(proxied.value().name.proxyRule.has_value());
        QVERIFY(fixture.hasRoute("llm.portolan.internal"));
        QCOMPARE(fixture.names().size(), std::size_t(1));
        QVERIFY((fixture.eventTypes() == std::vector<std::string>{"service.added", "service.removed",
                                                                  "record.added", "record.removed",
                                                                  "service.added"}));
        // Each switch is one revision: there is no moment with neither or both.
        QCOMPARE(fixture.storage.durable.size(), std::size_t(3));
    }

    void letsOnlyTheOwnerChangeOrRemove_data() {
        QTest::addColumn<QByteArray>("owner");
        QTest::addColumn<QByteArray>("caller");
        QTest::addColumn<bool>("token");
        QTest::addColumn<bool>("allowed");
        QTest::newRow("same address")
            << QByteArray("100.64.0.7") << QByteArray("100.64.0.7") << false << true;
        QTest::newRow("another address")
            << QByteArray("100.64.0.7") << QByteArray("100.64.0.8") << false << false;
        QTest::newRow("another address, token")
            << QByteArray("100.64.0.7") << QByteArray("100.64.0.8") << true << true;
        QTest::newRow("this host is one origin")
            << QByteArray("127.0.0.1") << QByteArray("100.1.1.1") << false << true;
        QTest::newRow("this host by IPv6") << QByteArray("192.168.1.2") << QByteArray("::1") << false << true;
        QTest::newRow("loopback is not above others")
            << QByteArray("100.64.0.7") << QByteArray("127.0.0.1") << false << false;
        QTest::newRow("others are not this host")
            << QByteArray("127.0.0.1") << QByteArray("100.64.0.7") << false << false;
    }
    void letsOnlyTheOwnerChangeOrRemove() {
        QFETCH(QByteArray, owner);
        QFETCH(QByteArray, caller);
        QFETCH(bool, token);
        QFETCH(bool, allowed);
        const std::string verdict = allowed ? "ok" : "access.not_owner";
        const api::Caller asking{
            token ? api::Authority::Token : api::Authority::Network, ip(caller.toStdString()), {}};
        for (const bool proxied : {true, false}) {
            ControlFixture fixture;
            const auto port = proxied ? std::optional<std::int64_t>(9000) : std::nullopt;
            QVERIFY(fixture.announce(fixture.from(owner.toStdString()), announcementOf("llm", port)).ok());
            QCOMPARE(fixture.announce(asking, announcementOf("llm", 9001, "10.0.0.5")).verdict(), verdict);
            QCOMPARE(fixture.withdraw(asking, "llm").verdict(), verdict);
            QCOMPARE(fixture.names().empty(), allowed);
        }
    }

    void keepsTheOriginWhenATokenUpdates() {
        ControlFixture fixture;
        QVERIFY(fixture.announce(fixture.from("100.64.0.7"), announcementOf("llm", 8080)).ok());
        QVERIFY(fixture.announce(fixture.withToken(), announcementOf("llm", 8081, "10.0.0.5")).ok());
        QVERIFY(fixture.announce(fixture.from("100.64.0.7"), announcementOf("llm", 8082)).ok());
    }

    void withdrawsByNameAndSaysWhetherThereWasAnything() {
        ControlFixture fixture;
        QVERIFY(fixture.announce(fixture.from("100.64.0.7"), announcementOf("llm", 8080)).ok());
        const auto first = fixture.withdraw(fixture.from("100.64.0.7"), "LLM.portolan.internal.");
        QVERIFY(first.value().removed);
        QVERIFY(!fixture.hasRoute("llm.portolan.internal"));
        const auto second = fixture.withdraw(fixture.from("100.64.0.7"), "llm");
        QVERIFY(second.ok());
        QVERIFY(!second.value().removed);
        QCOMPARE(fixture.storage.durable.size(), std::size_t(2));
        QCOMPARE(fixture.withdraw(fixture.from("100.64.0.7"), "llm.example.org").verdict(),
                 std::string("name.outside_zones name"));
    }

    void leavesOtherRecordsOfTheNameAlone() {
        ControlFixture fixture;
        QVERIFY(fixture.addRecord(fixture.from("100.64.0.7"), {"llm", "TXT", "hello"}).ok());
        QVERIFY(fixture.announce(fixture.from("100.64.0.7"), announcementOf("llm", 8080)).ok());
        QVERIFY(fixture.withdraw(fixture.from("100.64.0.7"), "llm").value().removed);
        const auto records = fixture.call<api::RecordPage>(&Control::listRecords, fixture.from("127.0.0.1"),
                                                           api::ListRequest{});
        QCOMPARE(records.value().total, std::size_t(1));
    }
};

QTEST_GUILESS_MAIN(TestAnnounce)
#include "tst_announce.moc"
