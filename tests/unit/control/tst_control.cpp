// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/control/control.h"
#include "tests/support/printing.h"
#include "tests/unit/control/controlfixture.h"

#include <QTest>

#include <algorithm>

using namespace portolan;
using namespace portolan::control;
using api::ComponentState;

namespace {

const api::ComponentView& component(const api::SystemStatus& status, std::string_view name) {
    return *std::find_if(status.components.begin(), status.components.end(),
                         [name](const api::ComponentView& view) { return view.name == name; });
}

/// Keeps what a subscriber hears.
struct Heard {
    std::vector<std::string> types;
    std::vector<std::uint64_t> ids;
    int missed = 0;
    [[nodiscard]] api::EventHandlers handlers() {
        return {[this](const api::EventView& event) {
                    types.push_back(event.type);
                    ids.push_back(event.id);
                },
                [this] { ++missed; },
                {}};
    }
};

}  // namespace

class TestControl : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void servesAtOnceWhatWasOnDisk() {
        store::LoadedCatalog loaded;
        loaded.catalog.revision = 7;
        loaded.catalog.zones = {{host("portolan.internal"), 2'000'000'000u}};
        model::Service service{model::ServiceId{3}, "web", host("web.portolan.internal")};
        service.targets = {{model::TargetId{5}, {ip("10.0.0.5"), 80}, 1}};
        loaded.catalog.put(service);
        loaded.nextIds = {4, 6, 1};
        ControlFixture fixture(loaded);
        QVERIFY(fixture.hasRoute("web.portolan.internal"));
        QCOMPARE(fixture.dataPlane.published.size(), std::size_t(1));
        QCOMPARE(fixture.status().revision, model::Revision(7));
        QCOMPARE(fixture.status().zones[0].serial, 2'000'000'001u);
        // No disk had these serials.
        QCOMPARE(fixture.atStart.size(), std::size_t(1));
        QCOMPARE(fixture.atStart[0].zones.size(), std::size_t(2));
        QVERIFY(fixture.atStart[0].changes.empty());
        const auto added = fixture.add(fixture.withToken(), draftOf("next")).value().service;
        QVERIFY(added.id == model::ServiceId{4} && added.targets[0].id == model::TargetId{6});
        QCOMPARE(added.revision, model::Revision(8));
        QCOMPARE(fixture.storage.durable[0].zones.size(), std::size_t(1));
    }

    void showsComponentsListenersZones() {
        ControlFixture fixture;
        const api::SystemStatus status = fixture.status();
        QVERIFY(status.healthy());
        QCOMPARE(status.version, std::string("0.1.0"));
        for (const auto* name : {"api", "dns", "proxy", "store"})
            QVERIFY2(component(status, name).state == ComponentState::Ok, name);
        QVERIFY(component(status, "tailnet").state == ComponentState::Disabled);
        QCOMPARE(component(status, "tailnet").message, std::string("no tailnet support in this version"));
        QVERIFY(component(status, "https").state == ComponentState::Disabled);
        QCOMPARE(component(status, "https").message, std::string("no certificate"));
        QVERIFY(status.listeners == fixture.dataPlane.shownListeners);
        QCOMPARE(status.zones[0].name, std::string("portolan.internal"));
        QVERIFY(status.advertised == std::vector{ip("100.1.1.1")});
        QCOMPARE(status.queries, std::uint64_t(12));
        QCOMPARE(status.requests, std::uint64_t(34));
    }

    void showsAFailedListenerAsAFailedComponent() {
        ControlFixture fixture;
        fixture.dataPlane.shownListeners[0].status = "failed";
        fixture.dataPlane.shownListeners[0].message = "held by dnsmasq (pid 7)";
        const api::SystemStatus status = fixture.status();
        QVERIFY(!status.healthy());
        QVERIFY(component(status, "dns").state == ComponentState::Failed);
        QCOMPARE(component(status, "dns").message, std::string("100.1.1.1:53/udp: held by dnsmasq (pid 7)"));
        QVERIFY(component(status, "proxy").state == ComponentState::Ok);
    }

    void showsAFailingStoreUntilACommitSucceeds() {
        ControlFixture fixture;
        fixture.storage.isHeld = true;
        const auto failed = fixture.add(fixture.withToken(), draftOf("web"));
        fixture.storage.fail();
        fixture.executor.run();
        QVERIFY(component(fixture.status(), "store").state == ComponentState::Failed);
        QVERIFY(!fixture.status().healthy());
        const auto good = fixture.add(fixture.withToken(), draftOf("web"));
        fixture.storage.answer({});
        fixture.executor.run();
        QVERIFY(component(fixture.status(), "store").state == ComponentState::Ok);
    }

    void reloadsAsAGenerationWithoutARevision() {
        ControlFixture fixture;
        QVERIFY(fixture.add(fixture.withToken(), draftOf("web")).ok());
        const auto before = fixture.status();
        auto settings = someSettings();
        settings.zones = {host("portolan.internal"), host("third.example")};
        settings.advertised = {ip("100.1.1.9")};
        fixture.control->reload(settings);
        const auto after = fixture.status();
        QCOMPARE(after.revision, before.revision);
        QCOMPARE(after.generation, before.generation + 1);
        QCOMPARE(after.zones[1].name, std::string("third.example"));
        QVERIFY(after.zones[0].serial > before.zones[0].serial);
        settings.trustedProxies = {*base::Network::parse("127.0.0.1/32")};
        fixture.control->reload(settings);
        QVERIFY(fixture.status().zones == after.zones);  // nothing that DNS says has changed
        QCOMPARE(fixture.services().front().dns.front().data, std::string("100.1.1.9"));
        QVERIFY(fixture.add(fixture.withToken(), draftOf("x.third.example")).ok());
        QCOMPARE(fixture.add(fixture.withToken(), draftOf("x.second.example")).verdict(),
                 std::string("name.outside_zones host"));
    }

    void reloadsBehindAChangeThatIsBeingWritten() {
        ControlFixture fixture;
        fixture.storage.isHeld = true;
        const auto reply = fixture.add(fixture.withToken(), draftOf("web"));
        auto settings = someSettings();
        settings.zones = {host("portolan.internal"), host("third.example")};
        fixture.control->reload(settings);
        QCOMPARE(fixture.status().zones[1].name, std::string("second.example"));
        fixture.storage.answer({});
        fixture.executor.run();
        QCOMPARE(reply.verdict(), std::string("ok"));
        QCOMPARE(fixture.status().zones[1].name, std::string("third.example"));
        QVERIFY(fixture.hasRoute("web.portolan.internal"));
    }

    void warnsOfZonesUnderPreloadedSuffixes() {
        ControlFixture fixture;
        auto settings = someSettings();
        settings.zones = {host("internal.jerkytreats.dev"), host("portolan.internal")};
        fixture.control->reload(settings);
        const auto zones = fixture.status().zones;
        QCOMPARE(zones[0].warnings.front().code, std::string("zone.hsts_preloaded"));
        QVERIFY(zones[1].warnings.empty());
    }

    void letsASubscriberFollow() {
        ControlFixture fixture;
        Heard heard;
        auto subscription = fixture.control->watch(0, heard.handlers());
        fixture.executor.run();
        QVERIFY(heard.types.empty());
        QVERIFY(fixture.add(fixture.withToken(), draftOf("web")).ok());
        QVERIFY((heard.types == std::vector<std::string>{"service.added", "status.changed"}));
        subscription.reset();
        QVERIFY(fixture.add(fixture.withToken(), draftOf("more")).ok());
        QCOMPARE(heard.types.size(), std::size_t(2));
        QCOMPARE(heard.missed, 0);
    }

    void continuesBehindTheLastEvent() {
        ControlFixture fixture;
        QVERIFY(fixture.add(fixture.withToken(), draftOf("web")).ok());
        const std::uint64_t last = fixture.events.nextId() - 1;
        Heard heard;
        const auto subscription = fixture.control->watch(last - 1, heard.handlers());
        fixture.executor.run();
        QVERIFY(heard.ids == std::vector{last});
        QCOMPARE(heard.missed, 0);
    }

    void saysWhenEventsWereMissed() {
        ControlFixture fixture;
        Heard heard;
        const auto subscription = fixture.control->watch(123456, heard.handlers());
        fixture.executor.run();
        QCOMPARE(heard.missed, 1);
        QVERIFY(fixture.add(fixture.withToken(), draftOf("web")).ok());
        QCOMPARE(heard.types.front(), std::string("service.added"));
    }

    void letsASubscriberEndItselfWhileItHears() {
        ControlFixture fixture;
        std::unique_ptr<api::Subscription> subscription;
        int count = 0;
        subscription = fixture.control->watch(0, {[&](const api::EventView&) {
                                                      ++count;
                                                      subscription.reset();
                                                  },
                                                  {},
                                                  {}});
        QVERIFY(fixture.add(fixture.withToken(), draftOf("web")).ok());
        QCOMPARE(count, 1);
    }

    void sharesWhatDoesNotChangeBetweenGenerations() {
        ControlFixture fixture;
        QVERIFY(fixture.add(fixture.withToken(), draftOf("one")).ok());
        const auto before = fixture.dataPlane.published.back();
        QVERIFY(fixture.add(fixture.withToken(), draftOf("two")).ok());
        const auto after = fixture.dataPlane.published.back();
        QVERIFY(before->routes.find(std::string("one.portolan.internal")) ==
                after->routes.find(std::string("one.portolan.internal")));
        QVERIFY(!before->routes.find(std::string("two.portolan.internal")));
    }
};

QTEST_GUILESS_MAIN(TestControl)
#include "tst_control.moc"
