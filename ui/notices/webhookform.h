// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// One webhook to add or to edit: where it leads, the secret that signs deliveries, what it is told of. Saves
// by itself and closes when the backend has taken it; what is wrong stands below the field at fault. The
// secret that is set is never shown; leaving the field empty keeps it. Deletes itself when closed. GUI thread
// only.

#include "backend/api/administration.h"
#include "ui/widgets/fieldmessage.h"

#include <QCheckBox>
#include <QDialog>
#include <QLineEdit>
#include <QPushButton>

#include <optional>
#include <vector>

namespace portolan::ui::notices {

class WebhookForm : public QDialog {
    Q_OBJECT

  public:
    /// `backend` must outlive this. Without a webhook: a new one.
    WebhookForm(api::Administration& backend, std::optional<api::WebhookView> webhook, QWidget* parent);

  Q_SIGNALS:
    void saved();

  private:
    void makeFields();
    [[nodiscard]] api::WebhookDraft draft() const;
    void follow();
    void save();
    void take(const base::Result<api::Configured>& reply);

    api::Administration& m_backend;
    std::optional<api::WebhookView> m_webhook;
    QLineEdit* m_url;
    QLineEdit* m_secret;
    QCheckBox* m_noSecret;
    std::vector<QCheckBox*> m_events;  ///< in the order of model::selectableNotices
    QCheckBox* m_enabled;
    widgets::FieldMessage* m_message;
    QPushButton* m_save = nullptr;
    bool m_isSaving = false;
};

}  // namespace portolan::ui::notices
