// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The section of the form that says how requests are spread over the targets: the method, sticky cookie, slow
// start, when a target is passed over, and how many may wait. Folded at first, with a line that says what is
// uncommon in it; while it is open, the rows of the targets show their part of it (TargetRows). ServiceForm
// owns it. GUI thread only.

#include "backend/api/requests.h"
#include "ui/forms/foldedsection.h"
#include "ui/forms/secondsbox.h"
#include "ui/widgets/fieldmessage.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QSpinBox>
#include <QWidget>

#include <vector>

namespace portolan::ui::forms {

class BalancingFields : public FoldedSection {
    Q_OBJECT

  public:
    explicit BalancingFields(QWidget* parent = nullptr);

    void setPolicy(const model::BalancingPolicy& policy);
    /// The targets, for the line that sums up.
    void showTargets(const std::vector<api::TargetDraft>& targets);

    [[nodiscard]] api::BalancingDraft draft() const;
    [[nodiscard]] bool complete() const;
    void complainAboutAll();
    /// Puts an error of the backend next to its field ("balancing.hash_key"); false when it is about none of
    /// this.
    [[nodiscard]] bool place(const base::Error& error, const QString& sentence);
    void clearBackendComplaints();
    void focusFirstProblem();
    [[nodiscard]] std::vector<QWidget*> inputs() const;

  private:
    void build();
    void buildChoices();
    void buildNumbers();
    [[nodiscard]] QWidget* titled(const QString& title, QWidget* input, QWidget* below = nullptr);
    [[nodiscard]] model::BalancingPolicy policy() const;
    [[nodiscard]] model::BalancingMethod method() const;
    void change();
    void showMethod();
    void showSummary();

    std::vector<api::TargetDraft> m_targets;
    QComboBox* m_method;
    QWidget* m_keyPart = nullptr;
    QLineEdit* m_key;
    widgets::FieldMessage* m_keyMessage;
    QLabel* m_explanation;
    QCheckBox* m_sticky;
    SecondsBox* m_slowStart;
    QSpinBox* m_ejectAfter;
    QSpinBox* m_ejectErrors;
    SecondsBox* m_ejectTime;
    QSpinBox* m_ejectMost;
    QSpinBox* m_queueLength;
    SecondsBox* m_queueTime;
    widgets::FieldMessage* m_numbersMessage;
};

}  // namespace portolan::ui::forms
