// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Reads a query: header, the one question, and EDNS. Called by dns/ for each message that arrives, on a
// worker's thread; it does not allocate, and every byte it looks at is bounds-checked. It says what the
// message is, not what to answer: whole classes, types and opcodes that nobody serves are read all the same,
// for the reply to name them. Options inside OPT are checked for form and stepped over, but for COOKIE.
// Records in the other sections are checked for form and otherwise ignored. Source: RFC 1035 section 4.1, RFC
// 6891 section 6.1, RFC 7873 section 5 (COOKIE), RFC 9619 (one question).

#include "backend/base/bytes.h"
#include "backend/dnswire/dnsname.h"
#include "backend/dnswire/header.h"
#include "backend/dnswire/rrtype.h"

#include <cstdint>

namespace portolan::dnswire {

/// What the OPT record of a query says.
struct Edns {
    bool present = false;
    bool dnssecOk = false;      ///< DO. Source: RFC 3225
    std::uint8_t version = 0;   ///< RFC 6891 section 6.1.3
    std::uint16_t udpSize = 0;  ///< as sent; values below 512 mean 512 (RFC 6891 section 6.2.3)
    /// The first COOKIE, of a size that isCookieSize() allows, a view into the message; empty: there is none.
    base::ByteView cookie{};
};

struct Query {
    std::uint16_t id = 0;
    std::uint16_t flags = 0;  ///< as received
    base::ByteView question;  ///< the question as it was spelled, for the echo; a view into the message
    DnsName name;             ///< the name asked for, lower-cased
    RrType type{};
    RrClass qclass{};
    Edns edns;

    [[nodiscard]] Opcode opcode() const { return opcodeOf(flags); }
};

enum class Verdict : std::uint8_t {
    Query,        ///< `out` is complete
    CookieAlone,  ///< no question but a cookie: `out` is complete without one (RFC 7873 section 5.4)
    FormatError,  ///< answer FORMERR: id, flags and, where it could be read, question and edns of `out` are
                  ///< set
    Ignore,       ///< too short for a header, or itself a response: answering could start a loop
};

/// Reads `message` into `out`, which is newly made. A message of another opcode than QUERY is never a
/// FormatError, since its sections may mean something else: only what could be read of it is set, and
/// `question` is empty if that was not one question.
[[nodiscard]] Verdict parseQuery(base::ByteView message, Query& out);

}  // namespace portolan::dnswire
