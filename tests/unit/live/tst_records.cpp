// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Rings, queues and tables that a worker writes while another thread reads: what is read is never torn. Run
// it from the tsan preset, too.
#include "backend/live/counters.h"

#include <QTest>

#include <atomic>
#include <map>
#include <thread>

using namespace portolan;
using namespace portolan::live;

namespace {

/// All its parts say the same number.
RequestRecord recordOf(std::uint64_t number) {
    RequestRecord record;
    record.id = number;
    record.bytesIn = number;
    record.bytesOut = number;
    record.status = 200;
    record.service = model::ServiceId{number % 3 + 1};
    const std::string text = std::to_string(number);
    record.setText("GET", "host" + text, "/" + text);
    return record;
}

bool isWhole(const RequestRecord& record) {
    const std::string text = std::to_string(record.id);
    return record.bytesIn == record.id && record.bytesOut == record.id && record.host() == "host" + text &&
           record.path() == "/" + text;
}

}  // namespace

class RecordsTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void aRecordCutsWhatDoesNotFit() {
        RequestRecord record;
        record.setText("PROPFIND", "a.example", "/short");
        QCOMPARE(record.method(), std::string_view("PROPFIND"));
        QCOMPARE(record.path(), std::string_view("/short"));
        QVERIFY(!record.pathCut);
        record.setText(std::string(40, 'M'), std::string(250, 'h'), "/" + std::string(1000, 'p'));
        QCOMPARE(record.method().size(), RequestRecord::longestMethod);
        QCOMPARE(record.host().size(), RequestRecord::longestHost);
        QCOMPARE(record.path().size(), RequestRecord::textRoom - 16 - 80);
        QVERIFY(record.pathCut);
        QVERIFY(record.usedSize() <= sizeof(RequestRecord));
    }
    void theRingKeepsTheLastRecordsNewestFirst() {
        RecentRing<RequestRecord, 8> ring;
        for (std::uint64_t i = 1; i <= 20; ++i)
            ring.push(recordOf(i), recordOf(i).usedSize());
        std::vector<std::uint64_t> ids;
        ring.forEachNewest([&](const RequestRecord& record) {
            ids.push_back(record.id);
            return ids.size() < 9;
        });
        QVERIFY((ids == std::vector<std::uint64_t>{20, 19, 18, 17, 16, 15, 14, 13}));
    }
    void theRingIsReadWhileItIsWritten() {
        RecentRing<RequestRecord, 64> ring;
        std::atomic<bool> over{false};
        std::thread writer([&] {
            for (std::uint64_t i = 1; !over; ++i) {
                const RequestRecord record = recordOf(i);
                ring.push(record, record.usedSize());
            }
        });
        std::uint64_t read = 0;
        bool whole = true;
        bool newestFirst = true;
        while (read < 20'000) {
            std::uint64_t last = UINT64_MAX;
            ring.forEachNewest([&](const RequestRecord& record) {
                whole = whole && isWhole(record);
                newestFirst = newestFirst && record.id < last;
                last = record.id;
                ++read;
                return true;
            });
        }
        over = true;
        writer.join();
        QVERIFY(whole);
        QVERIFY(newestFirst);
    }
    void theQueueLosesNothingThatItDoesNotCount() {
        std::atomic<int> woken{0};
        RequestQueue queue([&] { ++woken; }, 256);
        constexpr std::uint64_t records = 50'000;
        std::atomic<bool> over{false};
        std::thread writer([&] {
            for (std::uint64_t i = 1; i <= records; ++i)
                queue.push(recordOf(i));
            over = true;
        });
        std::uint64_t read = 0;
        std::uint64_t last = 0;
        bool good = true;
        const auto drain = [&] {
            queue.drain([&](const RequestRecord& record) {
                good = good && isWhole(record) && record.id > last;
                last = record.id;
                ++read;
            });
        };
        while (!over)
            drain();
        writer.join();
        drain();
        QVERIFY(good);
        QCOMPARE(read + queue.dropped(), records);
    }
    void aFullQueueDropsAndCounts() {
        int woken = 0;
        RequestQueue queue([&] { ++woken; }, 8);
        for (std::uint64_t i = 1; i <= 20; ++i)
            queue.push(recordOf(i));
        QCOMPARE(queue.dropped(), std::uint64_t{12});
        QCOMPARE(woken, 1);
        std::uint64_t sum = 0;
        queue.drain([&](const RequestRecord& record) { sum += record.id; });
        QCOMPARE(sum, std::uint64_t{36});
    }
    void countersOfAServiceAreReadAndTakenOutWhileOthersAreWritten() {
        WorkerTraffic traffic;
        std::atomic<bool> over{false};
        std::atomic<std::uint64_t> written{0};
        std::unique_ptr<ServiceCounters> removed;
        std::thread worker([&] {
            for (std::uint64_t i = 1; !over; ++i) {
                traffic.add(recordOf(i));
                if (i == 5'000)
                    removed = traffic.services.remove(model::ServiceId{1});
                written = i;
            }
        });
        std::uint64_t last = 0;
        bool rises = true;
        while (written < 20'000) {
            ServiceTotals totals;
            if (const ServiceCounters* counters = traffic.services.find(model::ServiceId{2}))
                counters->addTo(totals);
            rises = rises && totals.requests() >= last;
            last = totals.requests();
        }
        over = true;
        worker.join();
        QVERIFY(rises);
        QVERIFY(removed != nullptr);
        QVERIFY(traffic.services.find(model::ServiceId{1}) == nullptr);
        std::size_t services = 0;
        traffic.services.forEach([&](model::ServiceId, const ServiceCounters&) { ++services; });
        QCOMPARE(services, std::size_t{2});
    }
    void aServiceWithoutRequestsHasNoCounters() {
        WorkerTraffic traffic;
        QVERIFY(traffic.services.find(model::ServiceId{70'000}) == nullptr);
        QVERIFY(traffic.services.remove(model::ServiceId{70'000}) == nullptr);
        RequestRecord late = recordOf(1);
        late.service = model::ServiceId{70'000};
        traffic.add(late);
        QVERIFY(traffic.services.find(model::ServiceId{70'000}) == nullptr);
        late.service = model::ServiceId{UINT64_MAX};
        traffic.add(late);
        QVERIFY(traffic.services.find(model::ServiceId{UINT64_MAX}) == nullptr);
    }
    void sumsAreOverAllWorkers() {
        Counters counters(2);
        for (std::size_t i = 0; i < 2; ++i) {
            RequestRecord record = recordOf(1);
            record.service = model::ServiceId{7};
            record.toHead = 100;
            record.failure = 3;
            record.retries = 1;
            counters.ofWorker(i).traffic.add(record);
            counters.ofWorker(i).traffic.services.edit(model::ServiceId{7}).addBytes(10, 20);
        }
        const ServiceTotals totals = counters.serviceTotals(model::ServiceId{7});
        QCOMPARE(totals.requests(), std::uint64_t{2});
        QCOMPARE(totals.bytesOut, std::uint64_t{40});
        QCOMPARE(totals.failures[3], std::uint64_t{2});
        QCOMPARE(totals.retries, std::uint64_t{2});
        QCOMPARE(totals.toHead.count(), std::uint64_t{2});
        QCOMPARE(counters.allServiceTotals().size(), std::size_t{1});
    }
    void numbersOfRecordsRiseAndDifferBetweenWorkers() {
        const base::ManualClock clock;
        Stamps first(clock, 0);
        Stamps second(clock, 1);
        const std::int64_t at = first.systemMicroseconds(clock.steadyNow());
        QCOMPARE(at, std::int64_t{24} * 365 * 50 * 3600 * 1'000'000);
        const std::uint64_t one = first.idAt(at);
        const std::uint64_t two = first.idAt(at);
        QVERIFY(two > one);
        QVERIFY(second.idAt(at) != one);
        QVERIFY(first.idAt(at + 5) > two);
    }
};

QTEST_APPLESS_MAIN(RecordsTest)
#include "tst_records.moc"
