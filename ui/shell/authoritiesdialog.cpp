// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/authoritiesdialog.h"

#include "backend/model/policytext.h"
#include "ui/connect/guarded.h"
#include "ui/text/amounts.h"
#include "ui/text/certificatetext.h"
#include "ui/text/errortext.h"

#include <QApplication>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QPushButton>
#include <QSaveFile>

namespace portolan::ui::shell {

namespace {

QLabel* selectable(const QString& text, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return label;
}

}  // namespace

AuthoritiesDialog::AuthoritiesDialog(api::Administration& backend, QWidget* parent)
    : QDialog(parent), m_message(new QLabel(this)), m_list(new QVBoxLayout) {
    setWindowTitle(tr("Certificate authorities"));
    setObjectName(QStringLiteral("authorities"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto* about =
        new QLabel(tr("A device that trusts the root of a zone opens its services by https without a "
                      "warning. The page /trust of any service shows how, on each system. Compare the "
                      "fingerprint there with the one here before you trust it."),
                   this);
    about->setWordWrap(true);
    m_message->setObjectName(QStringLiteral("authoritiesMessage"));
    m_message->setWordWrap(true);
    m_message->hide();
    m_list->setSpacing(18);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    buttons->button(QDialogButtonBox::Close)->setText(tr("Close"));
    QObject::connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
    auto* column = new QVBoxLayout(this);
    column->setSpacing(14);
    column->addWidget(about);
    column->addWidget(m_message);
    column->addLayout(m_list);
    column->addStretch();
    column->addWidget(buttons);
    backend.report({}, api::AuthoritiesRequest{},
                   connect::guarded<api::Report>(this, [this](base::Result<api::Report> reply) {
                       if (!reply) {
                           m_message->setText(text::errorText(reply.error()));
                           m_message->show();
                       } else if (const auto* list = std::get_if<api::AuthorityList>(&reply.value())) {
                           take(*list);
                       }
                   }));
}

void AuthoritiesDialog::take(const api::AuthorityList& authorities) {
    int number = 0;
    for (const api::AuthorityView& authority : authorities.items)
        addAuthority(authority, ++number);
    m_message->setText(
        tr("No zone has an authority of its own: https is off, or certificates of your own are "
           "served."));
    m_message->setVisible(authorities.items.empty());
}

void AuthoritiesDialog::addAuthority(const api::AuthorityView& authority, int number) {
    auto* part = new QWidget(this);
    auto* column = new QVBoxLayout(part);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    auto* zone = selectable(text::leftToRight(QString::fromStdString(authority.zone)), part);
    QFont strong = zone->font();
    strong.setWeight(QFont::DemiBold);
    zone->setFont(strong);
    auto* name =
        selectable(tr("%1, valid until %2")
                       .arg(QString::fromStdString(authority.name), text::dayText(authority.notAfter)),
                   part);
    name->setForegroundRole(QPalette::PlaceholderText);
    auto* fingerprint = selectable(text::fingerprintLines(authority.fingerprint), part);
    fingerprint->setObjectName(QStringLiteral("rootFingerprint%1").arg(number));
    fingerprint->setAccessibleName(
        tr("SHA-256 fingerprint of the root of %1").arg(QString::fromStdString(authority.zone)));
    fingerprint->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    auto* copy = new QPushButton(tr("Copy fingerprint"), part);
    copy->setObjectName(QStringLiteral("copyFingerprint%1").arg(number));
    auto* store = new QPushButton(tr("Save the root …"), part);
    store->setObjectName(QStringLiteral("saveRoot%1").arg(number));
    QObject::connect(copy, &QPushButton::clicked, part, [print = authority.fingerprint] {
        QApplication::clipboard()->setText(QString::fromStdString(model::toColonText(print)));
    });
    QObject::connect(store, &QPushButton::clicked, part, [this, authority] { save(authority); });
    auto* row = new QHBoxLayout;
    row->addWidget(copy);
    row->addWidget(store);
    row->addStretch();
    for (QWidget* line : {zone, name, fingerprint})
        column->addWidget(line);
    column->addLayout(row);
    m_list->addWidget(part);
}

void AuthoritiesDialog::save(const api::AuthorityView& authority) {
    const QString suggested = QString::fromStdString(authority.zone) + QStringLiteral(".pem");
    const QString path =
        QFileDialog::getSaveFileName(this, tr("Save the root"), suggested, tr("Certificates (*.pem *.crt)"));
    if (path.isEmpty())
        return;
    QSaveFile file(path);
    const QByteArray pem = QByteArray::fromStdString(authority.pem);
    const bool isWritten = file.open(QIODevice::WriteOnly) && file.write(pem) == pem.size() && file.commit();
    m_message->setText(
        isWritten ? tr("Saved as %1.").arg(text::leftToRight(path))
                  : tr("%1 could not be written: %2").arg(text::leftToRight(path), file.errorString()));
    m_message->show();
}

}  // namespace portolan::ui::shell
