// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A whole DNS message as values, and queries as bytes: the client's side of the codec. Used where Portolan
// asks or inspects (tests, look-ups of target names), never to serve: it allocates freely. Any thread.
// Compression pointers are followed only backwards, so that no message can make the decoder loop. Names
// inside RDATA of the types of RFC 1035 are expanded, so that RDATA can be compared byte for byte. Source:
// RFC 1035 sections 4.1 and 4.1.4, RFC 6891 section 6.1, RFC 7873 section 4.

#include "backend/base/bytes.h"
#include "backend/dnswire/dnsname.h"
#include "backend/dnswire/header.h"
#include "backend/dnswire/rrtype.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace portolan::dnswire {

struct Question {
    DnsName name;
    std::string spelling;  ///< the name's bytes as they were sent
    RrType type{};
    RrClass qclass{};
};

struct ResourceRecord {
    DnsName owner;
    RrType type{};
    RrClass rrClass{};
    std::uint32_t ttl = 0;
    std::string rdata;
};

struct Message {
    std::uint16_t id = 0;
    std::uint16_t flags = 0;
    Rcode rcode{};  ///< with the bits of the OPT record
    std::vector<Question> questions;
    std::vector<ResourceRecord> answer;
    std::vector<ResourceRecord> authority;
    std::vector<ResourceRecord> additional;  ///< without OPT
    std::optional<ResourceRecord> opt;

    /// The first COOKIE of the OPT record, whatever its size; nullopt without one, or where an option does
    /// not end within the record. Source: RFC 7873 section 4.
    [[nodiscard]] std::optional<std::string> cookie() const;
    [[nodiscard]] bool has(std::uint16_t flagBit) const { return (flags & flagBit) != 0; }
};

/// nullopt for anything that is not exactly one well-formed message: bytes left over, names or records that
/// run past the end, pointers that do not lead backwards, address records of a wrong size, two OPT records.
[[nodiscard]] std::optional<Message> parseMessage(base::ByteView bytes);

/// What a query says beside its question.
struct QueryOptions {
    std::uint16_t id = 0;
    std::uint16_t flags = flag::recursionDesired;
    RrClass qclass = RrClass::In;
    std::optional<std::uint16_t> ednsSize{};  ///< with an OPT record if set
    std::uint8_t ednsVersion = 0;
    bool dnssecOk = false;
    std::optional<std::string> cookie{};  ///< a COOKIE option; only with ednsSize
};

/// One question. `spelling` is the name in wire form, in any case.
[[nodiscard]] std::string encodeQuery(std::string_view spelling, RrType type, const QueryOptions& options);

}  // namespace portolan::dnswire
