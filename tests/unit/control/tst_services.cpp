// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/printing.h"
#include "tests/unit/control/controlfixture.h"

#include <QTest>

#include <functional>

using namespace portolan;
using namespace portolan::control;

using Edit = std::function<void(api::ServiceDraft&)>;
Q_DECLARE_METATYPE(Edit)

class TestServices : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void addsWhatTheDraftSays() {
        ControlFixture fixture;
        api::ServiceDraft draft = draftOf("Web");
        draft.name = "The web";
        draft.targets.push_back({"fd7a::5", 81, 7});
        draft.recordAddress = "100.99.1.1";
        draft.enabled = false;
        draft.expiresIn = 60;
        const auto reply = fixture.add(fixture.from("100.64.0.7"), draft);
        QCOMPARE(reply.verdict(), std::string("ok"));
        const api::ServiceView& view = reply.value().service;
        QCOMPARE(view.host, std::string("web.portolan.internal"));
        QCOMPARE(view.name, std::string("The web"));
        QCOMPARE(view.url, std::string("http://web.portolan.internal"));
        QCOMPARE(view.targets.size(), std::size_t(2));
        QCOMPARE(view.targets[1].address.toString(), std::string("[fd7a::5]:81"));
        QCOMPARE(view.targets[1].weight, std::uint16_t(7));
        QVERIFY(view.targets[0].id != view.targets[1].id);
        QVERIFY(!view.enabled);
        QVERIFY(view.health.state == model::HealthState::Disabled);
        QVERIFY(view.recordAddress == ip("100.99.1.1"));
        QVERIFY((view.dns == std::vector<api::DnsAnswerView>{{"web.portolan.internal", "A", "100.99.1.1"}}));
        QVERIFY(view.origin == ip("100.64.0.7"));
        QCOMPARE(view.revision, model::Revision(1));
        QVERIFY(view.expiresAt == view.createdAt + base::Seconds(60));
        QVERIFY(fixture.services().front() == view);
    }

    void takesDefaultsForWhatIsAbsent() {
        ControlFixture fixture;
        const auto reply = fixture.add(fixture.from("100.64.0.7"), draftOf("web"));
        const api::ServiceView& view = reply.value().service;
        QCOMPARE(view.name, std::string("web"));
        QVERIFY(view.enabled);
        QCOMPARE(view.protocol, std::string("http"));
        QVERIFY(!view.recordAddress && !view.expiresAt);
        QCOMPARE(view.dns.front().data, std::string("100.1.1.1"));
        QVERIFY(view.health.state == model::HealthState::Unknown);
    }

    void namesThePortInTheUrlWhenItIsNot80() {
        ControlFixture fixture;
        fixture.dataPlane.shownListeners = {{"http", "tcp", {ip("100.1.1.1"), 8000}, "listening", ""}};
        const auto reply = fixture.add(fixture.from("100.64.0.7"), draftOf("web"));
        QCOMPARE(reply.value().service.url, std::string("http://web.portolan.internal:8000"));
    }

    void refuses_data() {
        QTest::addColumn<Edit>("edit");
        QTest::addColumn<std::string>("verdict");
        const auto row = [](const char* name, const char* verdict, Edit edit) {
            QTest::newRow(name) << std::move(edit) << std::string(verdict);
        };
        using D = api::ServiceDraft;
        row("empty host", "name.empty host", [](D& d) { d.host.clear(); });
        row("host outside the zones", "name.outside_zones host", [](D& d) { d.host = "web.example.org"; });
        row("1035-2.3.4 label over 63", "name.label_too_long host",
            [](D& d) { d.host = std::string(64, 'a'); });
        for (const auto* reserved : {"dns", "ns", "portolan", "wpad", "_acme-challenge", "second.example"})
            row((std::string("reserved ") + reserved).c_str(), "name.reserved host",
                [reserved](D& d) { d.host = reserved; });
        row("no target", "targets.empty targets", [](D& d) { d.targets.clear(); });
        row("too many targets", "targets.too_many targets", [](D& d) {
            d.targets.assign(65, {"10.0.0.5", 80, {}});
        });
        row("port 0", "port.range targets[0].port", [](D& d) { d.targets[0].port = 0; });
        row("port 65536", "port.range targets[0].port", [](D& d) { d.targets[0].port = 65536; });
        row("weight 1001", "weight.range targets[0].weight", [](D& d) { d.targets[0].weight = 1001; });
        row("weight -1", "weight.range targets[0].weight", [](D& d) { d.targets[0].weight = -1; });
        row("weight 0 alone", "targets.none_takes_requests targets", [](D& d) { d.targets[0].weight = 0; });
        row("all drained", "targets.none_takes_requests targets", [](D& d) { d.targets[0].drain = true; });
        row("limit below 0", "max_requests.range targets[0].max_requests",
            [](D& d) { d.targets[0].maxRequests = -1; });
        row("limit too high", "max_requests.range targets[0].max_requests",
            [](D& d) { d.targets[0].maxRequests = 100'001; });
        row("method", "balancing.method balancing.method", [](D& d) { d.balancing.method = "fair"; });
        row("no key", "balancing.hash_key_missing balancing.hash_key",
            [](D& d) { d.balancing.method = "cookie_hash"; });
        row("a key for nothing", "balancing.hash_key_unused balancing.hash_key",
            [](D& d) { d.balancing.hashKey = "X-User"; });
        row("a key that is no token", "request_field.name balancing.hash_key", [](D& d) {
            d.balancing.method = "header_hash";
            d.balancing.hashKey = "X User";
        });
        row("slow start", "balancing.range balancing.slow_start", [](D& d) { d.balancing.slowStart = -1; });
        row("failures", "balancing.range balancing.eject_after", [](D& d) { d.balancing.ejectAfter = 1001; });
        row("errors", "balancing.range balancing.eject_after_5xx",
            [](D& d) { d.balancing.ejectAfterErrors = -1; });
        row("ejected for no time", "balancing.range balancing.eject_time",
            [](D& d) { d.balancing.ejectTime = 0.5; });
        row("nobody ejected", "balancing.range balancing.eject_most_percent",
            [](D& d) { d.balancing.ejectMostPercent = 0; });
        row("queue length", "balancing.range balancing.queue_length",
            [](D& d) { d.balancing.queueLength = 1001; });
        row("queue time", "balancing.range balancing.queue_time", [](D& d) { d.balancing.queueTime = 0; });
        row("empty target", "target.address targets[0].address", [](D& d) { d.targets[0].address.clear(); });
        row("target by URL", "target.url targets[0].address",
            [](D& d) { d.targets[0].address = "http://antarus.lan:8080/x"; });
        row("target with its port", "target.url targets[0].address",
            [](D& d) { d.targets[0].address = "antarus.lan:8080"; });
        row("target that is a mistaken address", "target.address targets[0].address",
            [](D& d) { d.targets[0].address = "300.1.1.1"; });
        row("RFC 1123 2.1 target by no name", "target.address targets[0].address",
            [](D& d) { d.targets[0].address = "anta rus"; });
        row("its own target", "target.name_leads_back targets[0].address",
            [](D& d) { d.targets[0].address = d.host + ".portolan.internal"; });
        row("Portolan as target", "target.name_leads_back targets[0].address",
            [](D& d) { d.targets[0].address = "dns.portolan.internal"; });
        row("target outside the networks", "target.outside_networks targets[0].address",
            [](D& d) { d.targets[0].address = "1.1.1.1"; });
        row("own listener", "target.own_listener targets[0].address", [](D& d) {
            d.targets[0] = {"100.1.1.1", 80, {}};
        });
        row("own private listener by a token", "target.own_listener targets[0].address", [](D& d) {
            d.targets[0] = {"127.0.0.1", 41234, {}};
        });
        row("protocol ftp", "protocol.unknown protocol", [](D& d) { d.protocol = "ftp"; });
        row("record address", "address.invalid record_address", [](D& d) { d.recordAddress = "x"; });
        row("expires_in", "expires_in.range expires_in", [](D& d) { d.expiresIn = -5; });
        row("name of two lines", "label.character name", [](D& d) { d.name = "a\tb"; });
    }
    void refuses() {
        QFETCH(Edit, edit);
        QFETCH(std::string, verdict);
        ControlFixture fixture;
        api::ServiceDraft draft = draftOf("web");
        edit(draft);
        QCOMPARE(fixture.add(fixture.withToken(), draft).verdict(), verdict);
        QVERIFY(fixture.storage.durable.empty());
        const auto preview = fixture.call<api::Preview>(&Control::previewService, fixture.withToken(),
                                                        api::PreviewRequest{draft, {}});
        QCOMPARE(preview.verdict(), verdict);
        // The same draft in place of a good service is refused for the same reason and changes nothing.
        const auto good = fixture.add(fixture.withToken(), draftOf("good"));
        QCOMPARE(fixture.replace(fixture.withToken(), good.value().service.id, draft).verdict(), verdict);
        QVERIFY(fixture.services().front() == good.value().service);
    }

    void refusesATakenHostAndNamesTheOwner() {
        ControlFixture fixture;
        const auto first = fixture.add(fixture.from("100.64.0.7"), draftOf("web"));
        const auto second = fixture.add(fixture.from("100.64.0.7"), draftOf("WEB.portolan.internal."));
        QCOMPARE(second.verdict(), std::string("service.host_taken host"));
        const auto& params = second.result().error().params;
        const std::string id = std::to_string(static_cast<std::uint64_t>(first.value().service.id));
        QVERIFY(std::find(params.begin(), params.end(), std::pair<std::string, std::string>("id", id)) !=
                params.end());
        const auto other = fixture.add(fixture.from("100.64.0.7"), draftOf("other"));
        QCOMPARE(
            fixture.replace(fixture.from("100.64.0.7"), other.value().service.id, draftOf("web")).verdict(),
            std::string("service.host_taken host"));
    }

    void refusesAHostThatHasAnAddressRecord() {
        ControlFixture fixture;
        QVERIFY(fixture.addRecord(fixture.from("100.64.0.7"), {"web", "A", "10.0.0.4"}).ok());
        QVERIFY(fixture.addRecord(fixture.from("100.64.0.7"), {"txt", "TXT", "hello"}).ok());
        QCOMPARE(fixture.add(fixture.from("100.64.0.7"), draftOf("web")).verdict(),
                 std::string("service.host_taken host"));
        QVERIFY(fixture.add(fixture.from("100.64.0.7"), draftOf("txt")).ok());
    }

    void replacesAllOfItAndKeepsIdOriginCreation() {
        ControlFixture fixture;
        api::ServiceDraft draft = draftOf("web");
        draft.recordAddress = "100.99.1.1";
        draft.expiresIn = 60;
        const auto before = fixture.add(fixture.from("100.64.0.7"), draft).value().service;
        fixture.clock.advance(base::Seconds(1));
        const auto reply = fixture.replace(fixture.withToken(), before.id, draftOf("renamed", "10.0.0.6"));
        QCOMPARE(reply.verdict(), std::string("ok"));
        const auto& after = reply.value().service;
        QVERIFY(after.id == before.id && after.origin == before.origin &&
                after.createdAt == before.createdAt);
        QVERIFY(after.updatedAt == before.updatedAt + base::Seconds(1));
        QCOMPARE(after.host, std::string("renamed.portolan.internal"));
        QVERIFY(!after.recordAddress && !after.expiresAt);
        QCOMPARE(after.revision, model::Revision(2));
        QVERIFY(!fixture.hasRoute("web.portolan.internal"));
        QVERIFY(fixture.hasRoute("renamed.portolan.internal"));
    }

    void keepsIdsOfTargetsThatStay() {
        ControlFixture fixture;
        api::ServiceDraft draft = draftOf("web");
        draft.targets.push_back({"10.0.0.6", 8080, {}});
        const auto before = fixture.add(fixture.from("100.64.0.7"), draft).value().service;
        draft.targets = {{"10.0.0.6", 8080, 5}, {"10.0.0.5", 8081, {}}};
        const auto after = fixture.replace(fixture.from("100.64.0.7"), before.id, draft).value().service;
        QVERIFY(after.targets[0].id == before.targets[1].id);
        QVERIFY(after.targets[1].id != before.targets[0].id);
        QVERIFY(after.targets[1].id != before.targets[1].id);
    }

    void writesNothingWhenPutTwice() {
        ControlFixture fixture;
        const auto before = fixture.add(fixture.from("100.64.0.7"), draftOf("web")).value().service;
        fixture.clock.advance(base::Seconds(1));
        const auto again = fixture.replace(fixture.from("100.64.0.7"), before.id, draftOf("web"));
        QVERIFY(again.value().service == before);
        QCOMPARE(fixture.storage.durable.size(), std::size_t(1));
    }

    void changesOnlyWhatTheCallerHasSeen() {
        ControlFixture fixture;
        const auto caller = fixture.from("100.64.0.7");
        const auto id = fixture.add(caller, draftOf("web")).value().service.id;
        QVERIFY(fixture.replace(caller, id, draftOf("web", "10.0.0.6"), {1}).ok());
        QCOMPARE(fixture.replace(caller, id, draftOf("web", "10.0.0.7"), {1}).verdict(),
                 std::string("precondition.stale"));
        QCOMPARE(fixture.remove(caller, id, {1}).verdict(), std::string("precondition.stale"));
        QVERIFY(fixture.remove(caller, id, {2}).ok());
    }

    void letsOnlyTheOwnerChangeOrRemove() {
        ControlFixture fixture;
        const auto id = fixture.add(fixture.from("100.64.0.7"), draftOf("web")).value().service.id;
        const auto other = fixture.from("100.64.0.8");
        QCOMPARE(fixture.replace(other, id, draftOf("web", "10.0.0.6")).verdict(),
                 std::string("access.not_owner"));
        QCOMPARE(fixture.remove(other, id).verdict(), std::string("access.not_owner"));
        const auto preview = fixture.call<api::Preview>(&Control::previewService, other,
                                                        api::PreviewRequest{draftOf("web"), id});
        QCOMPARE(preview.verdict(), std::string("access.not_owner"));
        QVERIFY(fixture.remove(fixture.withToken(), id).ok());
    }

    void saysWhenThereIsNoSuchService() {
        ControlFixture fixture;
        const model::ServiceId none{99};
        QCOMPARE(fixture.replace(fixture.withToken(), none, draftOf("web")).verdict(),
                 std::string("service.not_found"));
        QCOMPARE(fixture.remove(fixture.withToken(), none).verdict(), std::string("service.not_found"));
        QCOMPARE(fixture.call<api::ServiceView>(&Control::showService, fixture.withToken(), none).verdict(),
                 std::string("service.not_found"));
    }

    void neverUsesAnIdTwice() {
        ControlFixture fixture;
        const auto first = fixture.add(fixture.withToken(), draftOf("web")).value().service;
        QVERIFY(fixture.remove(fixture.withToken(), first.id).ok());
        const auto second = fixture.add(fixture.withToken(), draftOf("web")).value().service;
        QVERIFY(second.id != first.id);
        QVERIFY(second.targets[0].id != first.targets[0].id);
    }

    void previewsWithoutChangingAnything() {
        ControlFixture fixture;
        const auto preview = fixture.call<api::Preview>(&Control::previewService, fixture.withToken(),
                                                        api::PreviewRequest{draftOf("llm", "100.2.2.2"), {}});
        QCOMPARE(preview.verdict(), std::string("ok"));
        QCOMPARE(preview.value().host, std::string("llm.portolan.internal"));
        QCOMPARE(preview.value().url, std::string("http://llm.portolan.internal"));
        QVERIFY((preview.value().dns ==
                 std::vector<api::DnsAnswerView>{{"llm.portolan.internal", "A", "100.1.1.1"}}));
        QCOMPARE(preview.value().targets.front().address.toString(), std::string("100.2.2.2:8080"));
        QCOMPARE(preview.value().warnings.front().code, std::string("target.outside_tailnet_range"));
        QVERIFY(fixture.services().empty());
        QCOMPARE(fixture.dataPlane.published.size(), std::size_t(1));
        // Ids are not used up by looking.
        QVERIFY(fixture.add(fixture.withToken(), draftOf("web")).value().service.id == model::ServiceId{1});
    }

    void previewsAnEditOfATakenHost() {
        ControlFixture fixture;
        const auto id = fixture.add(fixture.withToken(), draftOf("web")).value().service.id;
        const auto editing = fixture.call<api::Preview>(&Control::previewService, fixture.withToken(),
                                                        api::PreviewRequest{draftOf("web", "10.0.0.6"), id});
        QCOMPARE(editing.verdict(), std::string("ok"));
        const auto adding = fixture.call<api::Preview>(&Control::previewService, fixture.withToken(),
                                                       api::PreviewRequest{draftOf("web"), {}});
        QCOMPARE(adding.verdict(), std::string("service.host_taken host"));
    }

    void listsByHostWithFilterAndPages() {
        ControlFixture fixture;
        for (const auto* name : {"delta", "alpha", "charlie", "bravo"})
            QVERIFY(fixture.add(fixture.withToken(), draftOf(name, "10.0.0.5")).ok());
        QVERIFY(fixture.add(fixture.withToken(), draftOf("echo", "10.7.7.7", 99)).ok());
        const auto hosts = [&](const api::ListRequest& request) {
            const auto page =
                fixture.call<api::ServicePage>(&Control::listServices, fixture.from("100.64.0.9"), request)
                    .value();
            std::string text = std::to_string(page.total) + ":";
            for (const api::ServiceView& view : page.items)
                text += " " + view.host.substr(0, view.host.find('.'));
            return text;
        };
        QCOMPARE(hosts({}), std::string("5: alpha bravo charlie delta echo"));
        QCOMPARE(hosts({"", 1, 2}), std::string("5: bravo charlie"));
        QCOMPARE(hosts({"", 9, 2}), std::string("5:"));
        QCOMPARE(hosts({"CHAR"}), std::string("1: charlie"));
        QCOMPARE(hosts({"10.7.7.7:99"}), std::string("1: echo"));
        QCOMPARE(hosts({"nothing"}), std::string("0:"));
    }

    void tellsTheEvents() {
        ControlFixture fixture;
        const auto id = fixture.add(fixture.withToken(), draftOf("web")).value().service.id;
        QVERIFY(fixture.replace(fixture.withToken(), id, draftOf("web", "10.0.0.6")).ok());
        QVERIFY(fixture.remove(fixture.withToken(), id).ok());
        QVERIFY((fixture.eventTypes() ==
                 std::vector<std::string>{"service.added", "service.changed", "service.removed"}));
        QCOMPARE(fixture.lastEvent("service.added")[QStringLiteral("host")].toString(),
                 QStringLiteral("web.portolan.internal"));
        QCOMPARE(fixture.lastEvent("service.removed")[QStringLiteral("id")].toString(), QStringLiteral("1"));
        QCOMPARE(fixture.lastEvent("status.changed")[QStringLiteral("revision")].toInt(), 3);
    }
};

QTEST_GUILESS_MAIN(TestServices)
#include "tst_services.moc"
