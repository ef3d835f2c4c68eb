// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/dns/answer.h"

#include "backend/dnswire/dnsname.h"
#include "backend/dnswire/rdata.h"
#include "backend/dnswire/rrtype.h"
#include "backend/dnswire/writer.h"

#include <algorithm>
#include <array>

namespace portolan::dns {

using dnswire::Opcode;
using dnswire::Query;
using dnswire::Rcode;
using dnswire::RrClass;
using dnswire::RrsetView;
using dnswire::RrType;
using dnswire::Section;
using dnswire::Verdict;
using dnswire::Writer;
using snapshot::Node;
using snapshot::NodeKind;
using snapshot::ZoneImage;

namespace {

/// Aliases that are followed inside our zones before the rest is left to the client.
constexpr int maxAliases = 8;

constexpr std::size_t serviceNumbersSize = 6;  // priority, weight, port: RFC 2782
constexpr std::size_t serviceNameOffset = 2;   // priority: RFC 9460 section 2.2
constexpr std::size_t noName = ~std::size_t{0};

/// How many bytes of RDATA stand before the name whose addresses help a client; noName for types without one.
std::size_t sizeBeforeName(RrType type) {
    switch (type) {
        case RrType::Ns:
            return 0;
        case RrType::Mx:
            return 2;
        case RrType::Srv:
            return serviceNumbersSize;
        case RrType::Svcb:
        case RrType::Https:
            return serviceNameOffset;
        default:
            return noName;
    }
}

/// The name that `bytes` begin with. They are RDATA of ours, so there is one.
std::string_view nameAt(std::string_view bytes) {
    std::size_t at = 0;
    while (bytes[at] != 0)
        at += static_cast<std::uint8_t>(bytes[at]) + 1u;
    return bytes.substr(0, at + 1);
}

/// Writes the sections of one answer.
class Responder {
  public:
    Responder(const Query& query, const snapshot::Snapshot& snapshot, const live::TargetStates& states,
              Writer& writer)
        : m_query(query), m_snapshot(snapshot), m_states(states), m_writer(writer) {}

    /// False if the name lies in none of our zones.
    bool run() {
        std::string_view key = m_query.name.key();
        const ZoneImage* zone = zoneOf(m_snapshot, key);
        if (!zone)
            return false;
        if (m_query.type == RrType::Ds && key == zone->apex())
            zone = parentOf(*zone);
        const auto begin = m_writer.mark();
        for (int aliases = 0; zone && aliases <= maxAliases && m_fits; ++aliases) {
            key = look(*zone, key);
            zone = key.empty() || isRepeated(key) ? nullptr : zoneOf(m_snapshot, key);
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
    /// RFC 4035 section 3.1.4.1: DS of a zone stands in the zone above, if that is ours.
    [[nodiscard]] const ZoneImage* parentOf(const ZoneImage& zone) const {
        const std::string_view above = dnswire::parentKey(zone.apex());
        const ZoneImage* parent = above.empty() ? nullptr : zoneOf(m_snapshot, above);
        return parent ? parent : &zone;
    }

    /// Whether the chain of aliases has been at `key` before; it is remembered.
    bool isRepeated(std::string_view key) {
        if (key == m_query.name.key())
            return true;
        for (std::size_t i = 0; i < m_aliasCount; ++i)
            if (m_aliases[i] == key.data())
                return true;
        if (m_aliasCount < m_aliases.size())
            m_aliases[m_aliasCount++] = key.data();
        return false;
    }

    /// Answers for `key`. Returns the name to go on with if it is an alias, else an empty key.
    std::string_view look(const ZoneImage& zone, std::string_view key) {
        const std::string_view cut = zone.delegationOf(key);
        if (!cut.empty() && (m_query.type != RrType::Ds || cut != key)) {
            refer(zone, cut, key);
            return {};
        }
        const Node* node = zone.find(key);
        if (!node)
            return lookElsewhere(zone, key);
        return take(zone, key, *node);
    }

    /// Answers for `key` with what `node` holds.
    std::string_view take(const ZoneImage& zone, std::string_view key, const Node& node) {
        // RFC 8482 section 4.1: of all types, one rrset.
        const RrsetView rrset = m_query.type != RrType::Any ? node.find(m_query.type)
                                : node.isEmpty()            ? RrsetView()
                                                            : *node.begin();
        if (rrset) {
            const bool isAddress = rrset.type == RrType::A || rrset.type == RrType::Aaaa;
            if (isAddress && node.kind() == NodeKind::Direct)
                m_fits = addReachable(Section::Answer, key, rrset) && m_fits;
            else
                put(Section::Answer, key, rrset);
            if (!isAddress)
                (void)addAddressesOf(zone, key, rrset);
            return {};
        }
        if (const RrsetView alias = node.find(RrType::Cname)) {
            put(Section::Answer, key, alias);
            return alias.firstRdata();
        }
        putNegativeSoa(zone, key);
        return {};
    }

    /// Answers for a name that is not in the zone: it may be derived from a service or a wildcard.
    std::string_view lookElsewhere(const ZoneImage& zone, std::string_view key) {
        if (takeOfService(zone, key))
            return {};
        if (const Node* wildcard = zone.wildcardFor(key))
            return take(zone, key, *wildcard);
        m_rcode = Rcode::NxDomain;
        putNegativeSoa(zone, key);
        return {};
    }

    /// _http._tcp.<service> and _https._tcp.<service> lead to the proxy, and _tcp.<service> exists for them.
    /// Source: RFC 2782, RFC 6763 section 7 (the labels). False for other names.
    bool takeOfService(const ZoneImage& zone, std::string_view key) {
        const bool isHttp = key.starts_with(snapshot::httpLabels);
        const bool isHttps = key.starts_with(snapshot::httpsLabels);
        const bool isService = isHttp || isHttps;
        if (!isService && !key.starts_with(snapshot::tcpLabel))
            return false;
        const std::string_view host = key.substr(isHttp    ? snapshot::httpLabels.size()
                                                 : isHttps ? snapshot::httpsLabels.size()
                                                           : snapshot::tcpLabel.size());
        const Node* node = dnswire::isWithin(host, zone.apex()) ? zone.find(host) : nullptr;
        if (!node || !(isHttps ? zone.servesHttps(*node) : snapshot::isProxied(node->kind())))
            return false;
        if (isService && (m_query.type == RrType::Srv || m_query.type == RrType::Any)) {
            std::array<std::uint8_t, serviceNumbersSize + dnswire::maxNameSize> rdata{};  // 0 0 port host
            dnswire::storeU16(rdata.data() + 4, isHttps ? zone.httpsPort() : m_snapshot.httpPort);
            std::copy(host.begin(), host.end(), rdata.begin() + serviceNumbersSize);
            m_fits =
                m_fits && m_writer.add(Section::Answer, key, RrType::Srv, RrClass::In, snapshot::derivedTtl,
                                       base::ByteView(rdata).first(serviceNumbersSize + host.size()));
            addAddresses(host, *node);
        } else {
            putNegativeSoa(zone, key);
        }
        return true;
    }

    /// RFC 1034 section 4.3.2 step 3b: says who knows.
    void refer(const ZoneImage& zone, std::string_view cut, std::string_view key) {
        m_authoritative = key != m_query.name.key();  // after an alias the first owner was ours
        const RrsetView servers = zone.find(cut)->find(RrType::Ns);
        put(Section::Authority, cut, servers);
        if (!addAddressesOf(zone, cut, servers))
            m_fits = false;  // RFC 9471 section 3.1
    }

    /// Adds the addresses we know of the names that the records point to. False if they do not all fit.
    bool addAddressesOf(const ZoneImage& zone, std::string_view owner, const RrsetView& rrset) {
        const std::size_t before = sizeBeforeName(rrset.type);
        if (before == noName)
            return true;
        bool fit = true;
        const std::string_view records = rrset.records;
        for (std::size_t at = 0; at < records.size();) {
            const std::size_t size =
                dnswire::loadU16(base::asBytes(records).data() + at + dnswire::recordPrefixSize - 2);
            const std::string_view target = nameAt(records.substr(at + dnswire::recordPrefixSize + before));
            const Node* node = target.size() > 1 ? nodeOf(zone, target) : nullptr;
            if (node)
                fit = addAddresses(target, *node) && fit;
            else if (target.size() == 1 && before == serviceNameOffset && zone.find(owner))
                fit =
                    addAddresses(owner, *zone.find(owner)) && fit;  // RFC 9460 section 2.5: "." is the owner
            at += dnswire::recordPrefixSize + size;
        }
        return fit;
    }

    /// The node of a name in this or another of our zones.
    [[nodiscard]] const Node* nodeOf(const ZoneImage& zone, std::string_view key) const {
        if (dnswire::isWithin(key, zone.apex()))
            return zone.find(key);
        const ZoneImage* other = zoneOf(m_snapshot, key);
        return other ? other->find(key) : nullptr;
    }

    bool addAddresses(std::string_view owner, const Node& node) {
        bool fit = true;
        for (const RrType type : {RrType::A, RrType::Aaaa})
            if (const RrsetView addresses = node.find(type))
                fit =
                    (node.kind() == NodeKind::Direct ? addReachable(Section::Additional, owner, addresses)
                                                     : m_writer.add(Section::Additional, owner, addresses)) &&
                    fit;
        return fit;
    }

    /// Adds the addresses of a service without the proxy, but for those whose targets are down while others
    /// of the family are not.
    bool addReachable(Section section, std::string_view owner, const RrsetView& rrset) {
        const auto& route = m_snapshot.direct.find(owner);
        std::size_t down = 0;
        std::size_t all = 0;
        if (route)
            for (const snapshot::RouteTarget& target : route->targets) {
                const bool counts = dnswire::addressType(target.address.address) == rrset.type;
                all += counts ? 1 : 0;
                down += counts && isDown(target) ? 1 : 0;
            }
        if (down == 0 || down == all)
            return m_writer.add(section, owner, rrset);
        bool fit = true;
        for (const snapshot::RouteTarget& target : route->targets) {
            const base::IpAddress& address = target.address.address;
            if (dnswire::addressType(address) == rrset.type && !isDown(target))
                fit = m_writer.add(section, owner, rrset.type, RrClass::In, snapshot::directTtl,
                                   base::ByteView(address.bytes()).first(address.size())) &&
                      fit;
        }
        return fit;
    }

    [[nodiscard]] bool isDown(const snapshot::RouteTarget& target) const {
        return m_states.of(target.id).state.load(std::memory_order_relaxed) == model::HealthState::Down;
    }

    /// RFC 2308 section 3, for a name in `zone`.
    void putNegativeSoa(const ZoneImage& zone, std::string_view key) {
        put(Section::Authority, key.substr(key.size() - zone.apex().size()), zone.negativeSoa());
    }

    void put(Section section, std::string_view owner, const RrsetView& rrset) {
        const std::string_view asked = m_query.name.key();
        // Often it is the name in the question or the end of it, the same bytes.
        const std::uintptr_t offset =
            reinterpret_cast<std::uintptr_t>(owner.data()) - reinterpret_cast<std::uintptr_t>(asked.data());
        const bool isOfQuestion = offset < asked.size() && owner.size() > 1;
        m_fits = m_fits && (isOfQuestion ? m_writer.addForQuestion(section, rrset, offset)
                                         : m_writer.add(section, owner, rrset));
    }

    const Query& m_query;
    const snapshot::Snapshot& m_snapshot;
    const live::TargetStates& m_states;
    Writer& m_writer;
    Rcode m_rcode = Rcode::NoError;
    bool m_authoritative = true;
    bool m_fits = true;
    std::uint8_t m_aliasCount = 0;
    std::array<const char*, maxAliases> m_aliases;  // where the image has their targets; m_aliasCount are set
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
    if (caller.treatment == Treatment::BadCookie)
        return Rcode::BadCookie;
    if (query.question.empty())
        return Rcode::NoError;  // a cookie alone
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

Reply answer(const Query& query, Verdict verdict, const Caller& caller, const snapshot::Snapshot& snapshot,
             const live::TargetStates& states, base::MutableBytes buffer) {
    if (verdict == Verdict::Ignore || caller.treatment == Treatment::Drop)
        return {};
    Writer writer(buffer.first(replyLimit(query, caller.transport, buffer.size())));
    // 512 bytes hold header, the longest question and OPT.
    bool fits = !query.edns.present || writer.reserveEdns(maxUdpReply, query.edns.dnssecOk, caller.cookie);
    fits = fits && (query.question.empty() || writer.question(query.question));
    Rcode rcode = verdict == Verdict::FormatError ? Rcode::FormErr : checkQuery(query, caller, snapshot);
    // QR; opcode and RD as asked (RFC 1035 section 4.1.1); RA, AD and CD clear (RFC 4035 section 3.1.6).
    auto flags = static_cast<std::uint16_t>(
        dnswire::flag::response |
        (query.flags & (dnswire::flag::opcodeMask | dnswire::flag::recursionDesired)));
    if (caller.treatment == Treatment::Truncate) {
        flags |= rcode == Rcode::NoError ? dnswire::flag::truncated : 0;
    } else if (rcode == Rcode::NoError && fits && !query.question.empty()) {
        Responder responder(query, snapshot, states, writer);
        rcode = responder.run() ? responder.rcode() : Rcode::Refused;
        if (rcode != Rcode::Refused)
            flags |= responder.flags();
    }
    return {writer.finish(query.id, flags, rcode), rcode, query.question};
}

}  // namespace portolan::dns
