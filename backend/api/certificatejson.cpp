// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/api/certificatejson.h"

#include "backend/api/json.h"
#include "backend/model/policytext.h"

namespace portolan::api {

namespace {

std::string_view wordOf(CertificateState state) {
    switch (state) {
        case CertificateState::Off:
            return "none";
        case CertificateState::Pending:
            return "pending";
        case CertificateState::Good:
            return "good";
        case CertificateState::Failed:
            return "failed";
    }
    return "none";
}

}  // namespace

QJsonObject withCertificate(QJsonObject tls, const CertificateView& certificate) {
    tls[QStringLiteral("state")] = toQString(wordOf(certificate.state));
    if (certificate.error) {
        const QJsonObject error = seedErrorToJson(*certificate.error);
        for (const auto* key : {"code", "message", "params"})
            if (const QJsonValue value = error.value(QLatin1String(key)); !value.isUndefined())
                tls[QLatin1String(key)] = value;
    }
    if (certificate.fingerprint)
        tls[QStringLiteral("fingerprint")] = toQString(model::toText(*certificate.fingerprint));
    if (certificate.notAfter)
        tls[QStringLiteral("not_after")] = toQString(*certificate.notAfter);
    if (!certificate.issuer.empty())
        tls[QStringLiteral("issuer")] = toQString(certificate.issuer);
    return tls;
}

CertificateView certificateFromJson(JsonFields& parent) {
    const QJsonObject json = parent.object("tls").value_or(QJsonObject());
    JsonFields fields(json, "tls.");
    CertificateView view;
    const std::string state = fields.text("state").value_or("");
    for (const auto known : {CertificateState::Pending, CertificateState::Good, CertificateState::Failed})
        if (wordOf(known) == state)
            view.state = known;
    if (fields.text("code"))
        view.error = errorFromJson(json, 0);
    if (const auto fingerprint = model::parseFingerprint(fields.text("fingerprint").value_or("")))
        view.fingerprint = *fingerprint;
    view.notAfter = fields.time("not_after");
    view.issuer = fields.text("issuer").value_or("");
    if (!fields.ok())
        parent.fail(fields.error());
    return view;
}

}  // namespace portolan::api
