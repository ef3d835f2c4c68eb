// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/control/publication.h"

#include "backend/dnswire/dnsname.h"
#include "backend/snapshot/zonefile.h"

#include <algorithm>
#include <utility>

namespace portolan::control {

namespace {

/// The usual port if something of that name listens there, else that of the first that listens.
std::optional<std::uint16_t> portOf(std::string_view name, std::uint16_t usual,
                                    const std::vector<api::ListenerView>& listeners) {
    std::optional<std::uint16_t> port;
    for (const api::ListenerView& listener : listeners) {
        if (listener.name != name || listener.status != "listening")
            continue;
        if (listener.address.port == usual)
            return usual;
        if (!port)
            port = listener.address.port;
    }
    return port;
}

}  // namespace

std::vector<model::Zone> Publication::prepare(const model::Catalog& catalog,
                                              const CertificateBook& certificates,
                                              const snapshot::Resolutions& resolutions,
                                              base::SystemTime now) {
    m_prepared = snapshot::compile(m_last ? &*m_last : nullptr, catalog, m_settings,
                                   {m_generation + 1, now, publicHttpPort(m_dataPlane.listeners()),
                                    publicHttpsPort(m_dataPlane.listeners())},
                                   {certificates.certificates(), certificates.trustAnchors()}, resolutions);
    return m_prepared->catalog.zones;
}

void Publication::publish() {
    m_last = std::exchange(m_prepared, std::nullopt);
    m_generation = m_last->snapshot->generation;
    m_dataPlane.publish(m_last->snapshot);
}

base::Result<std::string> Publication::zoneFile(const std::string& zone) const {
    const auto name = model::HostName::parse(zone);
    const auto key = name ? dnswire::DnsName::fromText(name->text()) : std::nullopt;
    if (key && m_last)
        for (const auto& image : m_last->snapshot->zones)
            if (image->apex() == key->key())
                return snapshot::zoneFile(*image, m_last->snapshot->httpPort);
    return base::Error{"zone.not_found", "There is no zone \"" + zone + "\".", "", {{"zone", zone}}};
}

std::vector<std::shared_ptr<const model::TrustAnchor>> Publication::trustAnchors() const {
    return m_last ? m_last->snapshot->trustAnchors : std::vector<std::shared_ptr<const model::TrustAnchor>>();
}

std::uint16_t publicHttpPort(const std::vector<api::ListenerView>& listeners) {
    constexpr std::uint16_t usual = 80;
    return portOf("http", usual, listeners).value_or(usual);
}

std::optional<std::uint16_t> publicHttpsPort(const std::vector<api::ListenerView>& listeners) {
    constexpr std::uint16_t usual = 443;
    return portOf("https", usual, listeners);
}

std::vector<model::Zone> zonesOf(const model::RunSettings& settings, const std::vector<model::Zone>& before) {
    std::vector<model::Zone> zones;
    for (const model::HostName& name : settings.zones) {
        const auto known = std::find_if(before.begin(), before.end(),
                                        [&](const model::Zone& zone) { return zone.name == name; });
        zones.push_back(known == before.end() ? model::Zone{name, 0} : *known);
    }
    return zones;
}

}  // namespace portolan::control
