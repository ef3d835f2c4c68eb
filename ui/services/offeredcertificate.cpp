// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/offeredcertificate.h"

#include "ui/text/amounts.h"
#include "ui/text/certificatetext.h"

#include <QFontDatabase>
#include <QGridLayout>

namespace portolan::ui::services {

OfferedCertificate::OfferedCertificate(QWidget* parent)
    : QWidget(parent),
      m_pinned(new QLabel(this)),
      m_offered(new QLabel(this)),
      m_accept(new QPushButton(tr("Accept the new one"), this)) {
    m_pinned->setObjectName(QStringLiteral("pinnedFingerprint"));
    m_offered->setObjectName(QStringLiteral("offeredFingerprint"));
    m_accept->setObjectName(QStringLiteral("acceptCertificate"));
    for (QLabel* fingerprint : {m_pinned, m_offered}) {
        fingerprint->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
        fingerprint->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    }
    auto* advice = new QLabel(tr("Accept it only if the machine itself names the same fingerprint: "
                                 "openssl x509 -in cert.pem -noout -fingerprint -sha256"),
                              this);
    advice->setWordWrap(true);
    advice->setForegroundRole(QPalette::PlaceholderText);
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 4);
    grid->setHorizontalSpacing(12);
    grid->setColumnStretch(1, 1);
    grid->addWidget(new QLabel(tr("Pinned (SHA-256)"), this), 0, 0, Qt::AlignTop);
    grid->addWidget(m_pinned, 0, 1);
    grid->addWidget(new QLabel(tr("It shows"), this), 1, 0, Qt::AlignTop);
    grid->addWidget(m_offered, 1, 1);
    grid->addWidget(m_accept, 0, 2, 2, 1, Qt::AlignBottom);
    grid->addWidget(advice, 2, 0, 1, 3);
    connect(m_accept, &QPushButton::clicked, this, &OfferedCertificate::accepted);
    hide();
}

void OfferedCertificate::setTarget(const api::TargetView& target) {
    const bool differs = target.pin && target.offered && *target.pin != *target.offered;
    setVisible(differs);
    if (!differs)
        return;
    const QString where = text::leftToRight(QString::fromStdString(target.place()));
    m_pinned->setText(text::fingerprintLines(*target.pin));
    m_pinned->setAccessibleName(tr("Pinned fingerprint of %1").arg(where));
    m_offered->setText(text::fingerprintLines(*target.offered));
    m_offered->setAccessibleName(tr("Fingerprint that %1 shows").arg(where));
    m_accept->setAccessibleName(tr("Accept the new certificate of %1").arg(where));
}

}  // namespace portolan::ui::services
