// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/api/json.h"
#include "backend/api/measurementsjson.h"

#include <QTest>

using namespace portolan;
using namespace portolan::api;
using namespace std::chrono_literals;

namespace {

const base::SystemTime someTime{1'764'115'200s};

LatencyView latency() {
    return {3, 4500us, 1000us, 2000us, 2250us, {{64us, 0}, {1024us, 1}, {4096us, 3}}};
}

TrafficView traffic() {
    TrafficView view;
    view.requests = 3;
    view.statusClasses = {{"2xx", 2}, {"5xx", 1}};
    view.bytesIn = 300;
    view.bytesOut = 4'000'000'000'000;
    view.tunnelBytesIn = 7;
    view.tunnelBytesOut = 8;
    view.retries = 1;
    view.failures = {{"proxy.connect_timeout", 1}};
    view.toHead = view.duration = latency();
    view.lastRequest = someTime;
    return view;
}

}  // namespace

class MeasurementsJsonTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void totalsAreReadBackAsTheyWereWritten() {
        TotalsView totals;
        totals.version = "0.1.0";
        totals.services = {{model::ServiceId{7}, "llm.internal.example", traffic()}};
        totals.connections = 5;
        totals.openConnections = 1;
        totals.requests = 9;
        totals.statusClasses = {{"2xx", 9}};
        totals.bytesIn = 10;
        totals.bytesOut = 11;
        totals.handshakes = {{"TLSv1.3", "resumed", 7}};
        totals.handshakeFailures = {{"not_trusted", 2}};
        totals.queriesByTransport = {{"tcp", 1}, {"udp", 2}};
        totals.queriesByType = {{"A", 3}};
        totals.queriesByRcode = {{"NOERROR", 3}};
        totals.queriesDropped = 2;
        totals.queriesLimited = {{"bad_cookie", 1}, {"dropped", 2}, {"truncated", 3}};
        totals.cookies = {{"new", 1}, {"renewed", 2}, {"valid", 3}, {"wrong", 4}};
        totals.dnsConnections = {{"accepted", 7}, {"displaced", 1}, {"refused", 2}};
        totals.dnsOpenConnections = 4;
        totals.queryLatency = latency();
        totals.accessLogLost = {{"queue_full", 1}, {"write_failed", 0}};
        totals.serviceCount = 4;
        totals.targetStates = {{"up", 4}};
        totals.generation = 12;
        totals.certificates = {{"*.lab.internal", base::SystemTime(std::chrono::hours(24 * 20000))}};
        const auto read = totalsFromJson(toJson(totals));
        QVERIFY2(read.ok(), read.ok() ? "" : read.error().message.c_str());
        QVERIFY(*read == totals);
    }
    void aServiceCarriesItsTraffic() {
        ServiceView service;
        service.id = model::ServiceId{1};
        service.name = "LLM";
        service.host = "llm.internal.example";
        service.url = "http://llm.internal.example";
        service.protocol = "http";
        service.traffic = traffic();
        const auto read = serviceFromJson(toJson(service));
        QVERIFY2(read.ok(), read.ok() ? "" : read.error().message.c_str());
        QVERIFY(read->traffic == service.traffic);
        service.traffic.reset();
        QVERIFY(!toJson(service).contains(QLatin1String("traffic")));
    }
    void requestsAreReadBackAsTheyWereWritten() {
        RequestView full;
        full.id = 112'903'372'800'000'000;
        full.time = someTime;
        full.service = model::ServiceId{12};
        full.target = model::TargetId{3};
        full.client = *base::IpAddress::parse("fd7a::7");
        full.method = "PROPFIND";
        full.host = "files.internal.example";
        full.path = "/a\xc3\xa9";
        full.pathCut = true;
        full.protocol = "HTTP/1.1";
        full.status = 207;
        full.outcome = "client_gone";
        full.failure = "proxy.upstream_reset";
        full.bytesIn = 1;
        full.bytesOut = 2;
        full.duration = 1'234'567us;
        full.toHead = 89us;
        full.connect = 1us;
        full.retries = 1;
        full.tunnel = true;
        RequestView bare;
        bare.protocol = "HTTP/1.0";
        bare.outcome = "complete";
        bare.time = someTime;
        const auto read = requestPageFromJson(toJson(RequestPage{{full, bare}}));
        QVERIFY2(read.ok(), read.ok() ? "" : read.error().message.c_str());
        QVERIFY((read->items == std::vector{full, bare}));
        QCOMPARE(toJson(full)[QStringLiteral("duration_ms")].toDouble(), 1234.567);
    }
    void queriesAreReadBackAsTheyWereWritten() {
        const QueryView query{17,      someTime,  "wiki.internal.example",
                              "HTTPS", "NOERROR", *base::IpAddress::parse("10.0.0.1"),
                              "udp",   2'345ns};
        const QueryPage page{{query}, {{"grafana.internal.example", 12, someTime}}};
        const auto read = queryPageFromJson(toJson(page));
        QVERIFY2(read.ok(), read.ok() ? "" : read.error().message.c_str());
        QVERIFY(read->items == page.items);
        QVERIFY(read->missing == page.missing);
    }
    void aReplyOfAnotherShapeIsMalformed() {
        QCOMPARE(totalsFromJson({{QStringLiteral("version"), 3}}).error().code,
                 std::string("reply.malformed"));
        const QJsonObject item{{QStringLiteral("host"), 3}};
        QCOMPARE(requestPageFromJson({{QStringLiteral("items"), QJsonArray{item}}}).error().code,
                 std::string("reply.malformed"));
    }
};

QTEST_APPLESS_MAIN(MeasurementsJsonTest)
#include "tst_measurements.moc"
