// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/pem.h"

#include <QByteArray>
#include <QCryptographicHash>

#include <algorithm>

namespace portolan::ctl {

std::vector<model::Fingerprint> fingerprintsIn(std::string_view text) {
    constexpr std::string_view begin = "-----BEGIN CERTIFICATE-----";
    constexpr std::string_view end = "-----END CERTIFICATE-----";
    std::vector<model::Fingerprint> found;
    for (std::size_t at = text.find(begin); at != std::string_view::npos; at = text.find(begin, at)) {
        at += begin.size();
        const std::size_t last = text.find(end, at);
        if (last == std::string_view::npos)
            break;
        const QByteArray der =
            QByteArray::fromBase64(QByteArray(text.data() + at, static_cast<qsizetype>(last - at)));
        const QByteArray hash = QCryptographicHash::hash(der, QCryptographicHash::Sha256);
        model::Fingerprint fingerprint{};
        std::copy(hash.begin(), hash.end(), fingerprint.begin());
        if (!der.isEmpty())
            found.push_back(fingerprint);
        at = last + end.size();
    }
    return found;
}

bool holds(std::string_view text, const model::Fingerprint& fingerprint) {
    const auto found = fingerprintsIn(text);
    return std::find(found.begin(), found.end(), fingerprint) != found.end();
}

}  // namespace portolan::ctl
