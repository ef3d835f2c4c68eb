// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/runtime/listenerkeeper.h"

#include "backend/base/logging.h"

#include <algorithm>
#include <utility>

namespace portolan::runtime {

namespace {

const base::IpAddress loopback = base::IpAddress::fromV4(0x7f000001);

/// The wanted listeners among `entries` for which `holds` says yes, each once.
template <class Predicate>
std::vector<WantedListener> wantedWhere(const std::vector<OpenListener>& entries, Predicate holds) {
    std::vector<WantedListener> found;
    for (const OpenListener& entry : entries)
        if (holds(entry) && (found.empty() || found.back() != entry.wanted))
            found.push_back(entry.wanted);
    return found;
}

}  // namespace

ListenerKeeper::ListenerKeeper(const model::StartSettings& settings, ListenerHost& host, SocketSource& source)
    : m_settings(settings), m_host(host), m_source(source) {}

void ListenerKeeper::follow(const std::vector<base::IpAddress>& advertised) {
    followDefaults(ListenerKind::DnsUdp, m_settings.dns, advertised);
    followDefaults(ListenerKind::Http, m_settings.http, advertised);
    followDefaults(ListenerKind::Https, m_settings.https, advertised);
    followDefaults(ListenerKind::Api, m_settings.api, advertised);
    retry();
}

void ListenerKeeper::retry() {
    for (const WantedListener& wanted : wantedWhere(
             m_host.entries(), [](const OpenListener& entry) { return entry.view.status == "failed"; }))
        open(wanted);
}

void ListenerKeeper::open(const WantedListener& wanted) {
    for (OpenListener& listener : openListener(wanted, m_source, m_settings.workers)) {
        const api::ListenerView& view = listener.view;
        if (view.status == "listening")
            qCInfo(base::logRuntime, "%s listens on %s (%s)", view.name.c_str(),
                   view.address.toString().c_str(), view.protocol.c_str());
        m_host.openListener(std::move(listener));
    }
}

void ListenerKeeper::followDefaults(ListenerKind kind, const model::ListenSettings& settings,
                                    const std::vector<base::IpAddress>& advertised) {
    if (settings.choice != model::Choice::Default || settings.addresses.empty())
        return;
    const auto isDefault = [&](const base::IpAddress& address) {
        return address == loopback ||
               std::find(advertised.begin(), advertised.end(), address) != advertised.end();
    };
    const auto ofKind = [kind](const OpenListener& entry) { return entry.wanted.kind == kind; };
    const std::vector<WantedListener> present = wantedWhere(m_host.entries(), ofKind);
    for (const WantedListener& wanted : present)
        if (!isDefault(wanted.address.address)) {
            qCInfo(base::logRuntime, "no longer listening on %s", wanted.address.toString().c_str());
            m_host.closeListener(wanted);
        }
    for (const base::IpAddress& address : advertised) {
        const WantedListener wanted{kind, {address, settings.addresses.front().port}, settings.choice};
        if (!address.isLoopback() && std::find(present.begin(), present.end(), wanted) == present.end())
            open(wanted);
    }
}

}  // namespace portolan::runtime
