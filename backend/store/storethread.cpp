// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/store/storethread.h"

#include "backend/base/logging.h"

namespace portolan::store {

namespace {

constexpr std::chrono::minutes timeBetweenLooksAtTheDate{10};
constexpr std::chrono::minutes timeBetweenFlushes{5};
constexpr std::size_t rowsPerSlice = 256;

void warn(const base::Result<void>& result) {
    if (!result)
        qCWarning(base::logStore, "%s", result.error().message.c_str());
}

}  // namespace

StoreThread::StoreThread(StoreOptions options, const base::Clock& clock, base::Executor& control)
    : m_options(std::move(options)), m_clock(clock), m_control(control) {}

StoreThread::~StoreThread() {
    if (!m_thread.joinable())
        return;
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_changed.notify_all();
    m_thread.join();
}

base::Result<LoadedCatalog> StoreThread::load() {
    m_thread = std::thread([this] { run(); });
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_loaded.has_value(); });
    base::Result<LoadedCatalog> loaded = std::move(*m_loaded);
    m_loaded.reset();
    return loaded;
}

void StoreThread::commit(ChangeSet changes, CatalogStorage::Done done) {
    {
        const std::lock_guard lock(m_mutex);
        m_jobs.push_back({std::move(changes), std::move(done)});
    }
    m_changed.notify_all();
}

void StoreThread::post(Measuring measuring) {
    {
        const std::lock_guard lock(m_mutex);
        m_measuring.push_back(std::move(measuring));
    }
    m_changed.notify_all();
}

void StoreThread::append(std::vector<model::HealthSample> samples) {
    post([samples = std::move(samples)](MeasurementStore& store) { store.append(samples); });
}

void StoreThread::forget(std::vector<model::TargetId> targets) {
    post([targets = std::move(targets)](MeasurementStore& store) { store.forget(targets); });
}

void StoreThread::read(std::vector<model::TargetId> targets, base::SystemTime now,
                       MeasurementStorage::Done done) {
    post([this, targets = std::move(targets), now, done = std::move(done)](MeasurementStore& store) {
        std::vector<HealthHistory> histories;
        for (const model::TargetId target : targets)
            histories.push_back(store.read(target, now));
        m_control.post([done, histories = std::move(histories)]() mutable { done(std::move(histories)); });
    });
}

void StoreThread::keepNotice(std::uint64_t id, std::string json) {
    post([id, json = std::move(json)](MeasurementStore& store) { store.keepNotice(id, json); });
}

void StoreThread::readNotices(NoticesDone done) {
    post([this, done = std::move(done)](MeasurementStore& store) {
        m_control.post([done, notices = store.readNotices()]() mutable { done(std::move(notices)); });
    });
}

void StoreThread::keepWaiting(model::WebhookId webhook, std::optional<std::uint64_t> notice) {
    post([webhook, notice](MeasurementStore& store) { store.keepWaiting(webhook, notice); });
}

void StoreThread::readWaiting(WaitingDone done) {
    post([this, done = std::move(done)](MeasurementStore& store) {
        m_control.post([done, waiting = store.readWaiting()]() mutable { done(std::move(waiting)); });
    });
}

void StoreThread::run() {
    Stores stores{{m_options, m_clock}, {m_options.dataDirectory, m_clock}};
    auto loaded = stores.catalog.load();
    const bool isLoaded = loaded.ok();
    {
        const std::lock_guard lock(m_mutex);
        m_loaded = std::move(loaded);
    }
    m_changed.notify_all();
    if (!isLoaded)
        return;
    stores.measurements.open();
    work(stores);
}

void StoreThread::work(Stores& stores) {
    m_nextFlush = m_clock.steadyNow() + timeBetweenFlushes;
    backUpIfDue(stores.catalog);
    Job job;
    Measuring measuring;
    for (Next next = waitForJob(job, measuring); next != Next::Stop; next = waitForJob(job, measuring)) {
        if (next == Next::Job) {
            finish(stores.catalog, std::exchange(job, {}));
            continue;
        }
        if (next == Next::Measuring)
            std::exchange(measuring, nullptr)(stores.measurements);
        backUpIfDue(stores.catalog);
        flushSlice(stores.measurements);
    }
    while (stores.measurements.flush(rowsPerSlice)) {
    }
    warn(stores.catalog.backUp());
}

StoreThread::Next StoreThread::waitForJob(Job& job, Measuring& measuring) {
    std::unique_lock lock(m_mutex);
    m_changed.wait_for(lock, m_flushing ? base::Milliseconds(0) : timeBetweenLooksAtTheDate,
                       [this] { return m_stopping || !m_jobs.empty() || !m_measuring.empty(); });
    if (!m_jobs.empty()) {
        job = std::move(m_jobs.front());
        m_jobs.pop_front();
        return Next::Job;
    }
    if (!m_measuring.empty()) {
        measuring = std::move(m_measuring.front());
        m_measuring.pop_front();
        return Next::Measuring;
    }
    return m_stopping ? Next::Stop : Next::Idle;
}

/// One transaction, so that a commit never waits for more.
void StoreThread::flushSlice(MeasurementStore& store) {
    if (!m_flushing && m_clock.steadyNow() < m_nextFlush)
        return;
    m_flushing = store.flush(rowsPerSlice);
    if (!m_flushing)
        m_nextFlush = m_clock.steadyNow() + timeBetweenFlushes;
}

void StoreThread::finish(CatalogStore& store, Job job) {
    auto committed = store.commit(job.changes);
    if (!committed)
        qCWarning(base::logStore, "A change was not saved: %s", committed.error().message.c_str());
    m_control.post(
        [done = std::move(job.done), result = std::move(committed)]() mutable { done(std::move(result)); });
    store.checkpointIfDue();
}

void StoreThread::backUpIfDue(CatalogStore& store) {
    const std::string today = dateOf(m_clock.systemNow());
    if (today == m_lastBackup)
        return;
    m_lastBackup = today;
    warn(store.backUp());
}

}  // namespace portolan::store
