// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Names of targets that lie in one of our own zones: what they lead to stands in the catalog, so no name
// server is asked (it might ask us). A name of a service that the proxy serves, or of Portolan itself, leads
// back here: requests would go in a circle. A pure function; control thread.

#include "backend/model/catalog.h"
#include "backend/resolve/namebook.h"

#include <optional>
#include <vector>

namespace portolan::control {

/// Whether the name is ours to answer: in one of our zones, and not handed on by an NS record.
[[nodiscard]] bool isOwnName(const model::HostName& name, const model::Catalog& catalog);

/// The addresses of stand-alone records, or of the targets of a service without the proxy, as far as those
/// are given by addresses. An alias (CNAME) counts as without an address.
[[nodiscard]] resolve::LookupAnswer answerFromCatalog(const model::HostName& name,
                                                      const model::Catalog& catalog);

}  // namespace portolan::control
