// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The targets in the form: a row of address and port for each, one at least, with what is wrong said below
// the row. A pasted "address:port" or URL is taken apart. What each target has of the requests (weight,
// backup, drained, limit) stands in a second line that is shown on demand. ServiceForm owns it. GUI thread
// only.

#include "backend/api/requests.h"
#include "ui/widgets/fieldmessage.h"

#include <QCheckBox>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>
#include <QWidget>

#include <memory>
#include <optional>
#include <vector>

namespace portolan::ui::forms {

class TargetRows : public QWidget {
    Q_OBJECT

  public:
    explicit TargetRows(QWidget* parent = nullptr);
    ~TargetRows() override;

    void setTargets(const std::vector<api::TargetDraft>& targets);
    /// As typed; a port that is no number is 0.
    [[nodiscard]] std::vector<api::TargetDraft> targets() const;
    /// Shows or hides what each target has of the requests; it counts either way.
    void showShares(bool shown);
    /// Whether every row is well formed.
    [[nodiscard]] bool complete() const;
    /// Complaints also about what the user has not touched yet.
    void complainAboutAll();
    /// What the backend says of one row; an empty sentence takes it back.
    void say(std::size_t row, widgets::FieldMessage::Kind kind, const QString& sentence);
    void clearBackendComplaints();
    void focusFirstProblem();
    /// What takes the focus, in the order it is shown.
    [[nodiscard]] std::vector<QWidget*> inputs() const;

  Q_SIGNALS:
    void edited();

  private:
    struct Row;

    void addRow(const api::TargetDraft* target);
    void buildShare(Row& row, const api::TargetDraft* target);
    void removeRow(const Row* row);
    void edit(Row& row, QLineEdit& field);
    void complain(Row& row);
    void renumber();

    QVBoxLayout* m_column;
    QPushButton* m_more;
    bool m_sharesShown = false;
    std::vector<std::unique_ptr<Row>> m_rows;
};

}  // namespace portolan::ui::forms
