// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A map whose copies share structure: copying is one pointer, and a change to a copy rewrites only the path
// to the bucket it touches (two inner nodes of 64 pointers and one bucket; about 25 entries at 100,000). So a
// change never costs the whole catalog, and two generations can be compared in time proportional to what
// differs (forEachChange). Values are shared_ptr<const V>: a reader may pin one beyond the life of the map. A
// copy is a value; one thread writes its own copy, any number of threads read theirs.

#include "backend/base/hash.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace portolan::base {

template <class Key, class V, class Hash = TextHash>
class PersistentMap {
  public:
    using Value = std::shared_ptr<const V>;

  private:
    static constexpr std::size_t fanOut = 64;
    struct Entry {
        std::uint64_t hash;
        Key key;
        Value value;
    };
    using Bucket = std::vector<Entry>;
    using Branch = std::array<std::shared_ptr<const Bucket>, fanOut>;

  public:
    [[nodiscard]] std::size_t size() const { return m_size; }
    [[nodiscard]] bool empty() const { return m_size == 0; }

    /// The value of `key`, or nullptr. The reference is valid while this copy of the map is unchanged.
    template <class K>
    [[nodiscard]] const Value& find(const K& key) const {
        static const Value none;
        const std::uint64_t hash = Hash{}(key);
        const Bucket* bucket = bucketOf(hash);
        if (bucket)
            for (const Entry& entry : *bucket)
                if (entry.hash == hash && entry.key == key)
                    return entry.value;
        return none;
    }

    /// Asks the processor for the memory that find() will read, for a reader who is about to look up many
    /// keys: each step is taken for all of them before the next, so that the waits overlap instead of adding
    /// up. Only a hint; find() is right without it. The map outlives the Prefetch and does not change
    /// meanwhile.
    class Prefetch {
      public:
        Prefetch() = default;
        template <class K>
        Prefetch(const PersistentMap& map, const K& key)
            : m_hash(Hash{}(key)), m_branch(map.m_root[rootIndex(m_hash)].get()) {
            if (m_branch)
                __builtin_prefetch(&(*m_branch)[branchIndex(m_hash)]);
        }
        void fetchBucket() {
            m_bucket = m_branch ? (*m_branch)[branchIndex(m_hash)].get() : nullptr;
            if (m_bucket)
                __builtin_prefetch(m_bucket);
        }
        void fetchEntries() const {
            if (m_bucket)
                __builtin_prefetch(m_bucket->data());
        }
        /// The value that find() will most likely return, whose memory is on its way; nullptr if there is
        /// none.
        [[nodiscard]] const V* fetchValue() const {
            if (!m_bucket)
                return nullptr;
            for (const Entry& entry : *m_bucket)
                if (entry.hash == m_hash) {
                    if constexpr (requires { entry.key.data(); })
                        __builtin_prefetch(entry.key.data());
                    __builtin_prefetch(entry.value.get());
                    return entry.value.get();
                }
            return nullptr;
        }

      private:
        std::uint64_t m_hash = 0;
        const Branch* m_branch = nullptr;
        const Bucket* m_bucket = nullptr;
    };

    void set(Key key, Value value) {
        const std::uint64_t hash = Hash{}(key);
        std::shared_ptr<const Bucket>& slot = editable(hash);
        // Grown by one, not by half: a bucket is copied for each entry that is added, so room to spare would
        // never be used.
        auto bucket = std::make_shared<Bucket>();
        bucket->reserve(slot ? slot->size() + 1 : 1);
        if (slot)
            bucket->assign(slot->begin(), slot->end());
        const auto at = position(*bucket, hash, key);
        if (at != bucket->end()) {
            at->value = std::move(value);
        } else {
            bucket->push_back({hash, std::move(key), std::move(value)});
            ++m_size;
        }
        slot = std::move(bucket);
    }

    /// Returns whether there was such a key.
    template <class K>
    bool remove(const K& key) {
        const std::uint64_t hash = Hash{}(key);
        if (!find(key))
            return false;
        std::shared_ptr<const Bucket>& slot = editable(hash);
        auto bucket = std::make_shared<Bucket>(*slot);
        bucket->erase(position(*bucket, hash, key));
        if (bucket->empty())
            slot.reset();
        else
            slot = std::move(bucket);
        --m_size;
        return true;
    }

    /// Calls visit(key, value) for each entry, in no particular order.
    template <class Visit>
    void forEach(Visit&& visit) const {
        for (const auto& branch : m_root)
            if (branch)
                for (const auto& bucket : *branch)
                    if (bucket)
                        for (const Entry& entry : *bucket)
                            visit(entry.key, entry.value);
    }

    /// Calls visit(key, before, after) for each key whose value differs between the two maps; `before` or
    /// `after` is nullptr where the key is absent. Costs what was changed, not what is stored.
    template <class Visit>
    static void forEachChange(const PersistentMap& before, const PersistentMap& after, Visit&& visit) {
        for (std::size_t i = 0; i < fanOut; ++i) {
            const auto& left = before.m_root[i];
            const auto& right = after.m_root[i];
            if (left == right)
                continue;
            for (std::size_t j = 0; j < fanOut; ++j)
                compareBuckets(left ? (*left)[j].get() : nullptr, right ? (*right)[j].get() : nullptr, visit);
        }
    }

  private:
    [[nodiscard]] static std::size_t rootIndex(std::uint64_t hash) { return hash & (fanOut - 1); }
    [[nodiscard]] static std::size_t branchIndex(std::uint64_t hash) { return (hash >> 6) & (fanOut - 1); }

    [[nodiscard]] const Bucket* bucketOf(std::uint64_t hash) const {
        const auto& branch = m_root[rootIndex(hash)];
        return branch ? (*branch)[branchIndex(hash)].get() : nullptr;
    }

    /// The slot of the bucket, on a path that this copy of the map owns alone. The branch is copied always:
    /// asking use_count() whether it is shared would race with a reader on another thread that lets go of it.
    std::shared_ptr<const Bucket>& editable(std::uint64_t hash) {
        std::shared_ptr<const Branch>& slot = m_root[rootIndex(hash)];
        auto branch = slot ? std::make_shared<Branch>(*slot) : std::make_shared<Branch>();
        slot = branch;
        return (*branch)[branchIndex(hash)];
    }

    template <class B, class K>
    static auto position(B& bucket, std::uint64_t hash, const K& key) {
        return std::find_if(bucket.begin(), bucket.end(),
                            [&](const Entry& entry) { return entry.hash == hash && entry.key == key; });
    }

    template <class Visit>
    static void compareBuckets(const Bucket* left, const Bucket* right, Visit& visit) {
        static const Value none;
        if (left == right)
            return;
        if (left)
            for (const Entry& entry : *left) {
                const Value* other = &none;
                if (right)
                    if (const auto at = position(*right, entry.hash, entry.key); at != right->end())
                        other = &at->value;
                if (*other != entry.value)
                    visit(entry.key, entry.value, *other);
            }
        if (right)
            for (const Entry& entry : *right)
                if (!left || position(*left, entry.hash, entry.key) == left->end())
                    visit(entry.key, none, entry.value);
    }

    std::array<std::shared_ptr<const Branch>, fanOut> m_root;
    std::size_t m_size = 0;
};

}  // namespace portolan::base
