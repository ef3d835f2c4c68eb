// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Catalog, health and settings -> what callers are shown. Made for one answer or one list, because it looks
// up once what all its views share (the port in the URLs). Control thread.

#include "backend/api/requests.h"
#include "backend/control/certificatebook.h"
#include "backend/control/dataplane.h"
#include "backend/control/healthbook.h"
#include "backend/control/targetnames.h"
#include "backend/model/settings.h"

#include <string>
#include <vector>

namespace portolan::control {

class Views {
  public:
    /// All references must outlive it. `fieldValues`: whether those of request fields are shown.
    Views(const model::RunSettings& settings, const HealthBook& health, const CertificateBook& certificates,
          const TargetNames& names, const DataPlane& dataPlane, api::FieldValues fieldValues);

    [[nodiscard]] api::ServiceView ofService(const model::Service& service) const;
    [[nodiscard]] api::TargetView ofTarget(const model::Target& target) const;
    [[nodiscard]] static api::RecordView ofRecord(const model::Record& record);
    [[nodiscard]] api::NameView nameOf(const model::Service& service) const;
    [[nodiscard]] static api::NameView nameOf(const model::Record& record);
    /// The service of this name, else its first address record; one of them must exist.
    [[nodiscard]] api::NameView nameOf(const model::Catalog& catalog, const model::HostName& name) const;
    /// Without the warnings.
    [[nodiscard]] api::Preview preview(const model::Service& service) const;

    /// By host; filter, offset and limit as asked.
    [[nodiscard]] api::ServicePage services(const model::Catalog& catalog,
                                            const api::ListRequest& request) const;
    /// By name, then in the order they were added.
    [[nodiscard]] static api::RecordPage records(const model::Catalog& catalog,
                                                 const api::ListRequest& request);
    /// Services and stand-alone address records, by name.
    [[nodiscard]] std::vector<api::NameView> names(const model::Catalog& catalog) const;

  private:
    void showProxy(api::ServiceView& view, const model::ProxyPolicy& policy) const;
    [[nodiscard]] static api::RecordPage recordPage(std::vector<const model::Record*> found,
                                                    const api::ListRequest& request);
    [[nodiscard]] base::SocketAddress addressOf(const model::Target& target) const;
    [[nodiscard]] std::optional<api::LookupView> lookupOf(const model::Target& target) const;
    [[nodiscard]] std::string urlOf(const model::Service& service) const;
    [[nodiscard]] std::vector<base::IpAddress> addressesOf(const model::Service& service) const;
    [[nodiscard]] std::vector<base::IpAddress> reachableOf(const model::Service& service) const;
    [[nodiscard]] std::vector<api::DnsAnswerView> answersOf(const model::Service& service) const;

    const model::RunSettings& m_settings;
    const HealthBook& m_health;
    const CertificateBook& m_certificates;
    const TargetNames& m_names;
    api::FieldValues m_fieldValues;
    std::string m_portInUrl;  ///< ":8000", or empty for port 80
    std::optional<std::uint16_t> m_httpsPort;
};

}  // namespace portolan::control
