// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/store/measurementstore.h"

#include "backend/base/logging.h"
#include "backend/store/backups.h"

#include <QVariant>

#include <algorithm>
#include <cstring>
#include <filesystem>

namespace portolan::store {

using model::HealthSlot;
using model::TargetId;

namespace {

constexpr std::uint32_t fileVersion = 1;
// Deleting one target touches as many rows as it may have.
constexpr std::int64_t minuteBlocks = model::keptMinutes / MeasurementStore::minutesPerBlock + 1;
constexpr std::int64_t hourBlocks = model::keptHours / MeasurementStore::hoursPerBlock + 1;
constexpr std::size_t rowsPerTarget = minuteBlocks + hourBlocks;

std::int64_t floorOf(std::int64_t number, std::int64_t divisor) {
    return number >= 0 ? number / divisor : (number - divisor + 1) / divisor;
}

QByteArray toBlob(const std::vector<HealthSlot>& slots) {
    return {reinterpret_cast<const char*>(slots.data()),
            static_cast<qsizetype>(slots.size() * sizeof(HealthSlot))};
}

std::vector<HealthSlot> fromBlob(const QByteArray& blob, std::int64_t size) {
    std::vector<HealthSlot> slots(static_cast<std::size_t>(size));
    if (static_cast<std::size_t>(blob.size()) == slots.size() * sizeof(HealthSlot))
        std::memcpy(slots.data(), blob.constData(), static_cast<std::size_t>(blob.size()));
    return slots;
}

qlonglong column(TargetId target) {
    return static_cast<qlonglong>(target);
}

}  // namespace

MeasurementStore::MeasurementStore(const std::string& dataDirectory, const base::Clock& clock)
    : m_path(dataDirectory + "/measurements.sqlite"), m_clock(clock) {}

MeasurementStore::~MeasurementStore() {
    close();
}

std::int64_t MeasurementStore::slotsPerBlock(Ring ring) {
    return ring == Ring::Minutes ? minutesPerBlock : hoursPerBlock;
}

std::int64_t MeasurementStore::currentBlock(Ring ring) const {
    const std::int64_t hour = model::hourOf(m_clock.systemNow());
    return ring == Ring::Minutes ? hour : floorOf(hour, hoursPerBlock);
}

/// A clock that was ahead for a while leaves blocks in the future; they go too in the end, as the size is
/// bounded.
bool MeasurementStore::isKept(const Key& key) const {
    const std::int64_t current = currentBlock(key.ring);
    return key.block <= current + 1 &&
           key.block > current - (key.ring == Ring::Minutes ? minuteBlocks : hourBlocks);
}

void MeasurementStore::close() {
    m_statements.clear();
    m_database.reset();
}

void MeasurementStore::open() {
    const auto version = userVersionInHeader(m_path);
    std::error_code missing;
    const bool isThere = std::filesystem::file_size(m_path, missing) > 0 && !missing;
    if (isThere && (!version || *version > fileVersion)) {
        recover(
            {"store.corrupt", version ? "it was written by a newer Portolan" : "it is no database", "", {}});
        return;
    }
    if (const auto opened = openFile(); !opened)
        recover(opened.error());
}

base::Result<void> MeasurementStore::openFile() {
    PORTOLAN_TRY(m_database, Database::open(m_path, Database::Durability::Normal));
    PORTOLAN_CHECK(makeTables());
    PORTOLAN_TRY(m_statements[Ring::Minutes], prepare("minutes"));
    PORTOLAN_TRY(m_statements[Ring::Hours], prepare("hours"));
    return {};
}

base::Result<void> MeasurementStore::makeTables() {
    // A block is so many hours, or five days, since 1970. Rows of the same time lie together: that is how
    // they are written and deleted.
    for (const char* table : {"minutes", "hours"})
        PORTOLAN_CHECK(m_database->execute(
            QStringLiteral("CREATE TABLE IF NOT EXISTS %1 (block INTEGER NOT NULL, target INTEGER NOT NULL, "
                           "slots BLOB NOT NULL, PRIMARY KEY (block, target)) WITHOUT ROWID")
                .arg(QLatin1String(table))));
    PORTOLAN_CHECK(m_database->execute(
        QStringLiteral("CREATE TABLE IF NOT EXISTS notices (id INTEGER PRIMARY KEY, json TEXT NOT NULL)")));
    PORTOLAN_CHECK(m_database->execute(QStringLiteral(
        "CREATE TABLE IF NOT EXISTS waiting (webhook INTEGER PRIMARY KEY, notice INTEGER NOT NULL)")));
    return m_database->execute(QStringLiteral("PRAGMA user_version=%1").arg(fileVersion));
}

void MeasurementStore::keepNotice(std::uint64_t id, const std::string& json) {
    if (const auto written = writeNotice(id, json); !written)
        recover(written.error());
}

base::Result<void> MeasurementStore::writeNotice(std::uint64_t id, const std::string& json) {
    if (!m_database)
        return {};
    PORTOLAN_TRY(QSqlQuery put,
                 m_database->prepare(QStringLiteral("INSERT OR REPLACE INTO notices VALUES (?,?)")));
    put.bindValue(0, static_cast<qlonglong>(id));
    put.bindValue(1, QString::fromStdString(json));
    PORTOLAN_CHECK(Database::run(put));
    return m_database->execute(QStringLiteral("DELETE FROM notices WHERE id <= (SELECT id FROM notices "
                                              "ORDER BY id DESC LIMIT 1 OFFSET %1)")
                                   .arg(keptNotices));
}

std::vector<std::string> MeasurementStore::readNotices() {
    auto notices = loadNotices();
    if (notices)
        return std::move(notices).value();
    recover(notices.error());
    return {};
}

base::Result<std::vector<std::string>> MeasurementStore::loadNotices() {
    std::vector<std::string> notices;
    if (!m_database)
        return notices;
    PORTOLAN_TRY(QSqlQuery row, m_database->prepare(QStringLiteral("SELECT json FROM notices ORDER BY id")));
    PORTOLAN_CHECK(Database::run(row));
    while (row.next())
        notices.push_back(row.value(0).toString().toStdString());
    return notices;
}

void MeasurementStore::keepWaiting(model::WebhookId webhook, std::optional<std::uint64_t> notice) {
    if (const auto written = writeWaiting(webhook, notice); !written)
        recover(written.error());
}

base::Result<void> MeasurementStore::writeWaiting(model::WebhookId webhook,
                                                  std::optional<std::uint64_t> notice) {
    if (!m_database)
        return {};
    PORTOLAN_TRY(QSqlQuery change,
                 m_database->prepare(notice ? QStringLiteral("INSERT OR REPLACE INTO waiting VALUES (?,?)")
                                            : QStringLiteral("DELETE FROM waiting WHERE webhook=?")));
    change.bindValue(0, static_cast<qlonglong>(webhook));
    if (notice)
        change.bindValue(1, static_cast<qlonglong>(*notice));
    return Database::run(change);
}

std::map<model::WebhookId, std::uint64_t> MeasurementStore::readWaiting() {
    auto waiting = loadWaiting();
    if (waiting)
        return std::move(waiting).value();
    recover(waiting.error());
    return {};
}

base::Result<std::map<model::WebhookId, std::uint64_t>> MeasurementStore::loadWaiting() {
    std::map<model::WebhookId, std::uint64_t> waiting;
    if (!m_database)
        return waiting;
    PORTOLAN_TRY(QSqlQuery row, m_database->prepare(QStringLiteral("SELECT webhook, notice FROM waiting")));
    PORTOLAN_CHECK(Database::run(row));
    while (row.next())
        waiting[model::WebhookId{row.value(0).toULongLong()}] = row.value(1).toULongLong();
    return waiting;
}

base::Result<MeasurementStore::Statements> MeasurementStore::prepare(const char* table) {
    const QLatin1String name(table);
    Statements statements;
    PORTOLAN_TRY(
        statements.select,
        m_database->prepare(QStringLiteral("SELECT slots FROM %1 WHERE block=? AND target=?").arg(name)));
    PORTOLAN_TRY(statements.put,
                 m_database->prepare(QStringLiteral("INSERT OR REPLACE INTO %1 VALUES (?,?,?)").arg(name)));
    PORTOLAN_TRY(statements.remove,
                 m_database->prepare(QStringLiteral("DELETE FROM %1 WHERE block=? AND target=?").arg(name)));
    return statements;
}

void MeasurementStore::recover(const base::Error& error) {
    close();
    if (error.code != "store.corrupt") {
        qCWarning(base::logStore, "Measurements are not kept for now: %s", error.message.c_str());
        return;
    }
    const auto aside = setAside(m_path, "", m_clock.systemNow());
    const base::Result<void> opened = aside ? openFile() : base::Result<void>(aside.error());
    if (!opened) {
        close();
        qCWarning(base::logStore, "Measurements are not kept: %s", opened.error().message.c_str());
        return;
    }
    qCWarning(base::logStore, "%s was set aside as %s (%s); the history of health begins anew.",
              m_path.c_str(), aside->c_str(), error.message.c_str());
}

std::vector<HealthSlot> MeasurementStore::load(const Key& key) {
    const std::int64_t size = slotsPerBlock(key.ring);
    if (!m_database || m_forgotten.contains(key.target))
        return fromBlob({}, size);
    QSqlQuery& query = m_statements[key.ring].select;
    query.bindValue(0, static_cast<qlonglong>(key.block));
    query.bindValue(1, column(key.target));
    if (const auto done = Database::run(query); !done) {
        recover(done.error());
        return fromBlob({}, size);
    }
    const QByteArray blob = query.next() ? query.value(0).toByteArray() : QByteArray();
    query.finish();
    return fromBlob(blob, size);
}

MeasurementStore::Row& MeasurementStore::rowFor(const Key& key) {
    const auto at = m_rows.find(key);
    if (at != m_rows.end())
        return at->second;
    return m_rows.emplace(key, Row{load(key), false}).first->second;
}

void MeasurementStore::put(const Key& key, std::int64_t place, HealthSlot slot) {
    Row& row = rowFor(key);
    HealthSlot& kept = row.slots[static_cast<std::size_t>(place)];
    if (kept == slot)
        return;
    kept = slot;
    if (!row.isDirty)
        ++m_dirty;
    row.isDirty = true;
}

void MeasurementStore::append(const std::vector<model::HealthSample>& samples) {
    for (const model::HealthSample& sample : samples) {
        const std::int64_t hour = floorOf(sample.minute, minutesPerBlock);
        const Key minutes{Ring::Minutes, hour, sample.target};
        if (!isKept(minutes))
            continue;
        put(minutes, sample.minute - hour * minutesPerBlock, sample.slot);
        const std::int64_t block = floorOf(hour, hoursPerBlock);
        put({Ring::Hours, block, sample.target}, hour - block * hoursPerBlock,
            model::sumUp(rowFor(minutes).slots));
    }
}

void MeasurementStore::forget(const std::vector<TargetId>& targets) {
    for (const TargetId target : targets)
        for (const Ring ring : {Ring::Minutes, Ring::Hours})
            for (std::int64_t back = -1; back <= (ring == Ring::Minutes ? minuteBlocks : hourBlocks);
                 ++back) {
                const auto at = m_rows.find({ring, currentBlock(ring) - back, target});
                if (at == m_rows.end())
                    continue;
                m_dirty -= at->second.isDirty ? 1 : 0;
                m_rows.erase(at);
            }
    m_forgotten.insert(targets.begin(), targets.end());
}

HealthHistory MeasurementStore::read(TargetId target, base::SystemTime now) {
    return {target, readRing(Ring::Minutes, target, model::minuteOf(now), model::keptMinutes),
            readRing(Ring::Hours, target, model::hourOf(now), model::keptHours)};
}

std::vector<HealthSlot> MeasurementStore::readRing(Ring ring, TargetId target, std::int64_t last,
                                                   std::int64_t count) {
    const std::int64_t size = slotsPerBlock(ring);
    const std::int64_t first = last - count + 1;
    std::vector<HealthSlot> slots(static_cast<std::size_t>(count));
    for (std::int64_t block = floorOf(first, size); block <= floorOf(last, size); ++block) {
        const Key key{ring, block, target};
        const auto at = m_rows.find(key);
        const std::vector<HealthSlot> row = at == m_rows.end() ? load(key) : at->second.slots;
        for (std::int64_t i = 0; i < size; ++i)
            if (const std::int64_t place = block * size + i - first; place >= 0 && place < count)
                slots[static_cast<std::size_t>(place)] = row[static_cast<std::size_t>(i)];
    }
    return slots;
}

bool MeasurementStore::flush(std::size_t most) {
    if (!m_database && m_dirty > 0)
        open();
    if (!m_database) {
        evict();
        return false;
    }
    std::vector<Key> keys;
    const auto work = [&]() -> base::Result<void> {
        PORTOLAN_CHECK(m_database->execute(QStringLiteral("BEGIN IMMEDIATE")));
        PORTOLAN_CHECK(prune());  // first, so that what is new takes the room of what is old
        PORTOLAN_CHECK(removeSome(most));
        keys = dirtyKeys(most);
        PORTOLAN_CHECK(writeRows(keys));
        return m_database->execute(QStringLiteral("COMMIT"));
    };
    if (const auto done = work(); !done) {
        recover(done.error());  // closes the file, which takes the transaction back
        evict();
        return false;
    }
    for (const Key& key : keys)
        m_rows[key].isDirty = false;
    m_dirty -= keys.size();
    const bool isMore = m_dirty > 0 || !m_forgotten.empty();
    if (!isMore)
        evict();
    return isMore;
}

/// Without those of targets whose old rows are still to be removed.
std::vector<MeasurementStore::Key> MeasurementStore::dirtyKeys(std::size_t most) const {
    std::vector<Key> keys;
    for (auto row = m_rows.begin(); row != m_rows.end() && keys.size() < most; ++row)
        if (row->second.isDirty && !m_forgotten.contains(row->first.target))
            keys.push_back(row->first);
    return keys;
}

base::Result<void> MeasurementStore::writeRows(const std::vector<Key>& keys) {
    for (const Key& key : keys) {
        QSqlQuery& query = m_statements[key.ring].put;
        query.bindValue(0, static_cast<qlonglong>(key.block));
        query.bindValue(1, column(key.target));
        query.bindValue(2, toBlob(m_rows[key].slots));
        PORTOLAN_CHECK(Database::run(query));
    }
    return {};
}

base::Result<void> MeasurementStore::removeSome(std::size_t most) {
    for (std::size_t done = 0; done < most && !m_forgotten.empty(); done += rowsPerTarget) {
        for (const Ring ring : {Ring::Minutes, Ring::Hours})
            for (std::int64_t back = -1; back <= (ring == Ring::Minutes ? minuteBlocks : hourBlocks);
                 ++back) {
                QSqlQuery& query = m_statements[ring].remove;
                query.bindValue(0, static_cast<qlonglong>(currentBlock(ring) - back));
                query.bindValue(1, column(*m_forgotten.begin()));
                PORTOLAN_CHECK(Database::run(query));
            }
        m_forgotten.erase(m_forgotten.begin());
    }
    return {};
}

base::Result<void> MeasurementStore::prune() {
    const std::int64_t hour = currentBlock(Ring::Minutes);
    if (!isClockBelieved() || hour == m_prunedAt)
        return {};
    const std::int64_t block = currentBlock(Ring::Hours);
    PORTOLAN_CHECK(m_database->execute(QStringLiteral("DELETE FROM minutes WHERE block<=%1 OR block>%2")
                                           .arg(hour - minuteBlocks)
                                           .arg(hour + 1)));
    PORTOLAN_CHECK(m_database->execute(QStringLiteral("DELETE FROM hours WHERE block<=%1 OR block>%2")
                                           .arg(block - hourBlocks)
                                           .arg(block + 1)));
    m_prunedAt = hour;
    return {};
}

/// What a wrong clock calls too old, or takes for the future, may be all there is.
bool MeasurementStore::isClockBelieved() {
    const base::SteadyTime now = m_clock.steadyNow();
    const auto lead = std::chrono::duration_cast<base::Milliseconds>(m_clock.systemNow().time_since_epoch() -
                                                                     now.time_since_epoch());
    if (!m_clockLead || std::chrono::abs(lead - *m_clockLead) >= clockJump) {
        m_clockLead = lead;
        m_doubtUntil = now + clockDoubt;
    }
    return now >= m_doubtUntil;
}

/// Lets go of what is written and not filled any more, and of what is too old to be written.
void MeasurementStore::evict() {
    std::erase_if(m_rows, [this](const auto& entry) {
        const auto& [key, row] = entry;
        const bool isOver = !isKept(key) || (!row.isDirty && key.block < currentBlock(key.ring));
        if (isOver && row.isDirty)
            --m_dirty;
        return isOver;
    });
}

}  // namespace portolan::store
