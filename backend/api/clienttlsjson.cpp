// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/api/clienttlsjson.h"

#include "backend/model/policytext.h"

namespace portolan::api {

ClientTlsDraft clientTlsDraftFromJson(JsonFields& parent) {
    const QJsonObject json = parent.object("tls").value_or(QJsonObject());
    JsonFields fields(json, "tls.");
    ClientTlsDraft draft{fields.text("access"), fields.integer("strict_transport_seconds")};
    if (!fields.ok())
        parent.fail(fields.error());
    return draft;
}

QJsonObject toJson(const ClientTlsDraft& draft) {
    QJsonObject json;
    if (draft.access)
        json[QStringLiteral("access")] = toQString(*draft.access);
    if (draft.strictTransport)
        json[QStringLiteral("strict_transport_seconds")] = qint64(*draft.strictTransport);
    return json;
}

QJsonObject clientTlsToJson(const model::ClientTls& tls) {
    return {{QStringLiteral("access"), toQString(model::toWord(tls.access))},
            {QStringLiteral("strict_transport_seconds"),
             tls.strictTransport ? QJsonValue(qint64(tls.strictTransport->count()))
                                 : QJsonValue(QJsonValue::Null)}};
}

model::ClientTls clientTlsFromJson(JsonFields& parent) {
    const ClientTlsDraft draft = clientTlsDraftFromJson(parent);
    model::ClientTls tls;
    tls.access = model::clientAccessFromWord(draft.access.value_or("")).value_or(tls.access);
    if (draft.strictTransport)
        tls.strictTransport = std::chrono::seconds(*draft.strictTransport);
    return tls;
}

}  // namespace portolan::api
