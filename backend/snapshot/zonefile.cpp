// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/snapshot/zonefile.h"

#include "backend/dnswire/dnsname.h"
#include "backend/dnswire/header.h"
#include "backend/dnswire/presentation.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace portolan::snapshot {

namespace {

std::string absolute(std::string_view key) {
    const std::string text = dnswire::keyToText(key);
    return text == "." ? text : text + '.';
}

/// The labels from the root on: RFC 4034 section 6.1.
std::string sortKey(std::string_view key) {
    std::string out;
    for (; key.size() > 1; key = dnswire::parentKey(key))
        out.insert(0, std::string(key.substr(1, static_cast<std::uint8_t>(key.front()))) + '\0');
    return out;
}

void appendLine(std::string& out, std::string_view owner, std::uint32_t ttl, dnswire::RrType type,
                std::string_view text) {
    out += owner;
    out += ' ' + std::to_string(ttl) + " IN " + dnswire::typeName(type) + ' ';
    out += text;
    out += '\n';
}

void appendRrset(std::string& out, std::string_view owner, const dnswire::RrsetView& rrset) {
    const std::string_view records = rrset.records;
    for (std::size_t at = 0; at < records.size();) {
        const auto* fixed = base::asBytes(records).data() + at;
        const std::size_t size = dnswire::loadU16(fixed + dnswire::recordPrefixSize - 2);
        appendLine(out, owner, dnswire::loadU32(fixed + 6), rrset.type,
                   dnswire::rdataToText(rrset.type, records.substr(at + dnswire::recordPrefixSize, size),
                                        dnswire::NameStyle::Absolute));
        at += dnswire::recordPrefixSize + size;
    }
}

}  // namespace

std::string zoneFile(const ZoneImage& zone, std::uint16_t httpPort) {
    std::vector<std::pair<std::string, std::string>> blocks;  // by sort key
    zone.forEachName([&](std::string_view key, const Node& node) {
        std::string block;
        const std::string owner = absolute(key);
        if (const auto soa = node.find(dnswire::RrType::Soa))
            appendRrset(block, owner, soa);
        for (const dnswire::RrsetView rrset : node)
            if (rrset.type != dnswire::RrType::Soa)
                appendRrset(block, owner, rrset);
        const auto appendService = [&](std::string_view labels, std::string_view text, std::uint16_t port) {
            if (zone.isDerived(labels, key, node))
                appendLine(block, std::string(text) + owner, derivedTtl, dnswire::RrType::Srv,
                           "0 0 " + std::to_string(port) + ' ' + owner);
        };
        appendService(httpLabels, "_http._tcp.", httpPort);
        appendService(httpsLabels, "_https._tcp.", zone.httpsPort());
        if (!block.empty())
            blocks.emplace_back(sortKey(key), std::move(block));
    });
    std::sort(blocks.begin(), blocks.end());
    std::string out = "; Zone " + absolute(zone.apex()) + " as Portolan serves it, serial " +
                      std::to_string(zone.serial()) + ".\n";
    for (const auto& block : blocks)
        out += block.second;
    return out;
}

}  // namespace portolan::snapshot
