// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/deliveryfields.h"

#include "backend/model/policytext.h"

#include <QGridLayout>

namespace portolan::ui::forms {

using Kind = widgets::FieldMessage::Kind;

namespace {

using namespace std::chrono_literals;

/// What browsers are told when somebody checks the box.
constexpr std::chrono::seconds usualStrictTransport = 365 * 24h;

}  // namespace

DeliveryFields::DeliveryFields(QWidget* parent)
    : QWidget(parent),
      m_delivery(new QComboBox(this)),
      m_deliveryMessage(new widgets::FieldMessage(this)),
      m_accessPart(new QWidget(this)),
      m_access(new QComboBox(m_accessPart)),
      m_accessMessage(new widgets::FieldMessage(this)),
      m_explanation(new QLabel(this)),
      m_strict(new QCheckBox(tr("Browsers keep to https (HSTS)"), this)),
      m_strictFor(usualStrictTransport) {
    build();
    setService({});
}

void DeliveryFields::build() {
    m_delivery->setObjectName(QStringLiteral("delivery"));
    m_delivery->setAccessibleName(tr("Delivered by"));
    m_delivery->addItem(tr("The proxy"), int(model::Delivery::Proxy));
    m_delivery->addItem(tr("The targets themselves (DNS only)"), int(model::Delivery::Direct));
    m_deliveryMessage->setObjectName(QStringLiteral("deliveryMessage"));
    m_access->setObjectName(QStringLiteral("access"));
    m_access->setAccessibleName(tr("Reached by"));
    m_access->addItem(tr("http and https"), int(model::ClientAccess::HttpAndHttps));
    m_access->addItem(tr("https only"), int(model::ClientAccess::HttpsOnly));
    m_access->addItem(tr("http only"), int(model::ClientAccess::HttpOnly));
    m_accessMessage->setObjectName(QStringLiteral("accessMessage"));
    m_explanation->setObjectName(QStringLiteral("deliveryExplanation"));
    m_explanation->setWordWrap(true);
    m_explanation->setForegroundRole(QPalette::PlaceholderText);
    m_strict->setObjectName(QStringLiteral("strictTransport"));
    m_strict->setToolTip(tr(
        "Browsers that have been there by https refuse plain http from then on, for a year if nothing else "
        "was set."));

    auto* deliveryLabel = new QLabel(tr("&Delivered by"), this);
    deliveryLabel->setBuddy(m_delivery);
    auto* accessLabel = new QLabel(tr("&Reached by"), m_accessPart);
    accessLabel->setBuddy(m_access);
    auto* accessColumn = new QGridLayout(m_accessPart);
    accessColumn->setContentsMargins(0, 0, 0, 0);
    accessColumn->setVerticalSpacing(4);
    accessColumn->addWidget(accessLabel, 0, 0);
    accessColumn->addWidget(m_access, 1, 0);
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(4);
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(1, 1);
    grid->addWidget(deliveryLabel, 0, 0);
    grid->addWidget(m_delivery, 1, 0);
    grid->addWidget(m_accessPart, 0, 1, 2, 1);
    grid->addWidget(m_deliveryMessage, 2, 0);
    grid->addWidget(m_accessMessage, 2, 1);
    grid->addWidget(m_strict, 3, 1);
    grid->addWidget(m_explanation, 4, 0, 1, 2);

    for (QComboBox* choice : {m_delivery, m_access}) {
        connect(choice, &QComboBox::currentIndexChanged, this, [this] { explain(); });
        connect(choice, &QComboBox::activated, this, [this] {
            clearBackendComplaints();
            Q_EMIT edited();
        });
    }
    connect(m_strict, &QCheckBox::clicked, this, [this] {
        clearBackendComplaints();
        Q_EMIT edited();
    });
}

void DeliveryFields::setService(const api::ServiceView& service) {
    const QSignalBlocker quiet(this);
    m_delivery->setCurrentIndex(m_delivery->findData(int(service.delivery)));
    m_access->setCurrentIndex(m_access->findData(int(service.clientTls.access)));
    m_strict->setChecked(service.clientTls.strictTransport.has_value());
    m_strictFor = service.clientTls.strictTransport.value_or(usualStrictTransport);
    explain();
}

model::Delivery DeliveryFields::delivery() const {
    return static_cast<model::Delivery>(m_delivery->currentData().toInt());
}

model::ClientAccess DeliveryFields::access() const {
    return static_cast<model::ClientAccess>(m_access->currentData().toInt());
}

api::ClientTlsDraft DeliveryFields::clientTls() const {
    if (isDirect())
        return {};
    api::ClientTlsDraft draft{std::string(model::toWord(access())), {}};
    if (m_strict->isChecked() && access() != model::ClientAccess::HttpOnly)
        draft.strictTransport = m_strictFor.count();
    return draft;
}

bool DeliveryFields::place(const base::Error& error, const QString& sentence) {
    if (error.field == "delivery")
        m_deliveryMessage->say(Kind::Error, sentence);
    else if (error.field.starts_with("tls.") && !isDirect())
        m_accessMessage->say(Kind::Error, sentence);
    else
        return false;
    Q_EMIT rearranged();
    return true;
}

void DeliveryFields::clearBackendComplaints() {
    m_deliveryMessage->clear();
    m_accessMessage->clear();
}

std::vector<QWidget*> DeliveryFields::inputs() const {
    return {m_delivery, m_access, m_strict};
}

void DeliveryFields::explain() {
    m_accessPart->setVisible(!isDirect());
    m_strict->setVisible(!isDirect() && access() != model::ClientAccess::HttpOnly);
    if (isDirect())
        m_explanation->setText(
            tr("The name leads to the targets’ own addresses, all at the same port. Those "
               "that are down are left out."));
    else if (access() == model::ClientAccess::HttpsOnly)
        m_explanation->setText(tr("Plain http is sent on to https."));
    else if (access() == model::ClientAccess::HttpOnly)
        m_explanation->setText(tr("There will be no certificate for this name."));
    else
        m_explanation->clear();
    m_explanation->setVisible(!m_explanation->text().isEmpty());
    Q_EMIT rearranged();
}

}  // namespace portolan::ui::forms
