// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/api/lookupjson.h"

#include "backend/api/json.h"

namespace portolan::api {

std::string hostText(const base::SocketAddress& address, const std::optional<LookupView>& lookup) {
    return lookup ? lookup->name : address.address.toString();
}

std::string placeText(const base::SocketAddress& address, const std::optional<LookupView>& lookup) {
    return lookup ? lookup->name + ":" + std::to_string(address.port) : address.toString();
}

void putPlace(QJsonObject& json, const base::SocketAddress& address,
              const std::optional<LookupView>& lookup) {
    json[QStringLiteral("address")] = toQString(hostText(address, lookup));
    json[QStringLiteral("port")] = address.port;
    if (!lookup)
        return;
    QJsonObject resolved;
    if (lookup->isFound)
        resolved[QStringLiteral("address")] = toQString(address.address.toString());
    if (lookup->since)
        resolved[QStringLiteral("since")] = toQString(*lookup->since);
    if (lookup->ttl)
        resolved[QStringLiteral("ttl")] = static_cast<qint64>(*lookup->ttl);
    if (lookup->error) {
        QJsonObject error = seedErrorToJson(*lookup->error);
        for (const auto* key : {"error", "status"})  // of replies
            error.remove(QLatin1String(key));
        resolved[QStringLiteral("error")] = error;
    }
    json[QStringLiteral("resolved")] = resolved;
}

void takePlace(JsonFields& fields, base::SocketAddress& address, std::optional<LookupView>& lookup) {
    const std::int64_t port = fields.integer("port").value_or(0);
    if (port < 1 || port > 65535)
        fields.fail({"field.type", "port must be a port.", "port", {}});
    address.port = static_cast<std::uint16_t>(port);
    const auto resolved = fields.object("resolved");
    if (!resolved) {
        address.address = fields.address("address").value_or(base::IpAddress());
        return;
    }
    JsonFields found(*resolved, "resolved.");
    LookupView view{fields.requiredText("address")};
    if (const auto at = found.address("address")) {
        address.address = *at;
        view.isFound = true;
    }
    view.since = found.time("since");
    view.ttl = found.integer("ttl");
    if (const auto error = found.object("error"))
        view.error = errorFromJson(*error, 0);
    if (!found.ok())
        fields.fail(found.error());
    lookup = std::move(view);
}

}  // namespace portolan::api
