// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A record that stands alone: what DNS answers for a name that has no service behind the proxy. All
// stand-alone records of one name are kept together. Values; any thread. Source: RFC 1035 section 3.3.

#include "backend/base/clock.h"
#include "backend/base/ipaddress.h"
#include "backend/model/hostname.h"
#include "backend/model/service.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace portolan::model {

enum class RecordId : std::uint64_t {};
enum class RecordType : std::uint8_t { A, Aaaa, Cname, Txt, Ns };

/// A and AAAA: an address. CNAME and NS: a name. TXT: its strings, at most 255 octets each.
using RecordData = std::variant<base::IpAddress, HostName, std::vector<std::string>>;

struct Record {
    RecordId id{};
    std::string label{};  ///< for people
    HostName name;
    RecordType type = RecordType::A;
    base::Seconds ttl{60};
    RecordData data{};
    Origin origin{};
    base::SystemTime createdAt{};
    base::SystemTime updatedAt{};
    std::optional<base::SystemTime> expiresAt{};
    Revision revision = 0;
    friend bool operator==(const Record&, const Record&) = default;
};

/// All stand-alone records of one name, in the order they were added. Never empty inside a catalog.
struct NameRecords {
    std::vector<Record> records;
    friend bool operator==(const NameRecords&, const NameRecords&) = default;
};

/// "A", "AAAA", ...
[[nodiscard]] std::string_view toWord(RecordType type);
[[nodiscard]] std::optional<RecordType> recordTypeFromWord(std::string_view word);

/// The data as people write it: an address, a name, or TXT strings in quotes with \" and \\ escaped
/// (RFC 1035 section 5.1).
[[nodiscard]] std::string toText(RecordType type, const RecordData& data);
/// The reverse. A TXT text without quotes is one string. Errors on field "data": record.address, record.text,
/// or those of HostName.
[[nodiscard]] base::Result<RecordData> parseRecordData(RecordType type, std::string_view text);

/// The type that holds this address.
[[nodiscard]] inline RecordType addressType(const base::IpAddress& address) {
    return address.isV4() ? RecordType::A : RecordType::Aaaa;
}

}  // namespace portolan::model
