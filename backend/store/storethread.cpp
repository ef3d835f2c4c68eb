// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/store/storethread.h"

#include "backend/base/logging.h"

namespace portolan::store {

namespace {

constexpr std::chrono::minutes timeBetweenLooksAtTheDate{10};

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

void StoreThread::commit(ChangeSet changes, Done done) {
    {
        const std::lock_guard lock(m_mutex);
        m_jobs.push_back({std::move(changes), std::move(done)});
    }
    m_changed.notify_all();
}

void StoreThread::run() {
    CatalogStore store(m_options, m_clock);
    auto loaded = store.load();
    const bool isLoaded = loaded.ok();
    {
        const std::lock_guard lock(m_mutex);
        m_loaded = std::move(loaded);
    }
    m_changed.notify_all();
    if (isLoaded)
        work(store);
}

void StoreThread::work(CatalogStore& store) {
    backUpIfDue(store);
    Job job;
    for (Next next = waitForJob(job); next != Next::Stop; next = waitForJob(job)) {
        if (next == Next::Job)
            finish(store, std::exchange(job, {}));
        else
            backUpIfDue(store);
    }
    warn(store.backUp());
}

StoreThread::Next StoreThread::waitForJob(Job& job) {
    std::unique_lock lock(m_mutex);
    m_changed.wait_for(lock, timeBetweenLooksAtTheDate, [this] { return m_stopping || !m_jobs.empty(); });
    if (m_jobs.empty())
        return m_stopping ? Next::Stop : Next::Idle;
    job = std::move(m_jobs.front());
    m_jobs.pop_front();
    return Next::Job;
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
