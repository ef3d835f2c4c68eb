// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// DNS cookies: a client that shows the cookie it was given has shown that it receives at the address it sends
// from, so rate limiting need not doubt it. Nothing is kept per client: a cookie is a keyed hash over the
// client's half, its address and the time. One secret for all workers, drawn anew with each start (a cookie
// from before is renewed without further ado); the key of a day follows from it, so that no key is used for
// longer. Copies know the same secret: each worker has its own, which remembers the key it used last. Source:
// RFC 7873, RFC 9018.

#include "backend/base/bytes.h"
#include "backend/base/ipaddress.h"
#include "backend/dns/siphash.h"
#include "backend/dnswire/header.h"

#include <array>
#include <cstdint>
#include <limits>

namespace portolan::dns {

enum class CookieVerdict : std::uint8_t {
    Valid,      ///< ours, for this address, and young
    Renewable,  ///< ours, but of an age that calls for another one
    Unknown,    ///< not ours, of another address, or too old
};

class Cookies {
  public:
    static constexpr std::size_t clientSize = dnswire::clientCookieSize;
    static constexpr std::size_t serverSize = 16;  ///< RFC 9018 section 4
    using Server = std::array<std::uint8_t, serverSize>;

    explicit Cookies(const SipKey& secret) : m_secret(secret) {}
    /// With a secret nobody knows.
    [[nodiscard]] static Cookies withRandomSecret();

    /// The server's half for a client's half of eight bytes. `now` in seconds since the epoch.
    [[nodiscard]] Server make(base::ByteView client, const base::IpAddress& address, std::uint32_t now);

    /// What a whole option says, client's half and server's half; Unknown without the latter.
    [[nodiscard]] CookieVerdict check(base::ByteView option, const base::IpAddress& address,
                                      std::uint32_t now);

  private:
    [[nodiscard]] const SipKey& keyOf(std::uint32_t time);
    [[nodiscard]] std::uint64_t hash(base::ByteView client, const std::uint8_t* head,
                                     const base::IpAddress& address, std::uint32_t time);

    SipKey m_secret;
    SipKey m_key{};  ///< of m_day
    std::uint32_t m_day = std::numeric_limits<std::uint32_t>::max();
};

}  // namespace portolan::dns
