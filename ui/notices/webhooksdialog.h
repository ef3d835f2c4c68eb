// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Who is told of notices besides this window: the webhooks, with how deliveries go; adds, edits, removes and
// tries them. Asks the backend every few seconds while it is shown. Stays beside the window and deletes
// itself when closed. GUI thread only.

#include "backend/api/administration.h"
#include "ui/notices/webhookmodel.h"
#include "ui/widgets/fieldmessage.h"

#include <QDialog>
#include <QPushButton>
#include <QTimer>
#include <QTreeView>

#include <optional>

namespace portolan::ui::notices {

class WebhooksDialog : public QDialog {
    Q_OBJECT

  public:
    /// Both must outlive this.
    WebhooksDialog(api::Administration& backend, const base::Clock& clock, QWidget* parent);

  private:
    void makeBody();
    QPushButton* button(const char* name, const QString& text, void (WebhooksDialog::*run)());
    [[nodiscard]] std::optional<api::WebhookView> selected() const;
    void followSelection();
    void reload();
    void open(std::optional<api::WebhookView> webhook);
    void add();
    void edit();
    void remove();
    void removeNow(model::WebhookId id);
    void test();
    void say(const base::Error& error);

    api::Administration& m_backend;
    WebhookModel m_model;
    QTreeView* m_view;
    widgets::FieldMessage* m_message;
    QPushButton* m_edit = nullptr;
    QPushButton* m_remove = nullptr;
    QPushButton* m_test = nullptr;
    QTimer m_again;
};

}  // namespace portolan::ui::notices
