// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// One DNS message in, one out: the whole of what Portolan says as an authority, as a pure function of the
// query, who asks, a snapshot, and the state of the targets that it names. Called by Answerer on a worker's
// thread; it neither allocates, locks, nor keeps anything. It answers from our own zones only: there is no
// recursion and no forwarding. Rules, by the sections they come from: RFC 1034 4.3.2 (the search, aliases,
// delegations), RFC 2308 (SOA with every negative answer), RFC 4592 (wildcards, empty non-terminals), RFC
// 8020 (what does not exist), RFC 4035 3.1.4.1 (DS), RFC 2782 (SRV), RFC 6891 (EDNS), RFC 7873 (cookies), RFC
// 8482 (ANY), RFC 9471 (glue and TC), RFC 2181 9 (TC).

#include "backend/base/bytes.h"
#include "backend/base/ipaddress.h"
#include "backend/dnswire/header.h"
#include "backend/dnswire/reader.h"
#include "backend/live/targetstates.h"
#include "backend/snapshot/snapshot.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace portolan::dns {

enum class Transport : std::uint8_t { Udp, Tcp };

/// The most we put into a UDP reply, whatever the client allows: it passes every path unfragmented
/// (RFC 9715 section 3.1; the figure is the DNS flag day's of 2020).
inline constexpr std::size_t maxUdpReply = 1232;

/// What becomes of a query that could be answered.
enum class Treatment : std::uint8_t {
    Answer,
    BadCookie,  ///< only told a good cookie; the query has one that is not (RFC 7873 section 5.2.3)
    Truncate,   ///< only told to ask over TCP
    Drop,       ///< nothing is said
};

/// Who asks, and what Guard has found out about that.
struct Caller {
    base::IpAddress address;
    Transport transport = Transport::Udp;
    Treatment treatment = Treatment::Answer;
    base::ByteView cookie{};  ///< for the reply, both halves; empty: the query has none
};

struct Reply {
    base::ByteView bytes;  ///< a view into the caller's buffer; empty: say nothing
    dnswire::Rcode rcode{};
    base::ByteView question{};  ///< as it was spelled, a view into the query; empty if there was not one
};

/// The zone with the longest name that holds `key` (in the form of dnswire::DnsName::key()), or nullptr.
[[nodiscard]] const snapshot::ZoneImage* zoneOf(const snapshot::Snapshot& snapshot, std::string_view key);

/// Writes the reply to `query` into `buffer`, which has room for maxUdpReply bytes (UDP) or as much as a
/// reply may take (TCP). `verdict` is what parseQuery() said of it. Of the addresses of a service without the
/// proxy, those whose targets `states` says to be down are left out, of each family by itself and unless that
/// would leave none.
[[nodiscard]] Reply answer(const dnswire::Query& query, dnswire::Verdict verdict, const Caller& caller,
                           const snapshot::Snapshot& snapshot, const live::TargetStates& states,
                           base::MutableBytes buffer);

}  // namespace portolan::dns
