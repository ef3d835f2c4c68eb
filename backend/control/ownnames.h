// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Names of targets that lie in one of our own zones: what they lead to stands in the catalog, so no name
// server is asked (it might ask us). Found as DNS would answer: aliases are followed, wildcards stand in for
// names that do not exist. A name of a service that the proxy serves, or of Portolan itself, leads back here:
// requests would go in a circle. Owned by TargetNames; control thread. Source: RFC 1034 section 4.3.2, RFC
// 4592 section 3.3.1 (the closest encloser).

#include "backend/model/catalog.h"
#include "backend/resolve/namebook.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace portolan::control {

class OwnNames {
  public:
    /// Longer chains of aliases, and circles, count as without an address.
    static constexpr int mostAliases = 8;

    /// Makes them those of this catalog. Costs what differs from the last one.
    void update(const model::Catalog& catalog);

    /// Whether the name is ours to answer: in one of our zones, and not handed on by an NS record.
    [[nodiscard]] bool hold(const model::HostName& name) const;

    struct Answer {
        resolve::LookupAnswer lookup{};
        /// What an alias leads to when that is not ours to answer: its addresses are the name's, and `lookup`
        /// says nothing.
        std::optional<model::HostName> outside{};
        /// Whether the content of other names has to do with it, so that it may be another one after a change
        /// of those.
        bool isIndirect = false;
    };
    /// For a name that they hold: the addresses of stand-alone records, or of the targets of a service
    /// without the proxy, as far as those are given by addresses.
    [[nodiscard]] Answer find(const model::HostName& name) const;

  private:
    void count(std::string_view name, std::ptrdiff_t by);
    [[nodiscard]] bool exists(const model::HostName& name) const;
    [[nodiscard]] std::shared_ptr<const model::NameRecords> wildcardFor(const model::HostName& missing) const;

    model::Catalog m_catalog;
    std::vector<model::HostName> m_zones;
    std::unordered_map<std::string, std::size_t> m_below;  ///< how many services and records lie below a name
};

}  // namespace portolan::control
