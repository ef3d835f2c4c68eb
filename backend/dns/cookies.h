// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// DNS cookies: a client that shows the cookie it was given has shown that it receives at the address it sends
// from, so rate limiting need not doubt it. Nothing is kept per client: a cookie is a keyed hash over the
// client's half, its address and the time. One set of keys for all workers, drawn anew with each start (a
// cookie from before is renewed without further ado); the key of a day follows from them, so that no key is
// used for longer. Pure but for the keys; any thread. Source: RFC 7873, RFC 9018.

#include "backend/base/bytes.h"
#include "backend/base/ipaddress.h"
#include "backend/dns/siphash.h"
#include "backend/dnswire/header.h"

#include <array>
#include <cstdint>

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
    [[nodiscard]] Server make(base::ByteView client, const base::IpAddress& address, std::uint32_t now) const;

    /// What a whole option says, client's half and server's half; Unknown without the latter.
    [[nodiscard]] CookieVerdict check(base::ByteView option, const base::IpAddress& address,
                                      std::uint32_t now) const;

  private:
    [[nodiscard]] SipKey keyOf(std::uint32_t time) const;
    [[nodiscard]] std::uint64_t hash(base::ByteView client, const std::uint8_t* head,
                                     const base::IpAddress& address, std::uint32_t time) const;

    SipKey m_secret;
};

}  // namespace portolan::dns
