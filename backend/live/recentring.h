// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The last records of one worker, for readers on other threads. The worker overwrites the oldest; it never
// waits and never looks at a reader. A reader copies a record word by word and throws the copy away when the
// record's number changed meanwhile (a sequence lock). Every access is atomic, with the ordering that costs
// nothing on the machines we run on, so that a race detector sees what the compiler sees. Record: trivially
// copyable, a multiple of eight bytes, whose tail may be left unwritten.

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <type_traits>

namespace portolan::live {

template <class Record, std::size_t Entries>
class RecentRing {
    static_assert(std::is_trivially_copyable_v<Record> && sizeof(Record) % sizeof(std::uint64_t) == 0);
    static_assert(sizeof(Record) % (4 * sizeof(std::uint64_t)) == 0, "it is written four words a step");
    static_assert((Entries & (Entries - 1)) == 0, "a power of two, so that a place is a mask away");

  public:
    static constexpr std::size_t capacity = Entries;

    RecentRing() : m_entries(new Entry[Entries]) {}

    /// The worker. Writes the first `size` bytes of `record`, and at most 31 more.
    void push(const Record& record, std::size_t size) {
        const std::uint64_t number = m_next.load(std::memory_order_relaxed);
        Entry& entry = m_entries[number % Entries];
        entry.state.store(2 * number + 1, std::memory_order_relaxed);
        const char* const bytes = reinterpret_cast<const char*>(&record);
        // Four words a step: most of what a record costs is this loop.
        for (std::size_t i = 0; i * sizeof(std::uint64_t) < size; i += 4) {
            copyWord(entry, bytes, i);
            copyWord(entry, bytes, i + 1);
            copyWord(entry, bytes, i + 2);
            copyWord(entry, bytes, i + 3);
        }
        entry.state.store(2 * number + 2, std::memory_order_release);
        m_next.store(number + 1, std::memory_order_release);
    }

    /// The worker. Sets the first word of the last `count` records, for what is known only later.
    void setFirstWord(std::size_t count, std::uint64_t word) {
        const std::uint64_t next = m_next.load(std::memory_order_relaxed);
        for (std::uint64_t number = next - count; number != next; ++number)
            m_entries[number % Entries].words[0].store(word, std::memory_order_release);
    }

    /// How many were ever written. Any thread.
    [[nodiscard]] std::uint64_t written() const { return m_next.load(std::memory_order_acquire); }

    /// Any thread. Calls `visit` with copies, the newest first, until it returns false or there are no more;
    /// what is overwritten meanwhile is left out.
    template <class Visit>
    void forEachNewest(Visit&& visit) const {
        const std::uint64_t next = written();
        const std::uint64_t oldest = next > Entries ? next - Entries : 0;
        for (std::uint64_t number = next; number-- > oldest;)
            if (const std::optional<Record> record = read(number))
                if (!visit(*record))
                    return;
    }

  private:
    static constexpr std::size_t wordCount = sizeof(Record) / sizeof(std::uint64_t);

    struct Entry {
        std::atomic<std::uint64_t> state{0};  ///< 2 * number + 1 while being written, + 2 when complete
        std::array<std::atomic<std::uint64_t>, wordCount> words{};
    };

    static void copyWord(Entry& entry, const char* bytes, std::size_t index) {
        std::uint64_t word;
        std::memcpy(&word, bytes + index * sizeof word, sizeof word);
        entry.words[index].store(word, std::memory_order_release);
    }

    [[nodiscard]] std::optional<Record> read(std::uint64_t number) const {
        const Entry& entry = m_entries[number % Entries];
        if (entry.state.load(std::memory_order_acquire) != 2 * number + 2)
            return std::nullopt;
        std::array<std::uint64_t, wordCount> words;
        for (std::size_t i = 0; i < wordCount; ++i)
            words[i] = entry.words[i].load(std::memory_order_acquire);
        if (entry.state.load(std::memory_order_relaxed) != 2 * number + 2)
            return std::nullopt;
        Record record;
        std::memcpy(static_cast<void*>(&record), words.data(), sizeof record);
        return record;
    }

    std::unique_ptr<Entry[]> m_entries;
    std::atomic<std::uint64_t> m_next{0};
};

}  // namespace portolan::live
