// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/store/measurementstore.h"
#include "backend/store/storethread.h"
#include "tests/support/twoclocks.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

using namespace portolan;
using namespace portolan::store;
using namespace std::chrono_literals;
using model::HealthSample;
using model::HealthSlot;
using model::TargetId;

namespace {

const TargetId one{1};
const TargetId two{2};
const HealthSlot up = model::makeHealthSlot(60s, 60s, 2ms);
const HealthSlot down = model::makeHealthSlot(0s, 60s, std::nullopt);

/// A store in a folder of its own, with a clock that is turned by hand.
class Fixture {
  public:
    Fixture() { open(); }
    void open() {
        store.emplace(folder.path().toStdString(), clock);
        store->open();
    }
    void reopen() {
        flush();
        store.reset();
        open();
    }
    void flush() {
        while (store->flush(1000)) {
        }
    }
    [[nodiscard]] std::int64_t minute() const { return model::minuteOf(clock.systemNow()); }
    void measure(TargetId target, HealthSlot slot) { store->append({{target, minute(), slot}}); }
    void pass(std::chrono::minutes time) { clock.pass(time); }
    /// Measured each minute, and written every ten.
    void run(std::chrono::minutes time, HealthSlot slot) {
        for (auto passed = 0min; passed < time; passed += 1min) {
            measure(one, slot);
            if (passed % 10min == 0min)
                flush();
            pass(1min);
        }
        flush();
    }
    /// Rows of a table in the file.
    [[nodiscard]] int rows(const char* table) const {
        const auto database = Database::open(store->path());
        return database.value()
            ->value(QStringLiteral("SELECT count(*) FROM %1").arg(QLatin1String(table)))
            .value()
            .toInt();
    }
    [[nodiscard]] HealthHistory read(TargetId target = one) { return store->read(target, clock.systemNow()); }
    [[nodiscard]] QString path() const { return QString::fromStdString(store->path()); }

    QTemporaryDir folder;
    support::TwoClocks clock;
    std::optional<MeasurementStore> store;
};

/// How many places hold this.
std::size_t count(const std::vector<HealthSlot>& slots, HealthSlot slot) {
    return static_cast<std::size_t>(std::count(slots.begin(), slots.end(), slot));
}

}  // namespace

class TestMeasurementStore : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void keepsTheLastNoticesOnDiskAtOnce() {
        Fixture fixture;
        QVERIFY(fixture.store->readNotices().empty());
        for (std::uint64_t id = 1; id <= MeasurementStore::keptNotices + 3; ++id)
            fixture.store->keepNotice(id, "{\"id\":\"" + std::to_string(id) + "\"}");
        fixture.store.reset();
        fixture.open();
        const auto kept = fixture.store->readNotices();
        QCOMPARE(kept.size(), std::size_t(MeasurementStore::keptNotices));
        QVERIFY(kept.front() == "{\"id\":\"4\"}");
        QVERIFY(kept.back() == "{\"id\":\"503\"}");
    }

    void keepsWhatWebhooksWaitFor() {
        Fixture fixture;
        constexpr model::WebhookId first{1};
        constexpr model::WebhookId second{2};
        fixture.store->keepWaiting(first, 1'764'115'200'000);
        fixture.store->keepWaiting(second, 7);
        fixture.store->keepWaiting(first, 1'764'115'200'001);
        fixture.store.reset();
        fixture.open();
        using Waiting = std::map<model::WebhookId, std::uint64_t>;
        QVERIFY((fixture.store->readWaiting() == Waiting{{first, 1'764'115'200'001}, {second, 7}}));
        fixture.store->keepWaiting(first, std::nullopt);
        QVERIFY((fixture.store->readWaiting() == Waiting{{second, 7}}));
    }

    void theNewestMinuteIsTheLastPlace() {
        Fixture fixture;
        fixture.measure(one, up);
        fixture.pass(1min);
        fixture.measure(one, down);
        const HealthHistory history = fixture.read();
        QCOMPARE(history.minutes.size(), std::size_t(1440));
        QCOMPARE(history.hours.size(), std::size_t(2160));
        QVERIFY(history.minutes.back() == down);
        QVERIFY(history.minutes[1438] == up);
        QCOMPARE(count(history.minutes, {}), std::size_t(1438));
        QCOMPARE(*history.hours.back().up(), 0.5);
        QCOMPARE(count(history.hours, {}), std::size_t(2159));
    }

    void theOldestPlacesAreWrittenToo() {
        Fixture fixture;
        fixture.pass(48h);
        fixture.store->append({{one, fixture.minute() - 1439, up}, {one, fixture.minute() - 1440, down}});
        QVERIFY(fixture.read().minutes.front() == up);
        fixture.reopen();
        QVERIFY(fixture.read().minutes.front() == up);
    }

    void minutesBefore1970HaveTheirPlaces() {
        Fixture fixture;
        fixture.clock.system = -support::TwoClocks::begin.time_since_epoch() / 1ms * 1ms - 90min;
        QCOMPARE(fixture.minute(), std::int64_t(-90));
        fixture.run(91min, up);
        fixture.measure(one, down);
        fixture.reopen();
        QCOMPARE(count(fixture.read().minutes, up), std::size_t(91));
        QVERIFY(fixture.read().minutes.back() == down);
        QCOMPARE(count(fixture.read().hours, up), std::size_t(2));
    }

    void eachTargetHasItsOwn() {
        Fixture fixture;
        fixture.measure(one, up);
        fixture.measure(two, down);
        QVERIFY(fixture.read(one).minutes.back() == up);
        QVERIFY(fixture.read(two).minutes.back() == down);
        QCOMPARE(count(fixture.read(TargetId{3}).minutes, {}), std::size_t(1440));
    }

    void survivesARestartInTheMiddleOfAnHour() {
        Fixture fixture;
        fixture.measure(one, up);
        fixture.reopen();
        QVERIFY(fixture.read().minutes.back() == up);
        fixture.pass(3min);
        QVERIFY2(!fixture.read().minutes.back().isMeasured(), "the program was not running: a gap");
        fixture.measure(one, down);
        fixture.reopen();
        const HealthHistory history = fixture.read();
        QVERIFY(history.minutes.back() == down);
        QVERIFY(history.minutes[1436] == up);
        QCOMPARE(count(history.minutes, {}), std::size_t(1438));
        QVERIFY2(std::abs(*history.hours.back().up() - 0.5) < 0.01, "summed up from both runs");
    }

    void minutesRollOverAfterADayAndHoursAfterNinety() {
        Fixture fixture;
        for (int hour = 0; hour < 91 * 24; ++hour) {
            fixture.measure(one, hour % 2 == 0 ? up : down);
            fixture.pass(60min);
            if (hour % 7 == 0)
                fixture.flush();
        }
        fixture.reopen();
        const HealthHistory history = fixture.read();
        QCOMPARE(count(history.hours, up) + count(history.hours, down), std::size_t(2159));
        QVERIFY2(!history.hours.back().isMeasured(), "the hour that has just begun");
        QCOMPARE(count(history.minutes, up), std::size_t(11));
        QCOMPARE(count(history.minutes, down), std::size_t(12));
        QCOMPARE(*model::uptimeOf(std::span(history.hours).last(169)), 50.0);
    }

    void theLastMinuteOfAnHourAndTheFirstOfTheNext() {
        Fixture fixture;
        fixture.pass(59min);
        fixture.measure(one, up);
        fixture.pass(1min);
        fixture.measure(one, down);
        for (const bool reopened : {false, true}) {
            if (reopened)
                fixture.reopen();
            const HealthHistory history = fixture.read();
            QVERIFY(history.minutes[1438] == up);
            QVERIFY(history.minutes[1439] == down);
            QVERIFY(*history.hours[2158].up() == 1.0);
            QVERIFY(*history.hours[2159].up() == 0.0);
        }
    }

    void aClockThatWentBackWritesItsMinutesAnew() {
        Fixture fixture;
        fixture.pass(120min);
        const std::int64_t later = fixture.minute();
        fixture.measure(one, up);
        fixture.store->append({{one, later - 90, down}, {one, later - 89, down}});
        fixture.reopen();
        fixture.store->append({{one, later - 90, up}});
        const HealthHistory history = fixture.read();
        QVERIFY(history.minutes[1439 - 90] == up);
        QVERIFY(history.minutes[1439 - 89] == down);
        QVERIFY(history.minutes.back() == up);
    }

    void whatLiesInAWrongFutureIsNotKept() {
        Fixture fixture;
        fixture.store->append({{one, fixture.minute() + 24 * 60, up}, {one, fixture.minute() - 48 * 60, up}});
        QCOMPARE(fixture.store->dirtyRows(), std::size_t(0));
        fixture.pass(std::chrono::minutes(24 * 60));
        QCOMPARE(count(fixture.read().minutes, {}), std::size_t(1440));
    }

    void aClockThatIsWrongForAWhileLosesNothing_data() {
        QTest::addColumn<int>("days");
        QTest::addColumn<bool>("restarts");
        QTest::newRow("a year back") << -365 << false;
        QTest::newRow("a year ahead") << 365 << false;
        QTest::newRow("a year back at the start") << -365 << true;
        QTest::newRow("a year ahead at the start") << 365 << true;
    }
    void aClockThatIsWrongForAWhileLosesNothing() {
        QFETCH(const int, days);
        QFETCH(const bool, restarts);
        Fixture fixture;
        fixture.run(150min, up);
        const auto jump = std::chrono::hours(24) * days;
        const auto jumpTo = [&](base::Milliseconds time) {
            if (restarts) {
                fixture.store.reset();
                fixture.clock.system += time;
                fixture.open();
            } else {
                fixture.clock.system += time;
            }
        };
        jumpTo(jump);
        fixture.run(50min, down);
        QCOMPARE(count(fixture.read().minutes, down), std::size_t(50));
        QCOMPARE(count(fixture.read().minutes, up), std::size_t(0));
        jumpTo(-jump);
        fixture.run(130min, up);
        const HealthHistory history = fixture.read();
        QCOMPARE(count(history.minutes, up), std::size_t(280));
        QCOMPARE(count(history.minutes, down), std::size_t(0));
        QCOMPARE(count(history.hours, up), std::size_t(6));
        // What the wrong year left is gone.
        QCOMPARE(fixture.rows("minutes"), 6);
        QCOMPARE(fixture.rows("hours"), 1);
    }

    void forgetsTargets() {
        Fixture fixture;
        fixture.measure(one, up);
        fixture.measure(two, up);
        fixture.reopen();
        fixture.measure(one, up);
        fixture.measure(one, down);
        QCOMPARE(fixture.store->dirtyRows(), std::size_t(2));
        fixture.store->forget({one});
        QCOMPARE(fixture.store->dirtyRows(), std::size_t(0));
        QCOMPARE(count(fixture.read(one).minutes, {}), std::size_t(1440));
        QCOMPARE(count(fixture.read(two).minutes, up), std::size_t(1));
        fixture.reopen();
        QCOMPARE(count(fixture.read(one).minutes, {}), std::size_t(1440));
        QCOMPARE(count(fixture.read(one).hours, {}), std::size_t(2160));
        QCOMPARE(count(fixture.read(two).minutes, up), std::size_t(1));
    }

    void keepsWhatIsMeasuredAfterForgetting() {
        Fixture fixture;
        for (const TargetId target : {one, two, TargetId{3}})
            fixture.measure(target, up);
        fixture.reopen();
        fixture.store->forget({one, two, TargetId{3}});
        QCOMPARE(count(fixture.read(one).minutes, {}), std::size_t(1440));
        fixture.measure(two, up);  // its removal was undone
        while (fixture.store->flush(1)) {
        }
        QCOMPARE(fixture.rows("minutes"), 1);
        QCOMPARE(fixture.rows("hours"), 1);
        fixture.reopen();
        QCOMPARE(count(fixture.read(one).minutes, {}), std::size_t(1440));
        QCOMPARE(count(fixture.read(two).minutes, up), std::size_t(1));
    }

    void writesInSlices() {
        Fixture fixture;
        std::vector<HealthSample> samples;
        for (unsigned i = 1; i <= 100; ++i)
            samples.push_back({TargetId{i}, fixture.minute(), up});
        fixture.store->append(samples);
        QCOMPARE(fixture.store->dirtyRows(), std::size_t(200));
        QVERIFY(fixture.store->flush(150));
        QCOMPARE(fixture.store->dirtyRows(), std::size_t(50));
        QVERIFY(!fixture.store->flush(150));
        QCOMPARE(fixture.store->dirtyRows(), std::size_t(0));
        fixture.store->append(samples);
        QCOMPARE(fixture.store->dirtyRows(), std::size_t(0));  // nothing new
    }

    void aFileThatIsNoGoodIsSetAside_data() {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<bool>("setAside");
        QTest::newRow("no database") << QByteArray(
                                            "not a database at all, but longer than its header would be")
                                     << true;
        QTest::newRow("empty") << QByteArray() << false;
        QTest::newRow("of a newer program") << QByteArray("newer") << true;
        QTest::newRow("damaged inside") << QByteArray("damaged") << true;
        QTest::newRow("without its tables") << QByteArray("tables") << false;
    }
    void aFileThatIsNoGoodIsSetAside() {
        QFETCH(QByteArray, content);
        QFETCH(bool, setAside);
        Fixture fixture;
        fixture.measure(one, up);
        fixture.flush();
        const QString path = fixture.path();
        fixture.store.reset();
        if (content == "newer" || content == "tables") {
            auto database = Database::open(path.toStdString());
            QVERIFY((*database.value())
                        .execute(content == "newer" ? QStringLiteral("PRAGMA user_version=99")
                                                    : QStringLiteral("DROP TABLE minutes"))
                        .ok());
        } else if (content == "damaged") {
            QFile file(path);
            QVERIFY(file.open(QIODevice::ReadWrite));
            const qint64 size = file.size();
            file.seek(100);
            file.write(QByteArray(static_cast<qsizetype>(size - 100), '\xa5'));
        } else {
            QFile file(path);
            QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
            file.write(content);
        }
        fixture.open();
        fixture.measure(one, down);
        fixture.reopen();
        QVERIFY(fixture.read().minutes.back() == down);
        const auto aside =
            QDir(fixture.folder.path()).entryList({QStringLiteral("measurements.sqlite.damaged-*")});
        QCOMPARE(!aside.isEmpty(), setAside);
    }

    void withoutAFileTheNewestIsKeptInMemory() {
        Fixture fixture;
        fixture.store.reset();
        QDir(fixture.folder.path()).removeRecursively();
        fixture.open();
        fixture.measure(one, up);
        QVERIFY(!fixture.store->flush(100));
        QVERIFY(fixture.read().minutes.back() == up);
        for (int day = 0; day < 100; ++day) {
            fixture.pass(24h);
            fixture.measure(one, up);
            (void)fixture.store->flush(100);
        }
        QVERIFY2(fixture.store->dirtyRows() < 30, "bounded all the same");
        QVERIFY(QDir().mkpath(fixture.folder.path()));
        fixture.measure(one, down);
        fixture.reopen();
        QVERIFY2(fixture.read().minutes.back() == down, "as soon as there is one it is used");
    }

    void whatIsWrittenAndFullIsNotHeld() {
        Fixture fixture;
        for (int hour = 0; hour < 130; ++hour) {
            fixture.measure(one, up);
            fixture.flush();
            QVERIFY(fixture.store->rowsHeld() <= 2);
            fixture.pass(60min);
        }
    }

    void aRowOfAnotherSizeIsAGap_data() {
        QTest::addColumn<int>("size");
        for (const int size : {2, 122})
            QTest::addRow("%d bytes", size) << size;
    }
    void aRowOfAnotherSizeIsAGap() {
        QFETCH(const int, size);
        Fixture fixture;
        fixture.measure(one, up);
        fixture.flush();
        fixture.store.reset();
        {
            const auto database =
                Database::open(fixture.folder.path().toStdString() + "/measurements.sqlite");
            QSqlQuery put = database.value()->prepare(QStringLiteral("UPDATE minutes SET slots=?")).value();
            put.bindValue(0, QByteArray(size, '\x01'));
            QVERIFY(Database::run(put).ok());
        }
        fixture.open();
        QCOMPARE(count(fixture.read().minutes, {}), std::size_t(1440));
        fixture.measure(one, down);
        QVERIFY(fixture.read().minutes.back() == down);
    }

    /// 90 days of 100 targets come to at most a hundredth of what 10,000 may take, 100 MB.
    void aFullRingHasItsBoundedSize() {
        Fixture fixture;
        constexpr unsigned targets = 100;
        constexpr int hours = 95 * 24;
        // Every row of both rings is there in the end, and some were deleted; a row of the hours needs but
        // one.
        for (int hour = 0; hour < hours; ++hour) {
            if (hour % 120 != 0 && hour < hours - 30) {
                fixture.pass(60min);
                continue;
            }
            std::vector<HealthSample> samples;
            for (unsigned i = 1; i <= targets; ++i)
                samples.push_back({TargetId{i * 100}, fixture.minute(), hour % 2 == 0 ? up : down});
            fixture.store->append(samples);
            fixture.flush();
            fixture.pass(60min);
        }
        const QString path = fixture.path();
        fixture.store.reset();
        const qint64 size = QFile(path).size() + QFile(path + QStringLiteral("-wal")).size();
        QVERIFY2(size <= 1'000'000, std::to_string(size).c_str());
        QVERIFY2(size >= 600'000, std::to_string(size).c_str());
    }

    void theThreadKeepsAndReads() {
        QTemporaryDir folder;
        base::ManualClock clock;
        struct Executor final : base::Executor {
            void post(Task task) override {
                const std::lock_guard lock(mutex);
                tasks.push_back(std::move(task));
            }
            void postAfter(base::Milliseconds, Task) override {}
            bool run() {
                std::vector<Task> now;
                {
                    const std::lock_guard lock(mutex);
                    now.swap(tasks);
                }
                for (Task& task : now)
                    task();
                return !now.empty();
            }
            std::mutex mutex;
            std::vector<Task> tasks;
        } executor;
        const auto readBack = [&](StoreThread& thread) {
            std::optional<HealthHistory> found;
            thread.read({one}, clock.systemNow(),
                        [&](std::vector<HealthHistory> histories) { found = std::move(histories.at(0)); });
            (void)QTest::qWaitFor([&] {
                executor.run();
                return found.has_value();
            });
            return found.value_or(HealthHistory());
        };
        {
            StoreThread thread({folder.path().toStdString()}, clock, executor);
            QVERIFY(thread.load().ok());
            thread.append({{one, model::minuteOf(clock.systemNow()), up}});
            QVERIFY(readBack(thread).minutes.back() == up);
        }
        StoreThread thread({folder.path().toStdString()}, clock, executor);
        QVERIFY(thread.load().ok());
        QVERIFY(readBack(thread).minutes.back() == up);
        thread.forget({one});
        QVERIFY(!readBack(thread).minutes.back().isMeasured());
    }
};

QTEST_GUILESS_MAIN(TestMeasurementStore)
#include "tst_measurementstore.moc"
