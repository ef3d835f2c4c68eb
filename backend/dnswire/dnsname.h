// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A domain name in wire form, lower-cased: a row of labels, each behind its length byte, closed by the root's
// zero. That form is the key of zone images: equal names are equal bytes, and the name above a name is a
// suffix of it. The reader makes one per query, on the stack; compilers of zone images make them from text.
// It holds its bytes itself and never allocates. The spelling that a client used is not kept here: a query
// keeps its question's bytes. Source: RFC 1035 sections 2.3.4 and 3.1, RFC 4343 (case).

#include "backend/base/bytes.h"
#include "backend/dnswire/header.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace portolan::dnswire {

class DnsName {
  public:
    /// The root.
    DnsName() { m_bytes[0] = '\0'; }

    /// From "llm.internal.example" or "llm.internal.example."; "." is the root. No escapes: a label is what
    /// stands between two dots. nullopt for an empty label, a label over 63 bytes or a name over 255.
    [[nodiscard]] static std::optional<DnsName> fromText(std::string_view text);

    /// Reads an uncompressed name that begins at `bytes[0]`. Returns the bytes it takes there, or 0 when it
    /// is cut off, too long, or holds anything else than plain labels (so also for a compression pointer).
    [[nodiscard]] std::size_t readFrom(base::ByteView bytes);

    /// Appends a label; false (and no change) when it is empty, over 63 bytes, or the name would pass 255.
    [[nodiscard]] bool append(std::string_view label);

    /// The wire form in lower case, with the root byte; valid while this object is unchanged.
    [[nodiscard]] std::string_view key() const { return {m_bytes.data(), m_length}; }
    [[nodiscard]] base::ByteView wire() const { return base::asBytes(key()); }
    [[nodiscard]] std::size_t size() const { return m_length; }

    /// "llm.internal.example", "." for the root. Inside labels, bytes other than printable ASCII and what
    /// means something in a master file are escaped. Source: RFC 1035 section 5.1.
    [[nodiscard]] std::string toText() const;

    friend bool operator==(const DnsName& a, const DnsName& b) { return a.key() == b.key(); }

  private:
    std::uint8_t m_length = 1;
    std::array<char, maxNameSize> m_bytes;  // only the first m_length are set
};

/// The name above: `key` without its first label. Empty for the root.
[[nodiscard]] inline std::string_view parentKey(std::string_view key) {
    const std::size_t first = std::size_t{static_cast<std::uint8_t>(key.front())} + 1;
    return first < key.size() ? key.substr(first) : std::string_view();
}

/// Whether `key` is `ancestor` or lies below it; both in the form of DnsName::key().
[[nodiscard]] bool isWithin(std::string_view key, std::string_view ancestor);

/// The text of a key, as DnsName::toText().
[[nodiscard]] std::string keyToText(std::string_view key);

}  // namespace portolan::dnswire
