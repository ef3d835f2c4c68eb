// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/upstreamtlsfields.h"

#include "backend/model/targetname.h"
#include "ui/forms/draftrules.h"
#include "ui/text/amounts.h"
#include "ui/text/errortext.h"

#include <QFontDatabase>
#include <QVBoxLayout>

namespace portolan::ui::forms {

using Kind = widgets::FieldMessage::Kind;

namespace {

/// "100.2.2.2:8443", "[fd00::1]:443", "nas.lan:8443"; empty while it is no place.
std::string keyOf(const api::TargetDraft& target) {
    if (target.port < 1 || target.port > 65535)
        return {};
    if (const auto address = base::IpAddress::parse(target.address))
        return base::SocketAddress{*address, static_cast<std::uint16_t>(target.port)}.toString();
    const auto name = model::parseTargetName(target.address);
    return name ? name->text() + ':' + std::to_string(target.port) : std::string();
}

}  // namespace

UpstreamTlsFields::UpstreamTlsFields(QWidget* parent)
    : QWidget(parent),
      m_verification(new QComboBox(this)),
      m_explanation(new QLabel(this)),
      m_serverName(new QLineEdit(this)),
      m_message(new widgets::FieldMessage(this)),
      m_pins(new QWidget(this)),
      m_pinGrid(new QGridLayout(m_pins)) {
    m_verification->setObjectName(QStringLiteral("verification"));
    m_verification->setAccessibleName(tr("What proves the targets"));
    m_verification->addItem(tr("The certificate seen first"), int(model::TlsVerification::Pin));
    m_verification->addItem(tr("A certificate authority"), int(model::TlsVerification::Authority));
    m_explanation->setWordWrap(true);
    m_explanation->setForegroundRole(QPalette::PlaceholderText);
    m_serverName->setObjectName(QStringLiteral("serverName"));
    m_serverName->setAccessibleName(tr("Name they are asked for"));
    m_serverName->setLayoutDirection(Qt::LeftToRight);
    m_message->setObjectName(QStringLiteral("tlsMessage"));
    m_pinGrid->setContentsMargins(0, 4, 0, 0);
    m_pinGrid->setColumnStretch(0, 1);

    auto* proof = new QLabel(tr("Pro&ven by"), this);
    proof->setBuddy(m_verification);
    auto* name = new QLabel(tr("Name they are as&ked for"), this);
    name->setBuddy(m_serverName);
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(4);
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(1, 1);
    grid->addWidget(proof, 0, 0);
    grid->addWidget(name, 0, 1);
    grid->addWidget(m_verification, 1, 0);
    grid->addWidget(m_serverName, 1, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addLayout(grid);
    column->addWidget(m_message);
    column->addWidget(m_explanation);
    column->addWidget(m_pins);
    connect(m_verification, &QComboBox::currentIndexChanged, this, [this] { showVerification(); });
    connect(m_verification, &QComboBox::activated, this, [this] { Q_EMIT edited(); });
    connect(m_serverName, &QLineEdit::textEdited, this, [this] {
        complain();
        Q_EMIT edited();
    });
    showVerification();
}

void UpstreamTlsFields::setTls(const model::UpstreamTls& tls) {
    m_verification->setCurrentIndex(m_verification->findData(int(tls.verification)));
    m_serverName->setText(QString::fromStdString(tls.serverName.value_or(std::string())));
}

model::UpstreamTls UpstreamTlsFields::tls() const {
    model::UpstreamTls tls;
    tls.verification = static_cast<model::TlsVerification>(m_verification->currentData().toInt());
    const QString name = m_serverName->text().trimmed();
    if (!name.isEmpty())
        tls.serverName = name.toStdString();
    return tls;
}

void UpstreamTlsFields::setKnownPins(const std::vector<api::TargetDraft>& targets) {
    m_known.clear();
    m_forgotten.clear();
    for (const api::TargetDraft& target : targets)
        if (target.pin && !target.pin->empty())
            m_known[keyOf(target)] = *target.pin;
}

void UpstreamTlsFields::showTargets(const std::vector<api::TargetDraft>& targets) {
    std::vector<std::string> keys;
    for (const api::TargetDraft& target : targets)
        if (std::string key = keyOf(target); !key.empty())
            keys.push_back(std::move(key));
    const bool same = std::equal(keys.begin(), keys.end(), m_rows.begin(), m_rows.end(),
                                 [](const std::string& key, const PinRow& row) { return key == row.key; });
    if (same)
        return;
    for (const PinRow& row : m_rows)
        for (QWidget* part : std::initializer_list<QWidget*>{row.target, row.fingerprint, row.forget})
            delete part;
    m_rows.clear();
    for (const std::string& key : keys)
        addPinRow(key);
    Q_EMIT rowsChanged();
}

void UpstreamTlsFields::addPinRow(const std::string& key) {
    const QString shown = text::leftToRight(QString::fromStdString(key));
    const int number = static_cast<int>(m_rows.size()) + 1;
    m_rows.push_back(
        {key, new QLabel(shown, m_pins), new QLineEdit(m_pins), new QPushButton(tr("Trust anew"), m_pins)});
    const PinRow& row = m_rows.back();
    row.fingerprint->setReadOnly(true);
    row.fingerprint->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    row.fingerprint->setLayoutDirection(Qt::LeftToRight);
    row.fingerprint->setObjectName(QStringLiteral("pin%1").arg(number));
    row.fingerprint->setAccessibleName(tr("Certificate of %1").arg(shown));
    row.forget->setObjectName(QStringLiteral("trustAnew%1").arg(number));
    row.forget->setAutoDefault(false);
    row.forget->setAccessibleName(tr("Trust the next certificate of %1").arg(shown));
    row.forget->setToolTip(tr("Forgets this certificate; the next one the target shows is trusted."));
    m_pinGrid->addWidget(row.target, 2 * number, 0);
    m_pinGrid->addWidget(row.forget, 2 * number, 1);
    m_pinGrid->addWidget(row.fingerprint, 2 * number + 1, 0, 1, 2);
    connect(row.forget, &QPushButton::clicked, this, [this, key] {
        m_forgotten.insert(key);
        for (const PinRow& each : m_rows)
            dressPinRow(each);
        Q_EMIT edited();
    });
    dressPinRow(row);
}

void UpstreamTlsFields::dressPinRow(const PinRow& row) {
    const auto known = m_known.find(row.key);
    const bool isForgotten = m_forgotten.contains(row.key);
    const bool isPinned = known != m_known.end() && !isForgotten;
    row.fingerprint->setText(isPinned ? QString::fromStdString(known->second) : QString());
    row.fingerprint->setCursorPosition(0);
    row.fingerprint->setPlaceholderText(isForgotten ? tr("forgotten when saved: the next one is trusted")
                                                    : tr("none seen yet: the first one is trusted"));
    row.forget->setEnabled(isPinned);
}

void UpstreamTlsFields::forgetPins(std::vector<api::TargetDraft>& targets) const {
    for (api::TargetDraft& target : targets)
        if (m_forgotten.contains(keyOf(target)))
            target.pin = "";
}

void UpstreamTlsFields::setHost(const QString& host) {
    m_serverName->setPlaceholderText(host.isEmpty() ? tr("the name above") : host);
}

void UpstreamTlsFields::showVerification() {
    const bool isPin = tls().verification == model::TlsVerification::Pin;
    m_explanation->setText(
        isPin ? tr("For self-signed certificates: the first one is remembered for each target, "
                   "and any other is refused until you trust it.")
              : tr("For certificates of an authority that this system trusts, issued for the "
                   "name they are asked for."));
    m_pins->setVisible(isPin);
    Q_EMIT rowsChanged();
}

bool UpstreamTlsFields::complete() const {
    return !checkServerName(m_serverName->text());
}

void UpstreamTlsFields::complain() {
    if (const auto wrong = checkServerName(m_serverName->text()))
        m_message->say(Kind::Error, text::errorText(*wrong));
    else
        m_message->clear();
}

void UpstreamTlsFields::say(const QString& sentence) {
    m_message->say(Kind::Error, sentence);
}

std::vector<QWidget*> UpstreamTlsFields::inputs() const {
    std::vector<QWidget*> inputs{m_verification, m_serverName};
    for (const PinRow& row : m_rows)
        inputs.insert(inputs.end(), {row.fingerprint, row.forget});
    return inputs;
}

}  // namespace portolan::ui::forms
