// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The section of the form that says how the targets are checked: by what, which answer counts, how often, and
// how many findings it takes. Folded at first, with a line that says what is uncommon in it; it unfolds where
// something is wrong. ServiceForm owns it. GUI thread only.

#include "backend/base/result.h"
#include "backend/model/healthpolicy.h"
#include "ui/forms/foldedsection.h"
#include "ui/forms/secondsbox.h"
#include "ui/widgets/fieldmessage.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSpinBox>
#include <QWidget>

#include <vector>

namespace portolan::ui::forms {

class HealthPolicyFields : public FoldedSection {
    Q_OBJECT

  public:
    explicit HealthPolicyFields(QWidget* parent = nullptr);

    void setPolicy(const model::HealthPolicy& policy);
    [[nodiscard]] model::HealthDraft draft() const;

    [[nodiscard]] bool complete() const { return model::parseHealthPolicy(draft()).ok(); }
    void complainAboutAll();
    /// Puts an error of the backend where it belongs ("checks.path"); false when it is about none of this.
    [[nodiscard]] bool place(const base::Error& error, const QString& sentence);
    void clearBackendComplaints();
    void focusFirstProblem();
    [[nodiscard]] std::vector<QWidget*> inputs() const;

  private:
    void build();
    void buildRequest(QGridLayout& grid);
    void buildNumbers(QGridLayout& grid);
    [[nodiscard]] QSpinBox* counter(const char* name, const model::Bounds<std::int64_t>& bounds);
    void change();
    void complain();
    void followKind();
    void showSummary();

    QComboBox* m_kind;
    QLabel* m_explanation;
    QWidget* m_request;  ///< what only concerns requests
    QComboBox* m_method;
    QLineEdit* m_path;
    QLineEdit* m_status;
    QLineEdit* m_text;
    QWidget* m_pace;  ///< what concerns every probe
    SecondsBox* m_interval;
    SecondsBox* m_timeout;
    SecondsBox* m_slow;  ///< 0: none
    QSpinBox* m_fall;
    QSpinBox* m_rise;
    QSpinBox* m_grace;
    QSpinBox* m_jitter;
    QSpinBox* m_flapChanges;
    QSpinBox* m_flapWindow;
    widgets::FieldMessage* m_message;
};

}  // namespace portolan::ui::forms
