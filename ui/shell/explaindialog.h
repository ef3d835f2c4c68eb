// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Why a service does not open: each hop with its mark and what was found, and below those that are not fine
// what to do, with lines to be copied. Asks the backend when it is shown and whenever the user wants it to,
// and stays beside the window. Deletes itself when closed. GUI thread only.

#include "backend/api/administration.h"

#include <QDialog>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>

#include <string>

namespace portolan::ui::shell {

class ExplainDialog : public QDialog {
    Q_OBJECT

  public:
    /// `backend` must outlive this.
    ExplainDialog(api::Administration& backend, std::string name, QWidget* parent);

  private:
    void look();
    void take(const api::Explanation& explanation);
    void addHop(QGridLayout& grid, const api::Hop& hop, int number);
    void sum(const QString& sentence);

    api::Administration& m_backend;
    const std::string m_name;
    QLabel* m_summary;
    QScrollArea* m_hops;
    QPushButton* m_again;
    QPushButton* m_copy;
};

}  // namespace portolan::ui::shell
