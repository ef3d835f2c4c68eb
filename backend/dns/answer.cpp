// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/dns/answer.h"

#include "backend/dnswire/dnsname.h"
#include "backend/dnswire/rdata.h"
#include "backend/dnswire/reader.h"
#include "backend/dnswire/rrtype.h"
#include "backend/dnswire/writer.h"

#include <algorithm>

namespace portolan::dns {

using dnswire::Opcode;
using dnswire::Query;
using dnswire::Rcode;
using dnswire::RrClass;
using dnswire::RrsetImage;
using dnswire::RrType;
using dnswire::Section;
using dnswire::Verdict;
using dnswire::Writer;
using snapshot::Node;
using snapshot::ZoneImage;

namespace {

/// Aliases that are followed inside our zones before the rest is left to the client.
constexpr int maxAliases = 8;

/// Writes the sections of one answer.
class Responder {
  public:
    Responder(const Query& query, const snapshot::Snapshot& snapshot, Writer& writer)
        : m_query(query), m_snapshot(snapshot), m_writer(writer) {}

    /// False if the name lies in none of our zones.
    bool run() {
        std::string_view key = m_query.name.key();
        const ZoneImage* zone = zoneOf(m_snapshot, key);
        if (!zone)
            return false;
        const auto begin = m_writer.mark();
        for (int aliases = 0; zone && aliases <= maxAliases && m_fits; ++aliases) {
            key = look(*zone, key);
            zone = key.empty() ? nullptr : zoneOf(m_snapshot, key);
        }
        if (!m_fits)
            m_writer.rollback(begin);
        return true;
    }

    [[nodiscard]] Rcode rcode() const { return m_rcode; }
    [[nodiscard]] std::uint16_t flags() const {
        return static_cast<std::uint16_t>((m_authoritative ? dnswire::flag::authoritative : 0) |
                                          (m_fits ? 0 : dnswire::flag::truncated));
    }

  private:
    /// Answers for `key`. Returns the name to go on with if it is an alias, else an empty key.
    std::string_view look(const ZoneImage& zone, std::string_view key) {
        const std::string_view cut = zone.delegationOf(key);
        if (!cut.empty()) {
            refer(zone, cut, key);
            return {};
        }
        const Node* node = zone.find(key);
        if (!node) {
            m_rcode = Rcode::NxDomain;
            put(Section::Authority, zone.apex(), zone.negativeSoa());
            return {};
        }
        // RFC 8482 section 4.1: of all types, one rrset.
        const RrsetImage* rrset = m_query.type != RrType::Any ? node->find(m_query.type)
                                  : node->rrsets.empty()      ? nullptr
                                                              : &node->rrsets.front();
        if (rrset) {
            put(Section::Answer, key, *rrset);
            if (rrset->type == RrType::Ns)
                addAddressesOf(zone, *rrset);
            return {};
        }
        if (const RrsetImage* alias = node->find(RrType::Cname)) {
            put(Section::Answer, key, *alias);
            return alias->firstRdata();
        }
        put(Section::Authority, zone.apex(), zone.negativeSoa());
        return {};
    }

    /// RFC 1034 section 4.3.2 step 3b: says who knows.
    void refer(const ZoneImage& zone, std::string_view cut, std::string_view key) {
        m_authoritative = key != m_query.name.key();  // after an alias the first owner was ours
        const RrsetImage& servers = *zone.find(cut)->find(RrType::Ns);
        put(Section::Authority, cut, servers);
        if (!addAddressesOf(zone, servers))
            m_fits = false;  // RFC 9471 section 3.1
    }

    /// Adds the addresses we know of name servers. False if they do not all fit.
    bool addAddressesOf(const ZoneImage& zone, const RrsetImage& servers) {
        bool fit = true;
        const std::string_view records = servers.records;
        for (std::size_t at = 0; at < records.size();) {
            const auto size =
                dnswire::loadU16(base::asBytes(records).data() + at + dnswire::recordPrefixSize - 2);
            const std::string_view server = records.substr(at + dnswire::recordPrefixSize, size);
            const Node* node = dnswire::isWithin(server, zone.apex()) ? zone.find(server) : nullptr;
            for (const RrType type : {RrType::A, RrType::Aaaa})
                if (const RrsetImage* addresses = node ? node->find(type) : nullptr)
                    fit = m_writer.add(Section::Additional, server, *addresses) && fit;
            at += dnswire::recordPrefixSize + size;
        }
        return fit;
    }

    void put(Section section, std::string_view owner, const RrsetImage& rrset) {
        const bool ownedByQuestion = owner.data() == m_query.name.key().data();
        m_fits = m_fits && (ownedByQuestion ? m_writer.addForQuestion(section, rrset)
                                            : m_writer.add(section, owner, rrset));
    }

    const Query& m_query;
    const snapshot::Snapshot& m_snapshot;
    Writer& m_writer;
    Rcode m_rcode = Rcode::NoError;
    bool m_authoritative = true;
    bool m_fits = true;
};

bool isInternal(const base::IpAddress& address, const snapshot::Snapshot& snapshot) {
    return std::any_of(snapshot.internalNetworks.begin(), snapshot.internalNetworks.end(),
                       [&](const base::Network& network) { return network.contains(address); });
}

/// What is refused or misunderstood before any zone is looked at; NoError to go on.
Rcode checkQuery(const Query& query, const Caller& caller, const snapshot::Snapshot& snapshot) {
    if (query.opcode() != Opcode::Query)
        return Rcode::NotImp;
    if (query.edns.version > 0)
        return Rcode::BadVers;  // RFC 6891 section 6.1.3
    if (query.type == RrType::Opt)
        return Rcode::FormErr;  // RFC 6891 section 6.1.1: a pseudo record cannot be asked for
    if (!isInternal(caller.address, snapshot))
        return Rcode::Refused;
    if (query.qclass != RrClass::In || query.type == RrType::Axfr || query.type == RrType::Ixfr)
        return Rcode::Refused;
    return Rcode::NoError;
}

std::size_t replyLimit(const Query& query, Transport transport, std::size_t bufferSize) {
    if (transport == Transport::Tcp)
        return bufferSize;
    const std::size_t allowed = query.edns.present ? query.edns.udpSize : 0;
    return std::min(bufferSize, std::clamp(allowed, dnswire::plainUdpSize, maxUdpReply));
}

}  // namespace

const ZoneImage* zoneOf(const snapshot::Snapshot& snapshot, std::string_view key) {
    const ZoneImage* best = nullptr;
    for (const auto& zone : snapshot.zones)
        if ((!best || zone->apex().size() > best->apex().size()) && dnswire::isWithin(key, zone->apex()))
            best = zone.get();
    return best;
}

Reply answer(base::ByteView bytes, const Caller& caller, const snapshot::Snapshot& snapshot,
             base::MutableBytes buffer) {
    Query query;
    const Verdict verdict = dnswire::parseQuery(bytes, query);
    if (verdict == Verdict::Ignore)
        return {};

    Writer writer(buffer.first(replyLimit(query, caller.transport, buffer.size())));
    // 512 bytes hold header, the longest question and OPT.
    bool fits = !query.edns.present || writer.reserveEdns(maxUdpReply, query.edns.dnssecOk);
    fits = fits && (query.question.empty() || writer.question(query.question));
    Rcode rcode = verdict == Verdict::Query ? checkQuery(query, caller, snapshot) : Rcode::FormErr;
    // QR; opcode and RD as asked (RFC 1035 section 4.1.1); RA, AD and CD clear (RFC 4035 section 3.1.6).
    auto flags = static_cast<std::uint16_t>(
        dnswire::flag::response |
        (query.flags & (dnswire::flag::opcodeMask | dnswire::flag::recursionDesired)));
    if (rcode == Rcode::NoError && fits) {
        Responder responder(query, snapshot, writer);
        rcode = responder.run() ? responder.rcode() : Rcode::Refused;
        if (rcode != Rcode::Refused)
            flags |= responder.flags();
    }
    return {writer.finish(query.id, flags, rcode), rcode, query.question};
}

}  // namespace portolan::dns
