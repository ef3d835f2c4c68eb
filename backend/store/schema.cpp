// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/store/schema.h"

#include <QStringList>
#include <QVariant>

#include <array>

namespace portolan::store {

namespace {

// Times are milliseconds since 1970 in UTC; addresses are text. A history row holds JSON as historyjson.h
// writes it.
constexpr const char* firstTables = R"sql(
CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE zones (name TEXT PRIMARY KEY, serial INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE services (
    id INTEGER PRIMARY KEY, host TEXT NOT NULL UNIQUE, name TEXT NOT NULL, protocol TEXT NOT NULL,
    enabled INTEGER NOT NULL, record_address TEXT, origin TEXT NOT NULL, created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL, expires_at INTEGER, revision INTEGER NOT NULL);
CREATE TABLE targets (
    id INTEGER PRIMARY KEY, service INTEGER NOT NULL REFERENCES services(id) ON DELETE CASCADE,
    position INTEGER NOT NULL, address TEXT NOT NULL, port INTEGER NOT NULL, weight INTEGER NOT NULL);
CREATE INDEX targets_of_service ON targets (service, position);
CREATE TABLE records (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, label TEXT NOT NULL, type TEXT NOT NULL,
    ttl INTEGER NOT NULL, data TEXT NOT NULL, origin TEXT NOT NULL, created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL, expires_at INTEGER, revision INTEGER NOT NULL);
CREATE TABLE history (
    revision INTEGER PRIMARY KEY, at INTEGER NOT NULL, address TEXT NOT NULL, authority TEXT NOT NULL,
    request_id TEXT NOT NULL, action TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL);
INSERT INTO meta VALUES ('revision', 0), ('next_service', 1), ('next_target', 1), ('next_record', 1)
)sql";

// The policy of a service as policyjson.h writes it; the pin of a target as model/policytext does.
constexpr const char* proxyPolicies = R"sql(
ALTER TABLE services ADD COLUMN proxy TEXT NOT NULL DEFAULT '{}';
ALTER TABLE targets ADD COLUMN pin TEXT
)sql";

// Who is found at the name, client TLS as policyjson.h writes it, and what was served under a serial.
constexpr const char* deliveries = R"sql(
ALTER TABLE services ADD COLUMN delivery TEXT NOT NULL DEFAULT 'proxy';
ALTER TABLE services ADD COLUMN client_tls TEXT NOT NULL DEFAULT '{}';
ALTER TABLE zones ADD COLUMN fingerprint INTEGER NOT NULL DEFAULT 0
)sql";

// How requests are spread, as balancingjson.h writes it, and the part of each target in that.
constexpr const char* balancing = R"sql(
ALTER TABLE services ADD COLUMN balancing TEXT NOT NULL DEFAULT '{}';
ALTER TABLE targets ADD COLUMN backup INTEGER NOT NULL DEFAULT 0;
ALTER TABLE targets ADD COLUMN drained INTEGER NOT NULL DEFAULT 0;
ALTER TABLE targets ADD COLUMN max_requests INTEGER NOT NULL DEFAULT 0
)sql";

// How its targets are checked, as policyjson.h writes it. Maintenance is 2 in `enabled`.
constexpr const char* checkPolicies = R"sql(
ALTER TABLE services ADD COLUMN checks TEXT NOT NULL DEFAULT '{}'
)sql";

// Who is told of notices; the events as words with spaces between them.
constexpr const char* webhooks = R"sql(
CREATE TABLE webhooks (
    id INTEGER PRIMARY KEY, url TEXT NOT NULL, secret TEXT NOT NULL, enabled INTEGER NOT NULL,
    events TEXT NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, revision INTEGER NOT NULL);
INSERT INTO meta VALUES ('next_webhook', 1)
)sql";

// Targets by name: then the address is 0.0.0.0, and whether the name may lead to this machine.
constexpr const char* targetNames = R"sql(
ALTER TABLE targets ADD COLUMN name TEXT;
ALTER TABLE targets ADD COLUMN loopback INTEGER NOT NULL DEFAULT 0
)sql";

constexpr std::array<const char*, 7> steps{firstTables,   proxyPolicies, deliveries, balancing,
                                           checkPolicies, webhooks,      targetNames};

base::Result<void> runStep(Database& database, const char* step, std::uint32_t version) {
    PORTOLAN_CHECK(database.execute(QStringLiteral("BEGIN IMMEDIATE")));
    QStringList statements = QString::fromLatin1(step).split(QLatin1Char(';'));
    statements.push_back(QStringLiteral("PRAGMA user_version=%1").arg(version));
    statements.push_back(QStringLiteral("COMMIT"));
    for (const QString& statement : std::as_const(statements)) {
        auto done = database.execute(statement);
        if (!done) {
            (void)database.execute(QStringLiteral("ROLLBACK"));
            return done;
        }
    }
    return {};
}

}  // namespace

std::uint32_t schemaVersion() {
    return static_cast<std::uint32_t>(steps.size());
}

base::Error newerError(std::uint32_t version) {
    const std::string theirs = std::to_string(version);
    const std::string ours = std::to_string(schemaVersion());
    return {"store.newer",
            "The database was written by a newer Portolan (format " + theirs + ", this program knows " +
                ours + "); install that version again. The file was not touched.",
            "",
            {{"found", theirs}, {"known", ours}}};
}

base::Result<void> migrate(Database& database) {
    PORTOLAN_TRY(const QVariant found, database.value(QStringLiteral("PRAGMA user_version")));
    const std::uint32_t version = found.toUInt();
    if (version > schemaVersion())
        return newerError(version);
    for (std::uint32_t next = version; next < schemaVersion(); ++next)
        PORTOLAN_CHECK(runStep(database, steps[next], next + 1));
    return {};
}

}  // namespace portolan::store
