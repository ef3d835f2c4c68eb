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

namespace {

/// Two targets at one port, without the proxy.
api::ServiceDraft directDraft(std::string host = "db") {
    api::ServiceDraft draft = draftOf(std::move(host), "10.0.0.5", 5432);
    draft.targets.push_back({"10.0.0.6", 5432, {}});
    draft.delivery = "direct";
    return draft;
}

std::string codesOf(const std::vector<api::Warning>& warnings) {
    std::string codes;
    for (const api::Warning& warning : warnings)
        codes += (codes.empty() ? "" : " ") + warning.code;
    return codes;
}

/// "A 10.0.0.5, A 10.0.0.6"
std::string dnsOf(const api::ServiceView& service) {
    std::string text;
    for (const api::DnsAnswerView& answer : service.dns)
        text += (text.empty() ? "" : ", ") + answer.type + ' ' + answer.data;
    return text;
}

}  // namespace

class TestDeliveryRules : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void takesDefaultsForWhatIsAbsent() {
        ControlFixture fixture;
        const auto service = fixture.add(fixture.withToken(), draftOf("web")).value().service;
        QVERIFY(service.delivery == model::Delivery::Proxy);
        QVERIFY(service.clientTls == model::ClientTls());
    }

    void takesWhatTheDraftSays() {
        ControlFixture fixture;
        api::ServiceDraft draft = draftOf("web");
        draft.delivery = "proxy";
        draft.clientTls = {"https_only", 31536000};
        const auto service = fixture.add(fixture.withToken(), draft).value().service;
        const model::ClientTls expected{model::ClientAccess::HttpsOnly, std::chrono::seconds(31536000)};
        QVERIFY(service.clientTls == expected);
        QVERIFY(fixture.dataPlane.current().routes.find("web.portolan.internal")->clientTls == expected);
        draft.clientTls = {"http_only", {}};
        const auto changed = fixture.replace(fixture.withToken(), service.id, draft);
        QVERIFY(changed.value().service.clientTls.access == model::ClientAccess::HttpOnly);
        draft.clientTls = {};
        QVERIFY(fixture.replace(fixture.withToken(), service.id, draft).value().service.clientTls ==
                model::ClientTls());
    }

    void refuses_data() {
        QTest::addColumn<Edit>("edit");
        QTest::addColumn<std::string>("verdict");
        const auto row = [](const char* name, const char* verdict, Edit edit) {
            QTest::newRow(name) << std::move(edit) << std::string(verdict);
        };
        using D = api::ServiceDraft;
        row("unknown delivery", "delivery.unknown delivery", [](D& d) { d.delivery = "pigeon"; });
        row("empty delivery", "delivery.unknown delivery", [](D& d) { d.delivery = ""; });
        row("unknown access", "tls.access_unknown tls.access", [](D& d) { d.clientTls.access = "https"; });
        row("6797-6.1.1 max-age below 0", "tls.strict_transport_range tls.strict_transport_seconds",
            [](D& d) { d.clientTls.strictTransport = -1; });
        row("max-age above two years", "tls.strict_transport_range tls.strict_transport_seconds",
            [](D& d) { d.clientTls.strictTransport = 63072001; });
        row("strict transport without https", "tls.strict_transport_http tls.strict_transport_seconds",
            [](D& d) {
                d.clientTls = {"http_only", 60};
            });
        row("direct, two ports", "delivery.ports targets[2].port", [](D& d) {
            d = directDraft();
            d.targets.push_back({"10.0.0.7", 5433, {}});
        });
        row("direct, https only", "delivery.tls tls.access", [](D& d) {
            d = directDraft();
            d.clientTls.access = "https_only";
        });
        row("direct, http only", "delivery.tls tls.access", [](D& d) {
            d = directDraft();
            d.clientTls.access = "http_only";
        });
        row("direct, strict transport", "delivery.tls tls.strict_transport_seconds", [](D& d) {
            d = directDraft();
            d.clientTls.strictTransport = 60;
        });
        row("direct, address in DNS", "delivery.record_address record_address", [](D& d) {
            d = directDraft();
            d.recordAddress = "10.9.9.9";
        });
    }
    void refuses() {
        QFETCH(Edit, edit);
        QFETCH(std::string, verdict);
        ControlFixture fixture;
        api::ServiceDraft draft = draftOf("web");
        edit(draft);
        const auto reply = fixture.add(fixture.withToken(), draft);
        QCOMPARE(reply.verdict(), verdict);
        QVERIFY(reply.result().error().message.ends_with('.'));
        QVERIFY(fixture.services().empty());
    }

    void allowsTheEdges() {
        ControlFixture fixture;
        api::ServiceDraft draft = draftOf("web");
        for (const std::int64_t seconds : {0, 63072000}) {
            draft.host = "web" + std::to_string(seconds);
            draft.clientTls.strictTransport = seconds;
            QCOMPARE(fixture.add(fixture.withToken(), draft).verdict(), std::string("ok"));
        }
        draft = directDraft();
        draft.clientTls.access = "http_and_https";
        draft.recordAddress = "100.1.1.1";  // the advertised one means nothing
        QCOMPARE(fixture.add(fixture.withToken(), draft).verdict(), std::string("ok"));
    }

    void warns() {
        ControlFixture fixture;
        QCOMPARE(codesOf(fixture.add(fixture.withToken(), directDraft()).value().warnings), std::string());
        api::ServiceDraft draft = directDraft("here");
        draft.targets.front().address = "127.0.0.1";
        QCOMPARE(codesOf(fixture.add(fixture.withToken(), draft).value().warnings),
                 std::string("delivery.loopback"));
        draft = directDraft("set");
        draft.proxy.hostHeader = "localhost";
        draft.proxy.tlsServerName = "a.example";  // not warned of twice
        QCOMPARE(codesOf(fixture.add(fixture.withToken(), draft).value().warnings),
                 std::string("delivery.proxy_unused"));
    }

    void isFoundAtItsTargets() {
        ControlFixture fixture;
        const auto service = fixture.add(fixture.withToken(), directDraft()).value().service;
        QCOMPARE(service.url, std::string("http://db.portolan.internal:5432"));
        QCOMPARE(dnsOf(service), std::string("A 10.0.0.5, A 10.0.0.6"));
        QVERIFY(!fixture.hasRoute("db.portolan.internal"));
        const auto name = fixture.names().front();
        QCOMPARE(name.type + ' ' + name.ip, std::string("A 10.0.0.5"));
        QVERIFY(!name.proxyRule);

        api::ServiceDraft draft = directDraft();
        draft.protocol = "https";
        for (api::TargetDraft& target : draft.targets)
            target.port = 443;
        QCOMPARE(fixture.replace(fixture.withToken(), service.id, draft).value().service.url,
                 std::string("https://db.portolan.internal"));
        draft.enabled = false;
        QCOMPARE(dnsOf(fixture.replace(fixture.withToken(), service.id, draft).value().service),
                 std::string());
        QCOMPARE(fixture.names().front().ip, std::string("10.0.0.5"));
    }

    void showsWhatDnsLeavesOut() {
        ControlFixture fixture;
        const auto service = fixture.add(fixture.withToken(), directDraft()).value().service;
        const auto report = [&](std::size_t target, model::HealthState state) {
            fixture.control->takeHealthReports(
                {{service.targets[target].id, state, model::HealthCause::Refused, {}, {}}});
            return dnsOf(fixture.services().front());
        };
        QCOMPARE(report(0, model::HealthState::Down), std::string("A 10.0.0.6"));
        QCOMPARE(report(1, model::HealthState::Down), std::string("A 10.0.0.5, A 10.0.0.6"));
        QCOMPARE(report(0, model::HealthState::Up), std::string("A 10.0.0.5"));
        QVERIFY(fixture.services().front().health.state == model::HealthState::Degraded);
    }

    void healthIsNoChangeOfTheZone() {
        ControlFixture fixture;
        const auto service = fixture.add(fixture.withToken(), directDraft()).value().service;
        const auto before = fixture.status();
        fixture.control->takeHealthReports(
            {{service.targets[0].id, model::HealthState::Down, model::HealthCause::Refused, {}, {}}});
        QVERIFY(fixture.status().zones == before.zones);
        QCOMPARE(fixture.status().generation, before.generation);
    }

    void announcingBringsTheProxyBack() {
        ControlFixture fixture;
        QVERIFY(fixture.add(fixture.withToken(), directDraft("db")).ok());
        QVERIFY(fixture.announce(fixture.withToken(), announcementOf("db", 8080, "10.0.0.5")).ok());
        QVERIFY(fixture.services().front().delivery == model::Delivery::Proxy);
        QVERIFY(fixture.hasRoute("db.portolan.internal"));
    }
};

QTEST_GUILESS_MAIN(TestDeliveryRules)
#include "tst_deliveryrules.moc"
