// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/snapshot/zoneimage.h"

#include "backend/base/hash.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

namespace portolan::snapshot {

using dnswire::DnsName;
using dnswire::parentKey;
using dnswire::RrsetImage;
using dnswire::RrType;

namespace {

using namespace std::chrono_literals;

// SOA timers (RFC 1912 section 2.2), for secondaries that somebody may set up.
constexpr std::chrono::seconds soaTtl = 60s;
constexpr std::chrono::seconds refresh = 1h;
constexpr std::chrono::seconds retry = 10min;
constexpr std::chrono::seconds expire = 24h * 7;
// RFC 2308 section 5. Short, since a name that is tried before it is added would otherwise stay dead for
// long.
constexpr std::chrono::seconds negativeTtl = 15s;

std::uint32_t seconds(std::chrono::seconds duration) {
    return static_cast<std::uint32_t>(duration.count());
}

/// `label` in front of `name`; `name` itself if that would be too long.
DnsName below(std::string_view label, const DnsName& name) {
    DnsName out;
    bool fits = out.append(label);
    for (std::string_view rest = name.key(); rest.size() > 1; rest = parentKey(rest))
        fits = fits && out.append(rest.substr(1, static_cast<std::uint8_t>(rest.front())));
    return fits ? out : name;
}

constexpr std::string_view wildcardLabel("\1*", 2);

/// FNV-1a, going on from `hash`.
std::uint64_t hashed(std::string_view bytes, std::uint64_t hash) {
    for (const char byte : bytes)
        hash = (hash ^ static_cast<std::uint8_t>(byte)) * 0x100000001b3u;
    return hash;
}

/// Of what one name holds, to be added up (mixed, so that sums of several differ too); 0 for a name that
/// holds nothing.
std::uint64_t fingerprintOf(std::string_view key, const Node& node) {
    constexpr std::uint64_t offset = 0xcbf29ce484222325u;
    std::uint64_t sum = isProxied(node.kind())
                            ? base::mixed(hashed(key, offset + static_cast<std::uint64_t>(node.kind())))
                            : 0;
    for (const dnswire::RrsetView rrset : node)
        if (rrset.type != RrType::Soa)
            sum += base::mixed(
                hashed(rrset.records, hashed(key, offset + static_cast<std::uint64_t>(rrset.type))));
    return sum;
}

bool hasDelegation(const Node* node) {
    return node != nullptr && node->find(RrType::Ns);
}

}  // namespace

std::string_view ZoneImage::delegationOf(std::string_view key) const {
    std::string_view highest;
    if (!hasDelegations())
        return highest;
    for (; key.size() > m_apex.size(); key = parentKey(key))
        if (hasDelegation(find(key)))
            highest = key;
    return highest;
}

const Node* ZoneImage::wildcardFor(std::string_view missing) const {
    if (m_wildcards == 0)
        return nullptr;
    std::string_view encloser = parentKey(missing);
    while (!find(encloser))
        encloser = parentKey(encloser);
    // As long as `missing` at most: a label of one byte is the shortest there is.
    std::array<char, dnswire::maxNameSize> key;
    wildcardLabel.copy(key.data(), wildcardLabel.size());
    encloser.copy(key.data() + wildcardLabel.size(), encloser.size());
    return find(std::string_view(key.data(), wildcardLabel.size() + encloser.size()));
}

bool ZoneImage::isDerived(std::string_view labels, std::string_view key, const Node& node) const {
    const bool isServed = labels == httpsLabels ? servesHttps(node) : isProxied(node.kind());
    const std::string below = std::string(labels) + std::string(key);
    return isServed && below.size() <= dnswire::maxNameSize && !find(below);
}

ZoneEditor::ZoneEditor(const DnsName& apex, std::uint32_t serial, const DnsName& home, Rrsets commonRrsets)
    : m_next(new ZoneImage), m_image(m_next.get()) {
    m_next->m_apex = apex;
    m_next->m_home = home;
    m_next->m_commonLeaf = Node::make(commonRrsets, 0, NodeKind::Proxied);
    m_next->m_serial = serial;
    m_next->m_negativeSoa = soa(seconds(negativeTtl));
    setRrsets(apex, {});
}

ZoneEditor::ZoneEditor(std::shared_ptr<const ZoneImage> before)
    : m_before(std::move(before)), m_image(m_before.get()) {}

void ZoneEditor::setHttpsPort(std::uint16_t port) {
    if (m_image->m_httpsPort != port)
        edited().m_httpsPort = port;
}

void ZoneEditor::setSerial(std::uint32_t serial) {
    if (m_image->m_serial == serial)
        return;
    edited().m_serial = serial;
    edited().m_negativeSoa = soa(seconds(negativeTtl));
    Rrsets rrsets;
    for (const dnswire::RrsetView rrset : *m_image->find(m_image->apex()))
        rrsets.push_back({rrset.type, rrset.count, std::string(rrset.records)});
    setRrsets(m_image->m_apex, std::move(rrsets));
}

void ZoneEditor::setRrsets(const DnsName& name, Rrsets rrsets, NodeKind kind) {
    const std::string_view key = name.key();
    if (isApex(key)) {
        std::erase_if(rrsets, [](const RrsetImage& rrset) { return rrset.type == RrType::Soa; });
        rrsets.push_back(soa(seconds(soaTtl)));
        std::sort(rrsets.begin(), rrsets.end(), [](const auto& a, const auto& b) { return a.type < b.type; });
    }
    if (rrsets.empty())
        kind = NodeKind::Plain;  // nobody is found there
    const auto before = m_image->m_nodes.find(key);
    const std::uint32_t children = before ? before->children() : 0;
    auto next = Node::make(rrsets, children, kind);
    if (before ? *before == *next : next->isEmpty())
        return;
    edited().m_fingerprint += fingerprintOf(key, *next) - (before ? fingerprintOf(key, *before) : 0);
    const bool delegated = !isApex(key) && hasDelegation(before.get());
    if (next->isEmpty() && children == 0) {
        erase(key);
        dropChild(parentKey(key));
    } else {
        store(key, std::move(next));
        if (!before && !isApex(key))
            addChild(parentKey(key));
    }
    const bool delegates = !isApex(key) && hasDelegation(m_image->find(key));
    edited().m_delegations += (delegates ? 1u : 0u) - (delegated ? 1u : 0u);
}

std::shared_ptr<const ZoneImage> ZoneEditor::finish() {
    return m_next ? std::exchange(m_next, nullptr) : m_before;
}

ZoneImage& ZoneEditor::edited() {
    if (!m_next) {
        m_next.reset(new ZoneImage(*m_before));
        m_image = m_next.get();
    }
    return *m_next;
}

void ZoneEditor::store(std::string_view key, std::shared_ptr<const Node> node) {
    ZoneImage& image = edited();
    if (key.starts_with(wildcardLabel) && !image.find(key))
        ++image.m_wildcards;
    const bool isCommon = *node == *image.m_commonLeaf;
    image.m_nodes.set(base::ShortText(key), isCommon ? image.m_commonLeaf : std::move(node));
}

void ZoneEditor::erase(std::string_view key) {
    ZoneImage& image = edited();
    if (key.starts_with(wildcardLabel))
        --image.m_wildcards;
    image.m_nodes.remove(key);
}

/// Counts one more name below `key`, which comes into existence if need be.
void ZoneEditor::addChild(std::string_view key) {
    while (!isApex(key)) {
        const auto node = m_image->m_nodes.find(key);
        store(key, node ? node->withChildren(node->children() + 1) : Node::make({}, 1, NodeKind::Plain));
        if (node)
            return;
        key = parentKey(key);
    }
}

/// Counts one less, and lets `key` go if it is then empty.
void ZoneEditor::dropChild(std::string_view key) {
    while (!isApex(key)) {
        const auto node = m_image->m_nodes.find(key);
        if (node->children() > 1 || !node->isEmpty()) {
            store(key, node->withChildren(node->children() - 1));
            return;
        }
        erase(key);
        key = parentKey(key);
    }
}

RrsetImage ZoneEditor::soa(std::uint32_t ttl) const {
    RrsetImage rrset{RrType::Soa, 0, {}};
    rrset.append(ttl, dnswire::soaRdata({below("ns", m_image->m_home), below("hostmaster", m_image->m_home),
                                         m_image->m_serial, seconds(refresh), seconds(retry), seconds(expire),
                                         seconds(negativeTtl)}));
    return rrset;
}

}  // namespace portolan::snapshot
