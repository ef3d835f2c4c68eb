// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A record that stands alone: what DNS answers for a name that has no service behind the proxy. All
// stand-alone records of one name are kept together. Its data is kept as it is on the wire, the one form that
// every type has, unknown ones too. Values; any thread. Source: RFC 1035 section 3.2, RFC 3597.

#include "backend/base/clock.h"
#include "backend/base/ipaddress.h"
#include "backend/dnswire/rrtype.h"
#include "backend/model/hostname.h"
#include "backend/model/service.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::model {

enum class RecordId : std::uint64_t {};
using RecordType = dnswire::RrType;

/// The RDATA of a record, right for its type.
class RecordData {
  public:
    RecordData() = default;
    /// Of an A or AAAA record.
    RecordData(const base::IpAddress& address);
    /// Of a CNAME, NS or PTR record.
    RecordData(const HostName& name);
    /// Of a TXT record: strings of at most 255 octets, together at most 65,000.
    RecordData(const std::vector<std::string>& strings);
    [[nodiscard]] static RecordData fromWire(std::string rdata);

    [[nodiscard]] const std::string& wire() const { return m_wire; }
    friend bool operator==(const RecordData&, const RecordData&) = default;

  private:
    std::string m_wire;
};

struct Record {
    RecordId id{};
    std::string label{};  ///< for people
    HostName name;        ///< may be a wildcard (HostName::parseOwner)
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

/// "A", "AAAA", "TYPE65280", ...
[[nodiscard]] std::string toWord(RecordType type);
/// The reverse, for the types a stand-alone record may have. nullopt for what is no type, and for types whose
/// records we make ourselves (SOA), that only exist in messages (OPT, ANY, AXFR, ...), or that ask more of a
/// server than to hand them out (DNAME, RRSIG, NSEC, NSEC3).
[[nodiscard]] std::optional<RecordType> recordTypeFromWord(std::string_view word);

/// The data as people write it (dnswire/presentation.h).
[[nodiscard]] std::string toText(RecordType type, const RecordData& data);
/// The reverse. Errors: those of dnswire::parseRdata, on field "data".
[[nodiscard]] base::Result<RecordData> parseRecordData(RecordType type, std::string_view text);

/// The address that an A or AAAA record holds; nullopt for other types.
[[nodiscard]] std::optional<base::IpAddress> addressOf(const Record& record);

/// The type that holds this address.
[[nodiscard]] inline RecordType addressType(const base::IpAddress& address) {
    return address.isV4() ? RecordType::A : RecordType::Aaaa;
}

}  // namespace portolan::model
