// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/notices/webhookform.h"

#include "ui/connect/guarded.h"
#include "ui/notices/webhookmodel.h"
#include "ui/text/errortext.h"
#include "ui/text/noticetext.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace portolan::ui::notices {

WebhookForm::WebhookForm(api::Administration& backend, std::optional<api::WebhookView> webhook,
                         QWidget* parent)
    : QDialog(parent),
      m_backend(backend),
      m_webhook(std::move(webhook)),
      m_url(new QLineEdit(this)),
      m_secret(new QLineEdit(this)),
      m_noSecret(new QCheckBox(tr("No secret any more"), this)),
      m_enabled(new QCheckBox(tr("Switched on"), this)),
      m_message(new widgets::FieldMessage(this)) {
    setWindowTitle(m_webhook ? tr("Edit webhook") : tr("Add webhook"));
    setObjectName(QStringLiteral("webhookForm"));
    setAttribute(Qt::WA_DeleteOnClose);
    makeFields();
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel, this);
    m_save = buttons->button(QDialogButtonBox::Save);
    m_save->setObjectName(QStringLiteral("saveWebhook"));
    m_save->setText(tr("Save"));
    buttons->button(QDialogButtonBox::Cancel)->setText(tr("Cancel"));
    QObject::connect(buttons, &QDialogButtonBox::accepted, this, [this] { save(); });
    QObject::connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
    qobject_cast<QVBoxLayout*>(layout())->addWidget(buttons);
    follow();
}

void WebhookForm::makeFields() {
    const bool hasSecret = m_webhook && m_webhook->secret == api::SecretState::Set;
    m_url->setObjectName(QStringLiteral("webhookUrl"));
    m_url->setPlaceholderText(QStringLiteral("https://chat.example.com/hooks/…"));
    m_url->setMinimumWidth(fontMetrics().averageCharWidth() * 56);
    m_secret->setObjectName(QStringLiteral("webhookSecret"));
    m_secret->setEchoMode(QLineEdit::Password);
    m_secret->setPlaceholderText(hasSecret ? tr("set; empty keeps it") : tr("none"));
    m_noSecret->setObjectName(QStringLiteral("noSecret"));
    m_noSecret->setVisible(hasSecret);
    m_enabled->setObjectName(QStringLiteral("webhookEnabled"));
    m_enabled->setChecked(!m_webhook || m_webhook->enabled);
    if (m_webhook)
        m_url->setText(QString::fromStdString(m_webhook->url));
    auto* fields = new QFormLayout;
    fields->addRow(tr("Address"), m_url);
    fields->addRow(tr("Secret"), m_secret);
    fields->addRow(QString(), m_noSecret);
    for (const model::NoticeKind kind : model::selectableNotices) {
        auto* box = new QCheckBox(text::noticeKindText(kind), this);
        box->setObjectName(QStringLiteral("event_") + QString::fromLatin1(model::toWord(kind).data()));
        box->setChecked(!m_webhook || std::find(m_webhook->events.begin(), m_webhook->events.end(), kind) !=
                                          m_webhook->events.end());
        fields->addRow(m_events.empty() ? tr("Told of") : QString(), box);
        m_events.push_back(box);
        QObject::connect(box, &QCheckBox::toggled, this, [this] { follow(); });
    }
    fields->addRow(QString(), m_enabled);
    QObject::connect(m_url, &QLineEdit::textChanged, this, [this] { follow(); });
    QObject::connect(m_noSecret, &QCheckBox::toggled, m_secret, &QWidget::setDisabled);
    auto* column = new QVBoxLayout(this);
    column->addLayout(fields);
    column->addWidget(m_message);
}

void WebhookForm::follow() {
    const bool anyEvent =
        std::any_of(m_events.begin(), m_events.end(), [](const QCheckBox* box) { return box->isChecked(); });
    if (m_save)
        m_save->setEnabled(!m_isSaving && anyEvent && !m_url->text().trimmed().isEmpty());
    m_message->clear();
}

api::WebhookDraft WebhookForm::draft() const {
    api::WebhookDraft draft{m_url->text().trimmed().toStdString()};
    if (m_noSecret->isChecked())
        draft.secret = std::string();
    else if (!m_secret->text().isEmpty())
        draft.secret = m_secret->text().toStdString();
    draft.enabled = m_enabled->isChecked();
    draft.events.emplace();
    for (std::size_t i = 0; i < m_events.size(); ++i)
        if (m_events[i]->isChecked())
            draft.events->emplace_back(model::toWord(model::selectableNotices[i]));
    return draft;
}

void WebhookForm::save() {
    m_isSaving = true;
    follow();
    api::SaveWebhook change{std::nullopt, draft()};
    api::Precondition precondition;
    if (m_webhook) {
        change.id = m_webhook->id;
        precondition.revision = m_webhook->revision;
    }
    m_backend.configure({}, std::move(change), precondition,
                        connect::guarded<api::Configured>(
                            this, [this](const base::Result<api::Configured>& reply) { take(reply); }));
}

void WebhookForm::take(const base::Result<api::Configured>& reply) {
    if (reply) {
        Q_EMIT saved();
        close();
        return;
    }
    m_isSaving = false;
    follow();
    m_message->say(widgets::FieldMessage::Kind::Error, text::errorText(reply.error()));
    if (reply.error().field == "url")
        m_url->setFocus();
}

}  // namespace portolan::ui::notices
