// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A section of the form for what most services leave alone: folded at first to its title and a line that says
// what is uncommon in it. What it holds is for those who derive from it. GUI thread only.

#include <QLabel>
#include <QString>
#include <QToolButton>
#include <QVBoxLayout>
#include <QWidget>

namespace portolan::ui::forms {

class FoldedSection : public QWidget {
    Q_OBJECT

  public:
    [[nodiscard]] bool isOpen() const { return m_header->isChecked(); }

  Q_SIGNALS:
    void edited();
    void unfolded(bool open);
    /// It needs another height, or its inputs are others.
    void rearranged();

  protected:
    /// Title and line are named `name` + "Header" and `name` + "Summary".
    FoldedSection(const char* name, QWidget* parent);

    void setTitle(const QString& title) { m_header->setText(title); }
    void setSummary(const QString& summary) { m_summary->setText(summary); }
    void open() { m_header->setChecked(true); }
    [[nodiscard]] QWidget* header() const { return m_header; }
    /// What is shown while it is open, and the parent of its inputs.
    [[nodiscard]] QWidget* body() const { return m_body; }
    [[nodiscard]] QVBoxLayout* column() const { return m_column; }

  private:
    void unfold(bool open);

    QToolButton* m_header;
    QLabel* m_summary;
    QWidget* m_body;
    QVBoxLayout* m_column;
};

}  // namespace portolan::ui::forms
