// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Roots and stores as text for people and as JSON. Pure functions.

#include "app/ctl/style.h"
#include "app/ctl/truststore.h"

#include <QJsonArray>

#include <string>
#include <vector>

namespace portolan::ctl {

struct StoreLine {
    std::string name;
    std::string place;
    TrustView view;
};

/// A root and how each store sees it.
struct RootView {
    api::AuthorityView root;
    std::vector<StoreLine> stores;
};

/// Zone, name, fingerprint in two even lines, and until when it is good.
[[nodiscard]] std::string rootText(const api::AuthorityView& root, const Style& style, base::SystemTime now);
/// A line per store, with its place below `home` written with "~".
[[nodiscard]] std::string storesText(const std::vector<StoreLine>& stores, const Style& style,
                                     const std::string& home);
/// The authority as the API has it, with "stores":[{"name","place","state","detail"}].
[[nodiscard]] QJsonArray trustJson(const std::vector<RootView>& roots);

}  // namespace portolan::ctl
