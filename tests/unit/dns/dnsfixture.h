// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What the tests of dns/ share: a small catalog that is compiled as the program would, queries as bytes, and
// messages as one line of text per section, so that tables can be read. Test code only; one thread.

#include "backend/dnswire/message.h"
#include "backend/dnswire/presentation.h"
#include "backend/snapshot/compile.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::tests {

inline model::HostName hostName(std::string_view text) {
    return model::HostName::parse(text).value();
}
inline base::IpAddress ipAddress(std::string_view text) {
    return base::IpAddress::parse(text).value();
}

inline model::RunSettings dnsSettings() {
    return {{hostName("internal.example")},
            {ipAddress("100.1.1.1"), ipAddress("fd7a::1")},
            {*base::Network::parse("127.0.0.0/8"), *base::Network::parse("100.0.0.0/8"),
             *base::Network::parse("::1")},
            {}};
}

/// Makes catalogs record by record.
class CatalogBuilder {
  public:
    explicit CatalogBuilder(const std::vector<std::string>& zones) {
        for (const std::string& zone : zones)
            m_catalog.zones.push_back({hostName(zone), 6});
    }
    CatalogBuilder& service(std::string_view host) {
        const std::uint64_t id = ++m_lastId;
        m_catalog.put(model::Service{.id = model::ServiceId(id),
                                     .host = hostName(host),
                                     .targets = {{model::TargetId(id), {ipAddress("100.2.2.2"), 8080}, 1}}});
        return *this;
    }
    /// Delivered by its targets; their ids count on from the last one given.
    CatalogBuilder& direct(std::string_view host, const std::vector<std::string>& addresses) {
        model::Service service{.id = model::ServiceId(m_lastId + 1), .host = hostName(host)};
        service.delivery = model::Delivery::Direct;
        for (const std::string& address : addresses)
            service.targets.push_back({model::TargetId(++m_lastId), {ipAddress(address), 5432}, 1});
        m_catalog.put(service);
        return *this;
    }
    CatalogBuilder& record(std::string_view name, model::RecordType type, model::RecordData data) {
        m_catalog.put(model::Record{.id = model::RecordId(++m_lastId),
                                    .name = model::HostName::parseOwner(name).value(),
                                    .type = type,
                                    .data = std::move(data)});
        return *this;
    }
    /// As a line of a master file has it: entry("internal.example", "MX", "10 mail.internal.example").
    CatalogBuilder& entry(std::string_view name, std::string_view type, std::string_view text) {
        const auto number = model::recordTypeFromWord(type).value();
        return record(name, number, model::parseRecordData(number, text).value());
    }
    CatalogBuilder& alias(std::string_view name, std::string_view target) {
        return record(name, model::RecordType::Cname, hostName(target));
    }
    CatalogBuilder& delegation(std::string_view name, std::string_view server) {
        return record(name, model::RecordType::Ns, hostName(server));
    }
    [[nodiscard]] std::shared_ptr<const snapshot::Snapshot> compile() const {
        return snapshot::compile(nullptr, m_catalog, dnsSettings(), {1, {}, 8000}).snapshot;
    }

  private:
    model::Catalog m_catalog;
    std::uint64_t m_lastId = 0;
};

inline std::string queryFor(std::string_view name, dnswire::RrType type,
                            const dnswire::QueryOptions& options = {}) {
    return dnswire::encodeQuery(dnswire::DnsName::fromText(name).value().key(), type, options);
}

/// "llm.internal.example 60 A 100.1.1.1; ...": the records of a section, in order. SOA shows its serial only.
inline std::string describe(const std::vector<dnswire::ResourceRecord>& section) {
    using dnswire::RrType;
    std::string out;
    for (const dnswire::ResourceRecord& record : section) {
        out += out.empty() ? "" : "; ";
        out += record.owner.toText() + ' ' + std::to_string(record.ttl) + ' ' +
               dnswire::typeName(record.type) + ' ';
        if (record.type == RrType::Soa)
            out += std::to_string(
                dnswire::loadU32(base::asBytes(record.rdata).data() + record.rdata.size() - 20));
        else
            out += dnswire::rdataToText(record.type, record.rdata);
    }
    return out;
}

}  // namespace portolan::tests
