// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/noticecommand.h"
#include "app/ctl/serviceviews.h"
#include "app/ctl/statuscommand.h"
#include "app/ctl/watchcommand.h"

#include <QTest>

using namespace portolan;
using namespace portolan::ctl;
using namespace std::chrono_literals;

/// What people read of services, status and events.
class ViewsTest : public QObject {
    Q_OBJECT
  private:
    static constexpr base::SystemTime now{1000000s};

    static api::ServiceView service(model::HealthState state, model::HealthCause cause) {
        api::ServiceView view;
        view.host = "llm.internal.example";
        view.name = "llm";
        view.url = "http://llm.internal.example";
        view.protocol = "http";
        view.health = {state, cause, now - 5min, 2100us};
        view.targets.push_back(
            {model::TargetId{1}, *base::SocketAddress::parse("100.2.2.2:8080"), 1, view.health, {}, {}});
        view.dns = {{"llm.internal.example", "A", "100.1.1.1"}};
        view.origin = *base::IpAddress::parse("127.0.0.1");
        view.createdAt = view.updatedAt = now - 1h;
        return view;
    }
    static api::ServiceView up() { return service(model::HealthState::Up, model::HealthCause::None); }
    static bool contains(const std::string& text, const std::string& part) {
        return text.find(part) != std::string::npos;
    }

  private Q_SLOTS:
    void aListHasALinePerService() {
        api::ServicePage page{{up(), service(model::HealthState::Disabled, model::HealthCause::None)}, 2};
        page.items[1].targets.push_back(page.items[1].targets.front());
        page.items[0].health.since.reset();
        page.items[0].health.latency.reset();
        QCOMPARE(listText(page, {}, now),
                 std::string("STATE  NAME                  TARGETS            LATENCY    FOR\n"
                             "up     llm.internal.example  100.2.2.2:8080\n"
                             "off    llm.internal.example  100.2.2.2:8080 +1   2.1 ms  5 min\n"));
    }
    void aServiceIsShownWithEverythingThatIsNotUsual() {
        const std::string plain = showText(up(), {}, now);
        QVERIFY(plain.starts_with("llm.internal.example\n  state     up for 5 min, 2.1 ms\n"));
        for (const char* unusual : {"speaks", "expires", "changed", "TLS", "traffic", "pinned"})
            QVERIFY2(!contains(plain, unusual), unusual);
        api::ServiceView view = up();
        view.protocol = "https";
        view.expiresAt = now + 2h;
        view.updatedAt = now;
        view.targets.front().pin.emplace().fill(0xab);
        view.certificate = {api::CertificateState::Good, {}, {}, now + 48h, "Portolan issuer"};
        view.traffic = api::TrafficView{.requests = 1234, .statusClasses = {{"2xx", 1200}, {"5xx", 34}}};
        const std::string full = showText(view, {}, now);
        for (const char* line :
             {"  speaks    https\n", "  expires   in 2 h (", "  changed   ", "pinned sha256:abab",
              "(in 2 d), from Portolan issuer\n", "  traffic   1,234 requests, 34 5xx; 0 B in"})
            QVERIFY2(contains(full, line), full.c_str());
    }
    void aCheckSaysWhatIsTheMatter() {
        const auto down = service(model::HealthState::Down, model::HealthCause::Refused);
        const std::string text = checkText(down, {}, now);
        QVERIFY(text.starts_with("llm.internal.example: down for 5 min"));
        QVERIFY(contains(text, "\n  100.2.2.2:8080: The host is up, nothing listens"));
        QCOMPARE(checkText(up(), {}, now), std::string("llm.internal.example: up for 5 min, 2.1 ms\n"));
    }
    void aTargetThatIsANameIsShownWithWhereItLeads() {
        api::ServiceView view = up();
        view.targets.front().lookup = api::LookupView{"nas.lan", true};
        std::string text = showText(view, {}, now);
        QVERIFY2(contains(text, "  targets   nas.lan:8080  up for"), text.c_str());
        QVERIFY2(contains(text, "is at 100.2.2.2\n"), text.c_str());
        QVERIFY(contains(listText({{view}, 1}, {}, now), "nas.lan:8080"));
        QVERIFY(contains(previewText(previewOf(view), {}), " -> nas.lan:8080 (100.2.2.2)\n"));
        view.targets.front().lookup->error =
            base::Error{"target.name_not_found", "There is no host.", "", {}};
        QVERIFY(contains(showText(view, {}, now), "is at 100.2.2.2; There is no host.\n"));
        view.targets.front().lookup->isFound = false;
        text = showText(view, {}, now);
        QVERIFY2(contains(text, "There is no host.\n") && !contains(text, "is at"), text.c_str());
        view.targets.front().lookup->error.reset();
        QVERIFY(contains(showText(view, {}, now), "is being looked up\n"));
    }
    void nothingFromABackendSteersTheTerminal() {
        api::ServiceView view = up();
        view.host = view.name = view.url = view.protocol = "\x1b]0;owned\x07";
        view.dns = {{view.host, view.host, view.host}};
        view.certificate = {api::CertificateState::Failed, base::Error{"", view.host, "", {}}, {}, {}, {}};
        api::SystemStatus status;
        status.version = view.host;
        status.components = {{view.host, api::ComponentState::Failed, view.host}};
        status.listeners = {{view.host, view.host, {}, view.host, view.host}};
        status.zones = {{view.host, 1, {}}};
        const std::string all = listText({{view}, 1}, {}, now) + showText(view, {}, now) +
                                checkText(view, {}, now) + previewText(previewOf(view), {}) +
                                statusText(status, {});
        QVERIFY2(!contains(all, "\x1b") && !contains(all, "\x07"), all.c_str());
    }
    void theStatusSaysWhatHasFailed() {
        api::SystemStatus status;
        status.version = "1.2.3";
        status.components = {{"dns", api::ComponentState::Failed, "Port 53 is held by dnsmasq."},
                             {"tailnet", api::ComponentState::Disabled, ""}};
        status.listeners = {{"dns", "udp", *base::SocketAddress::parse("[::1]:53"), "failed", "held"}};
        status.queries = 1;
        const std::string text = statusText(status, {});
        for (const char* line :
             {"Portolan 1.2.3 has failed in part: 0 requests and 1 query since its start\n",
              "dns      failed  Port 53 is held by dnsmasq.\n", "tailnet  off\n",
              "dns       udp   [::1]:53  failed  held\n"})
            QVERIFY2(contains(text, line), text.c_str());
    }
    void noticesAreATable() {
        QCOMPARE(noticesText({}, {}), std::string("There are no notices.\n"));
        model::Notice notice;
        notice.kind = model::NoticeKind::ServicesUp;
        notice.count = 1;
        notice.services.resize(1);
        notice.services[0].name = "llm\x1b[2J";
        const std::string text = noticesText({notice}, {});
        QVERIFY2(contains(text, "llm?[2J is up again.\n"), text.c_str());
    }
    void eventsAreLinesOrJson_data() {
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QByteArray>("data");
        QTest::addColumn<QByteArray>("text");
        const auto row = [](const char* type, const char* data, const char* text) {
            QTest::newRow(type) << QByteArray(type) << QByteArray(data) << QByteArray(text);
        };
        row("service.removed", "{\"id\":\"1\",\"host\":\"a.example\"}", "removed  a.example");
        row("health.changed",
            "{\"service\":\"1\",\"host\":\"a.example\",\"health\":{\"state\":\"up\",\"cause\":\"\",\"latency_"
            "ms\":1.5}}",
            "health   a.example is up, 1.5 ms");
        row("notice", "{\"id\":\"1\",\"text\":\"2 services went down: a, b.\"}",
            "notice   2 services went down: a, b.");
        row("status.changed", "{\"generation\":1,\"revision\":1}", "");
        row("something.new", "{}", "");
    }
    void eventsAreLinesOrJson() {
        QFETCH(QByteArray, type);
        QFETCH(QByteArray, data);
        QFETCH(QByteArray, text);
        const api::EventView event{7, type.toStdString(), data.toStdString()};
        QCOMPARE(eventText(event, {}), text.toStdString());
        const QJsonObject json = eventJson(event);
        QCOMPARE(json[QLatin1String("id")].toString(), QStringLiteral("7"));
        QCOMPARE(json[QLatin1String("type")].toString(), QString::fromUtf8(type));
        QVERIFY(json[QLatin1String("data")].isObject());
    }
};

QTEST_APPLESS_MAIN(ViewsTest)
#include "tst_views.moc"
