// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Catalog and settings -> snapshot -> workers. Counts the generations and keeps the last snapshot with what
// it was made from, so that the next one costs only what differs. Control thread.

#include "backend/control/certificatebook.h"
#include "backend/control/dataplane.h"
#include "backend/model/settings.h"
#include "backend/snapshot/compile.h"

#include <optional>

namespace portolan::control {

class Publication {
  public:
    /// `dataPlane` must outlive it.
    Publication(DataPlane& dataPlane, model::RunSettings settings)
        : m_dataPlane(dataPlane), m_settings(std::move(settings)) {}

    /// Compiles what this catalog would be served as, and keeps it for publish(). Returns the zones with the
    /// serials that they would have; `now` is the time of those that are new.
    [[nodiscard]] std::vector<model::Zone> prepare(const model::Catalog& catalog,
                                                   const CertificateBook& certificates,
                                                   const snapshot::Resolutions& resolutions,
                                                   base::SystemTime now);
    /// What was prepared last becomes a new generation, live when it returns.
    void publish();

    /// What is live of that zone, as a master file. Errors: zone.not_found.
    [[nodiscard]] base::Result<std::string> zoneFile(const std::string& zone) const;

    /// What is live; nullptr before the first publish().
    [[nodiscard]] std::shared_ptr<const snapshot::Snapshot> snapshot() const {
        return m_last ? m_last->snapshot : nullptr;
    }
    /// The roots behind the certificates that are live.
    [[nodiscard]] std::vector<std::shared_ptr<const model::TrustAnchor>> trustAnchors() const;

    [[nodiscard]] const model::RunSettings& settings() const { return m_settings; }
    /// Used from the next prepare() on.
    void setSettings(model::RunSettings settings) { m_settings = std::move(settings); }
    [[nodiscard]] std::uint64_t generation() const { return m_generation; }
    /// Whether what is live has an https port and a certificate for it.
    [[nodiscard]] bool servesHttps() const { return m_last && m_last->snapshot->httpsPort; }

  private:
    DataPlane& m_dataPlane;
    model::RunSettings m_settings;
    std::uint64_t m_generation = 0;
    std::optional<snapshot::Compiled> m_last;
    std::optional<snapshot::Compiled> m_prepared;
};

/// The port that clients reach the proxy by: 80 if it listens there or nowhere, else that of a listener.
[[nodiscard]] std::uint16_t publicHttpPort(const std::vector<api::ListenerView>& listeners);

/// The same over TLS: 443 if it listens there, else that of a listener; nothing if it listens nowhere.
[[nodiscard]] std::optional<std::uint16_t> publicHttpsPort(const std::vector<api::ListenerView>& listeners);

/// The zones that the settings name, each as it was in `before`, or a new one.
[[nodiscard]] std::vector<model::Zone> zonesOf(const model::RunSettings& settings,
                                               const std::vector<model::Zone>& before);

}  // namespace portolan::control
