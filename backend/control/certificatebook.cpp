// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/control/certificatebook.h"

#include "backend/pki/leafnames.h"
#include "backend/pki/renewal.h"

#include <algorithm>
#include <array>
#include <utility>

namespace portolan::control {

namespace {

bool isWanted(const model::Service& service) {
    return service.delivery == model::Delivery::Proxy &&
           service.clientTls.access != model::ClientAccess::HttpOnly;
}

/// What is served for the zone itself: its apex, names that nobody has taken, and Portolan's own.
std::vector<std::string> ownNamesOf(const model::HostName& zone) {
    return {zone.text(), "*." + zone.text(), "dns." + zone.text(), "portolan." + zone.text()};
}

using model::CertificateSubject;

// Soon enough to act at leisure, and once more when it has not been done. A root is on every device.
constexpr std::array<std::chrono::days, 2> warnings{model::certificateAttention, std::chrono::days(3)};
constexpr std::array<std::chrono::days, 2> rootWarnings{std::chrono::days(90), model::certificateAttention};

/// The last warning that is due; nothing if none is.
std::optional<std::chrono::days> warningFor(base::SystemTime::duration left,
                                            const std::array<std::chrono::days, 2>& of) {
    std::optional<std::chrono::days> due;
    for (const std::chrono::days warning : of)
        if (left < warning)
            due = warning;
    return due;
}

}  // namespace

CertificateBook::CertificateBook(base::Executor& executor, const base::Clock& clock, CertificatePlace place,
                                 Changed changed)
    : m_executor(executor), m_clock(clock), m_place(std::move(place)), m_changed(std::move(changed)) {}

void CertificateBook::configure(const std::vector<model::HostName>& zones,
                                const std::vector<std::string>& ownPaths, std::uint16_t httpPort) {
    m_httpPort = httpPort;
    std::vector<ZoneAuthority> before = std::move(m_zones);
    m_zones.clear();
    for (const model::HostName& name : zones) {
        if (m_place.folder.empty() || model::isReverseZone(name))
            continue;
        const auto known = std::find_if(before.begin(), before.end(),
                                        [&](const ZoneAuthority& zone) { return zone.zone == name; });
        m_zones.push_back(known == before.end() ? ZoneAuthority{name} : std::move(*known));
        if (auto& authority = m_zones.back().authority)
            authority->setPublicFiles(publicFilesOf(name));
        else
            open(m_zones.back());
    }
    if (!m_own || ownPaths != m_ownPaths)
        m_own.emplace(ownPaths, m_clock);
    m_ownPaths = ownPaths;
    m_own->refresh();
    m_certificates = {};
    m_pending.clear();
    beginGo();
    provideAll();
    m_scanAt = m_clock.systemNow();
    arm();
}

void CertificateBook::open(ZoneAuthority& zone) const {
    auto authority = pki::LocalAuthority::open(
        {m_place.folder, zone.zone, m_place.machine, publicFilesOf(zone.zone)}, m_clock);
    zone.error = authority ? std::nullopt : std::optional(authority.error());
    if (authority)
        zone.authority.emplace(std::move(authority).value());
    // What was issued before serves on while the authority is broken.
    const std::string path = m_place.folder + "/" + zone.zone.text() + "/leaves";
    const auto root = zone.authority ? std::optional(zone.authority->trustAnchor()->fingerprint)
                                     : pki::LeafStore::rootOf(path);
    if (!root)
        return;
    auto leaves = pki::LeafStore::open(path, *root);
    zone.storeError = leaves ? std::nullopt : std::optional(leaves.error());
    if (leaves)
        zone.leaves.emplace(std::move(leaves).value());
}

std::string CertificateBook::publicFilesOf(const model::HostName& zone) const {
    const std::string port = m_httpPort == 80 ? std::string() : ":" + std::to_string(m_httpPort);
    return "http://portolan." + zone.text() + port + "/trust/portolan-" + zone.text();
}

void CertificateBook::beginGo() {
    m_budget = mostAtOnce;
    m_touched = false;
    m_changedNames.clear();
    for (ZoneAuthority& zone : m_zones)
        zone.failed = false;
}

void CertificateBook::update(const model::Catalog& catalog) {
    beginGo();
    model::Catalog::Services::forEachChange(m_catalog.services(), catalog.services(),
                                            [this](const auto&, const auto& before, const auto& after) {
                                                if (after && isWanted(*after))
                                                    provide(*after);
                                                else if (before)
                                                    withdraw(*before);
                                            });
    m_catalog = catalog;
    arm();
}

CertificateBook::TrustAnchors CertificateBook::trustAnchors() const {
    TrustAnchors anchors;
    for (const ZoneAuthority& zone : m_zones)
        if (zone.authority)
            anchors.push_back(zone.authority->trustAnchor());
    return anchors;
}

CertificateState CertificateBook::stateOf(const model::Service& service) const {
    using Kind = CertificateState::Kind;
    const ZoneAuthority* const zone = authorityFor(service.host);
    const Bundle& bundle = m_certificates.find(service.host.text());
    if (!isWanted(service) || (!bundle && !zone))
        return {};
    if (bundle)
        return {Kind::Good, bundle, {}};
    if (zone->error)
        return {Kind::Failed, nullptr, zone->error};
    return {Kind::Pending, nullptr, {}};
}

std::vector<base::Error> CertificateBook::failures() const {
    std::vector<base::Error> failures;
    for (const ZoneAuthority& zone : m_zones)
        if (zone.error)
            failures.push_back(*zone.error);
    return failures;
}

std::vector<base::Error> CertificateBook::notices() const {
    std::vector<base::Error> notices;
    const auto note = [&](const std::optional<base::Error>& error) {
        if (error)
            notices.push_back(*error);
    };
    for (const ZoneAuthority& zone : m_zones) {
        note(zone.storeError);
        if (zone.authority)
            note(zone.authority->warning());
    }
    if (m_own)
        for (const pki::RefusedCertificate& refused : m_own->refused())
            notices.push_back(refused.cause);
    return notices;
}

std::vector<CertificateSubject> CertificateBook::troubles() const {
    using Owner = CertificateSubject::Owner;
    std::vector<CertificateSubject> found;
    const auto noteEnd = [&, now = m_clock.systemNow()](Owner owner, const std::string& name,
                                                        std::optional<base::SystemTime> end) {
        if (const auto warning =
                end ? warningFor(*end - now, owner == Owner::Root ? rootWarnings : warnings) : std::nullopt)
            found.push_back({owner, name, end, *warning, std::nullopt});
    };
    const auto noteFailure = [&](Owner owner, const std::string& name, const base::Error& failure) {
        found.push_back({owner, name, std::nullopt, {}, failure});
    };
    for (const ZoneAuthority& zone : m_zones) {
        const std::string& name = zone.zone.text();
        if (zone.authority)
            noteEnd(Owner::Root, name, zone.authority->trustAnchor()->notAfter);
        if (!zone.error)
            continue;
        noteFailure(Owner::Authority, name, *zone.error);
        noteEnd(Owner::Authority, name, firstEnd(zone));
    }
    if (!m_own)
        return found;
    for (const Bundle& bundle : m_own->bundles()) {
        // Not one that a newer one has taken the place of.
        const auto own = std::find_if(bundle->names.begin(), bundle->names.end(),
                                      [&](const auto& name) { return m_own->bundleFor(name) == bundle; });
        if (own != bundle->names.end())
            noteEnd(Owner::Operator, *own, bundle->notAfter);
    }
    for (const pki::RefusedCertificate& refused : m_own->refused())
        noteFailure(Owner::Operator, refused.file, refused.cause);
    return found;
}

/// Of what its authority has issued.
std::optional<base::SystemTime> CertificateBook::firstEnd(const ZoneAuthority& zone) const {
    std::optional<base::SystemTime> first;
    m_certificates.forEach([&](std::string_view name, const Bundle& bundle) {
        const auto host = model::HostName::parse(name);
        if (bundle->origin == model::CertificateOrigin::LocalAuthority && host &&
            authorityFor(*host) == &zone && (!first || bundle->notAfter < *first))
            first = bundle->notAfter;
    });
    return first;
}

CertificateBook::ZoneAuthority* CertificateBook::authorityFor(const model::HostName& host) {
    ZoneAuthority* best = nullptr;
    for (ZoneAuthority& zone : m_zones)
        if (host.isWithin(zone.zone) && (!best || zone.zone.isWithin(best->zone)))
            best = &zone;
    return best;
}

const CertificateBook::ZoneAuthority* CertificateBook::authorityFor(const model::HostName& host) const {
    return const_cast<CertificateBook*>(this)->authorityFor(host);
}

void CertificateBook::provideAll() {
    for (ZoneAuthority& zone : m_zones)
        provideForZone(zone);
    m_catalog.services().forEach([this](const auto&, const auto& service) {
        if (isWanted(*service))
            provide(*service);
    });
}

void CertificateBook::provideForZone(ZoneAuthority& zone) {
    // Few, and all that the rest fall back to: beyond the budget.
    m_budget = std::max<std::size_t>(m_budget, 1);
    const Bundle leaf = leafFor(zone, pki::namesOfZoneLeaf(zone.zone));
    for (const std::string& name : ownNamesOf(zone.zone)) {
        const Bundle own = m_own->bundleFor(name);
        set(name, own ? own : leaf);
    }
}

void CertificateBook::provide(const model::Service& service) {
    const std::string& host = service.host.text();
    Bundle bundle = m_own ? m_own->bundleFor(host) : nullptr;
    ZoneAuthority* const zone = authorityFor(service.host);
    if (!bundle && zone)
        bundle = leafFor(*zone, pki::namesOfServiceLeaf(service.host));
    set(host, bundle);
}

void CertificateBook::withdraw(const model::Service& service) {
    const std::string& host = service.host.text();
    m_pending.erase(host);
    m_touched = m_certificates.remove(host) || m_touched;
    if (ZoneAuthority* const zone = authorityFor(service.host); zone && zone->leaves)
        (void)zone->leaves->remove(host);
}

/// The one that is kept, if it is not due; else a new one; else, what is kept while it is in force.
CertificateBook::Bundle CertificateBook::leafFor(ZoneAuthority& zone, const std::vector<std::string>& names) {
    const std::string& name = names.front();
    const base::SystemTime now = m_clock.systemNow();
    Bundle kept = zone.leaves ? zone.leaves->find(name) : m_certificates.find(name);
    if (kept && kept->origin != model::CertificateOrigin::LocalAuthority)
        kept = nullptr;
    if (kept && !pki::RenewalScan(now).isDue(*kept))
        return kept;
    const bool isInForce = kept && kept->notBefore <= now && now < kept->notAfter;
    const bool mayIssue = zone.authority && !zone.failed && m_budget > 0;
    const Bundle issued = mayIssue ? issue(zone, names) : nullptr;
    if (issued) {
        m_pending.erase(name);
        return issued;
    }
    if (zone.authority && names.size() == 1)
        m_pending.insert(name);
    return isInForce ? kept : nullptr;
}

CertificateBook::Bundle CertificateBook::issue(ZoneAuthority& zone, const std::vector<std::string>& names) {
    --m_budget;
    auto bundle = zone.authority->issue(names);
    zone.failed = !bundle;
    zone.error = bundle ? std::nullopt : std::optional(bundle.error());
    if (!bundle)
        return nullptr;
    auto leaf = std::make_shared<const model::CertificateBundle>(std::move(bundle).value());
    if (zone.leaves) {
        auto stored = zone.leaves->put(leaf);
        zone.storeError = stored ? std::nullopt : std::optional(stored.error());
    }
    return leaf;
}

void CertificateBook::set(const std::string& name, const Bundle& bundle) {
    if (m_certificates.find(name) == bundle)
        return;
    m_touched = true;
    if (m_changedNames.size() < mostTold)
        m_changedNames.push_back(name);
    if (bundle)
        m_certificates.set(base::ShortText(name), bundle);
    else
        m_certificates.remove(name);
}

void CertificateBook::retryBroken() {
    bool isOpened = false;
    for (ZoneAuthority& zone : m_zones) {
        if (zone.authority) {
            zone.error.reset();  // comes back if it fails again
            continue;
        }
        open(zone);
        isOpened = isOpened || zone.authority;
    }
    if (!isOpened)
        return;
    provideAll();
    m_touched = true;  // at least its root
}

void CertificateBook::renew() {
    const base::SystemTime now = m_clock.systemNow();
    if (now < m_scanAt && m_scanAt - now <= pki::RenewalScan::longestSleep)
        return;
    pki::RenewalScan scan(now);
    m_certificates.forEach([&](std::string_view name, const Bundle& bundle) {
        if (bundle->origin == model::CertificateOrigin::LocalAuthority && scan.isDue(*bundle) &&
            m_catalog.services().find(name))
            m_pending.emplace(name);
    });
    m_scanAt = scan.next();
    for (ZoneAuthority& zone : m_zones)
        provideForZone(zone);
}

void CertificateBook::issuePending() {
    std::vector<std::string> hosts;
    for (const std::string& host : m_pending) {
        if (hosts.size() == mostAtOnce)
            break;
        hosts.push_back(host);
    }
    for (const std::string& host : hosts) {
        m_pending.erase(host);  // comes back if it fails
        if (const auto& service = m_catalog.services().find(host); service && isWanted(*service))
            provide(*service);
    }
}

void CertificateBook::arm() {
    const base::SystemTime now = m_clock.systemNow();
    base::Milliseconds delay = std::chrono::ceil<base::Milliseconds>(std::clamp<base::SystemTime::duration>(
        m_scanAt - now, base::Seconds(1), pki::RenewalScan::longestSleep));
    if (!failures().empty())
        delay = std::min<base::Milliseconds>(delay, retryDelay);
    else if (!m_pending.empty())
        delay = base::Milliseconds(1);
    if (!m_ownPaths.empty())
        delay = std::min<base::Milliseconds>(delay, fileInterval);
    if (!isOn())
        return;
    const base::SteadyTime at = m_clock.steadyNow() + delay;
    if (m_wakeAt && *m_wakeAt <= at)
        return;
    m_wakeAt = at;
    m_executor.postAfter(delay, [this, at, alive = std::weak_ptr<bool>(m_alive)] {
        if (alive.lock() && m_wakeAt == at)
            onTimer();
    });
}

void CertificateBook::onTimer() {
    m_wakeAt.reset();
    beginGo();
    const auto before = std::make_pair(failures(), notices());
    if (m_own->refresh() == pki::OwnCertificates::Outcome::Changed)
        provideAll();
    retryBroken();
    renew();
    issuePending();
    arm();
    if (m_touched || std::make_pair(failures(), notices()) != before)
        m_changed(std::exchange(m_changedNames, {}));
}

}  // namespace portolan::control
