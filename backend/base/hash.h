// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Hashes for tables inside this process: they may differ on another machine and are no secret, so nothing
// that is stored, sent or filled by strangers without bound may rest on them. Any thread.

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace portolan::base {

/// A hash of bytes, eight at a time: each word is multiplied and the product folded. Bits in `ignored` do not
/// count.
[[nodiscard]] inline std::uint64_t hashOf(std::string_view bytes, std::uint64_t ignored = 0) {
    const auto mixed = [ignored](std::uint64_t hash, std::uint64_t word) {
        const auto product = static_cast<unsigned __int128>(hash ^ (word | ignored)) * 0x9e3779b97f4a7c15;
        return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
    };
    std::uint64_t hash = bytes.size();
    std::uint64_t word = 0;
    std::size_t at = 0;
    for (; at + sizeof word < bytes.size(); at += sizeof word) {
        std::memcpy(&word, bytes.data() + at, sizeof word);
        hash = mixed(hash, word);
    }
    if (bytes.size() >= sizeof word)  // some of the last eight a second time
        std::memcpy(&word, bytes.data() + bytes.size() - sizeof word, sizeof word);
    else
        for (const char c : bytes)
            word = word << 8 | static_cast<std::uint8_t>(c);
    return mixed(hash, word);
}

/// Every bit of the result depends on every bit of `value`. Source: the finalizer of SplitMix64 (Steele, Lea
/// and Flood, "Fast splittable pseudorandom number generators", 2014).
[[nodiscard]] constexpr std::uint64_t mixed(std::uint64_t value) {
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9U;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebU;
    return value ^ (value >> 31);
}
/// What is added to small numbers first, so that 0 does not stay 0.
inline constexpr std::uint64_t mixingStep = 0x9e3779b97f4a7c15U;

/// For texts of every kind.
struct TextHash {
    [[nodiscard]] std::uint64_t operator()(std::string_view text) const { return hashOf(text); }
};

/// For integers and enums with an integer inside.
struct IntegerHash {
    template <class I>
    [[nodiscard]] std::uint64_t operator()(I value) const {
        return mixed(static_cast<std::uint64_t>(value) + mixingStep);
    }
};

}  // namespace portolan::base
