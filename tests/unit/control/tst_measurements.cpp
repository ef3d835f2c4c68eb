// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/printing.h"
#include "tests/unit/control/controlfixture.h"

#include <QTest>

#include <algorithm>

using namespace portolan;
using namespace portolan::control;

namespace {

live::RequestRecord recordOf(std::uint64_t id, model::ServiceId service, std::uint16_t status = 200) {
    live::RequestRecord record;
    record.id = id;
    record.endedAt = static_cast<std::int64_t>(id);
    record.service = service;
    record.status = status;
    record.toHead = 1000;
    record.duration = 2000;
    record.client = ip("100.64.0.7");
    record.setText("GET", "web.portolan.internal", "/" + std::to_string(id));
    return record;
}

void putQuery(live::WorkerCounters& worker, std::uint64_t id, const std::string& wireName,
              std::uint16_t rcode) {
    live::QueryRecord record;
    record.id = id;
    record.at = static_cast<std::int64_t>(id);
    record.type = 28;
    record.rcode = rcode;
    record.setName(base::asBytes(wireName));
    worker.queries.recent.push(record, record.usedSize());
}

std::string wire(const std::string& label) {
    return std::string(1, static_cast<char>(label.size())) + label + std::string("\7example\0", 9);
}

template <class View>
View measured(ControlFixture& fixture, const api::ReportRequest& request) {
    const auto kept = fixture.call<api::Report>(&Control::report, ControlFixture::withToken(), request);
    return kept.ok() ? std::get<View>(kept.value()) : View();
}

std::vector<std::uint64_t> idsOf(const api::RequestPage& page) {
    std::vector<std::uint64_t> ids;
    for (const api::RequestView& request : page.items)
        ids.push_back(request.id);
    return ids;
}

}  // namespace

class TestMeasurements : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void whoAskedForWhatNeedsAToken() {
        ControlFixture fixture;
        const api::Caller network = ControlFixture::from("100.64.0.7");
        const auto verdict = [&](const api::ReportRequest& request) {
            return fixture.call<api::Report>(&Control::report, network, request).verdict();
        };
        QCOMPARE(verdict(api::RecentRequests{}), std::string("access.token_required"));
        QCOMPARE(verdict(api::RecentQueries{}), std::string("access.token_required"));
        QCOMPARE(verdict(api::TotalsRequest{}), std::string("ok"));
        QCOMPARE(verdict(api::AuthoritiesRequest{}), std::string("ok"));
    }
    void requestsOfAllWorkersAreInOneOrderNewestFirst() {
        ControlFixture fixture;
        for (std::uint64_t id = 1; id <= 9; ++id)
            fixture.dataPlane.measured.ofWorker(id % 2).traffic.add(recordOf(id, model::ServiceId{1}));
        QVERIFY((idsOf(measured<api::RequestPage>(fixture, api::RecentRequests{.limit = 4})) ==
                 std::vector<std::uint64_t>{9, 8, 7, 6}));
        QVERIFY((idsOf(measured<api::RequestPage>(fixture, api::RecentRequests{.after = 7})) ==
                 std::vector<std::uint64_t>{9, 8}));
    }
    void requestsAreFoundByServiceHostAndStatus() {
        ControlFixture fixture;
        auto& traffic = fixture.dataPlane.measured.ofWorker(0).traffic;
        traffic.add(recordOf(1, model::ServiceId{1}, 200));
        traffic.add(recordOf(2, model::ServiceId{2}, 404));
        live::RequestRecord failed = recordOf(3, model::ServiceId{2}, 502);
        failed.failure = 1;
        traffic.add(failed);
        const auto ids = [&](const api::RecentRequests& wanted) {
            return idsOf(measured<api::RequestPage>(fixture, wanted));
        };
        QVERIFY((ids({.service = model::ServiceId{2}}) == std::vector<std::uint64_t>{3, 2}));
        QVERIFY((ids({.host = "WEB.portolan.internal", .statusFrom = 200, .statusTo = 299}) ==
                 std::vector<std::uint64_t>{1}));
        QVERIFY((ids({.host = "other"}).empty()));
        const auto page =
            measured<api::RequestPage>(fixture, api::RecentRequests{.statusFrom = 502, .statusTo = 502});
        QCOMPARE(page.items.at(0).failure, std::string("proxy.second"));
        QCOMPARE(page.items.at(0).path, std::string("/3"));
        QVERIFY(page.items.at(0).toHead == std::chrono::microseconds(1000));
        QVERIFY(!page.items.at(0).connect);
    }
    void aServiceShowsItsTrafficAndLosesItWhenItIsRemoved() {
        ControlFixture fixture;
        const auto id = fixture.add(ControlFixture::withToken(), draftOf("web")).value().service.id;
        const auto show = [&] {
            return fixture.call<api::ServiceView>(&Control::showService, ControlFixture::withToken(), id)
                .value();
        };
        QVERIFY(!show().traffic);
        auto& traffic = fixture.dataPlane.measured.ofWorker(1).traffic;
        for (std::uint64_t i = 1; i <= 100; ++i)
            traffic.add(recordOf(i, id, i <= 90 ? 200 : 503));
        traffic.services.edit(id).addBytes(10, 20);
        const api::TrafficView view = *show().traffic;
        QCOMPARE(view.requests, std::uint64_t{100});
        QCOMPARE(view.bytesOut, std::uint64_t{20});
        QVERIFY(std::find(view.statusClasses.begin(), view.statusClasses.end(), api::CountView{"2xx", 90}) !=
                view.statusClasses.end());
        QVERIFY(view.toHead.p50.count() > 750 && view.toHead.p50.count() < 1250);
        QCOMPARE(view.toHead.buckets.back().second, std::uint64_t{100});
        QCOMPARE(measured<api::TotalsView>(fixture, api::TotalsRequest{}).services.size(), std::size_t{1});
        QVERIFY(fixture.remove(ControlFixture::withToken(), id).ok());
        QVERIFY(fixture.dataPlane.forgotten == std::vector{id});
        QVERIFY(measured<api::TotalsView>(fixture, api::TotalsRequest{}).services.empty());
    }
    void totalsSumUpWhatTheWorkersCount() {
        ControlFixture fixture;
        for (std::size_t i = 0; i < 2; ++i) {
            live::WorkerCounters& worker = fixture.dataPlane.measured.ofWorker(i);
            worker.requests.add(3);
            worker.queriesUdp.add(5);
            worker.responsesByRcode[3].add(2);
            worker.responsesByRcode[23].add(1);
            worker.of(live::Defence::LimitDropped).add(7);
            worker.of(live::Defence::CookieWrong).add(8);
            worker.of(live::Defence::TcpDisplaced).add(9);
            worker.of(live::Defence::TcpOpen).add(10);
            worker.queries.byType[live::WorkerQueries::placeOf(28)].add(4);
            worker.queries.byType[live::WorkerQueries::placeOf(65280)].add(1);
            worker.queries.latency.add(100, 5);
        }
        const auto totals = measured<api::TotalsView>(fixture, api::TotalsRequest{});
        QCOMPARE(totals.version, std::string("0.1.0"));
        QCOMPARE(totals.requests, std::uint64_t{6});
        QVERIFY((totals.queriesByTransport == std::vector<api::CountView>{{"udp", 10}, {"tcp", 0}}));
        QVERIFY((totals.queriesByRcode == std::vector<api::CountView>{{"NXDOMAIN", 4}, {"BADCOOKIE", 2}}));
        QVERIFY((totals.queriesLimited ==
                 std::vector<api::CountView>{{"dropped", 14}, {"truncated", 0}, {"bad_cookie", 0}}));
        QVERIFY((totals.cookies ==
                 std::vector<api::CountView>{{"valid", 0}, {"renewed", 0}, {"new", 0}, {"wrong", 16}}));
        QVERIFY((totals.dnsConnections ==
                 std::vector<api::CountView>{{"accepted", 0}, {"displaced", 18}, {"refused", 0}}));
        QCOMPARE(totals.dnsOpenConnections, std::uint64_t{20});
        QVERIFY((totals.queriesByType == std::vector<api::CountView>{{"AAAA", 8}, {"other", 2}}));
        QCOMPARE(totals.queryLatency.count, std::uint64_t{10});
        QVERIFY(
            (totals.accessLogLost == std::vector<api::CountView>{{"queue_full", 0}, {"write_failed", 3}}));
    }
    void queriesAreShownInWordsAndFound() {
        ControlFixture fixture;
        putQuery(fixture.dataPlane.measured.ofWorker(0), 1, wire("GraFana"), 3);
        putQuery(fixture.dataPlane.measured.ofWorker(1), 2, wire("wiki"), 0);
        const auto all = measured<api::QueryPage>(fixture, api::RecentQueries{});
        QCOMPARE(all.items.size(), std::size_t{2});
        QCOMPARE(all.items[0].name, std::string("wiki.example"));
        QCOMPARE(all.items[1].name, std::string("GraFana.example"));
        QCOMPARE(all.items[1].type, std::string("AAAA"));
        QCOMPARE(all.items[1].rcode, std::string("NXDOMAIN"));
        QVERIFY(!all.items[1].duration);
        QCOMPARE(
            measured<api::QueryPage>(fixture, api::RecentQueries{.name = "grafana.EXAMPLE"}).items.size(),
            std::size_t{1});
        QCOMPARE(measured<api::QueryPage>(fixture, api::RecentQueries{.rcode = "nxdomain"}).items.size(),
                 std::size_t{1});
        QVERIFY(measured<api::QueryPage>(fixture, api::RecentQueries{.type = "A"}).items.empty());
    }
    void namesThatLostTheirEndSayso() {
        ControlFixture fixture;
        const std::string label(60, 'a');
        const std::string name = wire(label);
        std::string longName = std::string(1, 60) + label + std::string(1, 60) + label + name;
        putQuery(fixture.dataPlane.measured.ofWorker(0), 1, longName, 3);
        fixture.dataPlane.measured.ofWorker(0).queries.missing.add(base::asBytes(longName), 5);
        const auto page = measured<api::QueryPage>(fixture, api::RecentQueries{});
        QCOMPARE(page.items.at(0).name, label + "...");
        QCOMPARE(page.missing.at(0).name, label + "...");
        QCOMPARE(page.missing.at(0).count, std::uint64_t{1});
    }
};

QTEST_APPLESS_MAIN(TestMeasurements)
#include "tst_measurements.moc"
