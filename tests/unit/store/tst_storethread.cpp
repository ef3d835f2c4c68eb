// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/store/storethread.h"
#include "tests/unit/store/storefixture.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <condition_variable>
#include <thread>

using namespace portolan;
using namespace portolan::store;

namespace {

/// Tasks wait here until the test runs them.
class WaitingExecutor final : public base::Executor {
  public:
    void post(Task task) override {
        const std::lock_guard lock(m_mutex);
        m_tasks.push_back(std::move(task));
        m_changed.notify_all();
    }
    void postAfter(base::Milliseconds, Task task) override { post(std::move(task)); }

    /// Waits for the next task and runs it on this thread. False after five seconds without one.
    bool runOne() {
        Task task;
        {
            std::unique_lock lock(m_mutex);
            if (!m_changed.wait_for(lock, std::chrono::seconds(5), [this] { return !m_tasks.empty(); }))
                return false;
            task = std::move(m_tasks.front());
            m_tasks.pop_front();
        }
        task();
        return true;
    }
    [[nodiscard]] std::size_t waiting() {
        const std::lock_guard lock(m_mutex);
        return m_tasks.size();
    }

  private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<Task> m_tasks;
};

struct Fixture {
    QTemporaryDir directory;
    base::ManualClock clock{someTime};
    WaitingExecutor executor;
    FailOnce failures;
    std::optional<StoreThread> thread;

    Fixture() { restart(); }
    void restart() {
        thread.reset();
        thread.emplace(StoreOptions{directory.path().toStdString(), model::EmptyStart::Refused, &failures},
                       clock, executor);
    }
};

}  // namespace

class TestStoreThread : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void answersOnTheThreadOfTheExecutor() {
        Fixture fixture;
        QVERIFY(fixture.thread->load().ok());
        std::optional<std::thread::id> answeredOn;
        fixture.thread->commit(adding(1, 1), [&](const base::Result<void>& result) {
            QVERIFY(result.ok());
            answeredOn = std::this_thread::get_id();
        });
        QVERIFY(fixture.executor.runOne());
        QVERIFY(answeredOn == std::this_thread::get_id());
    }

    void commitsInTheOrderTheyWereHandedOver() {
        Fixture fixture;
        QVERIFY(fixture.thread->load().ok());
        std::vector<model::Revision> done;
        for (model::Revision revision = 1; revision <= 20; ++revision)
            fixture.thread->commit(adding(revision, revision),
                                   [&done, revision](const base::Result<void>& result) {
                                       if (result)
                                           done.push_back(revision);
                                   });
        while (done.size() < 20 && fixture.executor.runOne()) {
        }
        QCOMPARE(done.size(), std::size_t(20));
        QVERIFY(std::is_sorted(done.begin(), done.end()));
    }

    void finishesWhatWasHandedOverBeforeItEnds() {
        Fixture fixture;
        QVERIFY(fixture.thread->load().ok());
        for (model::Revision revision = 1; revision <= 20; ++revision)
            fixture.thread->commit(adding(revision, revision), [](const base::Result<void>&) {});
        fixture.restart();
        QCOMPARE(fixture.executor.waiting(), std::size_t(20));
        const auto loaded = fixture.thread->load();
        QVERIFY(loaded.ok());
        QCOMPARE(loaded->catalog.services().size(), std::size_t(20));
    }

    void reportsAFailingDisk() {
        Fixture fixture;
        QVERIFY(fixture.thread->load().ok());
        fixture.failures.next(CommitStage::BeforeCommit);
        std::string code;
        fixture.thread->commit(adding(1, 1),
                               [&](const base::Result<void>& result) { code = result.error().code; });
        QVERIFY(fixture.executor.runOne());
        QCOMPARE(code, std::string("store.failed"));
    }

    void endsWhenTheCatalogCannotBeLoaded() {
        Fixture fixture;
        QFile file(fixture.directory.filePath(QStringLiteral("catalog.sqlite")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(4096, 'x'));
        file.close();
        const auto loaded = fixture.thread->load();
        QVERIFY(!loaded.ok());
        QCOMPARE(loaded.error().code, std::string("store.damaged"));
    }

    void leavesABackupBehind() {
        Fixture fixture;
        QVERIFY(fixture.thread->load().ok());
        fixture.thread->commit(adding(1, 1), [](const base::Result<void>&) {});
        fixture.thread.reset();
        const auto backups =
            Backups(fixture.directory.filePath(QStringLiteral("backups")).toStdString()).list();
        QVERIFY(!backups.empty());
        QCOMPARE(backups.front().revision, std::uint64_t(1));
    }
};

QTEST_GUILESS_MAIN(TestStoreThread)
#include "tst_storethread.moc"
