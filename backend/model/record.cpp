// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/model/record.h"

#include "backend/base/bytes.h"
#include "backend/dnswire/dnsname.h"
#include "backend/dnswire/presentation.h"
#include "backend/dnswire/rdata.h"

#include <algorithm>
#include <array>

namespace portolan::model {

namespace {

// RFC 6672 (DNAME), RFC 4034 (RRSIG, NSEC), RFC 5155 (NSEC3, NSEC3PARAM): records that say how a server must
// answer for other names.
constexpr std::array<unsigned, 5> typesWithDuties{39, 46, 47, 50, 51};
// RFC 6895 section 3.1: types 128 to 255 are for questions and messages. 0 and 65535 are reserved.
constexpr unsigned firstMetaType = 128;
constexpr unsigned lastMetaType = 255;
constexpr unsigned lastType = 65535;

bool maybeStored(RecordType type) {
    const auto number = static_cast<unsigned>(type);
    const bool isMeta = number == 0 || number == lastType || type == RecordType::Opt ||
                        (number >= firstMetaType && number <= lastMetaType);
    return !isMeta && type != RecordType::Soa &&
           std::find(typesWithDuties.begin(), typesWithDuties.end(), number) == typesWithDuties.end();
}

}  // namespace

RecordData::RecordData(const base::IpAddress& address) : m_wire(dnswire::addressRdata(address)) {}

RecordData::RecordData(const HostName& name)
    : m_wire(dnswire::nameRdata(dnswire::DnsName::fromText(name.text()).value_or(dnswire::DnsName()))) {}

RecordData::RecordData(const std::vector<std::string>& strings)
    : m_wire(dnswire::textRdata(strings).value_or(std::string(1, '\0'))) {}

RecordData RecordData::fromWire(std::string rdata) {
    RecordData data;
    data.m_wire = std::move(rdata);
    return data;
}

std::string toWord(RecordType type) {
    return dnswire::typeName(type);
}

std::optional<RecordType> recordTypeFromWord(std::string_view word) {
    const auto type = dnswire::parseType(word);
    return type && maybeStored(*type) ? type : std::nullopt;
}

std::string toText(RecordType type, const RecordData& data) {
    return dnswire::rdataToText(type, data.wire());
}

base::Result<RecordData> parseRecordData(RecordType type, std::string_view text) {
    PORTOLAN_TRY(std::string rdata, dnswire::parseRdata(type, text));
    return RecordData::fromWire(std::move(rdata));
}

std::optional<base::IpAddress> addressOf(const Record& record) {
    const auto* bytes = base::asBytes(record.data.wire()).data();
    if (record.type == RecordType::A)
        return base::IpAddress::fromBytes(bytes, base::IpAddress::Family::V4);
    if (record.type == RecordType::Aaaa)
        return base::IpAddress::fromBytes(bytes, base::IpAddress::Family::V6);
    return std::nullopt;
}

}  // namespace portolan::model
