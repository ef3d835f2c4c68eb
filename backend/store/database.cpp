// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/store/database.h"

#include <QFile>
#include <QSqlError>
#include <QVariant>

#include <atomic>

namespace portolan::store {

namespace {

// Primary result codes. Source: sqlite.org/rescode.html.
constexpr int sqliteError = 1;
constexpr int sqliteCorrupt = 11;
constexpr int sqliteFull = 13;
constexpr int sqliteNotADatabase = 26;

base::Error toError(const QSqlError& error) {
    const int primary = error.nativeErrorCode().toInt() & 0xff;
    const std::string reason = error.databaseText().toStdString();
    if (primary == sqliteCorrupt || primary == sqliteNotADatabase || primary == sqliteError)
        return {"store.corrupt", "The database cannot be read: " + reason + ".", "", {{"reason", reason}}};
    if (primary == sqliteFull)
        return {"store.full",
                "The disk of the data directory is full; free some space and try again.",
                "",
                {{"reason", reason}}};
    return {"store.failed",
            "The change could not be written to the data directory (" + reason + "); nothing has changed.",
            "",
            {{"reason", reason}}};
}

QString nextConnectionName() {
    static std::atomic<unsigned> counter{0};
    return QStringLiteral("portolan-%1").arg(counter.fetch_add(1));
}

}  // namespace

base::Result<std::unique_ptr<Database>> Database::open(const std::string& path, Durability durability) {
    std::unique_ptr<Database> opened(new Database(nextConnectionName()));
    opened->m_database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), opened->m_connectionName);
    opened->m_database.setDatabaseName(QString::fromStdString(path));
    opened->m_database.setConnectOptions(QStringLiteral("QSQLITE_BUSY_TIMEOUT=5000"));
    if (!opened->m_database.open())
        return toError(opened->m_database.lastError());
    // Checkpoints are made between commits (CatalogStore::checkpoint); the limit of 16 MiB is for when that
    // never happens.
    const bool isFull = durability == Durability::Full;
    for (const auto* pragma :
         {"PRAGMA journal_mode=WAL", isFull ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL",
          "PRAGMA foreign_keys=ON",
          isFull ? "PRAGMA wal_autocheckpoint=4096" : "PRAGMA wal_autocheckpoint=512"})
        PORTOLAN_CHECK(opened->execute(QLatin1String(pragma)));
    return opened;
}

Database::~Database() {
    m_database.close();
    m_database = QSqlDatabase();
    QSqlDatabase::removeDatabase(m_connectionName);
}

base::Result<void> Database::execute(const QString& sql) {
    QSqlQuery query(m_database);
    query.setForwardOnly(true);
    if (!query.exec(sql))
        return toError(query.lastError());
    return {};
}

base::Result<QSqlQuery> Database::prepare(const QString& sql) {
    QSqlQuery query(m_database);
    query.setForwardOnly(true);
    if (!query.prepare(sql))
        return toError(query.lastError());
    return query;
}

base::Result<QVariant> Database::value(const QString& sql) {
    PORTOLAN_TRY(QSqlQuery query, prepare(sql));
    PORTOLAN_CHECK(run(query));
    if (!query.next())
        return base::Error{
            "store.corrupt", "The database cannot be read: a row is missing.", "", {{"reason", "missing"}}};
    return query.value(0);
}

base::Result<void> Database::run(QSqlQuery& statement) {
    if (!statement.exec())
        return toError(statement.lastError());
    return {};
}

std::optional<std::uint32_t> userVersionInHeader(const std::string& path) {
    constexpr qsizetype offset = 60;
    QFile file(QString::fromStdString(path));
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    const QByteArray header = file.read(offset + 4);
    if (header.size() < offset + 4 || !header.startsWith(QByteArray("SQLite format 3\0", 16)))
        return std::nullopt;
    std::uint32_t version = 0;
    for (qsizetype i = 0; i < 4; ++i)
        version = (version << 8) | static_cast<std::uint8_t>(header.at(offset + i));
    return version;
}

}  // namespace portolan::store
