// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What DNS answers from: one zone, every name with its rrsets encoded and ready to copy. A ZoneImage is
// deeply const and shares structure with the generation before; workers read it, the control thread makes the
// next one with a ZoneEditor. Names are keys in the form of dnswire::DnsName::key(), so a query costs one
// hash and one look-up. A name that has no records but names below it is a node too (an empty non-terminal),
// so "no node" is NXDOMAIN. It does not know what a service is: compile.cpp decides which records there are.
// Source: RFC 1034 sections 3.1 and 4.2.1, RFC 2308 section 3 (negative answers), RFC 4592 (wildcards), RFC
// 8020 (what NXDOMAIN means).

#include "backend/base/persistentmap.h"
#include "backend/base/shorttext.h"
#include "backend/dnswire/dnsname.h"
#include "backend/dnswire/rdata.h"
#include "backend/snapshot/node.h"

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace portolan::snapshot {

/// Where an SRV record leads to the proxy: in front of a service's name. Source: RFC 6763 section 7.
inline constexpr std::string_view tcpLabel("\4_tcp");
inline constexpr std::string_view httpLabels("\5_http\4_tcp");
inline constexpr std::string_view httpsLabels("\6_https\4_tcp");

/// TTL in seconds of what is derived and not entered.
inline constexpr std::uint32_t derivedTtl = 60;
/// The same for addresses of targets, which come and go with their health.
inline constexpr std::uint32_t directTtl = 15;

class ZoneImage {
  public:
    /// The zone's own name, as a key.
    [[nodiscard]] std::string_view apex() const { return m_apex.key(); }
    [[nodiscard]] std::uint32_t serial() const { return m_serial; }
    /// Of all that the zone holds but the SOA, however it came to be; images of the same content have the
    /// same.
    [[nodiscard]] std::uint64_t fingerprint() const { return m_fingerprint; }

    /// nullptr if the name does not exist. `key` is the apex or lies below it.
    [[nodiscard]] const Node* find(std::string_view key) const { return m_nodes.find(key).get(); }

    using Prefetch = base::PersistentMap<base::ShortText, Node>::Prefetch;
    /// Begins to fetch what find() will read; see base::PersistentMap::Prefetch.
    [[nodiscard]] Prefetch prefetch(std::string_view key) const { return Prefetch(m_nodes, key); }

    /// The SOA record for the authority section of negative answers: its TTL is the negative TTL.
    [[nodiscard]] const dnswire::RrsetImage& negativeSoa() const { return m_negativeSoa; }

    /// The key of the highest delegation at or above `key`, below the apex; empty if there is none. Such a
    /// name has an NS rrset, and nothing at or below it is ours to answer. Source: RFC 1034 section 4.3.2
    /// step 3b.
    [[nodiscard]] std::string_view delegationOf(std::string_view key) const;

    /// Whether there is any delegation to look for.
    [[nodiscard]] bool hasDelegations() const { return m_delegations > 0; }

    /// What a name that does not exist is answered from: the wildcard below its closest encloser; nullptr if
    /// there is none. Source: RFC 4592 section 3.3.1.
    [[nodiscard]] const Node* wildcardFor(std::string_view missing) const;

    /// Where the proxy serves names of this zone over TLS; 0 if it does not.
    [[nodiscard]] std::uint16_t httpsPort() const { return m_httpsPort; }
    /// Whether the service at `node` is served by https.
    [[nodiscard]] bool servesHttps(const Node& node) const {
        return m_httpsPort != 0 && node.kind() == NodeKind::Proxied;
    }

    /// Whether the service at `key` is found at `labels` (httpLabels, httpsLabels) below it without such a
    /// record of its own.
    [[nodiscard]] bool isDerived(std::string_view labels, std::string_view key, const Node& node) const;

    [[nodiscard]] std::size_t nameCount() const { return m_nodes.size(); }
    /// Calls visit(key, node) for each name, in no particular order.
    template <class Visit>
    void forEachName(Visit&& visit) const {
        m_nodes.forEach([&](std::string_view key, const auto& node) { visit(key, *node); });
    }

  private:
    friend class ZoneEditor;
    ZoneImage() = default;

    dnswire::DnsName m_apex;
    std::uint32_t m_serial = 0;
    std::uint16_t m_httpsPort = 0;
    std::uint64_t m_fingerprint = 0;  ///< the sum over all nodes
    std::uint32_t m_delegations = 0;
    std::uint32_t m_wildcards = 0;
    dnswire::DnsName m_home;
    dnswire::RrsetImage m_negativeSoa;
    base::PersistentMap<base::ShortText, Node> m_nodes;
    std::shared_ptr<const Node> m_commonLeaf;  ///< what most names hold, kept once for all of them
};

/// Makes the next image of a zone. One thread; short-lived.
class ZoneEditor {
  public:
    using Rrsets = std::vector<dnswire::RrsetImage>;

    /// An empty zone: SOA alone, which names ns.<home> and hostmaster.<home>. Services that hold exactly
    /// `commonRrsets` will share one node.
    ZoneEditor(const dnswire::DnsName& apex, std::uint32_t serial, const dnswire::DnsName& home,
               Rrsets commonRrsets);
    /// The image that is there, to be changed.
    explicit ZoneEditor(std::shared_ptr<const ZoneImage> before);

    void setSerial(std::uint32_t serial);
    void setHttpsPort(std::uint16_t port);
    [[nodiscard]] std::uint64_t fingerprint() const { return m_image->fingerprint(); }
    /// Says what `name` holds, whatever it held before; without rrsets it goes, unless there are names below
    /// it. The apex keeps its SOA beside them. `name` lies in the zone; `rrsets` rise by type.
    void setRrsets(const dnswire::DnsName& name, Rrsets rrsets, NodeKind kind = NodeKind::Plain);

    /// The image before if nothing has changed.
    [[nodiscard]] std::shared_ptr<const ZoneImage> finish();

  private:
    [[nodiscard]] bool isApex(std::string_view key) const { return key == m_image->apex(); }
    ZoneImage& edited();
    void erase(std::string_view key);
    void store(std::string_view key, std::shared_ptr<const Node> node);
    void addChild(std::string_view key);
    void dropChild(std::string_view key);
    [[nodiscard]] dnswire::RrsetImage soa(std::uint32_t ttl) const;

    std::shared_ptr<const ZoneImage> m_before;
    std::shared_ptr<ZoneImage> m_next;   ///< a copy of m_before once something changes
    const ZoneImage* m_image = nullptr;  ///< whichever of the two counts
};

}  // namespace portolan::snapshot
