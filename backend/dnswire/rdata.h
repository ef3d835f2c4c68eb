// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Record data, encoded once by whoever knows the values and copied into replies ever after. Used by the
// compiler of zone images (control thread) and by tests; nothing here runs per query. Names inside are not
// compressed, so that the bytes are the same in every message (RFC 3597 section 4 asks that of all newer
// types anyway). RrsetView is the records of one owner and type ready to copy whole: each begins with a
// pointer to offset 12, where the question's name stands in every reply; a writer patches it for other
// owners. Source: RFC 1035 sections 3.3 and 3.4.1, RFC 3596 section 2.2.

#include "backend/base/bytes.h"
#include "backend/base/ipaddress.h"
#include "backend/dnswire/dnsname.h"
#include "backend/dnswire/rrtype.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace portolan::dnswire {

/// A for an IPv4 address, Aaaa for an IPv6 one.
[[nodiscard]] RrType addressType(const base::IpAddress& address);

/// RDATA of A or AAAA.
[[nodiscard]] std::string addressRdata(const base::IpAddress& address);

/// RDATA of CNAME, NS and PTR.
[[nodiscard]] std::string nameRdata(const DnsName& name);

/// RDATA of TXT. One empty string stands for none at all. nullopt if a string is over 255 bytes, or all of
/// them do not fit into one record.
[[nodiscard]] std::optional<std::string> textRdata(std::span<const std::string> strings);

/// Source: RFC 1035 section 3.3.13; `minimum` is the negative TTL (RFC 2308 section 4). Times in seconds.
struct Soa {
    DnsName primary;
    DnsName mailbox;
    std::uint32_t serial = 0;
    std::uint32_t refresh = 0;
    std::uint32_t retry = 0;
    std::uint32_t expire = 0;
    std::uint32_t minimum = 0;
};
[[nodiscard]] std::string soaRdata(const Soa& soa);

/// The records of one owner and type, class IN, where somebody keeps them; false if there are none.
struct RrsetView {
    RrType type{};
    std::uint16_t count = 0;
    std::string_view records{};  ///< whole records, each owned by a pointer to offset 12

    [[nodiscard]] explicit operator bool() const { return count > 0; }
    /// The RDATA of the first record; empty if there is none.
    [[nodiscard]] std::string_view firstRdata() const;
};

/// The same as a value of its own.
struct RrsetImage {
    RrType type{};
    std::uint16_t count = 0;
    std::string records{};

    /// Adds a record. RDATA over 65,535 bytes is impossible and must not be asked for.
    void append(std::uint32_t ttl, std::string_view rdata);

    operator RrsetView() const { return {type, count, records}; }
    friend bool operator==(const RrsetImage&, const RrsetImage&) = default;
};

/// What stands before the RDATA in RrsetImage::records: pointer, type, class, TTL, RDLENGTH.
inline constexpr std::size_t recordPrefixSize = 12;

}  // namespace portolan::dnswire
