// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The fields that are set in requests, in the form: a row of name and value for each, none at first, with
// what is wrong said below the row. A value that the backend did not show is kept as long as nobody types
// another. ProxyPolicyFields owns it. GUI thread only.

#include "backend/api/requests.h"
#include "ui/widgets/fieldmessage.h"

#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>
#include <QWidget>

#include <memory>
#include <optional>
#include <vector>

namespace portolan::ui::forms {

class RequestFieldRows : public QWidget {
    Q_OBJECT

  public:
    explicit RequestFieldRows(QWidget* parent = nullptr);
    ~RequestFieldRows() override;

    /// A field without a value has one that is not shown.
    void setFields(const std::vector<api::RequestFieldDraft>& fields);
    /// As typed, without rows in which nothing stands.
    [[nodiscard]] std::vector<api::RequestFieldDraft> fields() const;
    /// Whether the user has changed nothing since setFields().
    [[nodiscard]] bool isUntouched() const { return m_isUntouched; }
    [[nodiscard]] bool complete() const;
    /// Complaints also about what the user has not touched yet.
    void complainAboutAll();
    /// What the backend says of one of fields().
    void say(std::size_t field, const QString& sentence);
    void clearBackendComplaints();
    void focusFirstProblem();
    /// What takes the focus, in the order it is shown.
    [[nodiscard]] std::vector<QWidget*> inputs() const;

  Q_SIGNALS:
    void edited();

  private:
    struct Row;

    void addRow(const api::RequestFieldDraft* field);
    void removeRow(const Row* row);
    void edit(Row& row, bool& touched);
    void complain(Row& row);
    void renumber();

    QVBoxLayout* m_column;
    QPushButton* m_more;
    std::vector<std::unique_ptr<Row>> m_rows;
    bool m_isUntouched = true;
};

}  // namespace portolan::ui::forms
