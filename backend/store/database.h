// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// One SQLite connection through QtSql, with errors as base::Error: WAL, foreign keys on.
// Belongs to the thread that opened it; closing is its destruction, which must come after that of all its
// statements. Knows nothing of the catalog.

#include "backend/base/result.h"

#include <QSqlDatabase>
#include <QSqlQuery>

#include <memory>
#include <string>

namespace portolan::store {

class Database {
  public:
    /// What a power loss may take.
    enum class Durability : unsigned char {
        Full,    ///< nothing that was committed: synchronous=FULL
        Normal,  ///< the last commits, never the file: synchronous=NORMAL
    };

    /// Opens the file, making it if it is missing. Errors: as execute().
    [[nodiscard]] static base::Result<std::unique_ptr<Database>> open(
        const std::string& path, Durability durability = Durability::Full);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// Errors: store.corrupt (the file is not what it should be), store.full, store.failed.
    base::Result<void> execute(const QString& sql);
    [[nodiscard]] base::Result<QSqlQuery> prepare(const QString& sql);
    /// The first column of the first row of a query.
    [[nodiscard]] base::Result<QVariant> value(const QString& sql);

    /// Runs a prepared statement. Errors: as execute().
    [[nodiscard]] static base::Result<void> run(QSqlQuery& statement);

  private:
    explicit Database(QString connectionName) : m_connectionName(std::move(connectionName)) {}
    QString m_connectionName;
    QSqlDatabase m_database;
};

/// "PRAGMA user_version" as the file's header has it, read without SQLite so that a file of a newer program
/// is not touched. nullopt when the file is missing, too short or no SQLite database.
/// Source: SQLite database file format, section 1.3 ("user version", offset 60).
[[nodiscard]] std::optional<std::uint32_t> userVersionInHeader(const std::string& path);

}  // namespace portolan::store
