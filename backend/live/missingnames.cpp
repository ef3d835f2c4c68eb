// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/live/missingnames.h"

#include "backend/base/hash.h"

#include <algorithm>
#include <cstring>

namespace portolan::live {

namespace {

/// The same for letters of either case. Never 0. Bytes that differ in the bit of the case alone and are no
/// letters count as equal; no name that people use has such.
std::uint64_t caselessHash(base::ByteView name) {
    constexpr std::uint64_t caseBits = 0x2020202020202020;
    return base::hashOf(base::asText(name), caseBits) | 1;
}

}  // namespace

MissingNames::MissingNames() : m_entries(new Entry[ways * sets]) {}

void MissingNames::add(base::ByteView name, std::int64_t at) {
    constexpr auto relaxed = std::memory_order_relaxed;
    const std::uint64_t hash = caselessHash(name);
    Entry* const set = &m_entries[(hash >> 1) % sets * ways];
    Entry* least = set;
    for (Entry* entry = set; entry != set + ways; ++entry) {
        if (entry->hash.load(relaxed) == hash) {
            entry->count.store(entry->count.load(relaxed) + 1, relaxed);
            entry->lastAt.store(at, relaxed);
            return;
        }
        if (entry->count.load(relaxed) < least->count.load(relaxed))
            least = entry;
    }
    const std::uint64_t count = least->count.load(relaxed);
    if (count > 1)
        least->count.store(count - 1, relaxed);
    else
        replace(*least, hash, name, at);
}

void MissingNames::replace(Entry& entry, std::uint64_t hash, base::ByteView name, std::int64_t at) {
    constexpr auto release = std::memory_order_release;
    entry.hash.store(0, std::memory_order_relaxed);
    const std::size_t size = std::min(name.size(), nameWords * sizeof(std::uint64_t));
    for (std::size_t i = 0; i * sizeof(std::uint64_t) < size; ++i) {
        std::uint64_t word = 0;
        const std::size_t from = i * sizeof word;
        std::memcpy(&word, name.data() + from, std::min(sizeof word, size - from));
        entry.name[i].store(word, release);
    }
    entry.nameSize.store(size, release);
    entry.count.store(1, release);
    entry.lastAt.store(at, release);
    entry.hash.store(hash, release);
}

std::vector<MissingName> MissingNames::read() const {
    constexpr auto acquire = std::memory_order_acquire;
    std::vector<MissingName> names;
    for (std::size_t i = 0; i < ways * sets; ++i) {
        const Entry& entry = m_entries[i];
        const std::uint64_t hash = entry.hash.load(acquire);
        if (hash == 0)
            continue;
        std::array<std::uint64_t, nameWords> words;
        for (std::size_t k = 0; k < nameWords; ++k)
            words[k] = entry.name[k].load(acquire);
        MissingName name{{}, entry.count.load(acquire), entry.lastAt.load(acquire), hash};
        const std::size_t size = std::min(entry.nameSize.load(acquire), sizeof words);
        name.wireName.assign(reinterpret_cast<const char*>(words.data()), size);
        if (entry.hash.load(std::memory_order_relaxed) == hash)
            names.push_back(std::move(name));
    }
    return names;
}

}  // namespace portolan::live
