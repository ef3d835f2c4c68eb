// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Short spellings for catalogs and for what a compiled name holds, shared by the tests of compile().

#include "backend/dnswire/dnsname.h"
#include "backend/dnswire/message.h"
#include "backend/dnswire/presentation.h"
#include "backend/snapshot/compile.h"

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace portolan::snapshot {

using model::HostName;

inline HostName host(std::string_view text) {
    return HostName::parse(text).value();
}
inline base::IpAddress ip(std::string_view text) {
    return base::IpAddress::parse(text).value();
}
inline std::string key(std::string_view text) {
    return std::string(dnswire::DnsName::fromText(text)->key());
}

inline model::Service service(std::uint64_t id, std::string_view name, std::uint16_t port = 8080) {
    return {.id = model::ServiceId(id),
            .name = "service",
            .host = host(name),
            .targets = {{model::TargetId(id), {ip("100.2.2.2"), port}, 1}}};
}

inline model::Record record(std::uint64_t id, std::string_view name, model::RecordType type,
                            model::RecordData data) {
    return {.id = model::RecordId(id),
            .name = HostName::parseOwner(name).value(),
            .type = type,
            .data = std::move(data)};
}

inline model::RunSettings settings() {
    return {{host("internal.example"), host("home.arpa")},
            {ip("100.1.1.1"), ip("fd7a::1")},
            {*base::Network::parse("127.0.0.0/8")},
            {}};
}

inline model::Catalog catalogOf(std::initializer_list<const char*> zones) {
    model::Catalog catalog;
    for (const char* zone : zones)
        catalog.zones.push_back({host(zone), 6});
    return catalog;
}

inline model::Catalog emptyCatalog() {
    return catalogOf({"internal.example", "home.arpa"});
}

inline Compiled full(const model::Catalog& catalog) {
    return compile(nullptr, catalog, settings(), {1});
}

inline const Node* node(const Compiled& compiled, std::string_view name, std::size_t zone = 0) {
    return compiled.snapshot->zones.at(zone)->find(key(name));
}

/// "A=100.1.1.1" for each record of the name, in order; "-" if there is no such name.
inline std::string holds(const Compiled& compiled, std::string_view name, std::size_t zone = 0) {
    const Node* found = node(compiled, name, zone);
    if (!found)
        return "-";
    std::string out;
    for (const auto rrset : *found) {
        if (rrset.type == dnswire::RrType::Soa)
            continue;
        for (std::size_t at = 0; at < rrset.records.size();) {
            const auto* bytes = base::asBytes(rrset.records).data() + at;
            const std::size_t size = dnswire::loadU16(bytes + 10);
            out += (out.empty() ? "" : " ") + dnswire::typeName(rrset.type) + '=';
            const std::string_view rdata = rrset.records.substr(at + 12, size);
            if (rrset.type == dnswire::RrType::A || rrset.type == dnswire::RrType::Aaaa)
                out += base::IpAddress::fromBytes(
                           bytes + 12, size == 4 ? base::IpAddress::Family::V4 : base::IpAddress::Family::V6)
                           .toString();
            else if (rrset.type == dnswire::RrType::Txt)
                out += rdata.substr(1);
            else
                out += dnswire::rdataToText(rrset.type, rdata);
            at += 12 + size;
        }
    }
    return out;
}

}  // namespace portolan::snapshot
