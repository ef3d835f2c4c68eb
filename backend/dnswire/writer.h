// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Writes a reply into a buffer that the caller lends. Called by dns/ for each query, on a worker's thread; it
// neither allocates nor writes past its limit: what does not fit is refused as a whole, so that the message
// stays well formed and the caller can set TC. Order of calls: constructor, reserveEdns() if the query had an
// OPT, question(), add() for the three sections in their order, finish(). Owner names are compressed against
// the names that the message holds so far; names inside RDATA are left as they are. Source: RFC 1035
// sections 4.1 and 4.1.4, RFC 6891 section 6.1, RFC 2181 section 9 (TC).

#include "backend/base/bytes.h"
#include "backend/dnswire/dnsname.h"
#include "backend/dnswire/header.h"
#include "backend/dnswire/rdata.h"
#include "backend/dnswire/rrtype.h"

#include <array>
#include <cstdint>
#include <string_view>

namespace portolan::dnswire {

enum class Section : std::uint8_t { Answer, Authority, Additional };

class Writer {
  public:
    /// Writes at most `buffer.size()` bytes, which must be at least headerSize; nothing past 65,535.
    explicit Writer(base::MutableBytes buffer);

    /// A point to come back to.
    struct Mark {
        std::uint16_t size = 0;
        std::uint8_t names = 0;
        std::array<std::uint16_t, 3> counts{};
    };
    [[nodiscard]] Mark mark() const { return {m_size, m_nameCount, m_counts}; }
    /// Forgets what was written since `mark` was taken.
    void rollback(const Mark& mark);

    /// Keeps room for the OPT record that finish() appends, and says what is in it: our own UDP size, version
    /// 0, DO as the query had it, and `cookie` (both halves), if there is one; it still exists when finish()
    /// is called. Source: RFC 6891 section 6.1.1 (a query with OPT gets a reply with OPT), RFC 7873
    /// section 5.2.
    [[nodiscard]] bool reserveEdns(std::uint16_t udpSize, bool dnssecOk, base::ByteView cookie = {});

    /// Copies a question of one name, type and class as it was spelled. Only as the first thing after the
    /// header.
    [[nodiscard]] bool question(base::ByteView bytes);

    /// Appends a whole rrset owned by `ownerKey` (the form of DnsName::key()). False, and nothing is written,
    /// if it does not fit.
    [[nodiscard]] bool add(Section section, std::string_view ownerKey, const RrsetView& rrset);

    /// The same for an rrset that the name in the question owns, or the end of that name which begins at its
    /// byte `offset`, short of the root: one copy, nothing to look for.
    [[nodiscard]] bool addForQuestion(Section section, const RrsetView& rrset, std::size_t offset = 0);

    /// Appends one record from its parts, of any class.
    [[nodiscard]] bool add(Section section, std::string_view ownerKey, RrType type, RrClass rrClass,
                           std::uint32_t ttl, base::ByteView rdata);

    /// Completes header and OPT; returns the message, a view into the buffer. `flags` are the header's flags
    /// but for the rcode, whose upper bits need reserveEdns().
    [[nodiscard]] base::ByteView finish(std::uint16_t id, std::uint16_t flags, Rcode rcode);

  private:
    struct Owner {
        std::array<std::uint8_t, maxNameSize + 1> bytes;  // plain labels, then a pointer or the root
        std::size_t size = 0;
        std::size_t plainLabels = 0;  // bytes of them; 0: a pointer alone
    };
    [[nodiscard]] Owner compress(std::string_view key) const;
    [[nodiscard]] std::uint16_t offsetOf(std::string_view key) const;
    [[nodiscard]] bool sameName(std::size_t offset, std::string_view key) const;
    [[nodiscard]] std::size_t room() const { return m_limit - m_size; }
    [[nodiscard]] std::size_t storeOptions(std::uint8_t* at) const;
    void copy(const void* bytes, std::size_t size);
    void remember(std::size_t offset);
    void rememberRdataName(RrType type, std::size_t offset);
    void count(Section section, std::uint16_t records);

    base::MutableBytes m_buffer;
    std::size_t m_limit;
    base::ByteView m_cookie{};
    std::array<std::uint16_t, 3> m_counts{};
    std::array<std::uint16_t, 12> m_names{};  // offsets of the names to compress against
    std::uint16_t m_size = headerSize;
    std::uint16_t m_ednsSize = 0;
    std::uint8_t m_nameCount = 0;
    bool m_hasQuestion = false;
    bool m_hasEdns = false;
    bool m_dnssecOk = false;
};

}  // namespace portolan::dnswire
