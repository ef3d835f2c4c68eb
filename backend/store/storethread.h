// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The thread on which an fsync may stall: owns the CatalogStore and works off commits in the order they were
// handed over. Made, used and destroyed on the control side. Between commits it moves the write-ahead log and
// makes the backups: after loading, daily, and at the end. It owns the MeasurementStore too, for which it
// works when no commit waits, in slices. Destruction finishes all commits that were handed over and writes
// what was measured; their answers go to the executor, which may drop them.

#include "backend/base/executor.h"
#include "backend/store/catalogstorage.h"
#include "backend/store/catalogstore.h"
#include "backend/store/measurementstore.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>

namespace portolan::store {

class StoreThread final : public CatalogStorage, public MeasurementStorage {
  public:
    /// Answers arrive through `control`. Both references must outlive the thread.
    StoreThread(StoreOptions options, const base::Clock& clock, base::Executor& control);
    ~StoreThread() override;

    /// Starts the thread and waits until the catalog is read. Call once. Errors: those of
    /// CatalogStore::load(), after which the thread has ended.
    [[nodiscard]] base::Result<LoadedCatalog> load();

    void commit(ChangeSet changes, CatalogStorage::Done done) override;
    void append(std::vector<model::HealthSample> samples) override;
    void forget(std::vector<model::TargetId> targets) override;
    void read(std::vector<model::TargetId> targets, base::SystemTime now,
              MeasurementStorage::Done done) override;
    void keepNotice(std::uint64_t id, std::string json) override;
    void readNotices(NoticesDone done) override;
    void keepWaiting(model::WebhookId webhook, std::optional<std::uint64_t> notice) override;
    void readWaiting(WaitingDone done) override;

  private:
    struct Job {
        ChangeSet changes;
        CatalogStorage::Done done;
    };
    struct Stores {
        CatalogStore catalog;
        MeasurementStore measurements;
    };
    using Measuring = std::function<void(MeasurementStore&)>;
    enum class Next : unsigned char { Job, Measuring, Idle, Stop };

    void run();
    void work(Stores& stores);
    [[nodiscard]] Next waitForJob(Job& job, Measuring& measuring);
    void post(Measuring measuring);
    void flushSlice(MeasurementStore& store);
    void finish(CatalogStore& store, Job job);
    void backUpIfDue(CatalogStore& store);

    StoreOptions m_options;
    const base::Clock& m_clock;
    base::Executor& m_control;
    // On the thread itself only.
    std::string m_lastBackup;        ///< date
    base::SteadyTime m_nextFlush{};  ///< of the measurements
    bool m_flushing = false;         ///< some slices are left

    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::optional<base::Result<LoadedCatalog>> m_loaded;
    std::deque<Job> m_jobs;
    std::deque<Measuring> m_measuring;
    bool m_stopping = false;

    std::thread m_thread;
};

}  // namespace portolan::store
