// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// SipHash-2-4: a keyed hash of short messages that nobody can predict without the key. For DNS cookies, which
// must be this function so that servers agree. Pure; any thread. Source: Aumasson and Bernstein, "SipHash: a
// fast short-input PRF" (2012), RFC 9018 section 4.

#include "backend/base/bytes.h"

#include <array>
#include <cstdint>

namespace portolan::dns {

using SipKey = std::array<std::uint64_t, 2>;  ///< the 16 bytes of the key, little-endian

[[nodiscard]] std::uint64_t sipHash24(const SipKey& key, base::ByteView message);

}  // namespace portolan::dns
