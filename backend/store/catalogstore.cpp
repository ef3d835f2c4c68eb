// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/store/catalogstore.h"

#include "backend/base/logging.h"
#include "backend/store/catalogreader.h"
#include "backend/store/schema.h"

#include <QFile>
#include <QVariant>

#include <filesystem>

namespace portolan::store {

namespace {

namespace fs = std::filesystem;

// At most about 16 pages a commit, and SQLite itself would checkpoint at 4096 pages.
constexpr unsigned commitsPerCheckpoint = 100;

base::Error openError(const std::string& path, const base::Error& cause) {
    if (cause.code != "store.failed")
        return cause;
    const std::string reason = cause.params.empty() ? cause.message : cause.params.front().second;
    return {"store.failed",
            "The database " + path + " cannot be opened: " + reason + ".",
            "",
            {{"path", path}, {"reason", reason}}};
}

base::Error damagedError(const std::string& path, const base::Error& damage) {
    return {"store.damaged",
            "The database " + path +
                " is damaged and there is no good backup of it. It was left as it is; start with "
                "--start-empty to set it aside and begin with an empty catalog. (" +
                damage.message + ")",
            "",
            {{"path", path}}};
}

base::Error restoredNotice(const std::string& aside, const BackupFile& backup) {
    return {"store.restored",
            "The database was damaged. It was set aside as " + aside + ", and the backup of " + backup.date +
                " (" + backup.path + ") was loaded; changes made after it are missing.",
            "",
            {{"damaged", aside}, {"backup", backup.path}, {"date", backup.date}}};
}

base::Error startedEmptyNotice(const std::string& aside) {
    return {"store.started_empty",
            "The database was damaged and there is no good backup. It was set aside as " + aside +
                "; the catalog begins empty.",
            "",
            {{"damaged", aside}}};
}

base::Result<void> quickCheck(Database& database) {
    PORTOLAN_TRY(const QVariant verdict, database.value(QStringLiteral("PRAGMA quick_check(1)")));
    if (verdict.toString() == QStringLiteral("ok"))
        return {};
    const std::string reason = verdict.toString().simplified().toStdString();
    return base::Error{
        "store.corrupt", "The database cannot be read: " + reason + ".", "", {{"reason", reason}}};
}

bool isThereAndNotEmpty(const std::string& path) {
    std::error_code missing;
    const auto size = fs::file_size(path, missing);
    return !missing && size > 0;
}

void removeWithLog(const std::string& path) {
    std::error_code ignored;
    for (const char* suffix : {"", "-wal", "-shm"})
        fs::remove(path + suffix, ignored);
}

}  // namespace

CatalogStore::CatalogStore(StoreOptions options, const base::Clock& clock)
    : m_options(std::move(options)),
      m_clock(clock),
      m_path(m_options.dataDirectory + "/catalog.sqlite"),
      m_backups(m_options.dataDirectory + "/backups") {}

CatalogStore::~CatalogStore() {
    close();
}

void CatalogStore::close() {
    m_writer.reset();
    m_database.reset();
}

base::Result<LoadedCatalog> CatalogStore::load() {
    const auto version = userVersionInHeader(m_path);
    if (version && *version > schemaVersion()) {
        base::Error error = newerError(*version);
        error.message = m_path + ": " + error.message;
        error.params.emplace_back("path", m_path);
        return error;
    }
    // An empty file is what a first start leaves that was killed early; with backups beside it, it is damage.
    if (fs::exists(m_path) && !isThereAndNotEmpty(m_path) && !m_backups.list().empty())
        return recover({"store.corrupt", "The database is empty, but there are backups.", "", {}});
    // Known without SQLite, which would delete the log that lies beside such a file.
    if (isThereAndNotEmpty(m_path) && !version)
        return recover({"store.corrupt", "The file is not a database.", "", {}});
    auto loaded = openAndRead(m_path);
    if (loaded)
        return loaded;
    if (loaded.error().code == "store.corrupt")
        return recover(loaded.error());
    return openError(m_path, loaded.error());
}

base::Result<LoadedCatalog> CatalogStore::openAndRead(const std::string& path) {
    close();
    PORTOLAN_TRY(m_database, Database::open(path));
    const auto readAll = [this]() -> base::Result<LoadedCatalog> {
        PORTOLAN_CHECK(migrate(*m_database));
        PORTOLAN_CHECK(quickCheck(*m_database));
        PORTOLAN_TRY(LoadedCatalog loaded, readCatalog(*m_database));
        PORTOLAN_TRY(m_writer, CatalogWriter::prepare(*m_database));
        return loaded;
    };
    auto loaded = readAll();
    if (!loaded)
        close();
    return loaded;
}

base::Result<LoadedCatalog> CatalogStore::recover(const base::Error& damage) {
    for (const BackupFile& backup : m_backups.list()) {
        auto restored = restore(backup, damage);
        if (restored || restored.error().code == "store.failed")
            return restored;
        qCWarning(base::logStore, "The backup %s is no good: %s", backup.path.c_str(),
                  restored.error().message.c_str());
    }
    if (m_options.emptyStart == model::EmptyStart::Refused)
        return damagedError(m_path, damage);
    PORTOLAN_TRY(const std::string aside, setAside(m_path, "", m_clock.systemNow()));
    PORTOLAN_TRY(LoadedCatalog empty, openAndRead(m_path));
    empty.notice = startedEmptyNotice(aside);
    return empty;
}

base::Result<LoadedCatalog> CatalogStore::restore(const BackupFile& backup, const base::Error& damage) {
    const std::string candidate = m_path + ".restoring";
    removeWithLog(candidate);
    if (!QFile::copy(QString::fromStdString(backup.path), QString::fromStdString(candidate)))
        return openError(candidate, {"store.failed", "", "", {{"reason", "the backup cannot be copied"}}});
    auto tried = openAndRead(candidate);
    close();
    if (!tried) {
        removeWithLog(candidate);
        return tried.error().code == "store.failed" ? openError(candidate, tried.error()) : tried;
    }
    PORTOLAN_TRY(const std::string aside, setAside(m_path, candidate, m_clock.systemNow()));
    removeWithLog(candidate);
    PORTOLAN_TRY(LoadedCatalog restored, openAndRead(m_path));
    restored.notice = restoredNotice(aside, backup);
    qCWarning(base::logStore, "%s (%s)", restored.notice->message.c_str(), damage.message.c_str());
    return restored;
}

base::Result<void> CatalogStore::commit(const ChangeSet& changes) {
    bool inDoubt = false;
    auto committed = writeAndCommit(changes, inDoubt);
    if (committed) {
        ++m_commitsSinceCheckpoint;
        return committed;
    }
    (void)m_database->execute(QStringLiteral("ROLLBACK"));
    if (!inDoubt || changes.changes.empty())
        return committed;
    // Frames of the failed COMMIT may stand in the log, where only a restart would find them: cut them off.
    (void)m_database->execute(QStringLiteral("PRAGMA wal_checkpoint(TRUNCATE)"));
    const auto revision = readRevision(*m_database);
    if (revision && *revision == changes.changes.back().revision)
        return {};
    return committed;
}

base::Result<void> CatalogStore::writeAndCommit(const ChangeSet& changes, bool& inDoubt) {
    PORTOLAN_CHECK(fail(CommitStage::BeforeWriting));
    PORTOLAN_CHECK(m_database->execute(QStringLiteral("BEGIN IMMEDIATE")));
    PORTOLAN_CHECK(m_writer->write(changes));
    PORTOLAN_CHECK(fail(CommitStage::BeforeCommit));
    inDoubt = true;
    PORTOLAN_CHECK(m_database->execute(QStringLiteral("COMMIT")));
    return fail(CommitStage::AfterCommit);
}

base::Result<void> CatalogStore::fail(CommitStage stage) {
    if (!m_options.failures)
        return {};
    auto error = m_options.failures->failAt(stage);
    return error ? base::Result<void>(std::move(*error)) : base::Result<void>();
}

void CatalogStore::checkpointIfDue() {
    if (m_commitsSinceCheckpoint < commitsPerCheckpoint)
        return;
    m_commitsSinceCheckpoint = 0;
    if (auto done = m_database->execute(QStringLiteral("PRAGMA wal_checkpoint(PASSIVE)")); !done)
        qCWarning(base::logStore, "Checkpoint: %s", done.error().message.c_str());
}

base::Result<void> CatalogStore::backUp() {
    PORTOLAN_TRY(const model::Revision revision, readRevision(*m_database));
    return m_backups.make(*m_database, revision, m_clock.systemNow());
}

}  // namespace portolan::store
