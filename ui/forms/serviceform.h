// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The form that adds a service, or edits one: checks while the user types (draftrules by itself, the backend
// a moment later), shows what would exist, says each problem next to its field, and stays open until the
// backend has said yes. How the targets are spoken to and how requests are spread over them are folded
// sections of their own. Never modal, never waiting: the window works on beside it. MainWindow makes it; it
// deletes itself when closed. GUI thread only.

#include "backend/api/administration.h"
#include "ui/forms/balancingfields.h"
#include "ui/forms/deliveryfields.h"
#include "ui/forms/healthpolicyfields.h"
#include "ui/forms/previewcard.h"
#include "ui/forms/proxypolicyfields.h"
#include "ui/forms/targetrows.h"
#include "ui/widgets/fieldmessage.h"

#include <QCheckBox>
#include <QDialog>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QTimer>

#include <optional>
#include <string>
#include <vector>

namespace portolan::ui::forms {

class ServiceForm : public QDialog {
    Q_OBJECT

  public:
    /// Adds. `backend` must outlive this.
    explicit ServiceForm(api::Administration& backend, QWidget* parent = nullptr);
    /// Edits `service`; saving fails when somebody else has changed it meanwhile.
    ServiceForm(api::Administration& backend, const api::ServiceView& service, base::SystemTime now,
                QWidget* parent = nullptr);

    /// The backend's zones: the first completes a name of one label.
    void setZones(std::vector<std::string> zones);
    [[nodiscard]] std::optional<model::ServiceId> editing() const { return m_editing; }

  public Q_SLOTS:
    void submit();

  Q_SIGNALS:
    /// The backend has done it.
    void saved(const portolan::api::ServiceChange& change);

  protected:
    /// Widths, and with them the heights of wrapped lines, are known from here on.
    void showEvent(QShowEvent* event) override;

  private:
    enum class Phase { Editing, Saving };

    void build();
    void buildFields();
    [[nodiscard]] QScrollArea* buildScrolledPart();
    /// Asks for the values of fields that the list of services may lack.
    void fetchFieldValues();
    [[nodiscard]] QWidget* field(const QString& title, QWidget* input, QWidget* below);
    void fill(const api::ServiceDraft& draft);
    [[nodiscard]] api::ServiceDraft draft() const;
    [[nodiscard]] bool complete() const;
    void edited();
    void complainLocally();
    void askForPreview();
    void takePreview(quint64 question, base::Result<api::Preview> reply);
    void takeSaved(base::Result<api::ServiceChange> reply);
    /// Puts an error next to the field it is about.
    void place(const base::Error& error);
    void showZone();
    /// Hides what has no effect without the proxy.
    void showDelivery();
    /// As tall as its parts want, as far as the screen has room; no lower than somebody has drawn it.
    void fitHeight();
    /// Tab goes through the fields as they are read.
    void orderTabs();
    void setPhase(Phase phase);

    api::Administration& m_backend;
    std::optional<model::ServiceId> m_editing;
    std::optional<model::Revision> m_revision;
    api::ServiceDraft m_original;  ///< what is not shown goes back as it came
    std::vector<std::string> m_zones;
    bool m_hostTouched = false;
    bool m_recordTouched = false;
    bool m_busy = false;
    quint64 m_question = 0;
    QTimer m_pause;

    QLineEdit* m_host = nullptr;
    QLabel* m_zone = nullptr;
    widgets::FieldMessage* m_hostMessage = nullptr;
    QLineEdit* m_name = nullptr;
    TargetRows* m_targets = nullptr;
    DeliveryFields* m_delivery = nullptr;
    QWidget* m_recordPart = nullptr;
    QLineEdit* m_record = nullptr;
    widgets::FieldMessage* m_recordMessage = nullptr;
    QCheckBox* m_enabled = nullptr;
    QCheckBox* m_maintenance = nullptr;
    ProxyPolicyFields* m_proxy = nullptr;
    BalancingFields* m_balancing = nullptr;
    HealthPolicyFields* m_checks = nullptr;
    QScrollArea* m_scroll = nullptr;
    int m_fittedHeight = 0;  ///< what fitHeight() chose last
    PreviewCard* m_preview = nullptr;
    widgets::FieldMessage* m_message = nullptr;
    QDialogButtonBox* m_buttons = nullptr;
    QPushButton* m_save = nullptr;
};

}  // namespace portolan::ui::forms
