// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/certificatetext.h"

#include "backend/model/notice.h"
#include "backend/model/policytext.h"
#include "ui/text/amounts.h"
#include "ui/text/errortext.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QStringList>

namespace portolan::ui::text {

namespace {

using api::CertificateState;

QString translated(const char* source, int count = -1) {
    return QCoreApplication::translate("CertificateText", source, nullptr, count);
}

}  // namespace

QString dayText(base::SystemTime time) {
    const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch());
    return QLocale().toString(QDateTime::fromMSecsSinceEpoch(milliseconds.count()).date(),
                              QLocale::ShortFormat);
}

QString fingerprintLines(const model::Fingerprint& fingerprint) {
    const QString text = QString::fromStdString(model::toColonText(fingerprint));
    const qsizetype middle = text.size() / 2;
    return leftToRight(text.left(middle)) + QLatin1Char('\n') + leftToRight(text.mid(middle + 1));
}

bool wantsAttention(const api::CertificateView& certificate, base::SystemTime now) {
    return certificate.state == CertificateState::Failed ||
           (certificate.notAfter && *certificate.notAfter - now < model::certificateAttention);
}

QString certificateState(const api::CertificateView& certificate, base::SystemTime now) {
    switch (certificate.state) {
        case CertificateState::Off:
            return translated(QT_TRANSLATE_NOOP("CertificateText", "off"));
        case CertificateState::Pending:
            return translated(QT_TRANSLATE_NOOP("CertificateText", "being issued"));
        case CertificateState::Failed:
            return translated(QT_TRANSLATE_NOOP("CertificateText", "none"));
        case CertificateState::Good:
            break;
    }
    if (!certificate.notAfter || !wantsAttention(certificate, now))
        return translated(QT_TRANSLATE_NOOP("CertificateText", "valid"));
    if (*certificate.notAfter <= now)
        return translated(QT_TRANSLATE_NOOP("CertificateText", "ended"));
    const auto days = std::chrono::duration_cast<std::chrono::days>(*certificate.notAfter - now);
    return translated(QT_TRANSLATE_N_NOOP("CertificateText", "ends in %n day(s)"),
                      static_cast<int>(days.count()));
}

QString certificateDetail(const api::CertificateView& certificate) {
    if (certificate.error)
        return errorText(*certificate.error);
    if (certificate.notAfter)
        return translated(QT_TRANSLATE_NOOP("CertificateText", "until %1"))
            .arg(dayText(*certificate.notAfter));
    return {};
}

QString certificateToolTip(const api::CertificateView& certificate) {
    QStringList lines;
    if (!certificate.issuer.empty())
        lines.append(translated(QT_TRANSLATE_NOOP("CertificateText", "Issued by %1"))
                         .arg(QString::fromStdString(certificate.issuer)));
    lines.append(certificateDetail(certificate));
    if (certificate.fingerprint)
        lines.append(QStringLiteral("SHA-256 ") + fingerprintLines(*certificate.fingerprint));
    lines.removeAll(QString());
    return lines.join(QLatin1Char('\n'));
}

}  // namespace portolan::ui::text
