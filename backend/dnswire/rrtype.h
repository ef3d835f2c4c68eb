// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Record types and classes: the numbers that are on the wire and the words that people write for them.
// Used by the codec, by the compiler of zone images and by whatever shows a record. Values only; any thread.
// A type without a word of its own is written TYPE123 and read back so.
// Source: RFC 1035 section 3.2, RFC 3596 (AAAA), RFC 2782 (SRV), RFC 4034 (DS), RFC 6891 (OPT), RFC 8659
// (CAA), RFC 9460 (SVCB, HTTPS), RFC 3597 section 5 (unknown types).

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace portolan::dnswire {

/// Any 16-bit value may occur; the named ones are those that the program treats by name.
enum class RrType : std::uint16_t {
    A = 1,
    Ns = 2,
    Cname = 5,
    Soa = 6,
    Ptr = 12,
    Mx = 15,
    Txt = 16,
    Aaaa = 28,
    Srv = 33,
    Opt = 41,
    Ds = 43,
    Svcb = 64,
    Https = 65,
    Ixfr = 251,
    Axfr = 252,
    Any = 255,
    Caa = 257,
};

/// Source: RFC 1035 section 3.2.4, RFC 1035 section 3.2.5 (ANY).
enum class RrClass : std::uint16_t { In = 1, Chaos = 3, Any = 255 };

/// "AAAA", "TYPE65280".
[[nodiscard]] std::string typeName(RrType type);

/// The reverse of typeName(), in any case; nullopt for a word that names no type.
[[nodiscard]] std::optional<RrType> parseType(std::string_view word);

}  // namespace portolan::dnswire
