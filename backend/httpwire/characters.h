// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Which bytes may stand where in a head: one table of classes and one fast search for bytes that end a value.
// For the parsers, the chunked decoder and the writer of this folder only. Any thread, no state. Source: RFC
// 9110 sections 5.5 and 5.6, RFC 3986 section 3.2.2.

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

namespace portolan::httpwire {

enum CharacterClass : std::uint8_t {
    TOKEN = 1,   ///< tchar, RFC 9110 section 5.6.2
    TARGET = 2,  ///< of a request target: visible, and no "#", which is never sent
    HOST = 4,    ///< letters, digits, ".", "-", "_", "~": the part of a reg-name that host names use
    HEX = 8,
};

namespace detail {

constexpr bool isAlnum(int c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

constexpr bool isOneOf(int c, const char* set) {
    for (; *set != 0; ++set)
        if (*set == c)
            return true;
    return false;
}

constexpr std::array<std::uint8_t, 256> makeClasses() {
    std::array<std::uint8_t, 256> classes{};
    for (int c = 0; c < 256; ++c) {
        int bits = 0;
        if (isAlnum(c) || isOneOf(c, "!#$%&'*+-.^_`|~"))
            bits |= TOKEN;
        if (c > 0x20 && c != 0x7f && c != '#')
            bits |= TARGET;
        if (isAlnum(c) || isOneOf(c, "-._~"))
            bits |= HOST;
        if (isOneOf(c, "0123456789abcdefABCDEF"))
            bits |= HEX;
        classes[static_cast<std::size_t>(c)] = static_cast<std::uint8_t>(bits);
    }
    return classes;
}

}  // namespace detail

inline constexpr std::array<std::uint8_t, 256> characterClasses = detail::makeClasses();

[[nodiscard]] constexpr bool isIn(char c, CharacterClass wanted) {
    return (characterClasses[static_cast<unsigned char>(c)] & wanted) != 0;
}

/// A byte that may not stand in a field value: below 0x20 but for tab, or 0x7f.
[[nodiscard]] constexpr bool isControl(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && byte != '\t') || byte == 0x7f;
}

/// The first control byte in [at, end), or `end`. Looks at eight bytes at a time.
[[nodiscard]] inline const char* findControl(const char* at, const char* end) {
    constexpr std::uint64_t onesMask = 0x0101010101010101U;
    constexpr std::uint64_t highBits = 0x8080808080808080U;
    static_assert(std::endian::native == std::endian::little, "the lowest bit must be of the first byte");
    while (end - at >= 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, at, 8);
        // The high bit of each byte that is below 0x20 or equal to 0x7f. A borrow may set it in bytes behind
        // such a one, never before it, so the first is right.
        const std::uint64_t del = word ^ (onesMask * 0x7fU);
        const std::uint64_t hits =
            (((word - onesMask * 0x20U) & ~word) | ((del - onesMask) & ~del)) & highBits;
        if (hits == 0) {
            at += 8;
            continue;
        }
        at += std::countr_zero(hits) / 8;
        if (*at != '\t')
            return at;
        ++at;
    }
    while (at != end && !isControl(*at))
        ++at;
    return at;
}

/// The first byte in [at, end) that is ":", a blank, a control byte or above 0x7f, or `end`: where a field
/// name ends, or a byte that none has. Looks at eight bytes at a time.
[[nodiscard]] inline const char* findNameEnd(const char* at, const char* end) {
    constexpr std::uint64_t onesMask = 0x0101010101010101U;
    constexpr std::uint64_t highBits = 0x8080808080808080U;
    while (end - at >= 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, at, 8);
        // As in findControl(): what a borrow sets lies behind a byte that was found.
        const std::uint64_t colon = word ^ (onesMask * ':');
        const std::uint64_t hits = ((word - onesMask * 0x21U) | (colon - onesMask) | word) & highBits;
        if (hits != 0)
            return at + std::countr_zero(hits) / 8;
        at += 8;
    }
    while (at != end && static_cast<unsigned char>(*at) > 0x20 && *at != ':' &&
           static_cast<unsigned char>(*at) < 0x80)
        ++at;
    return at;
}

}  // namespace portolan::httpwire
