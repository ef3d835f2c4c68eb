// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The field lines of a head, in order of arrival, as views into the buffer they were parsed from (or into
// whatever the maker of a head keeps alive). Fields that Portolan acts on carry a KnownField id, so that
// finding one is an array look-up and not a comparison of names. Filled by the parsers, read by proxy/ and
// edge/; lives as long as the bytes it views, on one thread. It owns no text and checks none: the parsers
// check what came in, HeadWriter what goes out. Source: RFC 9110 section 5.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace portolan::httpwire {

/// Fields with a meaning to Portolan. Other is every name not listed.
enum class KnownField : std::uint8_t {
    Other,
    Accept,
    Allow,
    Authorization,
    CacheControl,
    Connection,
    ContentLength,
    ContentType,
    Cookie,
    Date,
    ETag,
    Expect,
    Forwarded,
    Host,
    IfMatch,
    IfNoneMatch,
    KeepAlive,
    LastEventId,
    Location,
    Origin,
    ProxyAuthenticate,
    ProxyAuthorization,
    ProxyConnection,
    Range,
    Referer,
    RetryAfter,
    SecFetchSite,
    SecWebSocketKey,
    Server,
    SetCookie,
    StrictTransportSecurity,
    Te,
    Trailer,
    TransferEncoding,
    Upgrade,
    UserAgent,
    Via,
    XForwardedFor,
    XForwardedHost,
    XForwardedPort,
    XForwardedProto,
    XRealIp,
    XRequestId,
    Count
};

/// The id of a field name in any case. About 20 instructions for a name that is not listed.
[[nodiscard]] KnownField knownField(std::string_view name);
/// The name in its usual spelling; empty for Other.
[[nodiscard]] std::string_view fieldName(KnownField id);

struct Field {
    std::string_view name;   ///< as it was spelled
    std::string_view value;  ///< without surrounding blanks
    KnownField id = KnownField::Other;
};

class FieldList {
  public:
    FieldList() { m_first.fill(absent); }

    void clear();
    /// The parsers' way in: `id` is knownField(name).
    void add(std::string_view name, std::string_view value, KnownField id) {
        if (id != KnownField::Other) {
            std::uint8_t& first = m_first[index(id)];
            if (first == absent)
                first = static_cast<std::uint8_t>(m_size);
            else
                m_repeated |= std::uint64_t{1} << index(id);
        }
        if (m_size < inlineFields)
            m_inline[m_size] = Field{name, value, id};
        else
            spill(Field{name, value, id});
        ++m_size;
    }
    void add(std::string_view name, std::string_view value) { add(name, value, knownField(name)); }
    void add(KnownField id, std::string_view value) { add(fieldName(id), value, id); }

    [[nodiscard]] std::size_t size() const { return m_size; }
    [[nodiscard]] bool empty() const { return m_size == 0; }
    [[nodiscard]] std::span<const Field> all() const { return {data(), m_size}; }
    [[nodiscard]] const Field* begin() const { return data(); }
    [[nodiscard]] const Field* end() const { return data() + m_size; }
    [[nodiscard]] const Field& operator[](std::size_t i) const { return data()[i]; }

    /// O(1). `id` must not be Other.
    [[nodiscard]] bool has(KnownField id) const { return m_first[index(id)] != absent; }
    /// The first field of that id, or nullptr. O(1).
    [[nodiscard]] const Field* find(KnownField id) const {
        return has(id) ? data() + m_first[index(id)] : nullptr;
    }
    /// The value of the first field of that id, empty when there is none. O(1).
    [[nodiscard]] std::string_view value(KnownField id) const {
        return has(id) ? data()[m_first[index(id)]].value : std::string_view();
    }
    /// True when more than one line carries that id.
    [[nodiscard]] bool repeats(KnownField id) const { return (m_repeated >> index(id) & 1U) != 0; }
    /// The first field of any name, compared without case, or nullptr. O(number of fields).
    [[nodiscard]] const Field* find(std::string_view name) const;

  private:
    static constexpr std::uint8_t absent = 0xff;
    static constexpr std::size_t inlineFields = 24;
    static_assert(static_cast<std::size_t>(KnownField::Count) <= 64, "m_repeated has one bit for each");

    void spill(const Field& field);
    [[nodiscard]] static std::size_t index(KnownField id) { return static_cast<std::size_t>(id); }
    [[nodiscard]] const Field* data() const { return m_spill.empty() ? m_inline.data() : m_spill.data(); }

    std::array<std::uint8_t, static_cast<std::size_t>(KnownField::Count)> m_first;
    std::uint64_t m_repeated = 0;
    std::size_t m_size = 0;
    std::array<Field, inlineFields> m_inline;
    std::vector<Field> m_spill;  // holds all of them once they are more than INLINE_FIELDS
};

/// True when the comma-separated `list` has `token` as a member, compared without case. Source: RFC 9110
/// section 5.6.1.
[[nodiscard]] bool listHasToken(std::string_view list, std::string_view token);
/// Takes the next member off the front of a comma-separated list, without blanks; empty members are skipped.
/// Returns an empty view at the end.
[[nodiscard]] std::string_view takeListMember(std::string_view& list);

}  // namespace portolan::httpwire
