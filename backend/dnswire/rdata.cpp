// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/dnswire/rdata.h"

#include "backend/dnswire/header.h"
#include "backend/dnswire/textfields.h"

namespace portolan::dnswire {

namespace {

constexpr std::size_t maxStringSize = 255;  // <character-string>: RFC 1035 section 3.3
constexpr std::size_t maxRdataSize =
    65'000;  // RDLENGTH has 16 bits; the rest of the message needs room as well

void appendU32(std::string& out, std::uint32_t value) {
    appendU16(out, static_cast<std::uint16_t>(value >> 16));
    appendU16(out, static_cast<std::uint16_t>(value));
}

}  // namespace

RrType addressType(const base::IpAddress& address) {
    return address.isV4() ? RrType::A : RrType::Aaaa;
}

std::string addressRdata(const base::IpAddress& address) {
    return std::string(base::asText({address.bytes().data(), address.size()}));
}

std::string nameRdata(const DnsName& name) {
    return std::string(name.key());
}

std::optional<std::string> textRdata(std::span<const std::string> strings) {
    std::string rdata;
    for (const std::string& string : strings) {
        if (string.size() > maxStringSize || rdata.size() + string.size() + 1 > maxRdataSize)
            return std::nullopt;
        rdata += static_cast<char>(string.size());
        rdata += string;
    }
    return rdata.empty() ? std::string(1, '\0') : rdata;
}

std::string soaRdata(const Soa& soa) {
    std::string rdata;
    rdata += soa.primary.key();
    rdata += soa.mailbox.key();
    for (const std::uint32_t number : {soa.serial, soa.refresh, soa.retry, soa.expire, soa.minimum})
        appendU32(rdata, number);
    return rdata;
}

void RrsetImage::append(std::uint32_t ttl, std::string_view rdata) {
    records.reserve(records.size() + recordPrefixSize + rdata.size());
    appendU16(records, static_cast<std::uint16_t>(0xC000 | headerSize));
    appendU16(records, static_cast<std::uint16_t>(type));
    appendU16(records, static_cast<std::uint16_t>(RrClass::In));
    appendU32(records, ttl);
    appendU16(records, static_cast<std::uint16_t>(rdata.size()));
    records += rdata;
    ++count;
}

std::string_view RrsetView::firstRdata() const {
    if (records.size() < recordPrefixSize)
        return {};
    return records.substr(recordPrefixSize, loadU16(base::asBytes(records).data() + recordPrefixSize - 2));
}

}  // namespace portolan::dnswire
