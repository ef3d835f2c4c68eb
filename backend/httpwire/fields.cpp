// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/httpwire/fields.h"

#include "backend/base/bytes.h"
#include "backend/base/text.h"

#include <cstring>

namespace portolan::httpwire {

namespace {

constexpr std::size_t knownCount = static_cast<std::size_t>(KnownField::Count);

constexpr std::array<std::string_view, knownCount> fieldNames = {
    "",
    "Accept",
    "Allow",
    "Authorization",
    "Cache-Control",
    "Connection",
    "Content-Length",
    "Content-Type",
    "Cookie",
    "Date",
    "ETag",
    "Expect",
    "Forwarded",
    "Host",
    "If-Match",
    "If-None-Match",
    "Keep-Alive",
    "Last-Event-ID",
    "Location",
    "Origin",
    "Proxy-Authenticate",
    "Proxy-Authorization",
    "Proxy-Connection",
    "Range",
    "Referer",
    "Retry-After",
    "Sec-Fetch-Site",
    "Sec-WebSocket-Key",
    "Server",
    "Set-Cookie",
    "Strict-Transport-Security",
    "TE",
    "Trailer",
    "Transfer-Encoding",
    "Upgrade",
    "User-Agent",
    "Via",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Port",
    "X-Forwarded-Proto",
    "X-Real-IP",
    "X-Request-ID",
};

// A name padded with blanks, in lower case, so that it can be compared eight bytes at a time.
constexpr std::size_t paddedSize = 32;

struct Slot {
    std::array<char, paddedSize> lower{};
    std::uint8_t length = 0;
    KnownField id = KnownField::Other;
};

constexpr unsigned folded(char c) {
    return static_cast<unsigned char>(c) | 0x20U;
}

// The factors were chosen so that no two of NAMES share a slot; SLOTS does not compile otherwise.
constexpr std::size_t slotOf(std::string_view name) {
    return (name.size() + 3 * folded(name.front()) + 5 * folded(name.back()) +
            7 * folded(name[name.size() - 2])) &
           0xffU;
}

constexpr std::array<Slot, 256> makeSlots() {
    std::array<Slot, 256> slots{};
    for (std::size_t id = 1; id < knownCount; ++id) {
        const std::string_view name = fieldNames[id];
        Slot& slot = slots[slotOf(name)];
        if (slot.id != KnownField::Other || name.size() > paddedSize)
            throw "two known names share a slot";
        for (std::size_t i = 0; i < name.size(); ++i)
            slot.lower[i] = base::toLower(name[i]);
        slot.length = static_cast<std::uint8_t>(name.size());
        slot.id = static_cast<KnownField>(id);
    }
    return slots;
}

constexpr std::array<Slot, 256> slotTable = makeSlots();

template <class Word>
bool sameWord(const char* name, const char* lower) {
    Word have = 0;
    Word want = 0;
    std::memcpy(&have, name, sizeof have);
    std::memcpy(&want, lower, sizeof want);
    constexpr auto foldMask = static_cast<Word>(0x2020202020202020U);
    return (have | foldMask) == want;
}

// The last word overlaps the one before it, so that no tail is left. Folding by setting bit 5 also maps CR to
// "-", which no token has.
template <class Word>
bool matchesBy(const Slot& slot, std::string_view name) {
    const std::size_t last = name.size() - sizeof(Word);
    for (std::size_t i = 0; i < last; i += sizeof(Word))
        if (!sameWord<Word>(name.data() + i, slot.lower.data() + i))
            return false;
    return sameWord<Word>(name.data() + last, slot.lower.data() + last);
}

bool matches(const Slot& slot, std::string_view name) {
    if (name.size() >= 8)
        return matchesBy<std::uint64_t>(slot, name);
    return name.size() >= 4 ? matchesBy<std::uint32_t>(slot, name) : matchesBy<std::uint16_t>(slot, name);
}

}  // namespace

KnownField knownField(std::string_view name) {
    if (name.size() < 2)
        return KnownField::Other;
    const Slot& slot = slotTable[slotOf(name)];
    if (slot.length != name.size() || !matches(slot, name))
        return KnownField::Other;
    return slot.id;
}

std::string_view fieldName(KnownField id) {
    return fieldNames[static_cast<std::size_t>(id)];
}

void FieldList::clear() {
    m_first.fill(absent);
    m_repeated = 0;
    m_size = 0;
    m_spill.clear();
}

void FieldList::spill(const Field& field) {
    if (m_spill.empty())
        m_spill.assign(m_inline.begin(), m_inline.end());
    m_spill.push_back(field);
}

const Field* FieldList::find(std::string_view name) const {
    for (const Field& field : all())
        if (base::equalsIgnoringCase(field.name, name))
            return &field;
    return nullptr;
}

std::string_view takeListMember(std::string_view& list) {
    while (!list.empty()) {
        const std::size_t comma = list.find(',');
        const std::string_view member = base::trimmed(list.substr(0, comma));
        list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
        if (!member.empty())
            return member;
    }
    return {};
}

bool listHasToken(std::string_view list, std::string_view token) {
    for (std::string_view member = takeListMember(list); !member.empty(); member = takeListMember(list))
        if (base::equalsIgnoringCase(member, token))
            return true;
    return false;
}

}  // namespace portolan::httpwire
