// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The fixed part of every DNS message: its twelve bytes, their flags, and the codes they carry; and how two
// and four byte numbers are laid out. Used by everything that reads or writes a message. Values only; any
// thread. Source: RFC 1035 section 4.1.1, RFC 2136 section 2.2 (UPDATE), RFC 1996 (NOTIFY), RFC 6895
// section 2.3 (rcodes), RFC 6891 section 9 (BADVERS), RFC 7873 section 8 (BADCOOKIE), RFC 4035 section 3.1.6
// (AD, CD).

#include <cstddef>
#include <cstdint>

namespace portolan::dnswire {

inline constexpr std::size_t headerSize = 12;    ///< RFC 1035 section 4.1.1
inline constexpr std::size_t maxNameSize = 255;  ///< RFC 1035 section 2.3.4, in wire form with the root byte
inline constexpr std::size_t maxLabelSize = 63;  ///< RFC 1035 section 2.3.4
inline constexpr std::size_t maxMessageSize = 65535;  ///< RFC 1035 section 4.2.2
inline constexpr std::size_t plainUdpSize = 512;      ///< RFC 1035 section 4.2.1: UDP without EDNS
inline constexpr std::size_t optSize = 11;          ///< RFC 6891 section 6.1.2: an OPT record without options
inline constexpr std::size_t optionHeaderSize = 4;  ///< RFC 6891 section 6.1.2: code, length
inline constexpr std::uint16_t cookieOption = 10;   ///< RFC 7873 section 8
inline constexpr std::size_t clientCookieSize = 8;  ///< RFC 7873 section 4
inline constexpr std::size_t longestCookieSize = 40;  ///< both halves

/// Whether a COOKIE option of this size can be one: the client's half, perhaps the server's of 8 to 32 bytes.
/// Source: RFC 7873 sections 4 and 5.2.2.
[[nodiscard]] constexpr bool isCookieSize(std::size_t size) {
    constexpr std::size_t shortestWithServer = 16;
    return size == clientCookieSize || (size >= shortestWithServer && size <= longestCookieSize);
}

enum class Opcode : std::uint8_t { Query = 0, Notify = 4, Update = 5 };

/// Twelve bits: the upper eight travel in the OPT record. Source: RFC 6891 section 6.1.3.
enum class Rcode : std::uint16_t {
    NoError = 0,
    FormErr = 1,
    ServFail = 2,
    NxDomain = 3,
    NotImp = 4,
    Refused = 5,
    BadVers = 16,
    BadCookie = 23,
};

/// Bits of the header's second word.
namespace flag {
inline constexpr std::uint16_t response = 0x8000;  // QR
inline constexpr std::uint16_t opcodeMask = 0x7800;
inline constexpr std::uint16_t authoritative = 0x0400;       // AA
inline constexpr std::uint16_t truncated = 0x0200;           // TC
inline constexpr std::uint16_t recursionDesired = 0x0100;    // RD
inline constexpr std::uint16_t recursionAvailable = 0x0080;  // RA
inline constexpr std::uint16_t checkingDisabled = 0x0010;    // CD
inline constexpr std::uint16_t rcodeMask = 0x000F;
}  // namespace flag

[[nodiscard]] constexpr Opcode opcodeOf(std::uint16_t flags) {
    return static_cast<Opcode>((flags & flag::opcodeMask) >> 11);
}

[[nodiscard]] inline std::uint16_t loadU16(const std::uint8_t* at) {
    return static_cast<std::uint16_t>((at[0] << 8) | at[1]);
}
[[nodiscard]] inline std::uint32_t loadU32(const std::uint8_t* at) {
    return (std::uint32_t{loadU16(at)} << 16) | loadU16(at + 2);
}
inline void storeU16(std::uint8_t* at, std::uint16_t value) {
    at[0] = static_cast<std::uint8_t>(value >> 8);
    at[1] = static_cast<std::uint8_t>(value);
}
inline void storeU32(std::uint8_t* at, std::uint32_t value) {
    storeU16(at, static_cast<std::uint16_t>(value >> 16));
    storeU16(at + 2, static_cast<std::uint16_t>(value));
}

}  // namespace portolan::dnswire
