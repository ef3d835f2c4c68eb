// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/notices/webhooksdialog.h"

#include "ui/connect/guarded.h"
#include "ui/notices/webhookform.h"
#include "ui/text/amounts.h"
#include "ui/text/errortext.h"

#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMessageBox>
#include <QVBoxLayout>

namespace portolan::ui::notices {

namespace {

using namespace std::chrono_literals;
using Kind = widgets::FieldMessage::Kind;

constexpr auto askEvery = 3s;

}  // namespace

WebhooksDialog::WebhooksDialog(api::Administration& backend, const base::Clock& clock, QWidget* parent)
    : QDialog(parent),
      m_backend(backend),
      m_model(clock),
      m_view(new QTreeView(this)),
      m_message(new widgets::FieldMessage(this)) {
    setWindowTitle(tr("Webhooks"));
    setObjectName(QStringLiteral("webhooks"));
    setAttribute(Qt::WA_DeleteOnClose);
    makeBody();
    QObject::connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this,
                     [this] { followSelection(); });
    QObject::connect(m_view, &QTreeView::doubleClicked, this, [this] { edit(); });
    QObject::connect(&m_model, &QAbstractItemModel::modelReset, this, [this] { followSelection(); });
    QObject::connect(&m_again, &QTimer::timeout, this, [this] { reload(); });
    m_again.start(askEvery);
    followSelection();
    reload();
    resize(fontMetrics().averageCharWidth() * 110, fontMetrics().height() * 20);
}

void WebhooksDialog::makeBody() {
    auto* about = new QLabel(tr("A webhook is told of notices by a POST of JSON, such as many chat services "
                                "take. docs/notices.md says what is in it."),
                             this);
    about->setWordWrap(true);
    m_view->setObjectName(QStringLiteral("webhookList"));
    m_view->setAccessibleName(tr("Webhooks"));
    m_view->setModel(&m_model);
    m_view->setRootIsDecorated(false);
    m_view->header()->setStretchLastSection(true);
    m_view->header()->resizeSection(WebhookModel::Place, fontMetrics().averageCharWidth() * 46);
    m_view->header()->resizeSection(WebhookModel::Events, fontMetrics().averageCharWidth() * 34);
    m_message->setObjectName(QStringLiteral("webhooksMessage"));
    auto* row = new QHBoxLayout;
    row->addWidget(button("addWebhook", tr("Add …"), &WebhooksDialog::add));
    row->addWidget(m_edit = button("editWebhook", tr("Edit …"), &WebhooksDialog::edit));
    row->addWidget(m_remove = button("removeWebhook", tr("Remove"), &WebhooksDialog::remove));
    row->addWidget(m_test = button("testWebhook", tr("Send a test"), &WebhooksDialog::test));
    row->addStretch();
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    buttons->button(QDialogButtonBox::Close)->setText(tr("Close"));
    QObject::connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
    row->addWidget(buttons);
    auto* column = new QVBoxLayout(this);
    column->addWidget(about);
    column->addWidget(m_view, 1);
    column->addWidget(m_message);
    column->addLayout(row);
}

QPushButton* WebhooksDialog::button(const char* name, const QString& text, void (WebhooksDialog::*run)()) {
    auto* made = new QPushButton(text, this);
    made->setObjectName(QLatin1String(name));
    made->setAutoDefault(false);
    QObject::connect(made, &QPushButton::clicked, this, [this, run] { (this->*run)(); });
    return made;
}

std::optional<api::WebhookView> WebhooksDialog::selected() const {
    const QModelIndexList rows = m_view->selectionModel()->selectedRows();
    if (rows.isEmpty())
        return std::nullopt;
    return m_model.webhooks().at(static_cast<std::size_t>(rows.first().row()));
}

void WebhooksDialog::followSelection() {
    for (QPushButton* ofOne : {m_edit, m_remove, m_test})
        ofOne->setEnabled(selected().has_value());
}

void WebhooksDialog::reload() {
    m_backend.report({}, api::WebhooksRequest{},
                     connect::guarded<api::Report>(this, [this](base::Result<api::Report> reply) {
                         if (!reply)
                             say(reply.error());
                         else if (const auto* list = std::get_if<api::WebhookList>(&reply.value()))
                             m_model.replaceAll(list->items);
                     }));
}

void WebhooksDialog::open(std::optional<api::WebhookView> webhook) {
    auto* form = new WebhookForm(m_backend, std::move(webhook), this);
    QObject::connect(form, &WebhookForm::saved, this, [this] {
        m_message->clear();
        reload();
    });
    form->show();
}

void WebhooksDialog::add() {
    open(std::nullopt);
}

void WebhooksDialog::edit() {
    if (const auto webhook = selected())
        open(webhook);
}

/// Its secret is gone with it, so there is no way back.
void WebhooksDialog::remove() {
    const auto webhook = selected();
    if (!webhook)
        return;
    auto* box = new QMessageBox(QMessageBox::Question, tr("Remove webhook"),
                                tr("Remove the webhook that leads to %1?")
                                    .arg(text::leftToRight(QString::fromStdString(webhook->url))),
                                QMessageBox::NoButton, this);
    box->setObjectName(QStringLiteral("removeQuestion"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->addButton(tr("Remove"), QMessageBox::AcceptRole)->setObjectName(QStringLiteral("reallyRemove"));
    box->addButton(tr("Cancel"), QMessageBox::RejectRole);
    QObject::connect(box, &QDialog::accepted, this, [this, id = webhook->id] { removeNow(id); });
    box->open();
}

void WebhooksDialog::removeNow(model::WebhookId id) {
    m_backend.configure({}, api::RemoveWebhook{id}, {},
                        connect::guarded<api::Configured>(this, [this](const auto& reply) {
                            if (!reply)
                                say(reply.error());
                            reload();
                        }));
}

void WebhooksDialog::test() {
    const auto webhook = selected();
    if (!webhook)
        return;
    m_message->say(Kind::Note, tr("Sending a test …"));
    m_backend.report({}, api::WebhookTestRequest{webhook->id},
                     connect::guarded<api::Report>(this, [this](base::Result<api::Report> reply) {
                         if (!reply) {
                             say(reply.error());
                             return;
                         }
                         const auto* test = std::get_if<api::WebhookTestView>(&reply.value());
                         if (test && test->error)
                             say(*test->error);
                         else if (test)
                             m_message->say(Kind::Note,
                                            tr("The receiver took it: status %1.").arg(test->status));
                     }));
}

void WebhooksDialog::say(const base::Error& error) {
    m_message->say(Kind::Error, text::errorText(error));
}

}  // namespace portolan::ui::notices
