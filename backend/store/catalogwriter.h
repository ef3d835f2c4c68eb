// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Changes -> rows, through statements that are prepared once. Writes inside the transaction its caller has
// opened; decides nothing about it. Lives as long as its Database, on its thread.

#include "backend/store/changeset.h"
#include "backend/store/database.h"

#include <array>

namespace portolan::store {

class CatalogWriter {
  public:
    /// So many changes are remembered; older ones go, a few with each new one.
    static constexpr model::Revision keptHistory = 100000;

    [[nodiscard]] static base::Result<CatalogWriter> prepare(Database& database);

    /// Each change with its history row, the zones, the next ids. Errors: those of Database.
    [[nodiscard]] base::Result<void> write(const ChangeSet& changes);

  private:
    enum Statement : unsigned char {
        PutService,
        RemoveService,
        PutTarget,
        RemoveTargets,
        PutRecord,
        RemoveRecord,
        PutWebhook,
        RemoveWebhook,
        PutZone,
        PutMeta,
        PutHistory,
        PruneHistory,
        Statements
    };
    CatalogWriter() = default;

    [[nodiscard]] base::Result<void> write(const ServiceEdit& edit);
    [[nodiscard]] base::Result<void> write(const RecordEdit& edit);
    [[nodiscard]] base::Result<void> write(const WebhookEdit& edit);
    [[nodiscard]] base::Result<void> writeNextIds(const NextIds& ids);
    [[nodiscard]] base::Result<void> writeHistory(const Change& change);
    [[nodiscard]] base::Result<void> run(Statement statement, std::initializer_list<QVariant> values);

    std::array<QSqlQuery, Statements> m_statements;
};

}  // namespace portolan::store
