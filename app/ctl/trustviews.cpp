// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/trustviews.h"

#include "app/ctl/words.h"
#include "backend/api/json.h"
#include "backend/api/jsonfields.h"
#include "backend/model/policytext.h"

namespace portolan::ctl {

namespace {

Cell stateCell(TrustState state) {
    switch (state) {
        case TrustState::Trusted:
            return {"trusted", Colour::Green};
        case TrustState::NotTrusted:
            return {"not trusted", Colour::Yellow};
        case TrustState::OtherRoot:
            return {"another root", Colour::Red};
        case TrustState::Unknown:
            break;
    }
    return {"unknown", Colour::Dim};
}

const char* wordOf(TrustState state) {
    switch (state) {
        case TrustState::Trusted:
            return "trusted";
        case TrustState::NotTrusted:
            return "not_trusted";
        case TrustState::OtherRoot:
            return "other_root";
        case TrustState::Unknown:
            break;
    }
    return "unknown";
}

}  // namespace

std::string rootText(const api::AuthorityView& root, const Style& style, base::SystemTime now) {
    const std::string fingerprint = model::toColonText(root.fingerprint);
    const std::size_t half = fingerprint.size() / 2;
    return painted(style, Colour::Bold, harmless(root.zone)) + "\n" + "  root     " + harmless(root.name) +
           "\n" + "  SHA-256  " + fingerprint.substr(0, half) + "\n" + "           " +
           fingerprint.substr(half + 1) + "\n" + "  until    " + timeText(root.notAfter).substr(0, 10) +
           " (" + distanceText(root.notAfter, now) + ")\n";
}

std::string storesText(const std::vector<StoreLine>& stores, const Style& style, const std::string& home) {
    Table table{
        {{"STORE", Align::Left, Fit::MayBeCut}, {"STATE"}, {"PLACE", Align::Left, Fit::MayBeCut}}, {}, 2};
    std::string details;
    for (const StoreLine& store : stores) {
        const bool below = !home.empty() && store.place.starts_with(home + "/");
        table.rows.push_back({store.name, stateCell(store.view.state),
                              below ? "~" + store.place.substr(home.size()) : store.place});
        if (!store.view.detail.empty())
            details += "  " + store.name + ": " +
                       wrapped(harmless(store.view.detail),
                               style.width > 40 ? style.width - 4 - store.name.size() : 0, 4) +
                       "\n";
    }
    return toText(table, style) + details;
}

QJsonArray trustJson(const std::vector<RootView>& roots) {
    QJsonArray array;
    for (const RootView& view : roots) {
        QJsonObject root = api::toJson(view.root);
        QJsonArray stores;
        for (const StoreLine& store : view.stores)
            stores.append(QJsonObject{{QStringLiteral("name"), api::toQString(store.name)},
                                      {QStringLiteral("place"), api::toQString(store.place)},
                                      {QStringLiteral("state"), QLatin1String(wordOf(store.view.state))},
                                      {QStringLiteral("detail"), api::toQString(store.view.detail)}});
        root[QLatin1String("stores")] = stores;
        array.append(root);
    }
    return array;
}

}  // namespace portolan::ctl
