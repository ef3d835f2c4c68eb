// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The past of all targets: <data-dir>/measurements.sqlite, beside the catalog and apart from it, as losing a
// few minutes of it hurts nobody (synchronous=NORMAL). A ring of fixed size per target, cut into blocks: a
// row holds the 60 minutes of an hour, another the 120 hours of five days, and what is older than 24 hours or
// 90 days is deleted by whole blocks, as soon as the clock that says so has gone for an hour without a jump.
// The hours are summed up from the minutes, so nothing is lost over a restart but what was not written yet.
// What is being filled is held in memory and written from time to time in slices. A damaged file, or one of a
// newer program, is set aside and a new one begun; while there is no usable one, what could not be written is
// held as long as it would be kept. Size: see docs/observing.md. Belongs to StoreThread's thread.

#include "backend/base/clock.h"
#include "backend/store/database.h"
#include "backend/store/measurementstorage.h"

#include <compare>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace portolan::store {

class MeasurementStore {
  public:
    static constexpr std::int64_t minutesPerBlock = 60;
    static constexpr std::int64_t hoursPerBlock = 5 * 24;
    static constexpr int keptNotices = 500;
    /// By how much the system's clock must have jumped for it to count as new, and for how long such a one is
    /// not believed: a machine without a battery for its clock begins in a wrong year and is set right soon.
    static constexpr base::Seconds clockJump{24 * 3600};
    static constexpr base::Seconds clockDoubt{3600};

    MeasurementStore(const std::string& dataDirectory, const base::Clock& clock);
    ~MeasurementStore();

    /// Call once, before the others.
    void open();
    void append(const std::vector<model::HealthSample>& samples);
    void forget(const std::vector<model::TargetId>& targets);
    [[nodiscard]] HealthHistory read(model::TargetId target, base::SystemTime now);

    /// On disk at once: there are few.
    void keepNotice(std::uint64_t id, const std::string& json);
    [[nodiscard]] std::vector<std::string> readNotices();
    /// On disk at once, too.
    void keepWaiting(model::WebhookId webhook, std::optional<std::uint64_t> notice);
    [[nodiscard]] std::map<model::WebhookId, std::uint64_t> readWaiting();

    /// Writes at most `most` rows in one transaction; false when nothing is left to be written.
    [[nodiscard]] bool flush(std::size_t most);

    /// Rows that wait to be written.
    [[nodiscard]] std::size_t dirtyRows() const { return m_dirty; }
    /// Rows in memory, those included; for tests.
    [[nodiscard]] std::size_t rowsHeld() const { return m_rows.size(); }
    [[nodiscard]] const std::string& path() const { return m_path; }

  private:
    enum class Ring : std::uint8_t { Minutes, Hours };
    struct Key {
        Ring ring{};
        std::int64_t block = 0;
        model::TargetId target{};
        friend auto operator<=>(const Key&, const Key&) = default;
    };
    struct Row {
        std::vector<model::HealthSlot> slots{};
        bool isDirty = false;
    };
    struct Statements {
        QSqlQuery select;
        QSqlQuery put;
        QSqlQuery remove;
    };

    [[nodiscard]] static std::int64_t slotsPerBlock(Ring ring);
    [[nodiscard]] std::int64_t currentBlock(Ring ring) const;
    [[nodiscard]] bool isKept(const Key& key) const;

    [[nodiscard]] base::Result<void> openFile();
    [[nodiscard]] base::Result<void> makeTables();
    [[nodiscard]] base::Result<Statements> prepare(const char* table);
    [[nodiscard]] base::Result<void> writeNotice(std::uint64_t id, const std::string& json);
    [[nodiscard]] base::Result<std::vector<std::string>> loadNotices();
    [[nodiscard]] base::Result<void> writeWaiting(model::WebhookId webhook,
                                                  std::optional<std::uint64_t> notice);
    [[nodiscard]] base::Result<std::map<model::WebhookId, std::uint64_t>> loadWaiting();
    void close();
    /// Sees to it that the next attempt finds a usable file.
    void recover(const base::Error& error);

    [[nodiscard]] Row& rowFor(const Key& key);
    void put(const Key& key, std::int64_t place, model::HealthSlot slot);
    [[nodiscard]] std::vector<model::HealthSlot> load(const Key& key);
    [[nodiscard]] std::vector<model::HealthSlot> readRing(Ring ring, model::TargetId target,
                                                          std::int64_t last, std::int64_t count);
    [[nodiscard]] std::vector<Key> dirtyKeys(std::size_t most) const;
    [[nodiscard]] base::Result<void> writeRows(const std::vector<Key>& keys);
    [[nodiscard]] base::Result<void> removeSome(std::size_t most);
    [[nodiscard]] base::Result<void> prune();
    [[nodiscard]] bool isClockBelieved();
    void evict();

    const std::string m_path;
    const base::Clock& m_clock;
    std::unique_ptr<Database> m_database;
    std::map<Ring, Statements> m_statements;
    std::map<Key, Row> m_rows;  ///< what is being filled, and what is not written yet
    std::size_t m_dirty = 0;
    std::set<model::TargetId> m_forgotten;  ///< their rows are still to be removed, and not to be read
    std::int64_t m_prunedAt = 0;            ///< hour
    std::optional<base::Milliseconds> m_clockLead{};  ///< of the system's clock before the steady one
    base::SteadyTime m_doubtUntil{};
};

}  // namespace portolan::store
